"""SHACL shapes as SPARQL: for each shape a query for the things that may fail it.

A constraint's definition in the recommendation (W3C, SHACL, section 4) is a query for one thing; here it finds all of
them in one go. What a query leaves out holds of the shape for sure; what it finds is for an engine to judge, since of
some constraints a little more is taken to fail than does, as a date before the year 1000.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from itertools import count

from pyoxigraph import NamedNode

from claimgraph.ontology import XSD
from claimgraph.shapes.shape_files import ShapesError
from claimgraph.shapes.shape_graph import Alternative, Path, Sequence, ShapeGraph, Step, Term, number_of

Condition = Callable[[str], str]
"""From a variable to a condition of what it stands for."""

Kinds = Mapping[str, tuple[str, ...]]
"""The classes that each class has below it, as `<IRI>`; a class that isn't there has none."""

_SAID_ELSEWHERE = {"path", "message", "targetClass", "sparql"}
_WELL_FORMED = {
    XSD.string: "true",
    XSD.anyURI: "true",
    XSD.integer: "isNumeric($this)",
    XSD.decimal: "isNumeric($this)",
    XSD.date: f'REGEX(STR($this), "^[1-9][0-9]{{3}}-[0-9-]+$") && DATATYPE({XSD.date}(STR($this))) = {XSD.date}',
    XSD.gYear: 'REGEX(STR($this), "^[1-9][0-9]{3}$")',
    XSD.gYearMonth: 'REGEX(STR($this), "^[1-9][0-9]{3}-(0[1-9]|1[0-2])$")',
}
"""What is sure to be a value of the datatype, for every engine."""

_EXACT = {"minCount", "maxCount", "hasValue", "class", "property", "path", "message"}
"""Constraints of which no more is taken to fail than does, which alone may stand where failing is what is asked for."""


def failing(shapes: ShapeGraph, kinds: Kinds, members: Kinds | None = None) -> Iterator[tuple[NamedNode, str]]:
    """A query for each shape: `?focus` is a thing that is a target of the shape and may fail it.

    A shape that has nothing but constraints in SPARQL has none. `members` are things that each class is known to have
    and the data needn't tell.

    Raises ShapesError if a shape has what no query can be made from.
    """
    for shape in shapes.node_shapes():
        failure = _Failure(shapes, kinds, members or {}).of(shape, "?focus")
        focus = " UNION ".join(f"{{ ?focus a {target} }}" for target in targets(shapes, shape, kinds))
        if failure:
            yield shape, f"SELECT ?focus WHERE {{ {{ SELECT DISTINCT ?focus {{ {focus} }} }} FILTER ({failure}) }}"


def failures(
    shapes: ShapeGraph, kinds: Kinds, members: Kinds, *, classes: bool = True
) -> Iterator[tuple[NamedNode, str]]:
    """The conditions under which `?focus`, a target of the shape, may fail it, for each shape that can be failed so.

    Without `classes`, the classes of the values that a property shape of the shape asks for are left out.
    """
    for shape in shapes.node_shapes():
        failure = _Failure(shapes, kinds, members)
        parts = failure.of_node(shape, "?focus", () if classes else ("class",))
        if condition := _any(parts):
            yield shape, condition


def failure_of(parts: Iterable[tuple[str, Term]], shapes: ShapeGraph, kinds: Kinds, members: Kinds) -> str:
    """The condition under which `?focus` may fail one of the parts of a node shape; empty if nothing can.

    The classes of the values that property shapes ask for are left out.
    """
    return _any(_Failure(shapes, kinds, members).of_parts(parts, "?focus", ("class",)))


def targets(shapes: ShapeGraph, shape: Term, kinds: Kinds) -> tuple[str, ...]:
    """The classes whose members are the shape's targets, each as `<IRI>`."""
    found = (each for target in shapes.objects(shape, "targetClass") for each in with_kinds(target, kinds))
    return tuple(dict.fromkeys(found))


@dataclass(frozen=True, slots=True)
class _Failure:
    """Makes conditions that are true of what may fail a shape; each is true or false, never an error."""

    shapes: ShapeGraph
    kinds: Kinds
    members: Kinds = field(default_factory=dict)
    numbers: Iterator[int] = field(default_factory=count)

    def of(self, shape: Term, node: str) -> str:
        """The condition for a node's failing a shape, empty if nothing can."""
        if self.shapes.objects(shape, "path"):
            return self._of_property(shape, node, ())
        return _any(self.of_node(shape, node, ()))

    def of_node(self, shape: Term, node: str, left_out: tuple[str, ...]) -> Iterator[str]:
        """The conditions, of which one is enough, for failing a node shape, without some of what its properties ask."""
        yield from self.of_parts(self.shapes.parameters(shape), node, left_out)

    def of_parts(self, parts: Iterable[tuple[str, Term]], node: str, left_out: tuple[str, ...]) -> Iterator[str]:
        """The same for some of the parts of a node shape."""
        for name, value in parts:
            if name == "property":
                yield self._of_property(value, node, left_out)
            elif name not in _SAID_ELSEWHERE:
                yield self._of_value(name, value, node)

    def _of_property(self, shape: Term, node: str, left_out: tuple[str, ...]) -> str:
        """That the values of a path fail: one of them by itself, or all of them together."""
        path = self.shapes.path(self.shapes.one(shape, "path"))
        alone, together = [], []
        for name, value in self.shapes.parameters(shape):
            if name in ("minCount", "maxCount", "hasValue", "equals", "disjoint", "lessThan", "lessThanOrEquals"):
                together.append(self._of_values(name, value, node, path))
            elif name == "qualifiedMaxCount":
                together.append(self._more(number_of(value), node, path, partial(self._conforms, shape)))
            elif name not in ("qualifiedValueShape", *left_out, *_SAID_ELSEWHERE):
                alone.append((name, value))
        if alone:
            together.append(self._leads(node, path, lambda each: _any(self._of_value(*said, each) for said in alone)))
        return _any(together)

    def _of_values(self, name: str, value: Term, node: str, path: Path) -> str:
        match name:
            case "minCount":
                return f"!{self._more(number_of(value) - 1, node, path)}"
            case "maxCount":
                return self._more(number_of(value), node, path)
            case "hasValue":
                return f"!{self._leads(node, path, lambda each: _same(each, value))}"
        other = self.shapes.path(value)
        match name:
            case "disjoint":
                return self._leads(node, path, lambda one: self._leads(node, other, lambda two: _same(one, two)))
            case "equals":
                return f"({self._leads_elsewhere(node, path, other)} || {self._leads_elsewhere(node, other, path)})"
        sign = "<" if name == "lessThan" else "<="
        return self._leads(node, path, lambda one: self._leads(node, other, lambda two: _unless(f"{one} {sign} {two}")))

    def _more(self, number: int, node: str, path: Path, that: Condition = lambda each: "true", *seen: str) -> str:
        """That a path leads to more than so many different things of which a condition is true."""

        def found(each: str) -> str:
            new = [*(f"!{_same(each, one)}" for one in seen), that(each)]
            further = [self._more(number - 1, node, path, that, *seen, each)] if number else []
            return " && ".join([*new, *further])

        return self._leads(node, path, found)

    def _leads_elsewhere(self, node: str, path: Path, other: Path) -> str:
        """That a path leads to something that another one doesn't lead to."""
        return self._leads(node, path, lambda one: f"!{self._leads(node, other, lambda two: _same(one, two))}")

    def _leads(self, node: str, path: Path, condition: Condition) -> str:
        """That a path leads from a node to something of which the condition is true.

        Step for step, since the engine begins a longer path at either end, and may go through all that leads there.
        """
        match path:
            case Step():
                each = self._new()
                ends = f"{each} {path.property} {node}" if path.back else f"{node} {path.property} {each}"
                return f"EXISTS {{ {ends} FILTER ({condition(each)}) }}"
            case Sequence():
                first, *rest = path.parts
                further = Sequence(tuple(rest))
                return self._leads(
                    node, first, lambda each: self._leads(each, further, condition) if rest else condition(each)
                )
            case Alternative():
                return _any(self._leads(node, part, condition) for part in path.parts)

    def _of_value(self, name: str, value: Term, node: str) -> str:
        match name:
            case "class":
                kind = self._new()
                known = ", ".join(with_kinds(value, self.kinds))
                told = f"NOT EXISTS {{ {node} a {kind} FILTER ({kind} IN ({known})) }}"
                listed = ", ".join(self.members.get(str(value), ()))
                return f"({told} && {node} NOT IN ({listed}))" if listed else told
            case "datatype":
                if not isinstance(value, NamedNode) or value not in _WELL_FORMED:
                    raise ShapesError(f"no query is made from the datatype {value}: describe it in shapes/failing.py")
                sure = _WELL_FORMED[value].replace("$this", node)
                return _unless(f"DATATYPE({node}) = {value} && {sure}")
            case "nodeKind" if str(value).endswith("#IRI>"):
                return f"!isIRI({node})"
            case "pattern":
                return _unless(f"REGEX(STR({node}), {value})")
            case "minLength":
                return _unless(f"STRLEN(STR({node})) >= {value}")
            case "minInclusive":
                return _unless(f"{node} >= {value}")
            case "maxInclusive":
                return _unless(f"{node} <= {value}")
            case "in":
                return "!" + _any(_same(node, each) for each in self.shapes.members(value))
            case "or":
                return "(" + " && ".join(self.of(each, node) for each in self.shapes.members(value)) + ")"
            case "not":
                return f"!({self._exactly(value, node)})"
            case "xone":
                conforming = (f"IF({self._exactly(each, node)}, 0, 1)" for each in self.shapes.members(value))
                return f"({' + '.join(conforming)} != 1)"
        raise ShapesError(f"no query is made from sh:{name} {value}: describe it in shapes/failing.py")

    def _conforms(self, shape: Term, node: str) -> str:
        return f"!({self._exactly(self.shapes.one(shape, 'qualifiedValueShape'), node)})"

    def _exactly(self, shape: Term, node: str) -> str:
        """The same as `of`, for shapes that can be told apart exactly. Raises ShapesError for others."""
        inner = [shape, *self.shapes.objects(shape, "property")]
        names = {name for each in inner for name, _ in self.shapes.parameters(each)}
        if not names <= _EXACT:
            wrong = ", ".join(f"sh:{name}" for name in sorted(names - _EXACT))
            raise ShapesError(f"{wrong} can't stand in sh:not, sh:xone or a qualified shape: see shapes/failing.py")
        return self.of(shape, node)

    def _new(self) -> str:
        return f"?v{next(self.numbers)}"


def _any(conditions: Iterable[str]) -> str:
    found = [each for each in conditions if each]
    return f"({' || '.join(found)})" if found else ""


def _same(one: str, other: str | Term) -> str:
    return f"sameTerm({one}, {other})"


def _unless(condition: str) -> str:
    """True unless the condition is; where it is an error, too."""
    return f"!COALESCE({condition}, false)"


def with_kinds(kind: Term, kinds: Kinds) -> list[str]:
    """The class and those below it, each as `<IRI>`."""
    return [str(kind), *kinds.get(str(kind), ())]
