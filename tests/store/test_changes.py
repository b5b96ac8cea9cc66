"""Graph by graph: what each operation of the Graph Store Protocol leaves in the store."""

from __future__ import annotations

import pytest
from pyoxigraph import NamedNode, RdfFormat, Store, parse

from claimgraph.store import DataSyntaxError, Document, GraphChange, UpdateFailedError, apply_change, holds
from claimgraph.store.documents import read_triples

G = "http://example.org/g"
TURTLE = "text/turtle"


@pytest.fixture
def store() -> Store:
    made = Store()
    made.extend(parse(f"<a:s> <a:p> 1 . <{G}> {{ <a:s> <a:p> 2, _:x }}", RdfFormat.TRIG))
    return made


def values(store: Store, graph: str) -> list[str]:
    found = (quad.object for quad in store.quads_for_pattern(None, None, None, NamedNode(graph)))
    return sorted(getattr(term, "value", "") if not str(term).startswith("_:") else "_" for term in found)


def put(text: str) -> tuple[Document, ...]:
    return (Document(text.encode(), TURTLE),)


CHANGES = {
    "put replaces": (GraphChange("PUT", G, put("<s> <p> 3 ."), base="a:"), ["3"]),
    "put of nothing": (GraphChange("PUT", G, put(""), base="a:"), []),
    "post merges": (GraphChange("POST", G, put("<a:s> <a:p> 3 ."), base="a:"), ["2", "3", "_"]),
    "post of what is there": (GraphChange("POST", G, put("<a:s> <a:p> 2 ."), base="a:"), ["2", "_"]),
    "blank nodes stay apart": (GraphChange("POST", G, put("<a:s> <a:p> _:x ."), base="a:"), ["2", "_", "_"]),
    "those of two documents too": (
        GraphChange("PUT", G, (*put("<a:s> <a:p> _:x ."), *put("<a:s> <a:p> _:x .")), base="a:"),
        ["_", "_"],
    ),
    "delete": (GraphChange("DELETE", G), []),
    "patch": (
        GraphChange("PATCH", G, update="DELETE WHERE { ?s ?p 2 } ; INSERT DATA { <s> <p> 4 }", base="a:"),
        ["4", "_"],
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_change(store: Store, name: str) -> None:
    change, expected = CHANGES[name]
    rest = {quad for quad in store if quad.graph_name != NamedNode(G)}
    apply_change(store, change)
    assert values(store, G) == expected
    assert {quad for quad in store if quad.graph_name != NamedNode(G)} == rest


REFUSED = {
    "not Turtle": (
        GraphChange("PUT", G, put("<a:s> <a:p> .")),
        DataSyntaxError,
        "line 1, column 13: this is not text/turtle: ",
    ),
    "the second of two": (GraphChange("PUT", G, (*put("<a:s> <a:p> 1 ."), *put("x"))), DataSyntaxError, "line 1"),
    "patch of another graph": (
        GraphChange("PATCH", G, update="INSERT DATA { GRAPH <a:other> { <a:s> <a:p> 4 } }"),
        UpdateFailedError,
        "other graphs",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused_and_nothing_changed(store: Store, name: str) -> None:
    change, kind, said = REFUSED[name]
    before = set(store)
    with pytest.raises(kind, match=said):
        apply_change(store, change)
    assert set(store) == before


def test_holds(store: Store) -> None:
    assert holds(store, G)
    assert holds(store, None)
    assert not holds(store, "http://example.org/none")


DOCUMENTS = {
    "relative IRIs": (TURTLE, b"<> <p> <../q> .", 1),
    "JSON-LD": ("application/ld+json", b'{"@context": {"p": "a:p"}, "@id": "a:s", "p": [1, 2]}', 2),
    "RDF/XML": (
        "application/rdf+xml",
        b'<r:RDF xmlns:r="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:a="a:"><a:T r:about="a:s"/></r:RDF>',
        1,
    ),
    "deep lists": (TURTLE, b"<a:s> <a:p> " + b"(" * 5000 + b")" * 5000 + b" .", 9999),
    "triples in triples": (TURTLE, b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 50 + b"1" + b" )>>" * 50 + b" .", 1),
}


@pytest.mark.parametrize("name", DOCUMENTS)
def test_document(name: str) -> None:
    media_type, body, count = DOCUMENTS[name]
    assert len(read_triples(Document(body, media_type), "http://example.org/data/g")) == count


BAD = {
    "a remote context": ("application/ld+json", b'{"@context": "http://127.0.0.1:9/c", "a": 1}', "nothing is fetched"),
    "a remote context among others": (
        "application/ld+json",
        b'{"@context": [{"a": "x:a"}, "http://127.0.0.1:9/c"], "a": 1}',
        "nothing is fetched",
    ),
    "an imported context": (
        "application/ld+json",
        b'{"@context": {"@version": 1.1, "@import": "http://127.0.0.1:9/c"}, "a": 1}',
        "JSON-LD|json",
    ),
    "a scoped context": (
        "application/ld+json",
        b'{"@context": {"a": {"@id": "x:a", "@context": "http://127.0.0.1:9/c"}}, "a": {"b": 1}}',
        "nothing is fetched",
    ),
    "two graphs": ("application/ld+json", b'{"@id": "a:g", "@graph": [{"@id": "a:s", "a:p": 1}]}', "(?i)named graph"),
    "not UTF-8": (TURTLE, b'<a:s> <a:p> "\xff" .', "UTF-8"),
    "deep JSON": ("application/ld+json", b"[" * 100_000 + b"]" * 100_000, "line 1"),
    "deep triples": (TURTLE, b"<a:s> <a:p> " + b"<<( <a:s> <a:p> " * 50_000, "50000 deep"),
    "an outer entity": (
        "application/rdf+xml",
        b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "entity is declared",
    ),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_document(name: str) -> None:
    media_type, body, said = BAD[name]
    with pytest.raises(DataSyntaxError, match=said):
        read_triples(Document(body, media_type), None)
