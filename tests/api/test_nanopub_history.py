"""What was published before is kept, superseded or retracted, over several generations of the small corpus."""

from __future__ import annotations

import csv
import shutil
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest
from Crypto.PublicKey import RSA
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

from claimgraph.api.build import build
from claimgraph.api.errors import ExportError
from claimgraph.api.export_for import Exported, export_nanopublications
from claimgraph.api.nanopub_signing import NPX, check_nanopublication
from claimgraph.ontology import CG

BASE = "https://example.org/lamps/"
CREATOR = "https://orcid.org/0000-0002-1825-0097"
CHANGED = NamedNode(f"{BASE}claim/acme/brighter-lamps-reduce-accidents")
ALIGNED = NamedNode(f"{BASE}alignment/brightness-helps")
GONE = NamedNode(f"{BASE}claim/borealis/cities-should-not-pay")
LAMPS = Path(__file__).parent.parent / "corpora" / "lamps"
Row = dict[str, str]


@pytest.fixture(scope="module")
def quads() -> tuple[Quad, ...]:
    return build(LAMPS).quads


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("key") / "key.pem"
    path.write_bytes(RSA.generate(1024).export_key("PEM"))
    return path


def stored(quads: tuple[Quad, ...], *, corrected: bool = False, without: bool = False) -> Store:
    """The corpus as it was, or with a longer quote of one claim, or without another claim."""
    store = Store()
    for quad in quads:
        if without and quad.subject == GONE:
            continue
        if corrected and (quad.subject, quad.predicate) == (CHANGED, CG.quote):
            quad = Quad(CHANGED, CG.quote, Literal(f"{quad.object.value}!"), quad.graph_name)  # type: ignore[union-attr]
        store.add(quad)
    return store


def exported(store: Store, out: Path, key: Path | None, since: Path | None) -> tuple[Exported, dict[str, Row]]:
    """What was written, and the index's rows by what they are about; those of retractions by what is retracted."""
    made = export_nanopublications(store, out, key, CREATOR if key else None, lambda *_: None, since)
    with (out / "index.csv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines))
    assert {each["file"] for each in rows} == {str(path.relative_to(out)) for path in out.rglob("*.trig")}
    for each in rows:
        assert check_nanopublication((out / each["file"]).read_bytes()) == (each["nanopublication"], key is not None)
    found = {each["retracts"] or each["about"]: each for each in rows}
    assert len(found) == len(rows)
    return made, found


def objects(path: Path, prop: NamedNode) -> list[tuple[str, str, str]]:
    said = parse(path.read_bytes(), RdfFormat.TRIG)
    return [
        (q.graph_name.value.partition("#")[2], q.subject.value, q.object.value) for q in said if q.predicate == prop
    ]  # type: ignore[union-attr]


def test_four_generations(quads: tuple[Quad, ...], key: Path, tmp_path: Path) -> None:
    """Published; one claim corrected and one gone; the same again; as at first."""
    a, b, c, d = (tmp_path / name for name in "abcd")
    made, first = exported(stored(quads), a, key, None)
    assert made == Exported(9)

    made, second = exported(stored(quads, corrected=True, without=True), b, key, a)
    assert made == Exported(8, unchanged=6, superseding=2, retracting=1, gone=1)
    for about in (CHANGED.value, ALIGNED.value):  # the alignment leads to the claim's nanopublication, and so is new
        old, new = first[about]["nanopublication"], second[about]["nanopublication"]
        assert second[about]["supersedes"] == old
        assert objects(b / second[about]["file"], NPX.supersedes) == [("pubinfo", new, old)]
    retracted = first[GONE.value]["nanopublication"]
    row = second[retracted]
    assert objects(b / row["file"], NPX.retracts) == [("assertion", CREATOR, retracted)]
    assert row["about"] == GONE.value
    taken_by_the_library(b, second)
    untouched = set(first) - {CHANGED.value, ALIGNED.value, GONE.value}
    for about in untouched:
        assert (b / second[about]["file"]).read_bytes() == (a / first[about]["file"]).read_bytes()

    made, third = exported(stored(quads, corrected=True, without=True), c, key, b)
    assert made == Exported(8, unchanged=8)
    files = sorted(path.relative_to(b) for path in b.rglob("*.*"))
    assert {each: (c / each).read_bytes() for each in files} == {each: (b / each).read_bytes() for each in files}

    made, fourth = exported(stored(quads), d, key, c)
    assert made == Exported(9, unchanged=6, superseding=3)
    assert fourth[CHANGED.value]["supersedes"] == third[CHANGED.value]["nanopublication"]
    assert fourth[GONE.value]["supersedes"] == retracted
    assert fourth[GONE.value]["nanopublication"] != retracted, "what was retracted stays so"
    assert fourth[retracted] == row


def taken_by_the_library(folder: Path, rows: dict[str, Row]) -> None:
    """The nanopub library finds those that speak of others valid."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from nanopub import Nanopub

        for row in rows.values():
            if row["supersedes"] or row["retracts"]:
                made = Nanopub(rdf=folder / row["file"])
                assert made.is_valid
                assert made.has_valid_trusty
                assert made.source_uri == row["nanopublication"]


def test_without_a_key_nothing_is_retracted(quads: tuple[Quad, ...], tmp_path: Path) -> None:
    exported(stored(quads), tmp_path / "a", None, None)
    made, rows = exported(stored(quads, corrected=True, without=True), tmp_path / "b", None, tmp_path / "a")
    assert made == Exported(8, unchanged=6, superseding=2, retracting=0, gone=1)
    assert not any(row["retracts"] for row in rows.values())


def changed(path: str, old: str, new: str) -> Callable[[Path], None]:
    def change(folder: Path) -> None:
        file = folder / path
        assert old in file.read_text("utf-8")
        file.write_text(file.read_text("utf-8").replace(old, new), "utf-8")

    return change


SPOILT = [
    (lambda folder: (folder / "index.csv").unlink(), "index.csv: there is none"),
    (lambda folder: (folder / "index.csv").write_bytes(b"\xff"), "index.csv: is not UTF-8"),
    (lambda folder: (folder / "index.csv").write_text("about\nx\n"), "index.csv, line 2: about, nanopub"),
    (lambda folder: (folder / "claim/acme/brighter-lamps-reduce-accidents.trig").unlink(), "line .: there is no"),
    (changed("claim/acme/brighter-lamps-reduce-accidents.trig", "at night", "at noon"), "reduce-accidents.trig: this"),
    (changed("index.csv", "claim/acme/brighter-lamps-reduce-accidents.trig", "../x.trig"), "is not in the folder"),
    (changed("index.csv", f"{BASE}claim/acme/brighter-lamps-reduce-accidents,", "urn:x,"), "another nanopublication"),
]


def test_a_folder_that_was_changed_is_refused(quads: tuple[Quad, ...], tmp_path: Path) -> None:
    store = stored(quads)
    exported(store, tmp_path / "a", None, None)
    for number, (spoil, says) in enumerate(SPOILT):
        spoilt = Path(shutil.copytree(tmp_path / "a", tmp_path / f"spoilt{number}"))
        spoil(spoilt)
        with pytest.raises(ExportError, match=says):
            export_nanopublications(store, tmp_path / "b", None, None, lambda *_: None, spoilt)
    assert not (tmp_path / "b").exists()


def test_only_the_key_that_signed_may_supersede(quads: tuple[Quad, ...], key: Path, tmp_path: Path) -> None:
    store = stored(quads)
    exported(store, tmp_path / "a", key, None)
    other = tmp_path / "other.pem"
    other.write_bytes(RSA.generate(1024).export_key("PEM"))
    for signs in (None, other):
        with pytest.raises(ExportError, match=r"is signed, and not with --key.*leave out --since"):
            exported(store, tmp_path / "b", signs, tmp_path / "a")
