"""Graphs in which much may be counted amiss, and queries that count."""

from __future__ import annotations

import random
from dataclasses import dataclass

from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

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


def _dense(seed: int) -> list[Quad]:
    """A graph in which most patterns have solutions, and many have several."""
    draw = random.Random(seed)
    things = draw.sample(THINGS, draw.randint(2, 4))
    ends = [*things, *draw.sample(BLANKS, draw.randint(0, 1)), *draw.sample(WORDS, draw.randint(0, 3))]
    predicates = [*PREDICATES[:2] * 4, *PREDICATES[:3], TYPE]
    quads = [
        Quad(draw.choice(things), draw.choice(predicates), draw.choice(ends), draw.choice(GRAPHS))
        for _ in range(draw.randint(20, 80))
    ]
    return quads + [Quad(draw.choice(things), PREDICATES[3], each, GRAPHS[0]) for each in draw.sample(VALUES, 2)]


_subjects = st.sampled_from([*THINGS, *BLANKS])
_objects = st.sampled_from([*THINGS, *BLANKS, *WORDS])
_sparse = st.lists(
    st.builds(Quad, _subjects, st.sampled_from(PREDICATES), _objects, st.sampled_from(GRAPHS))
    | st.builds(Quad, _subjects, st.just(PREDICATES[3]), st.sampled_from(VALUES), st.sampled_from(GRAPHS)),
    min_size=1,
    max_size=10,
)
graphs = st.one_of(_sparse, *[st.integers(0, 1_000_000).map(_dense)] * 4)
_predicates = st.sampled_from([*PREDICATES[:2] * 6, *PREDICATES])


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


MOST_STEPS = 6
"""Of all paths of a query together: with more, the engine may be at work for minutes on a dense graph."""


@st.composite
def queries(draw: st.DrawFn) -> Asked:
    """Queries of the kind that is recognised, and some that are nearly so."""
    names = ["v0"]
    triples = []
    taken = 0
    for n in range(draw(st.sampled_from((1, 1, 2, 2, 3, 4)))):
        length = min(draw(st.sampled_from((1, 1, 1, 2, 3))), MOST_STEPS - taken)
        if not length:
            break
        taken += length
        steps = [(draw(st.sampled_from(("", "", "", "^"))), draw(_predicates)) for _ in range(length)]
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
    some = st.just("*") | st.builds("{}?{}".format, st.sampled_from(("", "DISTINCT ")), st.sampled_from(names))
    counts = draw(st.lists(some, min_size=1, max_size=3))
    shown = [f"?{key}" for key in keys if draw(st.integers(0, 4))]
    columns = draw(st.permutations([*shown, *(f"(COUNT({each}) AS ?n{n})" for n, each in enumerate(counts))]))
    called = [each.rpartition("?")[2].rstrip(")") for each in columns]
    is_distinct = len(shown) == len(keys) and draw(st.integers(0, 3)) == 0
    begin = f"SELECT {'DISTINCT ' if is_distinct else ''}{' '.join(columns)} WHERE {{ {' . '.join(triples)} }}"
    if keys:
        begin += f" GROUP BY {' '.join(f'?{key}' for key in keys)}"
    if draw(st.integers(0, 3)) == 0:
        comparison, number = draw(st.sampled_from((">", "<", "=", "!=", ">=", "<="))), draw(st.integers(0, 4))
        begin += f" HAVING (COUNT({draw(st.sampled_from(counts))}) {comparison} {number})"
    by = draw(st.permutations(called))[: draw(st.integers(0, 4))]
    order = [(draw(st.sampled_from(("", "ASC", "DESC"))), name) for name in by]
    few = st.one_of(st.none(), st.none(), st.none(), st.integers(0, 5))
    return Asked(begin, keys, tuple(order), tuple(called), draw(few), draw(few))
