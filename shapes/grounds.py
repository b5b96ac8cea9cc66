"""What the parts of a shape rest on: what is said of a thing alone, how many things ways lead to, or more.

The parts of a node shape are its parameters, each with a value; a thing that fails none of them conforms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from pyoxigraph import NamedNode

from claimgraph.ontology import RDF
from claimgraph.shapes.failing import failure_of
from claimgraph.shapes.shape_graph import (
    TYPE,
    Alternative,
    Path,
    Sequence,
    ShapeGraph,
    Step,
    Term,
    Way,
    number_of,
    ways,
)
from claimgraph.shapes.suspects import Hierarchy, known_members, shape_graph
from claimgraph.shapes.tallies import ELSEWHERE, Limit, Limits, Tally

Part = tuple[str, Term]

_NO_CONSTRAINTS = {"message", "path", "sparql", "targetClass"}
_OF_ONE_PATH = {
    *("datatype", "hasValue", "in", "maxCount", "maxInclusive", "minCount", "minInclusive", "minLength"),
    *("nodeKind", "pattern"),
}
_TWO_PATHS = {"disjoint", "equals", "lessThan", "lessThanOrEquals"}


@dataclass(frozen=True, slots=True)
class Counted:
    """What only counts the things that paths lead to: whether they fail it, and how many of them have to be known."""

    fails: Callable[[Tally], bool]
    limits: Limits

    def is_sure(self, tally: Tally) -> bool:
        """Whether no way leads on through what pieces don't know, and the ends don't fail it."""
        known = all(ELSEWHERE not in tally.get(path, ()) for path in self.limits)
        return known and not self.fails(tally)


@dataclass(frozen=True, slots=True)
class Grounds:
    """The parts of a shape, without the classes that its own property shapes ask for, by what they rest on.

    ``near`` is the condition under which a thing may fail those that look at nothing but the values of its properties,
    which are these ``steps``; ``far`` is that of those which look further, but the ``counted`` ones. Empty where there
    are none.
    """

    near: str
    steps: frozenset[Step]
    counted: tuple[Counted, ...]
    far: str


@lru_cache(maxsize=8)
def grounds(kinds: Hierarchy) -> Mapping[NamedNode, Grounds]:
    """The grounds of all shapes, where classes are so ordered."""
    shapes = shape_graph()
    return {shape: _grounds(shapes, shape, kinds) for shape in shapes.node_shapes()}


def all_limits(known: Iterable[Grounds]) -> Limits:
    """How many ends of each path have to be known, for all of the shapes."""
    return _most(counted for each in known for counted in each.counted)


def _grounds(shapes: ShapeGraph, shape: Term, kinds: Hierarchy) -> Grounds:
    counted: list[Counted] = []
    near: list[Part] = []
    far: list[Part] = []
    steps: set[Step] = set()
    for name, value in _parts(shapes, shape):
        if found := _counting(shapes, name, value, left_out=("class",)):
            counted.append(found)
        elif (asked := _near_steps(shapes, name, value, left_out=("class",))) is not None:
            near.append((name, value))
            steps |= asked
        else:
            far.append((name, value))
    of_near, of_far = (failure_of(parts, shapes, kinds, known_members()) for parts in (near, far))
    return Grounds(of_near, frozenset(steps), tuple(counted), of_far)


def _counting(shapes: ShapeGraph, name: str, value: Term, left_out: tuple[str, ...] = ()) -> Counted | None:
    """The part, if all that it does is to count."""
    match name:
        case "property":
            return _amount(shapes, value, left_out)
        case "or" | "xone":
            parts = [_all_of(shapes, each) for each in shapes.members(value)]
        case "not":
            parts = [_all_of(shapes, value)]
        case _:
            return None
    known = [part for part in parts if part]
    if len(known) < len(parts):
        return None
    fails: dict[str, Callable[[Tally], bool]] = {
        "or": lambda tally: all(part.fails(tally) for part in known),
        "xone": lambda tally: sum(not part.fails(tally) for part in known) != 1,
        "not": lambda tally: not known[0].fails(tally),
    }
    return Counted(fails[name], _most(known))


def _all_of(shapes: ShapeGraph, shape: Term) -> Counted | None:
    """A whole node shape without a name, if all that it does is to count."""
    if shapes.objects(shape, "path"):  # a property shape, which isn't looked into here
        return None
    parts = [_counting(shapes, *part) for part in _parts(shapes, shape)]
    known = [part for part in parts if part]
    return Counted(lambda tally: any(part.fails(tally) for part in known), _most(known)) if known == parts else None


def _amount(shapes: ShapeGraph, shape: Term, left_out: tuple[str, ...]) -> Counted | None:
    """A property shape that says how many things a path leads to, and nothing else."""
    said = {name: value for name, value in _parts(shapes, shape) if name not in left_out}
    path = shapes.path(shapes.one(shape, "path"))
    if not said.keys() <= {"minCount", "maxCount"} or not all(map(_is_told, ways(path))):
        return None
    least, most = (number_of(said[name]) if name in said else None for name in ("minCount", "maxCount"))
    enough, name = max(least or 0, 0 if most is None else most + 1), _written(path)

    def fails(tally: Tally) -> bool:
        number = len(tally.get(name, ()))
        return number < (least or 0) or (most is not None and number > most)

    return Counted(fails, {name: Limit(enough, ways(path))} if enough else {})


def _is_told(way: Way) -> bool:
    """Whether pieces can tell where the way leads: along one statement of a thing, and one more of what that names."""
    is_short = len(way) == 1 or (len(way) == 2 and not way[1].back)
    return is_short and not any(step.repeated or step.property == RDF.type for step in way)


def _near_steps(shapes: ShapeGraph, name: str, value: Term, left_out: tuple[str, ...] = ()) -> frozenset[Step] | None:
    """The properties of a thing at whose values the part looks, none where it looks at the thing's name alone.

    None for a part that looks any further.
    """
    match name:
        case "property":
            return _steps_of_property(shapes, value, left_out)
        case "class":
            return frozenset({TYPE})
        case "or" | "xone":
            return _together(_steps_of_all(shapes, each) for each in shapes.members(value))
        case "not":
            return _steps_of_all(shapes, value)
        case "nodeKind" | "pattern":
            return frozenset()
    return None


def _steps_of_all(shapes: ShapeGraph, shape: Term) -> frozenset[Step] | None:
    """Those of a whole node shape without a name."""
    if shapes.objects(shape, "path"):  # a property shape, which isn't looked into here
        return None
    return _together(_near_steps(shapes, *part) for part in _parts(shapes, shape))


def _together(parts: Iterable[frozenset[Step] | None]) -> frozenset[Step] | None:
    """All of the steps; None where one of the parts looks further."""
    found = frozenset[Step]()
    for steps in parts:
        if steps is None:
            return None
        found |= steps
    return found


def _steps_of_property(shapes: ShapeGraph, shape: Term, left_out: tuple[str, ...]) -> frozenset[Step] | None:
    said = [(name, value) for name, value in _parts(shapes, shape) if name not in left_out]
    others = (shapes.path(value) for name, value in said if name in _TWO_PATHS)
    paths = {shapes.path(shapes.one(shape, "path")), *others}
    steps = frozenset(path for path in paths if isinstance(path, Step) and not path.back and not path.repeated)
    is_near = all(name in _OF_ONE_PATH | _TWO_PATHS for name, _ in said)
    return steps if is_near and len(steps) == len(paths) else None


def _parts(shapes: ShapeGraph, shape: Term) -> list[Part]:
    """What can be failed of a node shape, or of a property shape, whose path is asked for apart."""
    return [(name, value) for name, value in shapes.parameters(shape) if name not in _NO_CONSTRAINTS]


def _most(parts: Iterable[Counted]) -> Limits:
    found: dict[str, Limit] = {}
    for part in parts:
        for path, limit in part.limits.items():
            found[path] = max(limit, found.get(path, limit), key=lambda each: each.number)
    return found


def _written(path: Path) -> str:
    """The path as SPARQL writes it."""
    match path:
        case Step():
            return f"{'^' * path.back}{path.property}"
        case Sequence():
            return "/".join(map(_written, path.parts))
        case Alternative():
            return f"({'|'.join(map(_written, path.parts))})"
