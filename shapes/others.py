"""What is no piece's own: what pieces tell of it, and what is left to be asked about it when all have told.

Whether something of it is in the class that it has to be in, a piece tells that has both; and so it does of a
constraint in SPARQL that asks for no more of the thing than one piece has. The values of its properties a piece knows
that has them all; how many things a way leads to, all pieces together.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Set
from dataclasses import dataclass, field

from pyoxigraph import NamedNode, Quad, Store

from claimgraph.ontology import Piece, Thing
from claimgraph.shapes.change import Change
from claimgraph.shapes.grounds import all_limits, grounds
from claimgraph.shapes.lookouts import Lookout, constraints, failing_among, lookouts
from claimgraph.shapes.marks import Mark, classes, has, in_every_piece, in_one_piece, marks_of
from claimgraph.shapes.patterns import Constraint
from claimgraph.shapes.questions import Question, of_condition, of_constraint
from claimgraph.shapes.shape_graph import Step
from claimgraph.shapes.suspects import Suspect, classes_of, hierarchy
from claimgraph.shapes.tallies import Tallies, Tally, together


@dataclass(frozen=True, slots=True)
class Told:
    """What pieces tell of a thing that is no piece's own."""

    marks: frozenset[Mark] = frozenset()
    tally: Tally = field(default_factory=dict)


class Others:
    """All that was ``told`` of what is no piece's own, and by shape what is ``odd``.

    That is what has a value in a wrong class, as far as a piece says, or what a constraint finds in a piece.
    Raises ShapesError if the shapes themselves are broken.
    """

    def __init__(self, store: Store, beside: Collection[NamedNode]) -> None:
        self.told: dict[Thing, Told] = {}
        self.odd: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
        self._news: set[Thing] = set()
        self._store, self._beside = store, beside
        kinds = hierarchy(store)
        self._lookouts, self._grounds = lookouts(kinds), grounds(kinds)
        self._limits = all_limits(self._grounds.values())
        # Of many things the same is told, which is held once.
        self._marks: dict[frozenset[Mark], frozenset[Mark]] = {}
        self._ends: dict[frozenset[str], frozenset[str]] = {}

    def look_at(self, piece: Piece, suspects: Mapping[NamedNode, Set[Suspect]]) -> None:
        """Take what a piece tells of its others; `suspects` are what shapes may find wrong in it."""
        looked_out_for = {lookout.shape for lookout in self._lookouts}
        for shape, things in suspects.items():
            if shape not in looked_out_for:  # of constraints alone: what a piece lacks makes them find more, never less
                self.odd[shape] |= things & piece.others
        for shape, strangers in self._strangers(piece):
            self.odd[shape] |= strangers
        marks: dict[Thing, set[Mark]] = {}
        tally: dict[Thing, Tally] = {}
        tallies = Tallies(piece, self._beside, self._limits)
        for thing in piece.others:
            said, naming = self._statements(piece, thing)
            marks[thing], tally[thing] = marks_of(piece, said, naming), tallies.of(said, naming)
        if not piece.own:  # one piece that says it is enough: this is the one of what letters share
            for thing, shape in self._sound_nearby(piece, marks):
                marks[thing].add(("sound", str(shape)))
        self._news |= self._take({thing: Told(frozenset(marks[thing]), tally[thing]) for thing in marks})

    def news(self) -> tuple[Mapping[NamedNode, Set[Suspect]], Mapping[Thing, Told]]:
        """What pieces had odd and new since this was asked for last: what is odd, and all that is told of a thing.

        What is odd isn't held here any more; what was told is, so that it isn't told again.
        """
        odd, news = self.odd, self._news
        self.odd, self._news = defaultdict(set), set()
        return odd, {thing: self.told[thing] for thing in news}

    def add(self, odd: Mapping[NamedNode, Set[Suspect]], told: Mapping[Thing, Told]) -> None:
        """Take what was found in pieces that another process looked at."""
        for shape, things in odd.items():
            self.odd[shape] |= things
        self._take(told)

    def questions(self) -> Iterator[Question]:
        """What the whole store is asked, by what pieces have told."""
        kinds = {thing: classes_of(thing, classes(told.marks)) for thing, told in self.told.items()}
        for lookout in self._lookouts:
            targets = {thing for thing, known in kinds.items() if not lookout.targets.isdisjoint(known)}
            odd = targets & self.odd[lookout.shape] if _asks_next(lookout) else targets
            sure = {thing for thing in targets - odd if self._is_sure(lookout.shape, self.told[thing])}
            far = self._grounds[lookout.shape].far
            for condition, things in ((lookout.whole, odd), (lookout.rest, targets - odd - sure), (far, sure)):
                if condition:
                    yield from of_condition(self._store, lookout.shape, condition, things)
        looked_out_for = {lookout.shape for lookout in self._lookouts}
        for shape, constraint in constraints():
            arms = None if shape in looked_out_for else constraint.arms
            asked = {
                thing
                for thing, told in self.told.items()
                if _may_be_found(constraint, told.marks)
                and (arms is None or thing in self.odd[shape] or not in_one_piece(told.marks, arms))
            }
            yield from of_constraint(self._store, shape, constraint, asked)

    def _take(self, told: Mapping[Thing, Told]) -> set[Thing]:
        """Take what is told, and say of which things any of it is new."""
        new = set()
        for thing, more in told.items():
            before = self.told.get(thing, Told())
            now = Told(before.marks | more.marks, together(before.tally, more.tally, self._limits))
            if now != self.told.get(thing):
                known = {path: self._ends.setdefault(ends, ends) for path, ends in now.tally.items()}
                self.told[thing] = Told(self._marks.setdefault(now.marks, now.marks), known)
                new.add(thing)
        return new

    def _statements(self, piece: Piece, thing: Thing) -> Iterator[list[Quad]]:
        """What a piece says of a thing, and the statements that name it as value."""
        for pattern in ((thing, None, None), (None, None, thing)):
            quads = piece.store.quads_for_pattern(*pattern)
            yield [quad for quad in quads if quad.graph_name not in self._beside]

    def _sound_nearby(self, piece: Piece, marks: Mapping[Thing, Set[Mark]]) -> Iterator[tuple[Thing, NamedNode]]:
        """Which of the others don't fail which shapes by the values of their properties, as far as the piece says."""
        kinds = {thing: classes_of(thing, classes(told)) for thing, told in marks.items()}
        for lookout in self._lookouts:
            if near := self._grounds[lookout.shape].near:
                targets = {thing for thing, known in kinds.items() if not lookout.targets.isdisjoint(known)}
                for thing in targets - failing_among(piece.store, near, targets):
                    yield thing, lookout.shape

    def _is_sure(self, shape: NamedNode, told: Told) -> bool:
        """Whether a thing conforms by what pieces have told, in all but what is far and the classes of values."""
        known = self._grounds[shape]
        is_sound = ("sound", str(shape)) in told.marks and in_every_piece(told.marks, known.steps)
        return (is_sound or not known.near) and all(counted.is_sure(told.tally) for counted in known.counted)

    def _strangers(self, piece: Piece) -> Iterator[tuple[NamedNode, frozenset[Suspect]]]:
        """Others from which a step leads to what isn't in the class that a shape asks for, as far as the piece says."""
        data = Change(piece.store, (), (), self._beside)
        named = piece.own | piece.others
        for lookout in filter(_asks_next, self._lookouts):
            for asked in lookout.memberships:
                (step,) = asked.way
                quads = piece.store.quads_for_pattern(None, step.property, None)
                pairs = ((quad.subject, quad.object) for quad in quads if quad.graph_name not in self._beside)
                strangers = {
                    thing
                    for thing, value in pairs
                    if (value in named or not isinstance(value, Thing))
                    and classes_of(value, data.types(value)).isdisjoint(asked.kinds)
                }
                yield lookout.shape, piece.others.intersection(strangers)


def _may_be_found(constraint: Constraint, marks: Collection[Mark]) -> bool:
    """Whether the constraint may find the thing wrong, by the properties that it has."""
    return all(has(marks, step) for step in constraint.first_steps) and any(
        has(marks, step) for step in constraint.possible_steps
    )


def _asks_next(lookout: Lookout) -> bool:
    """Whether all of which a shape asks the class are values of the target's own properties."""
    return all(way == (Step(way[0].property),) for way in (asked.way for asked in lookout.memberships))
