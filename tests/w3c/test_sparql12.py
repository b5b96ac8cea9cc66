"""What the engine has of SPARQL 1.2, over HTTP in every format that can carry it: the project's own cases.

A row is a query and its answer, the terms as Turtle writes them. Nothing of the W3C's is needed.
"""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from service_process import start, stop
from w3c.answers import CSV, JSON, TSV, XML, Table, as_text, read_answer
from w3c.equality import same

from claimgraph.store import publish

PREFIXES = "PREFIX : <http://example.org/> PREFIX rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#>\n"
DATA = (
    PREFIXES
    + """
    :ash :claims :openness {| :page 3 |} .
    :ash :title "سلام"@ar--rtl .
    :birch rdf:reifies <<( :ash :claims :openness )>> ; :page 7 .
    :cedar rdf:reifies <<( :birch :quotes <<( :ash :says "yes"@en )>> )>> .
    """
)
TABLES = {
    "version": ('VERSION "1.2" SELECT ?page { :birch :page ?page }', ["7"]),
    "triple term": ("SELECT ?page { [] rdf:reifies <<( :ash :claims :openness )>> ; :page ?page }", ["3", "7"]),
    "reified triple": ("SELECT ?page { << :ash :claims :openness >> :page ?page }", ["3", "7"]),
    "reifier": ("SELECT ?r { << :ash :claims :openness ~ ?r >> :page 7 }", [":birch"]),
    "annotation": ("SELECT ?page { :ash :claims :openness {| :page ?page |} }", ["3", "7"]),
    "variable in a triple term": ("SELECT ?who { :birch rdf:reifies <<( ?who :claims ?what )>> }", [":ash"]),
    "nested": ("SELECT ?t { :cedar rdf:reifies ?t }", ['<<( :birch :quotes <<( :ash :says "yes"@en )>> )>>']),
    "VALUES": ("SELECT ?t { VALUES ?t { <<( :a :b 1 )>> } }", ["<<( :a :b 1 )>>"]),
    "TRIPLE": ("SELECT (TRIPLE(:a, :b, 1) AS ?t) {}", ["<<( :a :b 1 )>>"]),
    "isTRIPLE": ("SELECT (isTRIPLE(<<( :a :b 1 )>>) AS ?is) {}", ["true"]),
    "SUBJECT": ("SELECT (SUBJECT(?t) AS ?s) { :cedar rdf:reifies ?t }", [":birch"]),
    "PREDICATE": ("SELECT (PREDICATE(?t) AS ?p) { :cedar rdf:reifies ?t }", [":quotes"]),
    "OBJECT": ("SELECT (OBJECT(?t) AS ?o) { :cedar rdf:reifies ?t }", ['<<( :ash :says "yes"@en )>>']),
    "equal triple terms": ("SELECT (<<( :a :b 1 )>> = <<( :a :b 1.0 )>> AS ?same) {}", ["true"]),
    "direction": ("SELECT ?title { :ash :title ?title }", ['"سلام"@ar--rtl']),
    "LANGDIR": ("SELECT (LANGDIR(?title) AS ?d) { :ash :title ?title }", ['"rtl"']),
    "LANG": ("SELECT (LANG(?title) AS ?lang) { :ash :title ?title }", ['"ar"']),
    "hasLANG": ('SELECT (hasLANG("a"@en) AS ?has) {}', ["true"]),
    "hasLANGDIR": ('SELECT (hasLANGDIR("a"@en) AS ?has) {}', ["false"]),
    "STRLANGDIR": ('SELECT (STRLANGDIR("a", "en", "ltr") AS ?text) {}', ['"a"@en--ltr']),
    "direction in a triple term": ('SELECT (<<( :a :b "c"@en--ltr )>> AS ?t) {}', ['<<( :a :b "c"@en--ltr )>>']),
}
# CSV has no way to tell a triple term from a text.
IN_FORMATS = [(name, each) for name in TABLES for each in (JSON, XML, TSV)] + [
    (name, CSV) for name, (_, terms) in TABLES.items() if not terms[0].startswith("<<")
]
GRAPHS = {
    "reified": ("CONSTRUCT { << :a :b :c ~ :r >> :d 1 } {}", ":r rdf:reifies <<( :a :b :c )>> ; :d 1 ."),
    "annotated": ("CONSTRUCT { :a :b :c ~ :r {| :d 1 |} } {}", ":a :b :c . :r rdf:reifies <<( :a :b :c )>> ; :d 1 ."),
    "nested": ("DESCRIBE :cedar", ':cedar rdf:reifies <<( :birch :quotes <<( :ash :says "yes"@en )>> )>> .'),
    "direction": ("CONSTRUCT { :a :b ?title } { :ash :title ?title }", ':a :b "سلام"@ar--rtl .'),
}
# JSON-LD 1.1 has no triple terms, and a direction in ways of its own that pyoxigraph doesn't read back.
GRAPH_FORMATS = ("text/turtle", "application/n-triples", "application/rdf+xml")
QUERY = "application/sparql-query"
MISSING = {
    "sameValue": "SELECT (sameValue(1, 1.0) AS ?same) {}",
    "a triple term alone": "SELECT * { <<( :a :b :c )>> }",
    "a path in a triple term": "SELECT * { ?r rdf:reifies <<( :a :b/:c :d )>> }",
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    store = tmp_path_factory.mktemp("sparql12") / "store"
    graph = NamedNode("http://example.org/graph")
    publish(store, (Quad(*quad.triple, graph) for quad in parse(DATA.encode(), RdfFormat.TURTLE)), {})
    running = start(store, timeout=10)
    with httpx.Client(base_url=running.origin, timeout=30) as made:
        yield made
    assert "Traceback" not in stop(running)


def ask(client: httpx.Client, query: str, media_type: str) -> httpx.Response:
    body = (PREFIXES + query).encode()
    return client.post("/sparql", content=body, headers={"Content-Type": QUERY, "Accept": media_type})


@pytest.mark.parametrize(("name", "media_type"), IN_FORMATS)
def test_table(client: httpx.Client, name: str, media_type: str) -> None:
    query, terms = TABLES[name]
    answer = ask(client, query, media_type)
    assert answer.status_code == 200, answer.text
    got = read_answer(media_type, answer.content)
    assert isinstance(got, Table)
    (variable,) = got.names
    written = parse(f"{PREFIXES} :s :p {', '.join(terms)} .".encode(), RdfFormat.TURTLE)
    wanted = Table(got.names, tuple({variable: quad.object} for quad in written))
    assert same(got, as_text(wanted) if media_type == CSV else wanted), got


@pytest.mark.parametrize("media_type", GRAPH_FORMATS)
@pytest.mark.parametrize("name", GRAPHS)
def test_graph(client: httpx.Client, name: str, media_type: str) -> None:
    query, turtle = GRAPHS[name]
    answer = ask(client, query, media_type)
    assert answer.status_code == 200, answer.text
    wanted = frozenset(quad.triple for quad in parse((PREFIXES + turtle).encode(), RdfFormat.TURTLE))
    assert same(read_answer(media_type, answer.content), wanted), answer.text


@pytest.mark.parametrize("name", ["reified", "annotated", "nested"])
def test_json_ld_has_no_triple_terms(client: httpx.Client, name: str) -> None:
    answer = ask(client, GRAPHS[name][0], "application/ld+json")
    assert answer.status_code == 406
    assert "JSON-LD has no way to write a triple term" in answer.json()["detail"]


def test_json_ld_has_directions(client: httpx.Client) -> None:
    answer = ask(client, GRAPHS["direction"][0], "application/ld+json")
    (node,) = answer.json()["@graph"]
    assert node["http://example.org/b"] == [{"@value": "سلام", "@language": "ar", "@direction": "rtl"}]


@pytest.mark.parametrize("name", MISSING)
def test_what_the_engine_has_not_is_refused_at_its_place(client: httpx.Client, name: str) -> None:
    answer = ask(client, MISSING[name], JSON)
    assert answer.status_code == 400
    assert answer.json()["line"] == 2
