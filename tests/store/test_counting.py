"""What is counted by columns is what the engine counts, on any graph and for any query, or isn't counted at all."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from counted import Both, both, is_part
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, QueryResultsFormat

EX = "http://example.org/"
TYPE = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type")
XSD = "http://www.w3.org/2001/XMLSchema#"

# Some sort otherwise with their brackets than without, or by their bytes than by their letters.
THINGS = [NamedNode(EX + name) for name in ("a", "a/b", "a-b", "a%20b", "A", "é", "z\U0001f600")]
BLANKS = [BlankNode("b0"), BlankNode("b1"), BlankNode("0a")]
WORDS = [
    Literal("a"),
    Literal(EX + "a"),
    Literal('a\ttab, "quotes" \\ and\nlines\r'),
    Literal(""),
    Literal("a", language="en"),
    Literal("a", language="de-ch"),
]
VALUES = [
    Literal(lexical, datatype=NamedNode(XSD + kind))
    for lexical, kind in (
        ("1", "integer"),
        ("01", "integer"),
        ("1", "int"),
        ("1.0", "decimal"),
        ("1.00", "decimal"),
        ("1e0", "double"),
        ("1.0E0", "double"),
        ("NaN", "double"),
        ("1", "boolean"),
        ("true", "boolean"),
        ("2024-03-27", "date"),
        ("2024-03-27Z", "date"),
        ("2024-03-27T00:00:00Z", "dateTime"),
        ("2024-03-27T00:00:00.000Z", "dateTime"),
        ("nonsense", "integer"),
        ("a", "anyURI"),
    )
]
PREDICATES = [NamedNode(EX + name) for name in ("p", "q", "r", "values")] + [TYPE]
GRAPHS = [NamedNode(EX + "graph/1"), NamedNode(EX + "graph/2"), DefaultGraph()]

_subjects = st.sampled_from(THINGS) | st.sampled_from(THINGS[:4]) | st.sampled_from(BLANKS)
_objects = st.one_of(
    st.sampled_from(THINGS), st.sampled_from(THINGS[:4]), st.sampled_from(BLANKS), st.sampled_from(WORDS)
)
_quads = st.lists(
    st.builds(Quad, _subjects, st.sampled_from(PREDICATES), _objects, st.sampled_from(GRAPHS))
    | st.builds(
        Quad,
        st.sampled_from(THINGS[:4]),
        st.sampled_from(PREDICATES),
        st.sampled_from(THINGS[:4]),
        st.sampled_from(GRAPHS),
    )
    | st.builds(Quad, _subjects, st.just(PREDICATES[3]), st.sampled_from(VALUES), st.sampled_from(GRAPHS)),
    min_size=1,
    max_size=40,
)


@dataclass(frozen=True)
class Asked:
    """A query, taken apart as far as its answer has to be judged."""

    begin: str
    keys: tuple[str, ...]
    order: tuple[tuple[str, str], ...]
    columns: tuple[str, ...]
    offset: int | None
    limit: int | None

    @property
    def whole(self) -> str:
        """The query without the part that cuts it."""
        order = " ".join(f"{way}(?{name})" if way else f"?{name}" for way, name in self.order)
        return f"{self.begin}{f' ORDER BY {order}' if order else ''}"

    @property
    def text(self) -> str:
        limit = "" if self.limit is None else f" LIMIT {self.limit}"
        return self.whole + limit + ("" if self.offset is None else f" OFFSET {self.offset}")


@st.composite
def _queries(draw: st.DrawFn) -> Asked:
    """Queries of the kind that is recognised, and some that are nearly so."""
    names = ["v0"]
    triples = []
    for n in range(draw(st.integers(1, 4))):
        steps = draw(
            st.lists(st.tuples(st.sampled_from(("", "", "", "^")), st.sampled_from(PREDICATES)), min_size=1, max_size=3)
        )
        path = "/".join(f"{inverse}{'a' if step == TYPE else step}" for inverse, step in steps)
        one = f"?{draw(st.sampled_from(names))}"
        match draw(
            st.sampled_from(("new", "new", "new", "constant", "old" if draw(st.integers(0, 9)) == 0 else "new"))
        ):
            case "new":
                names.append(f"v{n + 1}")
                other = f"?{names[-1]}"
            case "constant":
                other = str(draw(st.sampled_from(THINGS[:5])))
            case _:
                other = f"?{draw(st.sampled_from(names))}"
        if draw(st.booleans()):
            one, other = other, one
        triples.append(f"{one} {path} {other}")
    keys = tuple(draw(st.lists(st.sampled_from(names), unique=True, max_size=3)))
    counts = draw(
        st.lists(
            st.just("*")
            | st.builds(lambda d, name: f"{d}?{name}", st.sampled_from(("", "DISTINCT ")), st.sampled_from(names)),
            min_size=1,
            max_size=3,
        )
    )
    shown = [f"?{key}" for key in keys if draw(st.integers(0, 4))]
    columns = draw(st.permutations([*shown, *(f"(COUNT({each}) AS ?n{n})" for n, each in enumerate(counts))]))
    called = [each.rpartition("?")[2].rstrip(")") for each in columns]
    begin = (
        f"SELECT {'DISTINCT ' if len(shown) == len(keys) and draw(st.integers(0, 3)) == 0 else ''}{' '.join(columns)} "
    )
    begin += f"WHERE {{ {' . '.join(triples)} }}" + (f" GROUP BY {' '.join(f'?{key}' for key in keys)}" if keys else "")
    if draw(st.integers(0, 3)) == 0:
        begin += f" HAVING (COUNT({draw(st.sampled_from(counts))}) {draw(st.sampled_from(('>', '<', '=', '!=', '>=', '<=')))} {draw(st.integers(0, 4))})"
    by = draw(st.permutations(called))[: draw(st.integers(0, 4))]
    order = [(draw(st.sampled_from(("", "ASC", "DESC"))), name) for name in by]
    few = st.none() | st.integers(0, 5)
    return Asked(begin, keys, tuple(order), tuple(called), draw(few), draw(few))


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


@given(quads=_quads, asked=st.lists(_queries(), min_size=1, max_size=6))
@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_an_answer_is_the_engines(quads: list[Quad], asked: list[Asked]) -> None:
    with tempfile.TemporaryDirectory() as name:
        found = both(Path(name), quads)
        for each in asked:
            event("known" if agree(found, each) else "left to the engine")
