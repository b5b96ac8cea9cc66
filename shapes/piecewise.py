"""Validation piece by piece: of what a piece of a store says in full, the piece is asked, which memory holds.

A thing that fails a shape in the whole store fails it in its piece too, or it does so by what isn't said there. That
begins at a thing of which the piece may not say everything: where a way of the shape leads from a thing of the piece's
own to one that isn't, the whole store is asked of the first.

Of what is no piece's own the whole store is asked when all pieces have told what is said of it, and only what no piece
can tell. Whether something of it is in the class that it has to be in, a piece tells that has both; and so it does of a
constraint in SPARQL that asks for no more of the thing than one piece has.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache, partial

from pyoxigraph import BlankNode, NamedNode, Store

from claimgraph.ontology import ONTOLOGY_GRAPH, RDFS, Piece, Thing
from claimgraph.shapes.change import Change
from claimgraph.shapes.ends import Ends
from claimgraph.shapes.judge import Violation
from claimgraph.shapes.lookouts import Lookout, constraints, failing_among, lookouts, solutions
from claimgraph.shapes.marks import Mark, Marks, classes, has, marks_of, told_by_pieces
from claimgraph.shapes.patterns import FOCUS, Constraint
from claimgraph.shapes.shape_graph import Step, Term
from claimgraph.shapes.surroundings import judged
from claimgraph.shapes.suspects import Suspect, hierarchy, known_members, suspects
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
    told: Marks


Question = Callable[[], set[Suspect]]
"""A query, which gives the things that fail."""

_AT_ONCE = 5_000
"""Of so many things one query asks."""


class Validation:
    """Validation of what a store's graphs say, but those `beside` its data, one piece after another.

    The store may be on disk; nothing of it is held but what is suspected.
    Raises ShapesError if the shapes themselves are broken.
    """

    def __init__(self, store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> None:
        self._store, self._beside = store, frozenset(beside)
        self._found: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
        self._odd: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
        self._told: dict[Thing, frozenset[Mark]] = {}
        self._known: dict[frozenset[Mark], frozenset[Mark]] = {}  # of many things the same is told, which is held once
        said = store.quads_for_pattern(None, RDFS.subClassOf, None)
        self._has_classes = any(quad.graph_name not in self._beside for quad in said)

    def look_at(self, piece: Piece) -> None:
        """Look for what may be wrong with the things of which a piece of the store speaks."""
        if self._has_classes:  # what everything may rest on
            return
        looked_out_for = {lookout.shape for lookout in self._lookouts()}
        for shape, things in suspects(piece.store).items():
            self._found[shape] |= things & piece.own
            if shape not in looked_out_for:  # of constraints alone: what a piece lacks makes them find more, never less
                self._odd[shape] |= things & piece.others
        for shape, strangers in self._strangers(piece):
            self._odd[shape] |= strangers
        self._take(marks_of(piece, self._beside))
        self._ask(self._questions(piece))

    def found(self) -> Findings:
        """What was found in the pieces that were looked at."""
        suspects, odd = (
            {shape: frozenset(things) for shape, things in found.items() if things}
            for found in (self._found, self._odd)
        )
        return Findings(suspects, odd, self._told)

    def add(self, found: Findings) -> None:
        """Take what was found in pieces that another process looked at."""
        for mine, more in ((self._found, found.suspects), (self._odd, found.odd)):
            for shape, things in more.items():
                mine[shape] |= things
        self._take(found.told)

    def violations(self) -> tuple[Violation, ...]:
        """What the shapes find wrong in all pieces, sorted, as `validate_store` does."""
        if self._has_classes:
            return validate_store(self._store, self._beside)
        self._ask(self._questions_of_others())
        self._told, self._known = {}, {}
        return judged(self._store, self.found().suspects, self._beside)

    def _take(self, told: Marks) -> None:
        for thing, marks in told.items():
            every = self._told.get(thing, frozenset()) | marks
            self._told[thing] = self._known.setdefault(every, every)

    def _lookouts(self) -> tuple[Lookout, ...]:
        return lookouts(hierarchy(self._store))

    def _ask(self, questions: Iterator[tuple[NamedNode, Question]]) -> None:
        with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:  # some of them wait for the disk
            for shape, things in pool.map(lambda asked: (asked[0], asked[1]()), questions):
                self._found[shape] |= things

    def _questions(self, piece: Piece) -> Iterator[tuple[NamedNode, Question]]:
        """What the whole store is asked of a piece's own things: where the piece may not say all."""
        ends = Ends(piece)
        data = Change(self._store, (), (), self._beside)
        for lookout in self._lookouts():
            asked = ends.leading_out(lookout.junctions)
            targets = {thing for thing in asked if not lookout.targets.isdisjoint(_classes(thing, data.types(thing)))}
            yield lookout.shape, partial(failing_among, self._store, lookout.whole, targets)
        for shape, constraint in constraints():
            yield from self._constrained(shape, constraint, set(ends.leading_out(constraint.junctions)))

    def _questions_of_others(self) -> Iterator[tuple[NamedNode, Question]]:
        """What the whole store is asked of what is no piece's own, by what pieces have told of it."""
        kinds = {thing: _classes(thing, classes(marks)) for thing, marks in self._told.items()}
        looked_out_for = {lookout.shape for lookout in self._lookouts()}
        for lookout in self._lookouts():
            targets = {thing for thing, known in kinds.items() if not lookout.targets.isdisjoint(known)}
            odd = targets & self._odd[lookout.shape] if _asks_next(lookout) else targets
            for condition, doubtful in ((lookout.whole, odd), (lookout.rest, targets - odd)):
                if condition:
                    for things in _some(doubtful):
                        yield lookout.shape, partial(failing_among, self._store, condition, things)
        for shape, constraint in constraints():
            arms = None if shape in looked_out_for else constraint.arms
            asked = {
                thing
                for thing, marks in self._told.items()
                if all(has(marks, step) for step in constraint.first_steps)
                and any(has(marks, step) for step in constraint.possible_steps)
                and (arms is None or thing in self._odd[shape] or not told_by_pieces(marks, arms))
            }
            yield from self._constrained(shape, constraint, asked)

    def _constrained(
        self, shape: NamedNode, constraint: Constraint, asked: set[Thing]
    ) -> Iterator[tuple[NamedNode, Question]]:
        if any(isinstance(thing, BlankNode) for thing in asked):  # which a query can't name: all is asked for
            yield shape, partial(solutions, self._store, constraint, (), set())
        else:
            for things in _some(asked):
                yield shape, partial(solutions, self._store, constraint, (FOCUS,), {(thing,) for thing in things})

    def _strangers(self, piece: Piece) -> Iterator[tuple[NamedNode, frozenset[Suspect]]]:
        """Others from which a step leads to what isn't in the class that a shape asks for, as far as the piece says."""
        data = Change(piece.store, (), (), self._beside)
        named = piece.own | piece.others
        for lookout in filter(_asks_next, self._lookouts()):
            for asked in lookout.memberships:
                (step,) = asked.way
                quads = piece.store.quads_for_pattern(None, step.property, None)
                pairs = ((quad.subject, quad.object) for quad in quads if quad.graph_name not in self._beside)
                strangers = {
                    thing
                    for thing, value in pairs
                    if (value in named or not isinstance(value, Thing))
                    and _classes(value, data.types(value)).isdisjoint(asked.kinds)
                }
                yield lookout.shape, piece.others.intersection(strangers)


def _some(things: Collection[Thing]) -> Iterator[set[Thing]]:
    """The things, some at a time, so that many are asked about by several threads."""
    ordered = sorted(things, key=str)
    for begin in range(0, len(ordered), _AT_ONCE):
        yield set(ordered[begin : begin + _AT_ONCE])


def _asks_next(lookout: Lookout) -> bool:
    """Whether all of which a shape asks the class are values of the target's own properties."""
    return all(way == (Step(way[0].property),) for way in (asked.way for asked in lookout.memberships))


def _classes(thing: Term, said: frozenset[str]) -> frozenset[str]:
    """The classes of a thing, as the data says, and those that it is in whatever the data says."""
    return said | _known().get(str(thing), frozenset())


@cache
def _known() -> dict[str, frozenset[str]]:
    """The classes of things that are known to be in them whatever the data says."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, members in known_members().items():
        for thing in members:
            found[thing].add(kind)
    return {thing: frozenset(kinds) for thing, kinds in found.items()}
