"""The mapping set: our terms beside those of other vocabularies, as SSSOM. It is never part of the ontology's graph.

The file is SSSOM/TSV (https://mapping-commons.github.io/sssom/spec-formats-tsv/): a YAML header behind `#`, and a
table.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pyoxigraph import NamedNode

from claimgraph.ontology.errors import MappingError
from claimgraph.ontology.terms import Vocabulary

SSSOM = Vocabulary("https://w3id.org/sssom/")
FILE = "mappings.sssom.tsv"

COLUMNS = (
    "subject_id",
    "subject_label",
    "predicate_modifier",
    "predicate_id",
    "object_id",
    "object_label",
    "mapping_justification",
    "confidence",
    "comment",
)
STRENGTHS = ("exactMatch", "closeMatch", "broadMatch", "narrowMatch", "relatedMatch")
"""How a term of ours stands to the other one; broadMatch says that the other is the broader."""

_NO_TERM = SSSOM.NoTermFound
_JUSTIFICATION = "semapv:ManualMappingCuration"


@dataclass(frozen=True, slots=True)
class Mapping:
    """One row. ``strength`` is one of `STRENGTHS`; ``target`` is None where no vocabulary has such a term.

    ``denied`` turns the row round: the terms may seem to match, and don't.
    """

    subject: NamedNode
    subject_label: str
    strength: str
    target: NamedNode | None
    target_id: str
    target_label: str
    denied: bool
    confidence: float
    comment: str


@dataclass(frozen=True, slots=True)
class MappingSet:
    """The set's IRI, title, description, licence, creator, version, prefixes, and its rows in the file's order."""

    iri: NamedNode
    title: str
    description: str
    licence: NamedNode
    creator: str
    version: str
    prefixes: dict[str, str]
    mappings: tuple[Mapping, ...]

    def substitutes(self, prefix: str) -> dict[NamedNode, NamedNode]:
        """The terms of one vocabulary that may stand for ours: what matches exactly or closely, or is broader.

        A term of ours that is only related to the other, or narrower in part, has none. Of several the first counts.

        >>> mapping_set().substitutes("schema")[NamedNode("https://w3id.org/claimgraph/ontology#quote")]
        <NamedNode value=https://schema.org/text>
        """
        found: dict[NamedNode, NamedNode] = {}
        for each in self.mappings:
            fits = each.strength in ("exactMatch", "closeMatch", "broadMatch") and not each.denied
            if fits and each.target and each.target_id.startswith(f"{prefix}:"):
                found.setdefault(each.subject, each.target)
        return found


def mapping_file() -> bytes:
    """The mapping set as its file has it, SSSOM/TSV in UTF-8."""
    return files(__package__).joinpath(FILE).read_bytes()


@cache
def mapping_set() -> MappingSet:
    """The mapping set of the ontology's file."""
    return read_mappings(mapping_file().decode("utf-8"))


def read_mappings(text: str) -> MappingSet:
    """The mapping set that a SSSOM/TSV text holds.

    Raises MappingError, which names the line and what is wrong there: a column that is missing or unknown, a prefix
    that the curie_map lacks, a predicate, a justification or a confidence that the set can't have.
    """
    lines = text.splitlines()
    head = [line.removeprefix("#").removeprefix(" ") for line in lines if line.startswith("#")]
    try:
        header: dict[str, Any] = yaml.safe_load("\n".join(head))  # YAML is of any depth
        prefixes: dict[str, str] = header["curie_map"]
        rows = csv.reader(lines[len(head) :], delimiter="\t", quoting=csv.QUOTE_NONE, strict=True)
        if (columns := tuple(next(rows, ()))) != COLUMNS:
            raise MappingError(f"{FILE}:{len(head) + 1}: the columns are {columns}; they have to be {COLUMNS}")
        return MappingSet(
            NamedNode(header["mapping_set_id"]),
            header["mapping_set_title"],
            header["mapping_set_description"],
            NamedNode(header["license"]),
            ", ".join(header["creator_label"]),
            header["mapping_set_version"],
            dict(sorted(prefixes.items())),
            tuple(_mapping(row, prefixes, line) for line, row in enumerate(rows, len(head) + 2)),
        )
    except (yaml.YAMLError, KeyError, TypeError) as error:
        raise MappingError(f"{FILE}: its header can't be read or lacks an entry: {error}") from error


def _mapping(row: list[str], prefixes: dict[str, str], line: int) -> Mapping:
    if len(row) != len(COLUMNS):
        raise MappingError(f"{FILE}:{line}: {len(row)} cells; there have to be {len(COLUMNS)}, with a tab between")
    subject, label, modifier, predicate, target_id, target_label, justification, confidence, comment = row
    strength = predicate.removeprefix("skos:")
    if strength not in STRENGTHS or predicate == strength:
        raise MappingError(f"{FILE}:{line}: the predicate {predicate!r} is none of skos:{', skos:'.join(STRENGTHS)}")
    if modifier not in ("", "Not"):
        raise MappingError(f"{FILE}:{line}: the predicate modifier {modifier!r} is neither empty nor Not")
    if justification != _JUSTIFICATION:
        raise MappingError(f"{FILE}:{line}: the justification {justification!r} has to be {_JUSTIFICATION}")
    try:
        sure = float(confidence)
    except ValueError:
        sure = -1.0
    if not 0 <= sure <= 1:
        raise MappingError(f"{FILE}:{line}: the confidence {confidence!r} is no number from 0 to 1")
    if not comment.strip():
        raise MappingError(f"{FILE}:{line}: the comment is empty; say in it why the terms match, and where they differ")
    target = _expand(target_id, prefixes, line)
    return Mapping(
        _expand(subject, prefixes, line),
        label,
        strength,
        None if target == _NO_TERM else target,
        target_id,
        target_label,
        modifier == "Not",
        sure,
        comment,
    )


def _expand(curie: str, prefixes: dict[str, str], line: int) -> NamedNode:
    prefix, colon, name = curie.partition(":")
    if not colon or not name or prefix not in prefixes:
        raise MappingError(f"{FILE}:{line}: the prefix of {curie!r} isn't in the curie_map; there are {list(prefixes)}")
    return NamedNode(prefixes[prefix] + name)
