"""The W3C's suites of the SPARQL 1.1 Graph Store HTTP Protocol, with /data for their /gsp and $GRAPHSTORE$."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from pyoxigraph import Quad, RdfFormat, parse
from service_process import start, stop
from w3c.engine import FAULTY, params
from w3c.equality import same_quads
from w3c.graph_store import GraphCase, GraphExchange, graph_cases, older_cases
from w3c.manifests import MISSING, SUITES

from claimgraph.store import publish

TOKEN = "w3c-graph-store-suites"


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client that may write, of a service over an empty store."""
    store = Path(tmp_path_factory.mktemp("graphs")) / "store"
    publish(store, [], {})
    running = start(store, timeout=10, token=TOKEN)
    with httpx.Client(base_url=running.origin, timeout=30, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client
    written = stop(running)
    assert "Traceback" not in written


@pytest.fixture
def empty(service: httpx.Client) -> httpx.Client:
    """The same, once its store is empty again."""
    answer = service.post("/sparql", content="DROP ALL", headers={"Content-Type": "application/sparql-update"})
    assert answer.status_code == 204, answer.text
    return service


def triples(text: str) -> list[Quad]:
    return list(parse(text, RdfFormat.TURTLE))


def exchange(client: httpx.Client, each: GraphExchange, known: dict[str, str]) -> str:
    """What is wrong with the response to the request, empty where nothing is; its Location becomes known."""

    def filled(text: str) -> str:
        for name, value in known.items():
            text = text.replace(name, value)
        return text

    target, body = filled(each.target), filled(each.request.body).encode()
    answer = client.request(each.method, target, headers=each.request.headers, content=body or None)
    if answer.status_code not in each.statuses:
        return f"{each.method} {target}: {answer.status_code} {answer.text}"
    if each.location:
        known[each.location] = answer.headers["location"]
    for name, value in each.response.headers.items():
        if answer.headers[name] != value:
            return f"{name}: {answer.headers[name]}"
    expected = filled(each.response.body)
    if expected and not same_quads(triples(answer.text), triples(expected)):
        return f"{each.method} {target}: {answer.text}"
    return ""


@pytest.mark.parametrize("case", params(graph_cases()))
def test_suite(empty: httpx.Client, case: GraphCase) -> None:
    known: dict[str, str] = {}
    for each in case.exchanges:
        # The beginning alone: a graph that a parameter names may have the word in it too.
        here = replace(each, target=f"/data{each.target.removeprefix('/gsp')}")
        assert not (wrong := exchange(empty, here, known)), wrong


@pytest.mark.skipif(not SUITES.is_dir(), reason=MISSING)
def test_older_suite(empty: httpx.Client) -> None:
    """Its tests build on one another, so they are one test here; those that are at fault themselves must fail."""
    origin = str(empty.base_url).rstrip("/")
    known = {"http://$HOST$/$GRAPHSTORE$": f"{origin}/data", "$GRAPHSTORE$": "/data", "$HOST$": urlsplit(origin).netloc}
    # The suite takes it away, and nothing in it puts it there.
    empty.put("/data/person/2.ttl", content="<a:s> <a:p> 1 .", headers={"Content-Type": "text/turtle"})
    wrong = {}
    for case in older_cases():
        if found := exchange(empty, case.exchanges[0], known):
            wrong[case.entry.id] = found
    assert wrong.keys() == set(FAULTY), wrong
