"""Clients that people use."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx
import pandas
import pytest
from rdflib import Dataset, Graph, Literal, URIRef
from rdflib.namespace import RDF, RDFS
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

CG = "https://w3id.org/claimgraph/ontology#"
DATA = "https://example.org/data/lamps-1/"
CLAIMS = f"SELECT ?claim {{ ?claim <{CG}madeBy> ?who }} ORDER BY ?claim"
NAMED = f"""PREFIX cg: <{CG}> PREFIX rdfs: <{RDFS}>
SELECT ?claim ?name {{ ?claim cg:madeBy ?who . ?who rdfs:label ?name }} ORDER BY ?claim"""


@pytest.mark.parametrize("wanted", ["xml", "json", "csv"])
def test_rdflib(service: str, wanted: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql", returnFormat=wanted))
    rows = list(graph.query(CLAIMS))
    assert len(rows) == 4
    assert next(str(row[0]).rpartition("/claim/")[2] for row in rows) == "ash/bright"  # type: ignore[index]
    assert len(list(graph.predicate_objects(URIRef(f"{DATA}letter/ash")))) == 6


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_rdflib_reads_one_graph(service: str, method: str) -> None:
    store = SPARQLStore(f"{service}/sparql", context_aware=True, method=method)
    letter, other = (Graph(store, URIRef(f"{DATA}graph/letter/{name}")) for name in ("ash", "birch"))
    claim = URIRef(f"{DATA}claim/ash/bright")
    assert (claim, None, None) in letter
    assert (claim, None, None) not in other
    claims = f"SELECT ?claim {{ ?claim <{CG}madeBy> ?who }}"
    assert {str(row[0]).split("/")[-2] for row in letter.query(claims)} == {"ash"}  # type: ignore[index]
    assert {str(row[0]).split("/")[-2] for row in other.query(claims)} == {"birch"}  # type: ignore[index]


def test_rdflib_reads_a_dataset(service: str) -> None:
    store = SPARQLStore(f"{service}/sparql")
    dataset = Dataset(store, default_union=True)
    graphs = {str(graph) for graph in store.contexts()}
    assert {f"{DATA}graph/docket", f"{DATA}graph/letter/ash", f"{DATA}graph/letter/birch"} <= graphs
    claim = URIRef(f"{DATA}claim/ash/bright")
    about = {str(graph) for graph in store.contexts((claim, None, None))}
    assert about == {f"{DATA}graph/letter/ash", f"{DATA}graph/derived"}
    asked = f"SELECT ?g {{ GRAPH ?g {{ <{claim}> a ?type }} }}"
    assert {str(row[0]) for row in dataset.query(asked)} == {f"{DATA}graph/letter/ash"}  # type: ignore[index]


def test_rdflib_asks_constructs_and_describes(service: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql"))
    docket = URIRef(f"{DATA}docket")
    assert graph.query(f"ASK {{ <{docket}> a <{CG}Docket> }}").askAnswer
    assert graph.value(docket, RDFS.label) == Literal("LAMPS-1")
    assert graph.value(docket, RDF.type) == URIRef(f"{CG}Docket")
    made = graph.query(f"CONSTRUCT {{ ?claim <urn:by> ?who }} {{ ?claim <{CG}madeBy> ?who }}").graph
    assert made is not None
    assert len(made) == 4
    described = graph.query(f"DESCRIBE <{docket}>").graph
    assert described is not None
    assert (docket, RDFS.label, Literal("LAMPS-1")) in described


@pytest.mark.parametrize(("method", "way"), [(GET, URLENCODED), (POST, URLENCODED), (POST, POSTDIRECTLY)])
@pytest.mark.parametrize("wanted", [JSON, XML, CSV])
def test_sparqlwrapper(service: str, method: str, way: str, wanted: str) -> None:
    client = SPARQLWrapper(f"{service}/sparql")
    client.setMethod(method)
    client.setRequestMethod(way)
    client.setReturnFormat(wanted)
    client.setQuery(CLAIMS)
    result = client.query()
    with result.response as response:
        body = response.read()
    assert body.count(b"/claim/") == 4
    if wanted == JSON:
        assert len(json.loads(body)["results"]["bindings"]) == 4


def test_sparqlwrapper_construct(service: str) -> None:
    client = SPARQLWrapper(f"{service}/sparql")
    client.setReturnFormat(TURTLE)
    client.setQuery(f"DESCRIBE <{DATA}letter/ash>")
    with client.query().response as response:
        assert len(Graph().parse(response.read(), format="turtle")) == 6


def test_pandas(service: str) -> None:
    frame = pandas.read_csv(f"{service}/sparql?query={quote(NAMED)}", storage_options={"Accept": "text/csv"})
    assert list(frame.columns) == ["claim", "name"]
    assert len(frame) == 4
    assert set(frame["name"]) == {"Ash & Sons", "Birch <script>alert(1)</script>"}


def test_pandas_by_the_address_alone(service: str) -> None:
    assert len(pandas.read_csv(f"{service}/sparql.csv?query={quote(NAMED)}")) == 4
    tabs = pandas.read_csv(f"{service}/sparql.tsv?query={quote(NAMED)}", sep="\t")
    assert list(tabs.columns) == ["?claim", "?name"]


CLIENTS = Path(__file__).parents[1] / "clients"
NODE = Path(sys.executable).with_name("node")
comunica_is_here = pytest.mark.skipif(
    not (NODE.exists() and (CLIENTS / "node_modules" / ".package-lock.json").exists()),
    reason="Comunica is not installed: make tests/clients/node_modules/.package-lock.json",
)


def comunica(source: str, query: str, *kind: str) -> dict[str, Any]:
    """What `comunica.mjs` prints: the kind of answer, what it says, and the requests it took."""
    done = subprocess.run(
        [str(NODE), "comunica.mjs", source, query, *kind], cwd=CLIENTS, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr[:2000]
    said: dict[str, Any] = json.loads(done.stdout)
    return said


@comunica_is_here
@pytest.mark.parametrize(
    ("path", "kind"), [("/sparql", ["sparql"]), ("/sparql", []), ("/", [])], ids=["told", "endpoint", "start page"]
)
def test_comunica_joins(service: str, path: str, kind: list[str]) -> None:
    answer = comunica(f"{service}{path}", NAMED, *kind)
    assert answer["kind"] == "bindings"
    assert [(row["claim"].rpartition("/claim/")[2], row["name"]) for row in answer["said"]] == [
        ("ash/bright>", '"Ash & Sons"'),
        ("ash/cheap>", '"Ash & Sons"'),
        ("birch/bright>", '"Birch <script>alert(1)</script>"'),
        ("birch/cheap>", '"Birch <script>alert(1)</script>"'),
    ]
    # It found the endpoint, and left the join to it.
    assert [line.partition("?")[0] for line in answer["requests"]] == [
        *([] if kind else [f"GET {service}{path}"]),
        f"GET {service}/sparql",
    ]


@comunica_is_here
def test_comunica_constructs(service: str) -> None:
    query = f"CONSTRUCT {{ ?who a <urn:Respondent> }} {{ ?claim <{CG}madeBy> ?who }}"
    answer = comunica(f"{service}/sparql", query)
    kind = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type> <urn:Respondent>"
    assert answer["kind"] == "quads"
    assert sorted(answer["said"]) == [f"<{DATA}organization/{name}> {kind}" for name in ("ash", "birch")]


@comunica_is_here
def test_comunica_reads_named_graphs(service: str) -> None:
    query = f"SELECT DISTINCT ?g {{ GRAPH ?g {{ ?claim <{CG}madeBy> ?who }} }} ORDER BY ?g"
    answer = comunica(f"{service}/sparql", query)
    assert [row["g"] for row in answer["said"]] == [f"<{DATA}graph/letter/{name}>" for name in ("ash", "birch")]


@pytest.mark.parametrize(
    ("accept", "status"),
    [("text/turtle", 303), ("application/ld+json, text/html;q=0.5", 303), ("text/html", 200), ("*/*", 200), ("", 200)],
)
def test_programs_that_start_at_the_start_page_are_sent_to_the_endpoint(
    client: httpx.Client, accept: str, status: int
) -> None:
    answer = client.get("/", headers={"Accept": accept})
    assert answer.status_code == status
    assert answer.headers["vary"] == ("Accept" if status == 303 else "Accept, Accept-Encoding")
    if status == 303:
        assert answer.headers["location"] == "/sparql"


def test_the_service_description_is_about_the_endpoint(client: httpx.Client, service: str) -> None:
    """Comunica, for one, reads what is said of the address that it asked, and passes over other subjects."""
    told = Graph().parse(client.get("/sparql", headers={"Accept": "text/turtle"}).content, format="turtle")
    description = "http://www.w3.org/ns/sparql-service-description#"
    endpoint = URIRef(f"{service}/sparql")
    assert (endpoint, RDF.type, URIRef(f"{description}Service")) in told
    assert told.value(endpoint, URIRef(f"{description}endpoint")) == endpoint
