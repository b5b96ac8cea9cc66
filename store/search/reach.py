"""Which entries a changed statement bears on: the ways from things to the statements that their entries are made from.

A test follows everything that entries are made from and holds this table to it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from pyoxigraph import NamedNode, Quad

from claimgraph.ontology import CG, CITO, DCTERMS, FOAF, OA, RDF, RDFS, SKOS
from claimgraph.store.search.docket import STANCES, TIED
from claimgraph.store.search.entries import CLASSES
from claimgraph.store.search.statements import Said

Way = Literal["to", "from", "up"]


@dataclass(frozen=True, slots=True)
class Step:
    """From a subject to its objects, from an object to its subjects, or to objects again and again."""

    predicate: NamedNode
    way: Way = "to"


Path = tuple[Step, ...]


def _to(*predicates: NamedNode) -> Path:
    return tuple(map(Step, predicates))


def _back(predicate: NamedNode) -> Path:
    return (Step(predicate, "from"),)


def _each(before: Path, *predicates: NamedNode) -> tuple[Path, ...]:
    return tuple((*before, Step(each)) for each in predicates)


_ITSELF: Path = ()
_PARENTS = (Step(CG.subQuestionOf, "up"),)
_ANSWERED = (*_to(CG.answers), *_PARENTS)
_NAMES = (RDFS.label, SKOS.altLabel)
_SECTIONS = _back(CG.sectionOf)
_LETTER = _back(CG.currentText)

PATHS: Mapping[str, tuple[Path, ...]] = {
    "claim": (
        *_each(_ITSELF, RDF.type, CG.quote, RDFS.label, CG.condition, CG.definesTerm, RDFS.comment, CG.mentions),
        *_each(_to(CG.madeBy), *_NAMES),
        *_each(_to(CG.topic), RDFS.label),
        *(path for each in STANCES.values() for path in _each(_to(each), CG.statement)),
        (*_to(CG.statedIn), *_ANSWERED),
        *_each(_to(CG.hasCitation), RDF.type, CG.citesSource),
    ),
    "proposition": (
        *_each(_ITSELF, RDF.type, CG.statement, RDFS.label, RDFS.comment),
        *_each(_to(CG.topic), RDFS.label),
    ),
    "question": (*_each(_ITSELF, RDF.type, CG.questionText, RDFS.label), _PARENTS),
    "letter": (
        *_each(_ITSELF, RDF.type, RDFS.label, DCTERMS.identifier, CG.addressee, DCTERMS.date),
        *_each(_to(CG.submittedBy), *_NAMES),
        *_each(_to(CG.signedBy), FOAF.name, RDFS.label),
        (*_SECTIONS, *_ANSWERED),
    ),
    "organization": (
        *_each(_ITSELF, RDF.type, *_NAMES, CG.host, RDFS.comment, DCTERMS.type),
        _back(CG.submittedBy),
        _back(CG.madeBy),
    ),
    "programme": (
        *_each(_ITSELF, RDF.type, *_NAMES, RDFS.comment, DCTERMS.type),
        *_each(_to(CG.runBy), RDFS.label),
    ),
    "work": (
        *_each(_ITSELF, RDF.type, DCTERMS.title, RDFS.label, DCTERMS.type, DCTERMS.date, DCTERMS.creator),
        *_each(_ITSELF, DCTERMS.identifier, RDFS.comment),
        *_each(_to(CG.publishedBy), *_NAMES),
    ),
    "paragraph": (
        *_each(_ITSELF, CG.content),
        *_each(_LETTER, RDF.type, RDFS.label),
        *_each((*_LETTER, *_to(CG.submittedBy)), *_NAMES),
        *_each((*_LETTER, *_SECTIONS), CG.heading, OA.start, OA.end),
        (*_LETTER, *_SECTIONS, *_ANSWERED),
    ),
    "citation": (
        *_each(_to(CG.citesSource), CG.publishedBy),
        *_each(_to(CITO.hasCitingEntity), CG.submittedBy),
    ),
    "value": (
        *_each(_ITSELF, RDF.type, RDFS.label, CG.position),
        _back(CG.submittedBy),
        _back(CG.madeBy),
    ),
}
"""For each kind of entry the ways that lead from a thing to all that its entries are made from.

What citations say is said of works and publishers; a value is what results can be narrowed by.
"""


def reached(said: Said, changed: Iterable[Quad]) -> dict[str, frozenset[str]]:
    """For each kind the things whose entries may be others, now that these statements are put in or taken out.

    `said` is what holds since then. That is enough: where a way to a statement that was taken out is gone too, its
    first step that is gone is among the changed statements, and the way to that one is still there.
    """
    steps = _steps()
    found: dict[str, set[str]] = {kind: set() for kind in PATHS}
    for subject, predicate, value in {(quad.subject, quad.predicate, quad.object) for quad in changed}:
        for kind, path, number in steps.get(predicate, ()):
            node = value if path[number].way == "from" else subject
            if isinstance(node, NamedNode) and (predicate != RDF.type or value in _KINDS):
                # Along a step that is taken again and again one may have come to its beginning by itself.
                last = number + 1 if path[number].way == "up" else number
                found[kind] |= _starts(said, {node.value}, path[:last])
    return {kind: frozenset(each) for kind, each in found.items()}


_KINDS = frozenset(
    (*(each for some in CLASSES.values() for each in some), CG.Topic, CG.SelfCitation, *TIED),
)
"""The classes that make a difference."""


def _steps() -> dict[NamedNode, list[tuple[str, Path, int]]]:
    """For each property the paths that have it, and where. What several paths have in common is taken once."""
    found: dict[NamedNode, dict[tuple[str, Path], int]] = defaultdict(dict)
    for kind, paths in PATHS.items():
        for path in paths:
            for number, step in enumerate(path):
                found[step.predicate][kind, path[: number + 1]] = number
    return {each: [(kind, path, n) for (kind, path), n in some.items()] for each, some in found.items()}


def _starts(said: Said, nodes: set[str], path: Path) -> set[str]:
    """The things from which the path leads to one of the nodes."""
    for step in reversed(path):
        nodes = set(_before(said, nodes, step))
    return nodes


def _before(said: Said, nodes: set[str], step: Step) -> Iterator[str]:
    if step.way == "up":
        below, seen = said.subjects(step.predicate), set(nodes)
        ahead = list(nodes)
        while ahead:
            each = ahead.pop()
            yield each
            more = [one for one in below.get(each, ()) if one not in seen]
            seen.update(more)
            ahead += more
        return
    back = said.objects(step.predicate) if step.way == "from" else said.subjects(step.predicate)
    for each in nodes:
        yield from back.get(each, ())
