"""What is counted by columns is what the engine counts, on any graph and for any query, or isn't counted at all."""

from __future__ import annotations

import re
import tempfile
from collections import Counter as Multiset
from collections.abc import Iterator
from pathlib import Path

import pytest
from count_queries import EX, THINGS, VALUES, WORDS, Asked, graphs, queries
from counted import Both, both, is_part
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, QueryResultsFormat

P = NamedNode(EX + "p")
ONE, TWO = NamedNode(EX + "graph/1"), NamedNode(EX + "graph/2")
A, B, C, D = (NamedNode(EX + name) for name in "abcd")
FORMATS = (QueryResultsFormat.JSON, QueryResultsFormat.XML, QueryResultsFormat.CSV, QueryResultsFormat.TSV)

unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def agree(found: Both, asked: Asked) -> bool:
    """Whether the counter knows the answer; it must be one that the engine could give then."""
    rows = found.counted(asked.text)
    if rows is None:
        return False
    expected, whole = found.evaluated(asked.text), found.evaluated(asked.whole)
    assert len(rows) == len(expected)
    assert rows[0] == expected[0]
    assert is_part(rows[1:], whole[1:]), (rows, whole)
    places = [asked.columns.index(name) for _, name in asked.order]
    assert [[row[n] for n in places] for row in rows[1:]] == [[row[n] for n in places] for row in expected[1:]]
    if set(asked.keys) <= {name for _, name in asked.order}:
        assert rows == expected, "the order is total"
    return True


@given(quads=graphs, asked=st.lists(queries(), min_size=1, max_size=6))
@unhurried
def test_an_answer_is_the_engines(quads: list[Quad], asked: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = both(Path(name), quads)
        for each in asked:
            event("known" if agree(found, each) else "left to the engine")


_PIECES = (
    *(
        "{",
        "}",
        "(",
        ")",
        ".",
        ";",
        ",",
        "/",
        "^",
        "*",
        "+",
        "|",
        "<",
        ">",
        "=",
        "a",
        "1",
        "0",
        "?v0",
        "?v1",
        "?n0",
        "?x",
    ),
    *("SELECT", "DISTINCT", "COUNT(*)", "COUNT", "AS", "WHERE", "GROUP BY", "HAVING", "ORDER BY", "LIMIT", "OFFSET"),
    *("ASC", "DESC", "FILTER", "OPTIONAL", "UNION", "MINUS", "[]", "_:b0", '"a"', f"<{EX}p>", f"<{EX}a>", "<p>"),
)


@given(quads=graphs, asked=queries(), data=st.data())
@unhurried
def test_so_it_is_for_a_query_with_something_changed(quads: list[Quad], asked: Asked, data: st.DataObject) -> None:
    pieces = re.findall(r"\s+|<[^>\s]*>|\w+|\W", asked.text)
    for _ in range(data.draw(st.integers(1, 3))):
        place, other = data.draw(st.integers(0, len(pieces) - 1)), data.draw(st.sampled_from(_PIECES))
        pieces[place] = data.draw(st.sampled_from(("", other, f"{pieces[place]} {other} ", pieces[place] * 2)))
    text = "".join(pieces)
    with tempfile.TemporaryDirectory() as name:
        found = both(Path(name), quads)
        rows = found.counted(text)
        event("left to the engine" if rows is None else "known")
        if rows is not None:
            expected = found.evaluated(text)
            assert (rows[0], len(rows)) == (expected[0], len(expected))
            if "LIMIT" not in text and "OFFSET" not in text:
                assert Multiset(rows) == Multiset(expected)


@pytest.fixture(scope="module")
def small() -> Iterator[Both]:
    """Some triples in two graphs and in none, a blank node, text, and a value that the engine writes otherwise."""
    quads = [
        *(Quad(A, P, B, graph) for graph in (ONE, TWO, DefaultGraph())),
        *(Quad(each, P, C, ONE) for each in THINGS),
        *(Quad(each, NamedNode(f"{EX}q{n}"), word, ONE) for each in (A, B) for n, word in enumerate(WORDS)),
        Quad(A, NamedNode(EX + "node"), BlankNode("b0"), ONE),
        *(Quad(A, NamedNode(EX + "value"), value, ONE) for value in VALUES),
        *(Quad(A, NamedNode(EX + "same"), value, ONE) for value in VALUES if value.value in ("true", "1e0")),
    ]
    with tempfile.TemporaryDirectory() as name:
        yield both(Path(name), quads)


KNOWN = {
    "a triple as often as graphs hold it": ("SELECT (COUNT(*) AS ?n) { ?s <p> <b> }", [("?n",), ("3",)]),
    "a way by each of them": ("SELECT (COUNT(*) AS ?n) { ?s <p>/^<p> <a> }", [("?n",), ("16",)]),
    "none": ("SELECT (COUNT(*) AS ?n) { ?s <p> <nowhere> }", [("?n",), ("0",)]),
    "none by a predicate that isn't there": ("SELECT (COUNT(DISTINCT ?s) AS ?n) { ?s <no> ?o }", [("?n",), ("0",)]),
    "no groups of none": ("SELECT ?s (COUNT(*) AS ?n) { ?s <no> ?o } GROUP BY ?s", [("?s", "?n")]),
    "none let through": ("SELECT (COUNT(*) AS ?n) { ?s <p> ?o } HAVING (COUNT(*) > 100)", [("?n",)]),
    "none asked for": ("SELECT (COUNT(*) AS ?n) { ?s <p> ?o } LIMIT 0", [("?n",)]),
    "groups": (
        "SELECT ?o (COUNT(?s) AS ?n) (COUNT(DISTINCT ?s) AS ?m) { ?s <p> ?o } GROUP BY ?o ORDER BY DESC(?o)",
        [("?o", "?n", "?m"), (str(C), "7", "7"), (str(B), "3", "1")],
    ),
    "keys that aren't shown": (
        "SELECT (COUNT(*) AS ?n) { ?s <p> ?o } GROUP BY ?o ORDER BY ?o",
        [("?n",), ("3",), ("7",)],
    ),
    "what stands between blank nodes": ("SELECT (COUNT(*) AS ?n) { ?s <node>/^<node> ?o }", [("?n",), ("1",)]),
}


def _absolute(text: str) -> str:
    return re.sub(r"<(\w+)>", rf"<{EX}\1>", text)


@pytest.mark.parametrize("name", KNOWN)
def test_an_answer_is_known(small: Both, name: str) -> None:
    text, rows = KNOWN[name]
    assert small.counted(_absolute(text)) == small.evaluated(_absolute(text)) == rows


@pytest.mark.parametrize("result_format", FORMATS, ids=str)
@pytest.mark.parametrize("name", KNOWN)
def test_every_format_is_written_as_the_engine_does(small: Both, name: str, result_format: QueryResultsFormat) -> None:
    text = _absolute(KNOWN[name][0])
    assert small.counter.answer(text, result_format) == small.written(text, result_format)


@pytest.mark.parametrize("result_format", FORMATS, ids=str)
def test_words_are_written_as_the_engine_does(small: Both, result_format: QueryResultsFormat) -> None:
    for n in range(len(WORDS)):
        text = _absolute(f"SELECT ?word (COUNT(*) AS ?n) {{ ?s <q{n}> ?word }} GROUP BY ?word")
        assert small.counter.answer(text, result_format) == small.written(text, result_format)


LEFT = {
    "a blank node's name": "SELECT ?o (COUNT(*) AS ?n) { ?s <node> ?o } GROUP BY ?o",
    "values that have several spellings": "SELECT (COUNT(*) AS ?n) { ?s <value> ?o }",
    "the order of words": "SELECT ?o (COUNT(*) AS ?n) { ?s <q0> ?o } GROUP BY ?o ORDER BY ?o",
    "what the engine refuses": "SELECT (COUNT(*) AS ?n) { ?s <p> ?o } GROUP BY ?s ?o LIMIT 1 LIMIT 2",
    "a number that doesn't fit": "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?v{n} <p> ?o" for n in range(30)) + " }",
}


@pytest.mark.parametrize("name", LEFT)
def test_an_answer_is_left_to_the_engine(small: Both, name: str) -> None:
    assert small.counted(_absolute(LEFT[name])) is None
