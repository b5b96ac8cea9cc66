"""What is looked up is what the engine answers, byte for byte, or isn't looked up at all."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph
import pytest
from count_queries import EX, GRAPHS, PREDICATES, THINGS, TYPE, VALUES, WORDS, graphs
from counted import generation_of
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad

from claimgraph.api.build import build
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store.evaluate import Query, evaluate
from claimgraph.store.formats import RESULT_FORMATS
from claimgraph.store.generations import load_memory, open_lines
from claimgraph.store.lines import Lines
from claimgraph.store.lookup import MOST_BYTES, MOST_ROWS, N_TRIPLES, TURTLE, look_up
from claimgraph.store.settings import BASE

JSON = "application/sparql-results+json"
A, P = NamedNode(EX + "a"), NamedNode(EX + "p")
ONE, TWO = NamedNode(EX + "graph/1"), NamedNode(EX + "graph/2")

unhurried = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@dataclass(frozen=True)
class Both:
    """The content's lines, and the engine over the same quads."""

    lines: Lines
    store: pyoxigraph.Store

    def known(self, text: str, media_type: str = JSON) -> bytes | None:
        """What is looked up."""
        return look_up(self.lines, text, media_type, PREFIXES)

    def evaluated(self, text: str, media_type: str = JSON) -> bytes:
        """What the engine answers."""
        if media_type not in RESULT_FORMATS:
            return b"".join(evaluate(self.store, Query(text, media_type, prefixes=PREFIXES)))
        results = self.store.query(text, base_iri=BASE, use_default_graph_as_union=True)
        return cast("bytes", cast("pyoxigraph.QuerySolutions", results).serialize(format=RESULT_FORMATS[media_type]))


@contextmanager
def both(quads: list[Quad]) -> Iterator[Both]:
    """The two of them over the quads."""
    with tempfile.TemporaryDirectory() as name:
        generation = generation_of(Path(name), quads)
        lines = open_lines(generation)
        assert lines is not None
        with closing(lines):
            yield Both(lines, load_memory(generation))


_SPACES = st.sampled_from((" ", " ", " ", "\n", "\t ", "\r\n"))
_names = st.sampled_from(("p", "o", "x1", "_y", "P", "select", "a"))
_PLAIN = THINGS[:5]


@st.composite
def queries(draw: st.DrawFn) -> str:
    """Queries of the kind that is recognised, and some that are nearly so."""
    by, thing = draw(_names), draw(_names)
    predicate = draw(st.sampled_from((*[f"?{by}"] * 5, f"${by}", "a", *map(str, PREDICATES[:3]))))
    both_ways = (f"?{by} ?{thing}", f"?{thing} ?{by}", f"${by}") if predicate[0] in "?$" else ("?other",)
    shown = draw(st.sampled_from((*both_ways, *[f"?{thing}"] * 3, "*", "*")))
    subject = draw(st.sampled_from((*_PLAIN * 3, *THINGS, NamedNode(EX + "nowhere"))))
    words = [
        draw(st.sampled_from(("SELECT", "select"))),
        *draw(st.sampled_from(((), (), (), ("DISTINCT",), ("Distinct",), ("REDUCED",)))),
        shown,
        *draw(st.sampled_from((("WHERE", "{"), ("where{",), ("{",)))),
        str(subject),
        predicate,
        f"?{thing}{draw(st.sampled_from(('', '', ' .', '.', '.', ' ;')))}",
        "}",
    ]
    return "".join(part for word in words for part in (word, draw(_SPACES)))


_any_words = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=3)
_words = st.one_of(*[st.text('ab "\\\n\r\tü<>\u2028\U0001f600', max_size=8)] * 9, _any_words)
_texts = st.builds(Literal, _words) | st.builds(Literal, _words, language=st.sampled_from(("en", "de-ch", "x-a1")))
_ends = st.one_of(st.sampled_from(_PLAIN), st.sampled_from(_PLAIN), _texts, st.sampled_from((*WORDS, VALUES[0])))
_quads = st.builds(Quad, st.sampled_from(_PLAIN), st.sampled_from(PREDICATES[:3]), _ends, st.sampled_from(GRAPHS))
_plain_graphs = st.lists(_quads, min_size=5, max_size=30)
things = st.one_of(_plain_graphs, _plain_graphs, graphs)


@given(
    quads=things, asked=st.lists(queries(), min_size=1, max_size=8), media_type=st.sampled_from(list(RESULT_FORMATS))
)
@unhurried
def test_an_answer_is_the_engines(quads: list[Quad], asked: list[str], media_type: str) -> None:
    with both(quads) as found:
        for text in asked:
            answer = found.known(text, media_type)
            event("left to the engine" if answer is None else "known")
            assert answer is None or answer == found.evaluated(text, media_type), text


_PIECES = (
    *("{", "}", ".", ";", ",", "*", "+", "|", "^", "<", ">", "a", "?p", "?o", "?", "$", "#", "\\u0041", "_:b", '"a"'),
    *("SELECT", "DISTINCT", "WHERE", "FROM", "LIMIT 1", "FILTER", "ORDER BY ?o", "BASE <a:>", "[]", "<p>", f"<{EX}p>"),
    *(f"<{EX}./a>", f"<{EX}a/..>", "<a:%zz>"),
)


@given(quads=things, asked=st.lists(queries(), min_size=4, max_size=12), data=st.data())
@unhurried
def test_so_it_is_for_a_query_with_something_changed(quads: list[Quad], asked: list[str], data: st.DataObject) -> None:
    with both(quads) as found:
        for text in asked:
            pieces = re.findall(r"\s+|<[^>\s]*>|\w+|\W", text)
            place, other = data.draw(st.integers(0, len(pieces) - 1)), data.draw(st.sampled_from(_PIECES))
            pieces[place] = data.draw(st.sampled_from(("", other, f"{pieces[place]} {other} ", pieces[place] * 2)))
            answer = found.known("".join(pieces))
            event("left to the engine" if answer is None else "known")
            assert answer is None or answer == found.evaluated("".join(pieces)), pieces


@st.composite
def descriptions(draw: st.DrawFn) -> str:
    """Descriptions of one thing, and what is nearly so."""
    subject, name = draw(st.sampled_from((*_PLAIN * 3, *THINGS, NamedNode(EX + "nowhere")))), draw(_names)
    word, other = draw(st.sampled_from(("DESCRIBE", "describe"))), draw(st.sampled_from((*[name] * 9, "other")))
    values = ("VALUES", f"?{other}", "{", str(subject), "}")
    end = draw(st.sampled_from(((), (), (), ("LIMIT", "1"), (str(subject),))))
    given_as = ((str(subject),), (f"?{name}", "WHERE", "{", *values, "}"), (f"${name}", "{", *values, "}"))
    words = (word, *draw(st.sampled_from(given_as)), *end)
    return "".join(part for each in words for part in (each, draw(_SPACES)))


@given(
    quads=things,
    asked=st.lists(descriptions(), min_size=1, max_size=8),
    media_type=st.sampled_from((N_TRIPLES, TURTLE, "application/ld+json")),
)
@unhurried
def test_a_description_is_the_engines(quads: list[Quad], asked: list[str], media_type: str) -> None:
    with both(quads) as found:
        for text in asked:
            answer = found.known(text, media_type)
            event("left to the engine" if answer is None else "known")
            assert answer is None or answer == found.evaluated(text, media_type), text


@pytest.mark.parametrize("media_type", [N_TRIPLES, TURTLE])
@pytest.mark.parametrize("text", ["DESCRIBE <a>", "describe<words>\n", "DESCRIBE ?d WHERE { VALUES ?d { <some> } }"])
def test_a_description_is_known(small: Both, text: str, media_type: str) -> None:
    answer = small.known(_absolute(text), media_type)
    assert answer
    assert answer == small.evaluated(_absolute(text), media_type)


@pytest.mark.parametrize(
    "text",
    [
        "DESCRIBE <nowhere>",
        "DESCRIBE <node>",
        "DESCRIBE <much>",
        "DESCRIBE <many>",
        "DESCRIBE <value/1>",
        "DESCRIBE <a> <words>",
        "DESCRIBE ?d { VALUES ?e { <a> } }",
        "DESCRIBE ?d { VALUES ?d { <a> <words> } }",
        "DESCRIBE <a> FROM <graph/1>",
    ],
)
def test_a_description_is_left_to_the_engine(small: Both, text: str) -> None:
    assert small.known(_absolute(text), TURTLE) is None


@pytest.fixture(scope="module")
def small() -> Iterator[Both]:
    """Triples in two graphs and in none, words, values, a blank node, and a subject with much to be said of it."""
    quads = [
        *(Quad(A, P, NamedNode(EX + "b"), graph) for graph in (ONE, TWO, DefaultGraph())),
        Quad(A, TYPE, NamedNode(EX + "Thing"), ONE),
        *(Quad(NamedNode(EX + "words"), P, word, ONE) for word in WORDS),
        *(Quad(NamedNode(f"{EX}value/{n}"), P, value, ONE) for n, value in enumerate(VALUES)),
        Quad(NamedNode(EX + "node"), P, BlankNode("b0"), ONE),
        Quad(NamedNode(EX + "odd"), P, Literal("\x01"), ONE),
        *(Quad(NamedNode(EX + "much"), P, Literal("x" * 1000 + str(n)), ONE) for n in range(40)),
        *(Quad(NamedNode(EX + "many"), P, Literal(str(n)), ONE) for n in range(MOST_ROWS + 1)),
        *(Quad(NamedNode(EX + "some"), P, Literal("x" * 1000 + str(n)), ONE) for n in range(10)),
    ]
    with both(quads) as found:
        yield found


KNOWN = {
    "all of one": "SELECT ?p ?o WHERE { <a> ?p ?o }",
    "in the order of names": "SELECT * { <a> ?z ?b }",
    "each once": "SELECT DISTINCT ?p ?o { <a> ?p ?o . }",
    "predicates alone": "SELECT ?p { <a> ?p ?o }",
    "objects alone": "select $o\nwhere\n{<a>\t$p ?o.}\n",
    "of one predicate": "SELECT ?o { <a> <p> ?o }",
    "types": "SELECT ?type { <a> a ?type }",
    "words": "SELECT ?word { <words> <p> ?word }",
    "more than one page": "SELECT ?word { <some> <p> ?word }",
    "a number": "SELECT ?n { <value/0> <p> ?n }",
    "a number without a value": "SELECT ?n { <value/14> <p> ?n }",
}
LEFT = {
    "nothing": "SELECT ?p ?o { <nowhere> ?p ?o }",
    "the beginning of another's name": "SELECT ?p ?o { <wor> ?p ?o }",
    "nothing by that predicate": "SELECT ?o { <a> <no> ?o }",
    "a value that has another spelling": "SELECT ?n { <value/1> <p> ?n }",
    "a blank node": "SELECT ?o { <node> <p> ?o }",
    "a character that formats write in their own ways": "SELECT ?o { <odd> <p> ?o }",
    "too much": "SELECT ?o { <much> <p> ?o }",
    "too many": "SELECT ?o { <many> <p> ?o }",
    "two patterns": "SELECT ?o { <a> <p> ?o . <a> a ?o }",
    "a known object": "SELECT ?p { <a> ?p <b> }",
    "one variable": "SELECT ?p { <a> ?p ?p }",
    "part of the rows": "SELECT ?p { <a> ?p ?o } LIMIT 1",
    "a dataset": "SELECT ?p FROM <graph/1> { <a> ?p ?o }",
    "prefixes": "PREFIX e: <> SELECT ?p { <a> ?p ?o }",
    "a comment": "SELECT ?p { <a> ?p ?o # }\n}",
    "another kind": "ASK { <a> ?p ?o }",
}


def _absolute(text: str) -> str:
    return re.sub(r"<([\w/]*)>", rf"<{EX}\1>", text)


@pytest.mark.parametrize("media_type", RESULT_FORMATS)
@pytest.mark.parametrize("name", KNOWN)
def test_an_answer_is_known(small: Both, name: str, media_type: str) -> None:
    answer = small.known(_absolute(KNOWN[name]), media_type)
    assert answer is not None
    assert answer == small.evaluated(_absolute(KNOWN[name]), media_type)


@pytest.mark.parametrize("name", LEFT)
def test_an_answer_is_left_to_the_engine(small: Both, name: str) -> None:
    assert small.known(_absolute(LEFT[name])) is None


@pytest.mark.parametrize("size", [1, 3, 50, 1000, 3000, 5000, MOST_BYTES])
def test_lines_are_found_wherever_they_stand(size: int) -> None:
    subjects = [f"<{EX}{n:03}>".encode() for n in range(60)]
    stand = {each: b"".join(b'%s <a:p> "%d%s" .\n' % (each, n, b"x" * size) for n in range(3)) for each in subjects}
    lines = Lines([b"".join(stand.values())])
    for each, text in stand.items():
        assert lines.about(each, MOST_BYTES) == (text if len(text) < MOST_BYTES else None)
        assert lines.about(each + b"!", MOST_BYTES) == lines.about(each[:-2] + b">", MOST_BYTES) == b""
    assert Lines([b""]).about(b"<a:a>", MOST_BYTES) == b""


@pytest.mark.parametrize("behind", ["", "<a:b> <a:p> <a:o> .\n"])
def test_lines_are_all_found_wherever_a_read_ends(behind: str) -> None:
    """The first read is of 4 KiB, which may end anywhere in the next line, and so within its subject."""
    name = f"<https://example.org/{'n' * 60}>"
    for length in range(3800, 4200):
        said = f'{name} <a:p> "{"a" * length}" .\n{name} <a:p> "b" .\n'.encode()
        assert Lines([said + behind.encode()]).about(name.encode(), MOST_BYTES) == said, length


def test_each_thing_of_the_corpus_is_looked_up_as_the_engine_answers(ntia: Path) -> None:
    with both(list(build(ntia).quads)) as corpus:
        things = {quad.subject for quad in corpus.store if isinstance(quad.subject, NamedNode)}
        asked = [f"SELECT ?p ?o {{ {thing} ?p ?o }}" for thing in sorted(things, key=str)]
        known = {text: answer for text in asked if (answer := corpus.known(text))}
        assert len(known) > len(asked) * 0.95
        for text, answer in known.items():
            assert answer == corpus.evaluated(text)


def test_lines_of_another_size_are_not_opened(tmp_path: Path) -> None:
    generation = generation_of(tmp_path, [Quad(A, P, A, ONE)])
    generation.quads_file.write_bytes(b"")
    assert open_lines(generation) is None
    generation.quads_file.unlink()
    assert open_lines(generation) is None
