"""Which changed statements may make a thing fail a shape, and the way from the thing to them.

A graph in which nothing was wrong can only have become so by a change. A constraint that something is there fails when
a statement on its path is taken away, one that all values are such and such when one is added, or when a value loses
what it had to be. So of all that a shape looks at most changes matter in one direction alone: however many claims have
a topic, a letter that is added makes none of the others wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.shapes.failing import Kinds, targets, with_kinds
from claimgraph.shapes.shape_files import ShapesError
from claimgraph.shapes.shape_graph import TYPE, ShapeGraph, Step, Term, Way, ways

_LACK = {"minCount", "hasValue"}
_EXCESS = {
    *("maxCount", "qualifiedMaxCount", "class", "datatype", "in", "maxInclusive", "minInclusive", "minLength"),
    *("nodeKind", "not", "or", "pattern", "xone"),
}
_TWO_PATHS = {"disjoint", "equals", "lessThan", "lessThanOrEquals"}
_SAID_ELSEWHERE = {"message", "path", "property", "qualifiedValueShape", "sparql", "targetClass"}


@dataclass(frozen=True, slots=True)
class Route:
    """From a thing along a way, then the step of the changed statement: by its being added, or by its being removed.

    `kinds` are the classes, as `<IRI>`, of which a statement with rdf:type has to name one.
    """

    way: Way
    step: Step
    added: bool
    kinds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Membership:
    """What a shape asks of all that a way leads to from its targets: to be in one of the classes, each as `<IRI>`."""

    way: Way
    kinds: tuple[str, ...]


def memberships(shapes: ShapeGraph, shape: Term, kinds: Kinds) -> tuple[Membership, ...]:
    """The classes that the shape's own property shapes ask for. The routes leave these out."""
    asked = (
        Membership(way, tuple(with_kinds(kind, kinds)))
        for inner in shapes.objects(shape, "property")
        for kind in shapes.objects(inner, "class")
        for way in ways(shapes.path(shapes.one(inner, "path")))
    )
    return tuple(dict.fromkeys(asked))


def routes(shapes: ShapeGraph, shape: Term, kinds: Kinds) -> tuple[Route, ...]:
    """The routes to all that may make one of the shape's targets fail it, but its memberships.

    A thing that becomes a target has to be looked at as a whole. Raises ShapesError for a constraint of a new kind.
    """
    found = list(_of_shape(shapes, shape, kinds, (), (True,), ()))
    for inner in shapes.objects(shape, "property"):
        found += _of_shape(shapes, inner, kinds, (), (True,), ("class",))
    return tuple(dict.fromkeys(found))


def arrivals(shapes: ShapeGraph, shape: Term, kinds: Kinds) -> Route:
    """The route by which a thing becomes a target of the shape."""
    return Route((), TYPE, True, targets(shapes, shape, kinds))


def junctions(way: Way, step: Step) -> Iterator[Way]:
    """The ways to all things on a way and a further step that are neither its beginning nor its end."""
    walked = (*way, step)
    for number in range(len(walked)):
        if number:
            yield walked[:number]
        if walked[number].repeated:
            yield walked[: number + 1]


def _of_shape(
    shapes: ShapeGraph, shape: Term, kinds: Kinds, way: Way, signs: tuple[bool, ...], left_out: tuple[str, ...]
) -> Iterator[Route]:
    """The routes of a node shape, but for its properties, or of a property shape, that is met at the end of a way.

    `signs` say whether its failing is asked for, or its conforming, or both.
    """
    paths = shapes.objects(shape, "path")
    ends = [way + each for path in paths for each in ways(shapes.path(path))] or [way]
    opposite = tuple(not sign for sign in signs)
    for name, value in shapes.parameters(shape):
        if name in _LACK:
            yield from _along(way, ends, opposite)
        elif name in _TWO_PATHS:
            others = [way + each for each in ways(shapes.path(value))]
            yield from _along(way, [*ends, *others], (True, False) if name == "equals" else signs)
        elif name in _EXCESS:
            yield from () if name in left_out else _along(way, ends, signs)
        elif name not in _SAID_ELSEWHERE:
            raise ShapesError(f"what can make a thing fail sh:{name} isn't known: describe it in shapes/routes.py")
        if name == "class" and name not in left_out:
            known = tuple(with_kinds(value, kinds))
            yield from (Route(end, TYPE, sign, known) for end in ends for sign in opposite)
        for inner, turned in _within(shapes, name, value, signs):
            for end in ends:
                yield from _whole(shapes, inner, kinds, end, turned)


def _whole(shapes: ShapeGraph, shape: Term, kinds: Kinds, way: Way, signs: tuple[bool, ...]) -> Iterator[Route]:
    yield from _of_shape(shapes, shape, kinds, way, signs, ())
    for inner in shapes.objects(shape, "property"):
        yield from _whole(shapes, inner, kinds, way, signs)


def _within(
    shapes: ShapeGraph, name: str, value: Term, signs: tuple[bool, ...]
) -> Iterator[tuple[Term, tuple[bool, ...]]]:
    """The shapes that a parameter speaks of, each with the signs that it has there."""
    match name:
        case "or":
            yield from ((each, signs) for each in shapes.members(value))
        case "xone":
            yield from ((each, (True, False)) for each in shapes.members(value))
        case "not" | "qualifiedValueShape":
            yield value, tuple(not sign for sign in signs)


def _along(way: Way, ends: list[Way], signs: tuple[bool, ...]) -> Iterator[Route]:
    """The routes to the statements on each way from the end of the first one on."""
    for end in ends:
        for place in range(len(way), len(end)):
            yield from (Route(end[:place], end[place], sign) for sign in signs)
