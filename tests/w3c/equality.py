"""When two answers are the same: solutions as multisets and triples as sets, up to the names of blank nodes."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal, InvalidOperation

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Triple
from w3c.answers import Answer, Table
from w3c.manifests import Term

XSD = "http://www.w3.org/2001/XMLSchema#"
_DERIVED = ["long", "int", "short", "byte", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"]
_SIGNED = ["nonPositiveInteger", "negativeInteger", "nonNegativeInteger", "positiveInteger"]
INTEGERS = {f"{XSD}{name}" for name in ("integer", *_DERIVED, *_SIGNED)}
_DATES = {f"{XSD}{name}" for name in ("dateTime", "date", "time")}
_NUMBER = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?")

Row = tuple[Term | str | None, ...]
Names = dict[BlankNode, BlankNode]


def same(one: Answer, other: Answer, term: Callable[[Term], Term] = lambda term: term) -> bool:
    """Whether the answers are the same once `term` is applied to every term of both."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, Table) and isinstance(other, Table):
        if one.names != other.names:
            return False
        left, right = _rows(one, term), _rows(other, term)
        if one.is_ordered or other.is_ordered:
            return len(left) == len(right) and _pairs_up(list(zip(left, right, strict=True)))
        return _bijection(left, right)
    if isinstance(one, frozenset) and isinstance(other, frozenset):
        return _bijection(_triples(one, term), _triples(other, term))
    return False


def same_quads(one: Iterable[Quad], other: Iterable[Quad]) -> bool:
    """Whether the datasets are the same, graph names included."""
    left, right = ([(*each.triple, each.graph_name) for each in quads] for quads in (one, other))
    return _bijection(list(dict.fromkeys(left)), list(dict.fromkeys(right)))


def by_value(term: Term) -> Term:
    """The term in one way of writing its value: numbers, booleans and times that differ in writing only become one.

    Integers of any of XML Schema's derived types are written as xsd:integer, since that is how the engine keeps them.
    In CSV a number is known by its look.
    """
    if isinstance(term, str):
        return repr(float(term)) if _NUMBER.fullmatch(term) else term
    if not isinstance(term, Literal):
        return term
    kind, text = term.datatype.value, term.value.strip()
    try:
        if kind in INTEGERS:
            return Literal(str(int(text)), datatype=NamedNode(f"{XSD}integer"))
        if kind == f"{XSD}decimal":
            return Literal(f"{Decimal(text).normalize():f}", datatype=term.datatype)
        if kind in (f"{XSD}double", f"{XSD}float"):
            return Literal(repr(float(text)), datatype=term.datatype)
        if kind == f"{XSD}boolean":
            return Literal(str(text in ("1", "true")).lower(), datatype=term.datatype)
    except (ValueError, InvalidOperation):
        return term  # not of its type: only the same text is the same
    if kind in _DATES:
        return Literal(text.replace("+00:00", "Z"), datatype=term.datatype)
    return term


def _rows(table: Table, term: Callable[[Term], Term]) -> list[Row]:
    names = sorted(table.names)
    return [tuple(term(row[name]) if name in row else None for name in names) for row in table.rows]


def _triples(graph: frozenset[Triple], term: Callable[[Term], Term]) -> list[Row]:
    return list({(each.subject, each.predicate, term(each.object)) for each in graph})


def _bijection(left: list[Row], right: list[Row]) -> bool:
    """Whether blank nodes can be paired so that the rows become the same multiset."""
    if len(left) != len(right) or Counter(map(_shape, left)) != Counter(map(_shape, right)):
        return False
    # Those with the fewest candidates first.
    shapes = Counter(map(_shape, left))
    blank = sorted((row for row in left if _blanks(row)), key=lambda row: shapes[_shape(row)])
    return _match(blank, [row for row in right if _blanks(row)], {}, {})


def _match(left: Sequence[Row], right: list[Row], there: Names, back: Names) -> bool:
    if not left:
        return True
    row, *rest = left
    for index, candidate in enumerate(right):
        paired = _pair(row, candidate, there, back)
        if paired is not None and _match(rest, right[:index] + right[index + 1 :], *paired):
            return True
    return False


def _pairs_up(pairs: Sequence[tuple[Row, Row]]) -> bool:
    names: tuple[Names, Names] = ({}, {})
    for left, right in pairs:
        paired = _pair(left, right, *names)
        if paired is None:
            return False
        names = paired
    return True


def _pair(one: Row, other: Row, there: Names, back: Names) -> tuple[Names, Names] | None:
    """The pairing of blank nodes once these rows are the same, None where they can't be."""
    if _shape(one) != _shape(other):
        return None
    there, back = dict(there), dict(back)
    for left, right in zip(_blanks(one), _blanks(other), strict=True):
        if there.setdefault(left, right) != right or back.setdefault(right, left) != left:
            return None
    return there, back


def _shape(row: Row) -> Row:
    return tuple(_flat(row, lambda _: "a blank node"))


def _blanks(row: Row) -> list[BlankNode]:
    return [each for each in _flat(row, lambda node: node) if isinstance(each, BlankNode)]


def _flat(row: Row, blank: Callable[[BlankNode], Term | str]) -> Iterator[Term | str | None]:
    for each in row:
        if isinstance(each, Triple):
            yield "<<("
            yield from _flat((each.subject, each.predicate, each.object), blank)
        elif isinstance(each, BlankNode):
            yield blank(each)
        elif isinstance(each, str) and each.startswith("_:"):
            yield blank(BlankNode(each[2:] or "empty"))
        else:
            yield each
