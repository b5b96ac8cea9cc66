from __future__ import annotations

import csv
import gc
import io
import json
from collections.abc import Callable, Mapping
from io import BytesIO
from typing import TypedDict, Unpack, cast

import pyoxigraph
import pytest
import rdflib
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, QueryResultsFormat, Triple

from claimgraph.store import (
    RDF_FORMATS,
    RESULT_FORMATS,
    Kind,
    Query,
    QuerySyntaxError,
    ResultTooLargeError,
    UnsupportedFormatError,
    evaluate,
    evaluate_into,
    media_types,
)

JSON = "application/sparql-results+json"
EX = "http://example.org/"
# rdflib warns of its own parsers.
pytestmark = pytest.mark.filterwarnings("ignore:(ConjunctiveGraph|Dataset.default_context):DeprecationWarning")

PREFIXES = {"ex": EX, "p": EX + "p/", "unused": "urn:"}
WORDS = ["plain", 'quotes " and \\ and\nlines', "tab\tand, comma", "<&>", "snow ☃ 𝒳", ""]

Quads = Callable[[int], list[Quad]]


class Options(TypedDict, total=False):
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    prefixes: Mapping[str, str]


def bytes_of(store: pyoxigraph.Store, text: str, media_type: str = JSON, **options: Unpack[Options]) -> bytes:
    return b"".join(evaluate(store, Query(text, media_type, **options)))


@pytest.fixture
def store() -> pyoxigraph.Store:
    """Two graphs: words of every kind in the first, one triple in both, one in the second alone."""
    made = pyoxigraph.Store()
    one, two, knows = NamedNode(EX + "one"), NamedNode(EX + "two"), NamedNode(EX + "p/knows")
    for number, word in enumerate(WORDS):
        made.add(Quad(NamedNode(f"{EX}s/{number}"), NamedNode(EX + "p/word"), Literal(word), one))
    made.add(Quad(NamedNode(f"{EX}s/0"), NamedNode(EX + "p/word"), Literal("ja", language="de"), one))
    made.add(Quad(NamedNode(f"{EX}s/0"), NamedNode(EX + "p/count"), Literal(7), one))
    for graph in (one, two):
        made.add(Quad(NamedNode(f"{EX}s/0"), knows, NamedNode(f"{EX}s/1"), graph))
    made.add(Quad(NamedNode(f"{EX}s/1"), knows, BlankNode("b"), two))
    return made


@pytest.mark.parametrize(
    ("prologue", "expected"),
    [("", "https://w3id.org/claimgraph/a"), ("BASE <http://example.org/x/>", "http://example.org/x/a")],
)
@pytest.mark.parametrize("options", [Options(), Options(default_graphs=(EX + "one",))], ids=["union", "dataset"])
@pytest.mark.parametrize("rest", ["{}", "{ ?service ?p ?o } LIMIT 1"])  # the second is read twice, for SERVICE
def test_relative_iris(store: pyoxigraph.Store, prologue: str, expected: str, options: Options, rest: str) -> None:
    assert (
        bytes_of(store, f"{prologue} SELECT (<a> AS ?x) {rest}", "text/csv", **options)
        == f"x\r\n{expected}\r\n".encode()
    )


def test_every_results_format_says_the_same(store: pyoxigraph.Store) -> None:
    text = f"SELECT ?s ?o {{ ?s <{EX}p/word> ?o }} ORDER BY ?s ?o"
    rows = cast("pyoxigraph.QuerySolutions", store.query(text, use_default_graph_as_union=True))
    expected = [(row["s"], row["o"]) for row in rows]
    assert len(expected) == 7
    for media_type, results_format in RESULT_FORMATS.items():
        data = bytes_of(store, text, media_type)
        if results_format == QueryResultsFormat.CSV:
            lines = list(csv.reader(io.StringIO(data.decode(), newline="")))
            assert lines[0] == ["s", "o"]
            assert [tuple(line) for line in lines[1:]] == [(s.value, o.value) for s, o in expected]
            continue
        parsed = pyoxigraph.parse_query_results(data, results_format)
        assert [(row["s"], row["o"]) for row in parsed] == expected, media_type  # type: ignore[union-attr]
        name = {"text/tab-separated-values": "tsv"}.get(media_type, media_type.removesuffix("+xml")[-4:].strip("+"))
        reader = "xml" if media_type.endswith("xml") else name
        again = rdflib.query.Result.parse(BytesIO(data), format=reader)
        assert [str(row[rdflib.Variable("o")]) for row in again.bindings] == [o.value for _, o in expected], media_type


@pytest.mark.parametrize("media_type", RESULT_FORMATS)
@pytest.mark.parametrize(("where", "expected"), [("?s ?p 7", True), ("?s ?p 8", False)])
def test_ask_in_every_format(store: pyoxigraph.Store, media_type: str, where: str, expected: bool) -> None:
    data = bytes_of(store, f"ASK {{ {where} }}", media_type)
    if media_type == "text/csv":
        assert data == str(expected).lower().encode()
    else:
        assert bool(pyoxigraph.parse_query_results(data, RESULT_FORMATS[media_type])) is expected


@pytest.mark.parametrize("media_type", RDF_FORMATS)
@pytest.mark.parametrize("text", ["CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }", f"DESCRIBE <{EX}s/0>"])
def test_graphs_in_every_format_are_the_same_graph(store: pyoxigraph.Store, media_type: str, text: str) -> None:
    data = bytes_of(store, text, media_type, prefixes=PREFIXES)
    expected = set(cast("pyoxigraph.QueryTriples", store.query(text, use_default_graph_as_union=True)))
    read = list(pyoxigraph.parse(data, RDF_FORMATS[media_type]))
    assert len(read) == len(expected), "each once"
    # Blank nodes are renamed where they are read, so those triples are compared without them.
    assert {named(quad.triple) for quad in read} == {named(triple) for triple in expected}
    again = rdflib.Dataset() if media_type in ("application/trig", "application/n-quads") else rdflib.Graph()
    again.parse(data=data, format=media_type)
    assert len(again) == len(expected)
    assert {str(o) for _, p, o in again.triples((None, rdflib.URIRef(EX + "p/word"), None))} == {
        triple.object.value for triple in expected if triple.predicate.value == EX + "p/word"
    }


def named(triple: pyoxigraph.Triple) -> tuple[object, object, object]:
    return tuple("blank" if isinstance(term, BlankNode) else term for term in triple)  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("media_type", "header"),
    [
        ("text/turtle", b"@prefix ex: <http://example.org/> .\n"),
        ("application/trig", b"@prefix ex: <http://example.org/> .\n"),
        (
            "application/ld+json",
            b'{"@context":{"ex":"http://example.org/","p":"http://example.org/p/","unused":"urn:"}',
        ),
    ],
)
def test_prefixes_are_used(store: pyoxigraph.Store, media_type: str, header: bytes) -> None:
    data = bytes_of(store, f"DESCRIBE <{EX}s/0>", media_type, prefixes=PREFIXES)
    assert header in data
    assert b"p:knows" in data


def test_json_ld_shortens_only_what_reads_back() -> None:
    store = pyoxigraph.Store()
    for iri in ("ex:already", "http://example.org//double", "http://example.org/fine"):
        store.add(Quad(NamedNode(iri), NamedNode("http://example.org/p"), NamedNode(iri)))
    for iri in ("http://example.org//double", "ex:already"):
        data = bytes_of(store, f"CONSTRUCT WHERE {{ <{iri}> ?p ?o }}", "application/ld+json", prefixes={"ex": EX})
        (triple,) = rdflib.Graph().parse(data=data, format="json-ld")
        assert [str(term) for term in triple] == [iri, "http://example.org/p", iri]


def test_same_graph_same_bytes(quads: Quads) -> None:
    one, two = pyoxigraph.Store(), pyoxigraph.Store()
    one.extend(quads(1))
    two.bulk_extend(reversed(quads(1)))
    for media_type in RDF_FORMATS:
        text = "CONSTRUCT { ?s ?p ?o . <urn:a> <urn:b> <urn:c> } { ?s ?p ?o }"
        data = bytes_of(one, text, media_type)
        assert data == bytes_of(two, text, media_type)
        assert data.count(b"urn:c") == 1


DATASETS: list[tuple[str, str, Options, int]] = [
    ("union of all", "?s ?p ?o", {}, 11),
    ("GRAPH sees each", "GRAPH ?g { ?s ?p ?o }", {}, 11),
    ("default graph given", "?s ?p ?o", {"default_graphs": (EX + "two",)}, 2),
    ("two default graphs given", "?s ?p ?o", {"default_graphs": (EX + "one", EX + "two")}, 11),
    ("default given, no named ones", "GRAPH ?g { ?s ?p ?o }", {"default_graphs": (EX + "two",)}, 0),
    ("named given", "GRAPH ?g { ?s ?p ?o }", {"named_graphs": (EX + "two",)}, 2),
    ("named given, default empty", "?s ?p ?o", {"named_graphs": (EX + "two",)}, 0),
    ("unknown graph", "?s ?p ?o", {"default_graphs": (EX + "none",)}, 0),
]


@pytest.mark.parametrize(("where", "dataset", "count"), [row[1:] for row in DATASETS], ids=[row[0] for row in DATASETS])
def test_dataset_of_the_request(store: pyoxigraph.Store, where: str, dataset: Options, count: int) -> None:
    data = bytes_of(store, f"SELECT * {{ {where} }}", **dataset)
    assert len(json.loads(data)["results"]["bindings"]) == count


CLAUSES: list[tuple[str, str, Options, int]] = [
    ("FROM <http://example.org/two>", "?s ?p ?o", {}, 2),
    ("FROM<http://example.org/one>FROM <http://example.org/two>", "?s ?p ?o", {}, 11),
    ("from <http://example.org/two>", "GRAPH ?g { ?s ?p ?o }", {}, 0),
    ("FROM NAMED <http://example.org/two>", "GRAPH ?g { ?s ?p ?o }", {}, 2),
    ("FROM NAMED <http://example.org/two>", "?s ?p ?o", {}, 0),
    ("FROM <http://example.org/two>", "?s ?p ?o", {"default_graphs": (EX + "one",)}, 9),
    ("# FROM <http://example.org/two>\n", "?s ?p ?o", {}, 11),
]


@pytest.mark.parametrize(("clause", "where", "dataset", "count"), CLAUSES)
def test_dataset_of_the_text(store: pyoxigraph.Store, clause: str, where: str, dataset: Options, count: int) -> None:
    data = bytes_of(store, f"SELECT * {clause} WHERE {{ {where} }}", **dataset)
    assert len(json.loads(data)["results"]["bindings"]) == count


@pytest.mark.parametrize("dataset", [{"default_graphs": ("one",)}, {"named_graphs": ("http://a b/",)}])
def test_graphs_that_are_no_iris_are_refused(store: pyoxigraph.Store, dataset: Options) -> None:
    with pytest.raises(QuerySyntaxError, match="is not an absolute IRI"):
        bytes_of(store, "ASK {}", **dataset)


MISMATCHES: list[tuple[Kind, str, str]] = [
    ("select", "SELECT * {}", "text/turtle"),
    ("ask", "ASK {}", "application/n-quads"),
    ("construct", "CONSTRUCT WHERE {}", "text/csv"),
    ("describe", "DESCRIBE <urn:x>", JSON),
    ("select", "SELECT * {}", "text/html"),
    ("select", "SELECT * {}", ""),
]


@pytest.mark.parametrize(("kind", "text", "media_type"), MISMATCHES)
def test_formats_of_another_kind_are_refused(store: pyoxigraph.Store, kind: Kind, text: str, media_type: str) -> None:
    with pytest.raises(UnsupportedFormatError) as caught:
        bytes_of(store, text, media_type)
    assert str(caught.value).endswith(f"ask for one of {', '.join(media_types(kind))}")


@pytest.mark.parametrize("predicate", ["http://x/0", "http://x/", "http://x/?a=1", "urn:1-2.3"])
def test_rdf_xml_refuses_predicates_it_cannot_write(predicate: str) -> None:
    store = pyoxigraph.Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode(predicate), Literal("x")))
    with pytest.raises(UnsupportedFormatError, match="no way to write the predicate"):
        bytes_of(store, "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml")


def triple_term(predicate: str, text: str) -> pyoxigraph.Store:
    """A store with one triple, whose object is a triple term in a triple term."""
    inner = Triple(NamedNode("urn:s"), NamedNode(predicate), Literal(text))
    reifies = NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#reifies")
    store = pyoxigraph.Store()
    store.add(Quad(BlankNode("r"), reifies, Triple(NamedNode("urn:a"), NamedNode("urn:b"), inner)))
    return store


@pytest.mark.parametrize(
    ("predicate", "text", "media_type", "refusal"),
    [
        ("urn:p", "x", "application/ld+json", "JSON-LD has no way to write a triple term; ask for Turtle"),
        ("urn:0", "x", "application/rdf+xml", "RDF/XML has no way to write the predicate <urn:0>"),
        ("urn:p", "<<( <urn:s> <urn:0> <urn:o> )>>", "application/rdf+xml", None),
        ("urn:0", "x", "text/turtle", None),
        ("urn:0", "x", "application/n-triples", None),
    ],
)
def test_triple_terms(predicate: str, text: str, media_type: str, refusal: str | None) -> None:
    store, query = triple_term(predicate, text), "CONSTRUCT WHERE { ?s ?p ?o }"
    if refusal:
        with pytest.raises(UnsupportedFormatError, match=refusal):
            bytes_of(store, query, media_type)
        return
    (read,) = pyoxigraph.parse(bytes_of(store, query, media_type), RDF_FORMATS[media_type])
    (kept,) = store
    assert read.object == kept.object


@pytest.mark.parametrize("predicate", ["http://x/0a", "http://x#é", "http://x/%20x", "urn:a-1.2"])
def test_rdf_xml_writes_the_others(predicate: str) -> None:
    store = pyoxigraph.Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode(predicate), Literal("x")))
    data = bytes_of(store, "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml")
    ((_, read, _),) = rdflib.Graph().parse(data=data, format="xml")
    assert str(read) == predicate


def test_carriage_returns_in_xml_are_read_as_they_were() -> None:
    """Readers of XML take a raw one for a line feed."""
    store, text = pyoxigraph.Store(), "a\r\nb\rc\n"
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(text)))
    graph = bytes_of(store, "CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml")
    ((_, _, read),) = rdflib.Graph().parse(data=graph, format="xml")
    rows = bytes_of(store, "SELECT ?o { ?s ?p ?o }", "application/sparql-results+xml")
    ((row,),) = rdflib.query.Result.parse(io.BytesIO(rows), format="xml")
    assert (str(read), str(row)) == (text, text)


@pytest.mark.parametrize("character", ["\x00", "\x0c", "\x1b", "\ufffe"])
@pytest.mark.parametrize(
    ("text", "media_type"),
    [
        ("SELECT * { ?s ?p ?o }", "application/sparql-results+xml"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "application/rdf+xml"),
    ],
)
def test_characters_that_xml_cannot_carry_are_refused(character: str, text: str, media_type: str) -> None:
    store = pyoxigraph.Store()
    store.add(Quad(NamedNode("urn:s"), NamedNode("urn:p"), Literal(f"page{character}break")))
    with pytest.raises(UnsupportedFormatError, match=f"U[+]{ord(character):04X}"):
        bytes_of(store, text, media_type)


@pytest.mark.parametrize("text", ["SELECT * { ?s ?p ?o }", "CONSTRUCT { ?s ?p ?o } { ?s ?p ?o }"])
def test_limit_is_exact_and_nothing_ends_well_past_it(quads: Quads, text: str) -> None:
    store = pyoxigraph.Store()
    store.extend(quads(1))
    query = Query(text, JSON if text.startswith("SELECT") else "application/n-triples")
    size = len(b"".join(evaluate(store, query)))
    assert len(b"".join(evaluate(store, query, size))) == size
    chunks: list[bytes] = []
    with pytest.raises(ResultTooLargeError, match=f"larger than {size - 1} bytes; ask for less"):
        evaluate_into(store, query, chunks.append, size - 1)
    assert len(b"".join(chunks)) < size


def test_large_answers_come_in_chunks() -> None:
    store = pyoxigraph.Store()
    store.extend(Quad(NamedNode(f"urn:{n}"), NamedNode("urn:p"), Literal("x" * 100)) for n in range(3000))
    chunks = list(evaluate(store, Query("SELECT * { ?s ?p ?o }", JSON)))
    assert len(chunks) > 3
    assert max(map(len, chunks)) < 100_000
    assert len(json.loads(b"".join(chunks))["results"]["bindings"]) == 3000


def test_answer_may_be_read_in_another_thread(store: pyoxigraph.Store) -> None:
    from concurrent.futures import ThreadPoolExecutor

    gc.collect()  # what other tests have left may not be dropped in this one's threads
    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda _: evaluate(store, Query("SELECT * { ?s ?p ?o }", JSON)), range(50)))
    assert len({b"".join(answer) for answer in answers}) == 1
