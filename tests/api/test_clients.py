"""Clients that people use."""

from __future__ import annotations

import json

import pytest
from rdflib import Graph, URIRef
from rdflib.plugins.stores.sparqlstore import SPARQLStore
from SPARQLWrapper import CSV, GET, JSON, POST, POSTDIRECTLY, TURTLE, URLENCODED, XML, SPARQLWrapper

CLAIMS = "SELECT ?claim { ?claim <https://w3id.org/claimgraph/ontology#madeBy> ?who } ORDER BY ?claim"


@pytest.mark.parametrize("wanted", ["xml", "json", "csv"])
def test_rdflib(service: str, wanted: str) -> None:
    graph = Graph(SPARQLStore(f"{service}/sparql", returnFormat=wanted))
    rows = list(graph.query(CLAIMS))
    assert len(rows) == 4
    assert next(str(row[0]).rpartition("/claim/")[2] for row in rows) == "ash/bright"  # type: ignore[index]
    assert len(list(graph.predicate_objects(URIRef("https://example.org/data/lamps-1/letter/ash")))) == 6


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
    client.setQuery("DESCRIBE <https://example.org/data/lamps-1/letter/ash>")
    with client.query().response as response:
        assert len(Graph().parse(response.read(), format="turtle")) == 6
