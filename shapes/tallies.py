"""How many things paths lead to from what is no piece's own: each piece tells what it knows, up to what is enough."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from pyoxigraph import NamedNode, Quad

from claimgraph.ontology import Piece, Thing
from claimgraph.shapes.shape_graph import Step, Term, Way

Tally = Mapping[str, frozenset[str]]
"""What paths lead to from a thing, as terms are written, or so many of these as have to be known."""


@dataclass(frozen=True, slots=True)
class Limit:
    """So many ends of a path have to be known, which may be gone by these ways."""

    number: int
    ways: tuple[Way, ...]


Limits = Mapping[str, Limit]
"""The limit of each path."""

ELSEWHERE = ""
"""The end that stands for those to which a way leads by what is no piece's own, since no piece knows them all.

It comes before all others, so that it stays however few are kept.
"""


class Tallies:
    """What a piece tells, of paths of one step, or of two of which the second leads on from subjects to objects.

    What is said in the graphs `beside` the data counts for nothing.
    """

    def __init__(self, piece: Piece, beside: Collection[NamedNode], limits: Limits) -> None:
        self._piece, self._beside, self._limits = piece, beside, limits
        self._ends: dict[tuple[Term, Step], set[str]] = {}
        self._paths: defaultdict[tuple[NamedNode, bool], list[tuple[str, Step | None]]] = defaultdict(list)
        for path, limit in limits.items():
            for first, *further in limit.ways:
                self._paths[first.property, first.back].append((path, further[0] if further else None))

    def of(self, said: Iterable[Quad], naming: Iterable[Quad]) -> Tally:
        """That of one of the others, by what is said of it, and by the statements that name it as value."""
        found: defaultdict[str, set[str]] = defaultdict(set)
        values = ((quad.predicate, False, quad.object) for quad in said)
        subjects = ((quad.predicate, True, quad.subject) for quad in naming)
        for predicate, back, value in (*values, *subjects):
            for path, second in self._paths.get((predicate, back), ()):
                found[path] |= self._beyond(value, second) if second else {str(value)}
        return {path: _enough(ends, self._limits[path].number) for path, ends in found.items() if ends}

    def _beyond(self, start: Term, step: Step) -> set[str]:
        """Where the step leads from a thing, as far as the piece tells; what is another's own, that piece tells of."""
        if (start, step) not in self._ends:
            if isinstance(start, Thing) and start in self._piece.own:
                quads = self._piece.store.quads_for_pattern(start, step.property, None)
                self._ends[start, step] = {str(quad.object) for quad in quads if quad.graph_name not in self._beside}
            else:
                self._ends[start, step] = {ELSEWHERE} if start in self._piece.others else set()
        return self._ends[start, step]


def together(one: Tally, other: Tally, limits: Limits) -> Tally:
    """What two pieces tell of a thing."""
    none = frozenset[str]()
    return {
        path: _enough(one.get(path, none) | other.get(path, none), limits[path].number) for path in {**one, **other}
    }


def _enough(ends: Collection[str], limit: int) -> frozenset[str]:
    return frozenset(sorted(ends)[:limit])
