"""Validation piece by piece: of what a piece of a store says in full, the piece is asked, which memory holds.

A thing that fails a shape in the whole store fails it in its piece too, or it does so by what isn't said there. That
begins at a thing of which the piece may not say everything: where a way of the shape leads from a thing of the piece's
own to one that isn't, the whole store is asked of the first.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cache, partial

from pyoxigraph import BlankNode, NamedNode, Store

from claimgraph.ontology import ONTOLOGY_GRAPH, RDFS, Piece, Thing
from claimgraph.shapes.change import Change
from claimgraph.shapes.judge import Violation
from claimgraph.shapes.lookouts import constraints, failing_among, lookouts, solutions
from claimgraph.shapes.patterns import FOCUS
from claimgraph.shapes.shape_graph import Step, Term, Way, turned
from claimgraph.shapes.surroundings import judged
from claimgraph.shapes.suspects import Suspect, hierarchy, known_members, suspects
from claimgraph.shapes.validate import validate_store

Suspects = dict[NamedNode, frozenset[Suspect]]
"""The things that each shape may find wrong."""

Question = Callable[[], set[Suspect]]
"""A query, which gives the things that fail."""


class Validation:
    """Validation of what a store's graphs say, but those `beside` its data, one piece after another.

    The store may be on disk; nothing of it is held but what is suspected.
    Raises ShapesError if the shapes themselves are broken.
    """

    def __init__(self, store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> None:
        self._store, self._beside = store, frozenset(beside)
        self._found: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
        said = store.quads_for_pattern(None, RDFS.subClassOf, None)
        self._has_classes = any(quad.graph_name not in self._beside for quad in said)

    def look_at(self, piece: Piece) -> None:
        """Look for what may be wrong with the things of which a piece of the store speaks."""
        if self._has_classes:  # what everything may rest on
            return
        for shape, things in suspects(piece.store).items():
            self._found[shape] |= things & piece.own
        with ThreadPoolExecutor(os.cpu_count()) as pool:  # the queries share the machine's cores
            for shape, things in pool.map(lambda asked: (asked[0], asked[1]()), self._questions(piece)):
                self._found[shape] |= things

    def _questions(self, piece: Piece) -> Iterator[tuple[NamedNode, Question]]:
        """What the whole store is asked for each shape: of the others, and where a piece may not say all."""
        ends = _Ends(piece)
        data = Change(self._store, (), (), self._beside)

        def types(thing: Thing) -> frozenset[str]:
            return data.types(thing) | _known().get(str(thing), frozenset())

        for lookout in lookouts(hierarchy(self._store)):
            asked = {*piece.others, *ends.leading_out(lookout.junctions)}
            targets = {thing for thing in asked if not lookout.targets.isdisjoint(types(thing))}
            yield lookout.shape, partial(failing_among, self._store, lookout.whole, targets)
        for shape, constraint in constraints():
            asked = {*piece.others, *ends.leading_out(constraint.junctions)}
            rows: set[tuple[Term, ...]] = {(thing,) for thing in asked}
            if any(isinstance(thing, BlankNode) for thing in asked):  # which a query can't name: all is asked for
                yield shape, partial(solutions, self._store, constraint, (), set())
            else:
                yield shape, partial(solutions, self._store, constraint, (FOCUS,), rows)

    def found(self) -> Suspects:
        """What each shape may find wrong in the pieces that were looked at, as another process can read it."""
        return {shape: frozenset(things) for shape, things in self._found.items() if things}

    def add(self, found: Suspects) -> None:
        """Take what was found in pieces that another process looked at."""
        for shape, things in found.items():
            self._found[shape] |= things

    def violations(self) -> tuple[Violation, ...]:
        """What the shapes find wrong, sorted, as `validate_store` does."""
        if self._has_classes:
            return validate_store(self._store, self._beside)
        return judged(self._store, self.found(), self._beside)


@cache
def _known() -> dict[str, frozenset[str]]:
    """The classes of things that are known to be in them whatever the data says."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, members in known_members().items():
        for thing in members:
            found[thing].add(kind)
    return {thing: frozenset(kinds) for thing, kinds in found.items()}


@dataclass(slots=True)
class _Ends:
    """Where ways lead out of a piece."""

    piece: Piece
    _last: dict[Step, frozenset[Term]] = field(default_factory=dict)

    def leading_out(self, ways: Collection[Way]) -> Iterator[Thing]:
        """The piece's own things from which any of the ways leads to what isn't its own."""
        piece, said = self.piece, Change(self.piece.store, (), ())
        for way in ways:
            *before, last = way
            found = said.ends(self._leaving(last), turned(tuple(before)))
            if last.repeated:
                found |= said.ends(self._leaving(last), turned(way))
            yield from piece.own.intersection(found)

    def _leaving(self, step: Step) -> frozenset[Term]:
        """The things from which the step leads to what isn't the piece's own."""
        if step not in self._last:
            said = (
                (quad.subject, quad.object) for quad in self.piece.store.quads_for_pattern(None, step.property, None)
            )
            ends = ((far, near) if step.back else (near, far) for near, far in said)
            self._last[step] = frozenset(near for near, far in ends if far not in self.piece.own)
        return self._last[step]
