"""Explanations as text, JSON and RDF: at the command line, over HTTP, and by links from pages."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from pyoxigraph import BlankNode, NamedNode, RdfFormat, Store, Triple, parse

from claimgraph.api import cli
from claimgraph.api.build import build
from claimgraph.api.explanation_text import as_text
from claimgraph.api.explanations import as_graph, as_json, as_record
from claimgraph.ontology import PROV, RDF, Explanation, explain
from claimgraph.store import load_memory, open_current, publish

HERE = Path(__file__).parent
LAMPS = HERE.parent / "corpora" / "lamps"
BASE = "https://example.org/lamps/"
GUIDE = ("claim/acme/cities-should-pay", "cg:backedBy", "source/guide")
NODE = "alignment/derived/disagreement/cities-pay"

SERVED = "https://example.org/data/lamps-1/"
BACKED = f"{SERVED}claim/ash/bright"
MADE_UP = f"{SERVED}alignment/derived/survey"

TREE = """\
claim/acme/cities-should-pay cg:backedBy source/guide
├─ by the rule backed-by: A claim is backed by every work that one of its citations points to.
└─ because
   ├─ claim/acme/cities-should-pay cg:hasCitation letter/acme/footnote/3/citation/2  [graph/letter/acme]
   │  └─ passage of letter/acme, characters 784 to 851
   │     └─ “Cities should pay for lamps,^{3,4} because they know their streets.”
   └─ letter/acme/footnote/3/citation/2 cg:citesSource source/guide  [graph/letter/acme]
      └─ footnote 3 of letter/acme, characters 881 to 961, which prints https://council.example/guide
         └─ “https://www.acme.example/white-paper; see also https://council.example/guide”
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("built") / "store"
    made = build(LAMPS)
    publish(path, made.quads, made.inputs)
    return path


@pytest.fixture(scope="module")
def data(built: Path) -> Store:
    return load_memory(open_current(built))


def ran(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes], *arguments: str | Path
) -> tuple[int, str, str]:
    monkeypatch.setattr("sys.argv", ["claimgraph", "explain", *map(str, arguments)])
    code = 0
    try:
        cli.main()
    except SystemExit as stop:
        code = int(stop.code or 0)
    out, err = capfdbinary.readouterr()
    return code, out.decode(), err.decode()


def test_the_tree(data: Store) -> None:
    assert as_text(explain(data, *GUIDE)) == TREE


def test_a_node_is_told_once_with_all_that_is_said_of_it(data: Store) -> None:
    lines = as_text(explain(data, NODE)).splitlines()
    assert [line for line in lines if line.startswith(NODE)] == lines[:11]
    assert sum("by the rule disagreement" in line for line in lines) == 1
    assert lines[-1].endswith("looked for, and not found: a later version of the text of any of these passages")


@pytest.mark.parametrize(
    ("iri", "text"),
    [
        (
            "source/guide",
            "source/guide “The council's guide”: asserted, not derived\n"
            "└─ asserted in graph/docket, the docket's register, ",
        ),
        ("claim/borealis/cities-should-not-pay", "asserted in graph/letter/borealis"),
        ("claim/borealis/cities-should-not-pay", "passage of letter/borealis, characters 304 to 335"),
        (
            "cg:backedBy",
            "cg:backedBy “backed by”: asserted, not derived\n└─ asserted in https://w3id.org/claimgraph/ont",
        ),
        ("graph/docket", "└─ a graph of "),
    ],
)
def test_what_is_asserted(data: Store, iri: str, text: str) -> None:
    assert text in as_text(explain(data, iri))


def every(data: Store) -> list[Explanation]:
    graph = NamedNode(f"{BASE}graph/derived")
    subjects = {quad.subject.value for quad in data.quads_for_pattern(None, None, None, graph)}
    return [explain(data, subject) for subject in sorted(subjects)]


def test_rdf_has_each_derived_statement_as_an_entity_that_leads_to_words(data: Store) -> None:
    derived = {quad.triple for quad in data.quads_for_pattern(None, None, None, NamedNode(f"{BASE}graph/derived"))}
    triples = {quad.triple for each in every(data) for quad in parse(as_graph(each), format=RdfFormat.TURTLE)}
    assert not any(isinstance(term, BlankNode) for triple in triples for term in triple)
    values: dict[object, dict[object, set[object]]] = {}
    for triple in triples:
        values.setdefault(triple.subject, {}).setdefault(triple.predicate, set()).add(triple.object)
    stated = {
        Triple(*(next(iter(said[part])) for part in (RDF.subject, RDF.predicate, RDF.object))): node
        for node, said in values.items()
        if RDF.Statement in said.get(RDF.type, ())
    }
    assert derived <= set(stated)
    for statement in derived:
        said = values[stated[statement]]
        assert PROV.Entity in said[RDF.type]
        for activity in said[PROV.wasGeneratedBy]:
            used = values[activity][PROV.used]
            assert used & set(stated.values()) <= said[PROV.wasDerivedFrom]
            assert any(PROV.Plan in values[each][RDF.type] for each in used)
        sources = {
            source for premise in said[PROV.wasDerivedFrom] for source in values[premise].get(PROV.wasDerivedFrom, ())
        }
        assert sources
        assert all(PROV.hadPrimarySource in values[source] for source in sources)


def test_a_statements_iri_is_the_address_of_its_explanation(data: Store) -> None:
    for each in every(data):
        for quad in parse(as_graph(each), format=RdfFormat.TURTLE):
            if quad.predicate == RDF.predicate:
                asked = {name: value for name, (value,) in parse_qs(urlsplit(quad.subject.value).query).items()}
                found = explain(data, asked["iri"], asked["property"], asked["value"])
                stated = [t for derivation in found.derivations for t in derivation.conclusions]
                assert len(stated) + len(found.asserted) == 1


def test_json_and_rdf_are_the_same_whatever_the_order_of_the_store(data: Store) -> None:
    turned = Store()
    for quad in sorted(data, key=str, reverse=True):
        turned.add(quad)
    for each in every(data):
        other = explain(turned, each.iri.value)
        assert (as_text(other), as_json(other), as_graph(other)) == (as_text(each), as_json(each), as_graph(each))


@pytest.mark.parametrize(
    ("options", "start"),
    [((), TREE), (("--json",), '{\n  "iri": '), (("--format", "json"), "{"), (("--format", "ttl"), "@prefix ")],
)
def test_the_command(
    built: Path,
    options: tuple[str, ...],
    start: str,
    monkeypatch: pytest.MonkeyPatch,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    thing, prop, value = GUIDE
    asked = (thing, "--property", prop, "--value", value, "--store", built, *options)
    code, out, err = ran(monkeypatch, capfdbinary, *asked)
    assert (code, err) == (0, "")
    assert out.startswith(start)


def test_the_command_names_what_is_near(
    built: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    code, out, err = ran(monkeypatch, capfdbinary, "claim/acme/cities-shuld-pay", "--store", built)
    assert (code, out) == (1, "")
    assert err.startswith(f"claimgraph: the graph says nothing about {BASE}claim/acme/cities-shuld-pay\n")
    assert f"did you mean {BASE}claim/acme/cities-should-pay\n" in err


def test_a_misspelt_property_is_told(
    built: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    asked = ("claim/acme/cities-should-pay", "--property", "cg:backdBy", "--store", built)
    code, _, err = ran(monkeypatch, capfdbinary, *asked)
    assert code == 1
    assert "says no cg:backdBy of" in err
    assert "cg:backedBy" in err


@pytest.mark.parametrize(
    ("accept", "content_type", "start"),
    [
        ("*/*", "text/html; charset=utf-8", "<!doctype html>"),
        ("application/json", "application/json", "{"),
        ("text/turtle", "text/turtle; charset=utf-8", "@prefix"),
        ("application/n-triples", "application/n-triples", "<"),
        ("application/ld+json", "application/ld+json", "["),
        ("application/rdf+xml", "application/rdf+xml", "<?xml"),
        ("text/plain", "text/plain; charset=utf-8", "claim/ash/bright cg:backedBy source/survey\n"),
    ],
)
def test_negotiation(client: httpx.Client, accept: str, content_type: str, start: str) -> None:
    answer = client.get("/explain", params={"iri": BACKED}, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (200, content_type)
    assert "Accept" in answer.headers["vary"].split(", ")
    assert answer.text.startswith(start)
    again = {"Accept": accept, "If-None-Match": answer.headers["etag"]}
    assert client.get("/explain", params={"iri": BACKED}, headers=again).status_code == 304


@pytest.mark.parametrize("suffix", ["json", "ttl", "nt", "jsonld", "rdf", "txt"])
def test_a_suffix_asks_for_a_format(client: httpx.Client, suffix: str) -> None:
    named = client.get(f"/explain.{suffix}", params={"iri": BACKED}, headers={"Accept": "text/html"})
    negotiated = client.get("/explain", params={"iri": BACKED}, headers={"Accept": named.headers["content-type"]})
    assert named.status_code == 200
    assert named.content == negotiated.content


@pytest.mark.parametrize(
    "asked",
    [
        (BACKED,),
        ("claim/ash/bright", "cg:backedBy", "source/survey"),
        ("letter/ash/footnote/1/citation/1",),
        ("claim/ash/bright", "cg:quote"),
        ("organization/ash",),
        ("cg:Claim",),
        ("graph/docket",),
        ("letter/ash/text/0123456789ab/passage/24-55",),
    ],
)
def test_the_service_says_what_the_store_says(client: httpx.Client, store: Path, asked: tuple[str, ...]) -> None:
    params = dict(zip(("iri", "property", "value"), asked, strict=False))
    answer = client.get("/explain.json", params=params)
    assert answer.json() == json.loads(json.dumps(as_record(explain(load_memory(open_current(store)), *asked))))


@pytest.mark.parametrize(
    ("params", "accept", "status", "detail"),
    [
        ({"iri": BACKED}, "image/png", 406, "This can be had as text/html"),
        ({}, "application/json", 400, "missing"),
        ({"iri": f"{SERVED}claim/ash/brigt"}, "application/json", 404, f"Did you mean {BACKED}"),
        ({"iri": "<>"}, "application/json", 404, "is no IRI"),
        ({"iri": 'x> { } "'}, "application/json", 404, "is no IRI|nvalid"),
        ({"iri": BACKED, "property": "cg:reliesOn"}, "application/json", 404, "says no cg:reliesOn"),
        ({"iri": BACKED, "value": "} x"}, "application/json", 404, "with the value } x"),
        ({"iri": MADE_UP}, "application/json", 500, "No rule derives"),
    ],
)
def test_what_is_refused(client: httpx.Client, params: dict[str, str], accept: str, status: int, detail: str) -> None:
    answer = client.get("/explain", params=params, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert re.search(detail, answer.json()["detail"])


def test_an_unknown_suffix_is_not_found(client: httpx.Client) -> None:
    assert client.get("/explain.png", params={"iri": BACKED}).status_code == 404


class Links(HTMLParser):
    """The links of a page and what they say."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._here: str | None = None
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._here = dict(attrs).get("href") if tag == "a" else self._here

    def handle_data(self, data: str) -> None:
        if self._here is not None:
            self.found.append((data.strip(), self._here))
            self._here = None


@pytest.mark.parametrize(
    ("path", "asks"),
    [
        ("claim/ash/bright", [{"iri": [BACKED], "property": ["https://w3id.org/claimgraph/ontology#backedBy"]}]),
        ("letter/ash/footnote/1/citation/1", [{"iri": [f"{SERVED}letter/ash/footnote/1/citation/1"]}]),
        ("alignment/derived/survey", [{"iri": [MADE_UP]}]),
        ("claim/birch/bright", []),
        ("alignment/bright", []),
    ],
)
def test_pages_of_derived_things_ask_why(client: httpx.Client, path: str, asks: list[dict[str, list[str]]]) -> None:
    page = client.get(f"/lamps-1/{path}", headers={"Accept": "text/html"})
    links = [href for words, href in Links(page.text).found if words == "Why?"]
    assert [parse_qs(urlsplit(href).query) for href in links] == asks
    assert {urlsplit(href).path for href in links} <= {"/explain"}


def test_the_page_leads_to_the_words(client: httpx.Client) -> None:
    page = client.get("/explain", params={"iri": BACKED}, headers={"Accept": "text/html"})
    links = [href for _, href in Links(page.text).found]
    assert "/lamps-1/letter/ash/text/0123456789ab#c24-55" in links
    assert "/lamps-1/letter/ash/footnote/1" in links
    assert "/rule/backed-by" in links
    assert "<blockquote>Our “lamps”¹ are bright &amp; good.</blockquote>" in page.text
    assert all(client.get(href).status_code == 200 for href in links if href.startswith("/explain."))


def test_what_bites_is_only_text(client: httpx.Client) -> None:
    page = client.get("/explain", params={"iri": "organization/birch"}, headers={"Accept": "text/html"})
    assert page.status_code == 200
    assert "<script>" not in page.text
