"""Validation piece by piece: of what a piece of a store says in full, the piece is asked, which memory holds.

A thing that fails a shape in the whole store fails it in its piece too, or it does so by what isn't said there. That
begins at a thing of which the piece may not say everything: where a way of the shape leads from a thing of the piece's
own to one that isn't, the whole store is asked of the first. Of what is no piece's own it is asked when all pieces have
told what is said of it (`others`).
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store

from claimgraph.ontology import ONTOLOGY_GRAPH, RDFS, Piece, Thing
from claimgraph.shapes.change import Change
from claimgraph.shapes.ends import Ends
from claimgraph.shapes.judge import Violation
from claimgraph.shapes.lookouts import constraints, lookouts
from claimgraph.shapes.others import Others, Told
from claimgraph.shapes.questions import Question, of_condition, of_constraint
from claimgraph.shapes.surroundings import judged
from claimgraph.shapes.suspects import Suspect, classes_of, hierarchy, suspects
from claimgraph.shapes.validate import validate_store

Suspects = dict[NamedNode, frozenset[Suspect]]
"""The things that each shape may find wrong."""


@dataclass(frozen=True, slots=True)
class Findings:
    """What may be wrong in pieces, as another process can read it.

    ``suspects`` are things of their own; ``odd`` are others that single pieces have something against, and ``told`` is
    what pieces tell of each.
    """

    suspects: Suspects
    odd: Suspects
    told: Mapping[Thing, Told]


class Validation:
    """Validation of what a store's graphs say, but those `beside` its data, one piece after another.

    The store may be on disk; nothing of it is held but what is suspected, and what pieces tell of things that they
    share.
    Raises ShapesError if the shapes themselves are broken.
    """

    def __init__(self, store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> None:
        self._store, self._beside = store, frozenset(beside)
        self._found: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
        self._lookouts = lookouts(hierarchy(store))
        self._others = Others(store, self._beside)
        said = store.quads_for_pattern(None, RDFS.subClassOf, None)
        self._has_classes = any(quad.graph_name not in self._beside for quad in said)

    def look_at(self, piece: Piece) -> None:
        """Look for what may be wrong with the things of which a piece of the store speaks."""
        if self._has_classes:  # what everything may rest on
            return
        found = suspects(piece.store)
        for shape, things in found.items():
            self._found[shape] |= things & piece.own
        self._others.look_at(piece, found)
        self._ask(self._questions(piece))

    def news(self) -> Findings:
        """What was found since this was asked for last, for another validation to `add`, which is asked for violations.

        Suspects are handed over; what was told is remembered, so that it isn't told again.
        """
        found, self._found = self._found, defaultdict(set)
        odd, told = self._others.news()
        return Findings(_some(found), _some(odd), told)

    def add(self, found: Findings) -> None:
        """Take what was found in pieces that another process looked at."""
        for shape, things in found.suspects.items():
            self._found[shape] |= things
        self._others.add(found.odd, found.told)

    def violations(self) -> tuple[Violation, ...]:
        """What the shapes find wrong in all pieces, sorted, as `validate_store` does; what pieces told is let go of."""
        if self._has_classes:
            return validate_store(self._store, self._beside)
        self._ask(self._others.questions())
        self._others = Others(self._store, self._beside)
        return judged(self._store, _some(self._found), self._beside)

    def _ask(self, questions: Iterator[Question]) -> None:
        with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:  # some of them wait for the disk
            for shape, things in pool.map(lambda asked: (asked[0], asked[1]()), questions):
                self._found[shape] |= things

    def _questions(self, piece: Piece) -> Iterator[Question]:
        """What the whole store is asked of a piece's own things: where the piece may not say all."""
        ends = Ends(piece)
        data = Change(self._store, (), (), self._beside)
        for lookout in self._lookouts:
            asked = ends.leading_out(lookout.junctions)
            targets = {t for t in asked if not lookout.targets.isdisjoint(classes_of(t, data.types(t)))}
            yield from of_condition(self._store, lookout.shape, lookout.whole, targets)
        for shape, constraint in constraints():
            yield from of_constraint(self._store, shape, constraint, set(ends.leading_out(constraint.junctions)))


def _some(found: Mapping[NamedNode, Set[Suspect]]) -> Suspects:
    return {shape: frozenset(things) for shape, things in found.items() if things}
