"""The suites' tests can fail: answers that differ are told apart, in every way that counts."""

from __future__ import annotations

import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, Triple
from w3c.answers import CSV, JSON, TSV, XML, Answer, Table, read_answer
from w3c.equality import XSD, by_value, same
from w3c.manifests import Term

P = NamedNode("http://example.org/p")
SRX = '<sparql xmlns="http://www.w3.org/2005/sparql-results#">'


def number(text: str, kind: str) -> Literal:
    return Literal(text, datatype=NamedNode(XSD + kind))


def column(*terms: Term, is_ordered: bool = False) -> Table:
    return Table(frozenset("x"), tuple({"x": term} if term else {} for term in terms), is_ordered)


def pairs(*rows: str) -> Table:
    """Two columns of blank nodes, named by letters."""
    return Table(frozenset("xy"), tuple({"x": BlankNode(x), "y": BlankNode(y)} for x, y in rows))


def graph(*edges: str) -> frozenset[Triple]:
    return frozenset(Triple(BlankNode(s), P, BlankNode(o)) for s, o in edges)


SAME: list[tuple[Answer, Answer]] = [
    (True, True),
    (column(Literal("a"), Literal("b")), column(Literal("b"), Literal("a"))),
    (column(BlankNode("a"), BlankNode("b")), column(BlankNode("b"), BlankNode("c"))),
    (pairs("aa", "bc"), pairs("xy", "zz")),
    (pairs("ab", "bc", "ca"), pairs("zx", "xy", "yz")),
    (graph("ab", "bc"), graph("yz", "xy")),
    (column(Triple(BlankNode("a"), P, P)), column(Triple(BlankNode("b"), P, P))),
]
DIFFERENT: list[tuple[Answer, Answer]] = [
    (True, False),
    (True, column()),
    (column(), frozenset()),
    (column(), Table(frozenset("y"), ())),
    (column(Literal("a")), column()),
    (column(Literal("a")), column(None)),
    (column(Literal("a"), Literal("a"), Literal("b")), column(Literal("a"), Literal("b"), Literal("b"))),
    (column(Literal("a"), Literal("b")), column(Literal("b"), Literal("a"), is_ordered=True)),
    (column(Literal("a")), column(Literal("a", language="en"))),
    (column(Literal("a")), column(NamedNode("a:"))),
    (column(Literal("a")), column(BlankNode("a"))),
    (column(BlankNode("a"), BlankNode("a")), column(BlankNode("a"), BlankNode("b"))),
    (column(BlankNode("a"), BlankNode("b")), column(BlankNode("a"), BlankNode("a"))),
    (pairs("aa", "bc"), pairs("xy", "zx")),
    (pairs("ab", "bc", "ca"), pairs("ab", "bc", "ac")),
    (graph("ab", "bc"), graph("ab", "cb")),
    (column(number("1", "integer")), column(number("01", "integer"))),
    (column(number("1", "decimal")), column(number("1", "integer"))),
]
VALUES = [
    (number("1.50", "decimal"), number("1.5", "decimal"), True),
    (number("100", "decimal"), number("100.0", "decimal"), True),
    (number("1e0", "double"), number("1", "double"), True),
    (number("0", "boolean"), number("false", "boolean"), True),
    (number("-3", "negativeInteger"), number("-3", "integer"), True),
    (number("2020-01-01T00:00:00+00:00", "dateTime"), number("2020-01-01T00:00:00Z", "dateTime"), True),
    (number("1", "integer"), number("1", "decimal"), False),
    (number("1", "float"), number("1", "double"), False),
    (number("x", "integer"), number("y", "integer"), False),
    (Literal("1.0"), Literal("1"), False),
    ("1.0E6", "1000000", True),
    ("1", "2", False),
]
MALFORMED = [
    (JSON, '{"head": {"vars": []}, "results": {"bindings": [{"x": {"type": "uri", "value": "a:"}}]}}'),
    (JSON, '{"head": {"vars": ["x"]}, "results": {"bindings": [{"x": {"type": "iri", "value": "a:"}}]}}'),
    (JSON, '{"head": {"vars": ["x", "x"]}, "results": {"bindings": []}}'),
    (JSON, '{"head": {}, "boolean": "true"}'),
    (XML, "<sparql/>"),
    (XML, f"{SRX}<boolean>maybe</boolean></sparql>"),
    (XML, f'{SRX}<head/><results><result><binding name="x"><uri>a:</uri></binding></result></results></sparql>'),
    (TSV, "x\n1\n"),
    (TSV, "?x\n1\t2\n"),
    (TSV, "?x\nplain\n"),
    (CSV, "x\r\n1,2\r\n"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one: Answer, other: Answer) -> None:
    assert same(one, other)
    assert same(other, one)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(one: Answer, other: Answer) -> None:
    assert not same(one, other)
    assert not same(other, one)


@pytest.mark.parametrize(("one", "other", "expected"), VALUES)
def test_by_value(one: Term, other: Term, expected: bool) -> None:
    assert same(column(one), column(other), by_value) is expected


@pytest.mark.parametrize(("media_type", "body"), MALFORMED)
def test_what_is_not_the_format_is_not_read(media_type: str, body: str) -> None:
    with pytest.raises((AssertionError, KeyError, SyntaxError, ValueError)):
        read_answer(media_type, body.encode())
