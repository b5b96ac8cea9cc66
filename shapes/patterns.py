"""The patterns of a constraint in SPARQL, and what of it a changed statement binds.

A solution that wasn't there before rests on a statement that is new, or is no longer kept away by one that is gone. So
to ask the constraint's query of what such statements bind is to ask it of all. rdflib reads the queries.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, product

from pyoxigraph import NamedNode
from rdflib import URIRef
from rdflib.paths import AlternativePath, InvPath, MulPath, Path, SequencePath
from rdflib.plugins.sparql import prepareQuery
from rdflib.plugins.sparql.parserutils import CompValue
from rdflib.term import Variable

from claimgraph.shapes.routes import junctions
from claimgraph.shapes.shape_files import ShapesError
from claimgraph.shapes.shape_graph import Step, Way, turned

_APART = {"Builtin_NOTEXISTS", "Builtin_EXISTS"}
_NOT_FOLLOWED = {"Graph", "LeftJoin", "Minus", "MinusGraphPattern", "OptionalGraphPattern", "ServiceGraphPattern"}
FOCUS = "value"
_REQUEST = "this"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A way between two variables that a solution has, or that it mustn't have, or whose presence may do either.

    `place` tells the groups in which it stands, from the outside in: what holds of an outer one holds of an inner one.
    """

    start: str
    way: Way
    end: str
    signs: tuple[bool, ...]
    place: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cue:
    """A statement that may give a constraint a solution, and the variables that it binds.

    From its near end a way leads to the variable of `near`, from its far end to that of `far`.
    """

    step: Step
    added: bool
    near: tuple[str, Way] | None
    far: tuple[str, Way] | None


@dataclass(frozen=True)
class Constraint:
    """A constraint's query by its patterns."""

    query: str
    patterns: tuple[Pattern, ...]
    visible: frozenset[str]

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        """What may give the query a solution. Raises ShapesError where a pattern hangs together with nothing."""
        return tuple(dict.fromkeys(chain.from_iterable(map(self._of, self.patterns))))

    @cached_property
    def junctions(self) -> frozenset[Way]:
        """The ways from what is found wrong to things of which more may be said that gives it as a solution.

        Raises ShapesError where a pattern doesn't hang together with what is found.
        """
        plain = (pattern for pattern in self.patterns if True in pattern.signs)
        return frozenset(chain.from_iterable(map(self._junctions_of, plain)))

    @cached_property
    def first_steps(self) -> frozenset[Step]:
        """Steps that lead from whatever is found wrong to something."""
        return _from_focus(each for each in self.patterns if each.signs == (True,) and not each.place)

    @cached_property
    def possible_steps(self) -> frozenset[Step]:
        """Steps of which one at least leads from whatever is found wrong to something: a pattern has to find it."""
        return _from_focus(each for each in self.patterns if True in each.signs)

    @cached_property
    def arms(self) -> frozenset[Step] | None:
        """The steps of a constraint that follows nothing but single ones from what it finds wrong; None of another."""
        plain = [pattern for pattern in self.patterns if True in pattern.signs]
        found = frozenset(step for pattern in plain for step in pattern.way)
        is_star = all(
            each.signs == (True,) and not each.place and each.start == FOCUS and len(each.way) == 1 for each in plain
        )
        return found if is_star and len(found) == len(plain) and found <= self.first_steps else None

    def _junctions_of(self, pattern: Pattern) -> Iterator[Way]:
        ways = ((pattern.start, pattern.way), (pattern.end, turned(pattern.way)))
        for end, way in ways:
            if found := self._nearest(end, pattern, frozenset({FOCUS})):
                *walked, last = *turned(found[1]), *way
                yield from junctions(tuple(walked), last)
                return
        raise ShapesError(f"a pattern of ?{pattern.start} doesn't hang together with ?{FOCUS}: {self.query}")

    def _of(self, pattern: Pattern) -> Iterator[Cue]:
        before, after = (self._nearest(end, pattern, self.visible) for end in (pattern.start, pattern.end))
        if before is None and after is None:
            raise ShapesError(f"a pattern of ?{pattern.start} hangs together with nothing of: {self.query}")
        if before and after and before[0] == after[0]:  # one of them is enough, the nearer
            before, after = (before, None) if len(before[1]) <= len(after[1]) else (None, after)
        for number, step in enumerate(pattern.way):
            again = ((), (step,)) if step.repeated else ((),)
            for sign, more, yet_more in product(pattern.signs, again, again):
                near, far = (*pattern.way[:number], *more), (*yet_more, *pattern.way[number + 1 :])
                yield Cue(
                    step,
                    sign,
                    (before[0], turned(near) + before[1]) if before else None,
                    (after[0], far + after[1]) if after else None,
                )

    def _nearest(self, variable: str, pattern: Pattern, wanted: frozenset[str]) -> tuple[str, Way] | None:
        """The nearest of the variables, and the way to it by other patterns that hold where this one does."""
        seen = {variable}
        ahead: list[tuple[str, Way]] = [(variable, ())]
        while ahead:
            new = []
            for name, way in ahead:
                if name in wanted:
                    return name, way
                for other in self.patterns:
                    if other == pattern or other.place != pattern.place[: len(other.place)]:
                        continue
                    for one, two, walked in _both_ways(other):
                        if one == name and two not in seen:
                            seen.add(two)
                            new.append((two, way + walked))
            ahead = new
        return None


def constraint(query: str) -> Constraint:
    """The patterns of a query in which every name is an IRI. Raises ShapesError for what isn't followed yet."""
    algebra = prepareQuery(query).algebra
    grouped = any(each.name == "Group" for each in _parts(algebra))
    patterns = tuple(_patterns(algebra, (True,), (), iter(range(1_000_000))))
    plain = {name for each in patterns if True in each.signs for name in (each.start, each.end)}
    outer = {
        name for each in patterns if not any(number % 2 for number in each.place) for name in (each.start, each.end)
    }
    visible = frozenset({FOCUS}) if grouped else frozenset(plain & outer)
    return Constraint(query, patterns, visible)


def _from_focus(patterns: Iterable[Pattern]) -> frozenset[Step]:
    """The first steps of those of the patterns that have what is found wrong at an end."""
    ways = chain.from_iterable(((each.start, each.way), (each.end, turned(each.way))) for each in patterns)
    return frozenset(Step(way[0].property, way[0].back) for end, way in ways if end == FOCUS)


def _parts(part: object) -> Iterator[CompValue]:
    if isinstance(part, CompValue):
        yield part
        for inner in part.values():
            yield from _parts(inner)
    elif isinstance(part, (list, tuple)):
        for inner in part:
            yield from _parts(inner)


def _patterns(
    part: object, signs: tuple[bool, ...], place: tuple[int, ...], numbers: Iterator[int]
) -> Iterator[Pattern]:
    """The patterns of a part of a query. A place's odd numbers are groups whose variables are their own."""
    if isinstance(part, (list, tuple)):
        for each in part:
            yield from _patterns(each, signs, place, numbers)
    if not isinstance(part, CompValue):
        return
    if part.name in ("BGP", "TriplesBlock"):
        terms = list(chain.from_iterable(part.triples))
        for start, path, end in zip(terms[::3], terms[1::3], terms[2::3], strict=True):
            found = () if str(start) == _REQUEST else _ways(path)
            for way in found:  # of several ways one is enough, so that nothing else can count on any of them
                own = place if len(found) == 1 else (*place, 2 * next(numbers))
                yield Pattern(_variable(start), way, _variable(end), signs, own)
        return
    if part.name in _NOT_FOLLOWED:
        raise ShapesError(f"{part.name} in a constraint isn't followed yet: see shapes/patterns.py")
    if part.name == "Group":  # a count may become right or wrong by more or by less
        signs = (True, False)
    if part.name == "Builtin_NOTEXISTS":
        signs = tuple(not sign for sign in signs)
    if part.name in _APART:
        # rdflib sets what it made of the group as an attribute; as an item there is what it took parts out of.
        yield from _patterns(part.graph, signs, (*place, 2 * next(numbers) + 1), numbers)
        return
    for name, inner in part.items():
        arm = (*place, 2 * next(numbers)) if part.name == "Union" and name in ("p1", "p2") else place
        yield from _patterns(inner, signs, arm, numbers)


def _variable(term: object) -> str:
    if not isinstance(term, Variable):
        raise ShapesError(f"patterns with {term} aren't followed yet: see shapes/patterns.py")
    return str(term)


def _ways(path: object) -> tuple[Way, ...]:
    match path:
        case URIRef():
            return ((Step(NamedNode(str(path))),),)
        case InvPath():
            return tuple(turned(way) for way in _ways(path.arg))
        case MulPath(mod="+", path=URIRef() as inner):
            return ((Step(NamedNode(str(inner)), repeated=True),),)
        case AlternativePath():
            return tuple(way for each in path.args for way in _ways(each))
        case SequencePath():
            found: tuple[Way, ...] = ((),)
            for each in path.args:
                found = tuple(way + more for way in found for more in _ways(each))
            return found
    kind = type(path).__name__ if isinstance(path, Path) else path
    raise ShapesError(f"the path {path} ({kind}) isn't followed yet: see shapes/patterns.py")


def _both_ways(pattern: Pattern) -> Iterator[tuple[str, str, Way]]:
    yield pattern.start, pattern.end, pattern.way
    yield pattern.end, pattern.start, turned(pattern.way)
