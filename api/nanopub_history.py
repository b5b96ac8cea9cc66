"""Nanopublications that were published before: read from the folder of a former export, superseded and retracted.

Nothing that was published is ever changed. What says something else now is superseded by a new nanopublication
(`npx:supersedes` in its publication information), and what is no longer there is retracted by one of its own
(`npx:retracts` as its assertion). Those who serve nanopublications heed both only from the key that signed the former
one, so that nothing else is written here.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, parse

from claimgraph.api.errors import ExportError
from claimgraph.api.nanopub_signing import NPX, TEMPORARY, Signer, assembled, check_nanopublication
from claimgraph.api.nanopublications import Make, Nanopublication
from claimgraph.ontology import PROV, RDFS

__all__ = ["COLUMNS", "INDEX", "Former", "History", "read_history", "retraction"]

INDEX = "index.csv"
"""The file beside the nanopublications that says which one is about what."""

COLUMNS = ("about", "nanopublication", "file", "supersedes", "retracts")
"""What the index has in each row; the last two are empty in most."""


@dataclass(frozen=True, slots=True)
class Former:
    """A nanopublication that was published: what it is about, its file, and what it says of others."""

    made: Nanopublication
    label: str


@dataclass(frozen=True, slots=True)
class History:
    """What stood at the end of the former export, by what it is about, and all retractions, the oldest first."""

    standing: Mapping[NamedNode, Former] = field(default_factory=dict)
    retractions: tuple[Nanopublication, ...] = ()

    def superseded_by(self, about: NamedNode) -> NamedNode | None:
        """What a new nanopublication about this supersedes: the one that stood last, though it may be retracted."""
        if about in self.standing:
            return self.standing[about].made.iri
        return next((each.retracts for each in reversed(self.retractions) if each.about == about), None)

    def renewed(self, about: NamedNode, make: Make) -> Nanopublication:
        """The nanopublication about a thing: the former one where that says the same, else one that supersedes it."""
        if former := self.standing.get(about):
            same = make(former.made.supersedes)
            if same.iri == former.made.iri:
                return same
        return make(self.superseded_by(about))


def read_history(folder: Path, signer: Signer | None) -> History:
    """The nanopublications in the folder that a former export wrote, each checked.

    Raises ExportError naming the file for a folder without an index, for what was changed since or is listed as
    another, and for what another key has signed, or one where there is none now. Raises NanopubMissing without the
    extra.
    """
    index = folder / INDEX
    try:
        with index.open(encoding="utf-8", newline="") as lines:
            rows = list(csv.DictReader(lines))
    except (FileNotFoundError, NotADirectoryError):
        raise ExportError(f"{index}: there is none; name a folder that `export --for nanopublications` wrote") from None
    except UnicodeDecodeError:
        raise ExportError(f"{index}: is not UTF-8 text; name a folder as it was written") from None
    standing: dict[NamedNode, Former] = {}
    retractions: list[Nanopublication] = []
    for number, row in enumerate(rows, start=2):
        if not {"about", "nanopublication", "file"} <= {name for name, value in row.items() if value}:
            raise ExportError(f"{index}, line {number}: about, nanopublication and file are needed")
        former = _read(folder, index, number, row, signer)
        if former.made.retracts:
            retractions.append(former.made)
        else:
            standing[former.made.about] = former
    return History(standing, tuple(retractions))


def retraction(former: Former, signer: Signer) -> Nanopublication:
    """A nanopublication in which the signer retracts a former one."""
    retracted = former.made.iri
    assertion = [Triple(signer.creator, NPX.retracts, retracted)]
    provenance = [Triple(TEMPORARY.assertion, PROV.wasAttributedTo, signer.creator)]
    pubinfo = [Triple(NamedNode(str(TEMPORARY)), RDFS.label, Literal(f"Retraction of: {former.label}"))]
    iri, trig = assembled(assertion, provenance, pubinfo, signer)
    file = f"retraction/{iri.value.rpartition('/')[2]}.trig"
    return Nanopublication(former.made.about, iri, file, trig, retracts=retracted)


def _read(folder: Path, index: Path, number: int, row: Mapping[str, str], signer: Signer | None) -> Former:
    path = folder / row["file"]
    if not path.resolve().is_relative_to(folder.resolve()):
        raise ExportError(f"{index}, line {number}: {row['file']!r} is not in the folder")
    try:
        trig = path.read_bytes()
        iri, signed = check_nanopublication(trig)
    except ExportError as error:
        raise ExportError(f"{path}: {error}") from None
    except FileNotFoundError:
        raise ExportError(f"{index}, line {number}: there is no {row['file']!r} in the folder") from None
    quads = list(parse(trig, RdfFormat.TRIG))
    if iri != row["nanopublication"] or not _is_about(quads, row["about"], row.get("retracts") or ""):
        raise ExportError(f"{index}, line {number}: {row['file']!r} is another nanopublication than is said there")
    keys = {_text(each) for each in quads if each.predicate == NPX.hasPublicKey}
    if signed and (signer is None or keys != {signer.public_key}):
        raise ExportError(
            f"{path}: is signed, and not with --key; only the key that signed it can supersede or retract it: "
            "sign with that key, or leave out --since"
        )
    said = {each.predicate: each for each in quads if str(each.subject) == f"<{iri}>"}
    supersedes, retracts = (
        next((each.object for each in quads if each.predicate == prop and isinstance(each.object, NamedNode)), None)
        for prop in (NPX.supersedes, NPX.retracts)
    )
    try:
        about = NamedNode(row["about"])
    except ValueError:
        raise ExportError(f"{index}, line {number}: {row['about']!r} is no IRI") from None
    made = Nanopublication(about, NamedNode(iri), row["file"], trig, supersedes, retracts)
    return Former(made, _text(said[RDFS.label]) if RDFS.label in said else row["about"])


def _is_about(quads: list[Quad], about: str, retracted: str) -> bool:
    """Whether something is said of the thing, or of what is retracted."""
    wanted = f"<{retracted or about}>"
    return any(wanted in (str(each.subject), str(each.object)) for each in quads)


def _text(quad: Quad) -> str:
    return quad.object.value if isinstance(quad.object, Literal) else str(quad.object)
