"""A handle says the same of a store and of a service, in plain Python values, and tells what is wrong in words."""

from __future__ import annotations

import builtins
import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, parse

import claimgraph
from claimgraph.store import (
    ForbiddenQueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    StoreError,
    StoreMissingError,
    load_memory,
    open_current,
    publish,
)
from claimgraph.store.handle import (
    TABLES,
    AddressError,
    ExtraMissingError,
    Handle,
    HandleError,
    RemoteError,
    TableError,
    table_query,
)

XSD = "http://www.w3.org/2001/XMLSchema#"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
VALUES = [
    ('"7"^^xsd:integer', 7),
    ('"2.50"^^xsd:decimal', Decimal("2.5")),
    ('"1e3"^^xsd:double', 1000.0),
    ('"true"^^xsd:boolean', True),
    ('"2024-03-27"^^xsd:date', datetime.date(2024, 3, 27)),
    ('"2024-03-27T10:00:00Z"^^xsd:dateTime', datetime.datetime(2024, 3, 27, 10, tzinfo=datetime.UTC)),
    ('"2024"^^xsd:gYear', "2024"),
    ('"seven"^^xsd:integer', "seven"),
    ('"-0044-03-15"^^xsd:date', "-0044-03-15"),
    ('"lamp"@en', "lamp"),
    ("<urn:a>", "urn:a"),
]


@pytest.mark.parametrize(("term", "value"), VALUES)
def test_values_are_pythons(handle: Handle, term: str, value: object) -> None:
    [row] = handle.rows(f"PREFIX xsd: <{XSD}> SELECT ?x ?none {{ VALUES ?x {{ {term} }} }}")
    assert row == {"x": value, "none": None}
    assert type(row["x"]) is type(value)


@pytest.mark.parametrize("name", TABLES)
def test_a_table_is_the_same_here_and_over_http(name: str, lamps_store: Path, lamps_service: str) -> None:
    with claimgraph.open(lamps_store) as here, claimgraph.open(lamps_service) as there:
        ours, theirs = here.table(name), there.table(name)
    assert ours.tuples() == theirs.tuples()
    assert list(ours.names) == [column.name for column in TABLES[name].columns]
    keys = [tuple(row[key] for key in TABLES[name].key) for row in ours]
    assert None not in [part for key in keys for part in key]
    assert len(set(keys)) == len(keys) > 0


@pytest.mark.parametrize("name", TABLES)
def test_a_table_leaves_no_value_out(name: str, lamps_store: Path) -> None:
    """What its query finds is in its columns, and no column stays empty that the corpus fills."""
    with claimgraph.open(lamps_store) as handle:
        asked = {row["column"] for row in handle.rows(table_query(name))}
        rows = handle.table(name)
    filled = {column for row in rows for column, value in row.items() if value not in (None, ())}
    assert asked == filled <= {column.name for column in TABLES[name].columns}


def test_every_claim_has_its_row(handle: Handle) -> None:
    claims = handle.claims()
    asked = handle.rows(
        "PREFIX cg: <https://w3id.org/claimgraph/ontology#>"
        "SELECT ?claim ?quote { ?claim a cg:Claim ; cg:quote ?quote } ORDER BY ?claim"
    )
    assert list(zip(claims["claim"], claims["quote"], strict=True)) == asked.tuples()
    assert set(claims["stance"]) <= {"affirms", "denies", "qualifies"}


def test_the_frames(handle: Handle) -> None:
    frames = {
        "citations": handle.citations(),
        "sources": handle.sources(),
        "alignments": handle.alignments(),
        "positions": handle.positions(),
    }
    for name, frame in frames.items():
        assert list(frame.columns) == [column.name for column in TABLES[name].columns]
        assert len(frame) == len(handle.table(name))


def test_rows_and_answers(handle: Handle) -> None:
    rows = handle.rows("SELECT * { VALUES (?a ?b) { (1 2) (3 UNDEF) } }")
    assert [dict(row) for row in rows] == [{"a": 1, "b": 2}, {"a": 3, "b": None}]
    assert rows[1:].tuples() == [(3, None)]
    assert rows.frame()["a"].tolist() == [1, 3]
    assert handle.query("ASK { ?s ?p ?o }") is True
    assert handle.frame("SELECT ?a { VALUES ?a { 1 } }").shape == (1, 1)


def test_graphs_are_rdflibs(handle: Handle, lamps_store: Path) -> None:
    store = load_memory(open_current(lamps_store))
    names = handle.graphs()
    assert names == sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode))
    for name in names:
        quads = list(store.quads_for_pattern(None, None, None, NamedNode(name)))
        assert len(handle.graph(name)) == len(quads)
    assert len(handle.graph()) == len({quad.triple for quad in store})
    made = handle.graph(query="CONSTRUCT { ?s a <urn:a> } WHERE { ?s a ?c } LIMIT 1")
    assert len(made) == 1


REFUSED = [
    ("SELECT ?x { ?x cg:quote }", QuerySyntaxError, "line 1"),
    ("SELECT * { SERVICE <http://localhost/> { ?s ?p ?o } }", ForbiddenQueryError, "SERVICE"),
    ("CONSTRUCT WHERE { ?s ?p ?o }", HandleError, "graph(query="),
]


@pytest.mark.parametrize(("text", "kind", "said"), REFUSED)
def test_what_is_refused(handle: Handle, text: str, kind: type[StoreError], said: str) -> None:
    with pytest.raises(kind) as caught:
        handle.query(text)
    assert said.casefold() in str(caught.value).casefold()


def test_misuse_is_told(handle: Handle) -> None:
    with pytest.raises(HandleError, match="has no rows"):
        handle.rows("ASK { ?s ?p ?o }")
    with pytest.raises(HandleError, match="gives rows"):
        handle.graph(query="SELECT * { ?s ?p ?o }")
    with pytest.raises(HandleError, match="no IRI"):
        handle.graph("urn:a> { ?s ?p ?o } #")
    with pytest.raises(HandleError, match="there are claims, citations"):
        handle.table("letters")


def test_a_query_that_takes_too_long_ends_and_the_next_is_answered(handle: Handle) -> None:
    with pytest.raises(QueryTimeoutError, match=r"0\.5 s"):
        handle.query(ENDLESS, timeout=0.5)
    assert handle.query("ASK {}") is True


def test_a_handle_keeps_its_generation(lamps_store: Path, tmp_path: Path) -> None:
    a, b = NamedNode("urn:a"), NamedNode("urn:g")
    publish(tmp_path / "s", [Quad(a, a, Literal(f"first {n}"), b) for n in range(300)], {})
    with claimgraph.open(tmp_path / "s") as handle:
        for number in range(2, 6):
            publish(tmp_path / "s", [Quad(a, a, Literal(str(number)), b)], {}, keep=1)
        assert len(handle.rows('SELECT ?o { ?s ?p ?o FILTER(STRSTARTS(?o, "first")) }')) == 300
        with pytest.raises(QueryTimeoutError):
            handle.query(ENDLESS, timeout=0.2)


PLACES = [
    ("http://", AddressError, "no address of a service"),
    ("ftp://example.org/", AddressError, "http"),
    ("http://a:b@example.org/", AddressError, "leave them out"),
    ("http://example.org:port/", AddressError, "no address"),
    ("nowhere/at/all", StoreMissingError, "claimgraph build"),
]


@pytest.mark.parametrize(("place", "kind", "said"), PLACES)
def test_what_is_no_place(place: str, kind: type[StoreError], said: str) -> None:
    with pytest.raises(kind, match=said):
        claimgraph.open(place)


def test_a_service_that_is_none(lamps_service: str) -> None:
    with claimgraph.open("http://127.0.0.1:9/") as handle, pytest.raises(RemoteError, match="can't be reached"):
        handle.query("ASK {}")
    with (
        claimgraph.open(f"{lamps_service}/nothing") as handle,
        pytest.raises(RemoteError, match=r"/nothing/sparql: .*not for this"),
    ):
        handle.query("ASK {}")


def test_two_values_where_there_is_room_for_one(tmp_path: Path) -> None:
    data = """<urn:c> a <https://w3id.org/claimgraph/ontology#Claim> ;
        <https://w3id.org/claimgraph/ontology#quote> "one", "two" ."""
    publish(tmp_path / "s", parse(data, RdfFormat.TURTLE), {})
    with claimgraph.open(tmp_path / "s") as handle, pytest.raises(TableError, match=r"urn:c: .*'one' and 'two'"):
        handle.table("claims")


def test_without_pandas(handle: Handle, monkeypatch: pytest.MonkeyPatch) -> None:
    rows = handle.rows("SELECT ?a { VALUES ?a { 1 } }")
    found = builtins.__import__

    def without(name: str, *rest: object, **more: object) -> object:
        if name == "pandas":
            raise ImportError(name)
        return found(name, *rest, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(ExtraMissingError, match=r"claimgraph\[dataframes\]"):
        rows.frame()
