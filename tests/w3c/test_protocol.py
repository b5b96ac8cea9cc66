"""The W3C's SPARQL 1.1 Protocol suite: its requests sent as they stand, with /sparql for its /sparql/."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from service_process import start, stop
from w3c.answers import CSV, JSON, TSV, XML, read_answer
from w3c.cases import Exchange, HttpCase, http_cases
from w3c.engine import params

from claimgraph.store import publish

TOKEN = "w3c-protocol-suite"
FORMATS = {
    "boolean": {JSON, XML},
    "tabular": {JSON, XML, CSV, TSV},
    "RDF": {"text/turtle", "application/n-triples", "application/rdf+xml", "application/ld+json"},
}
CASES = http_cases()
QUERIES = [each for each in CASES if not each.entry.id.startswith("protocol#update_")]
UPDATES = [each for each in CASES if each.entry.id.startswith("protocol#update_")]


@pytest.fixture(scope="module")
def writable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client that may write, of a service over a store of its own; every test that writes clears it first."""
    store = Path(tmp_path_factory.mktemp("protocol")) / "store"
    publish(store, [], {})
    running = start(store, timeout=10, token=TOKEN)
    with httpx.Client(base_url=running.origin, timeout=30, headers={"Authorization": f"Bearer {TOKEN}"}) as client:
        yield client
    stop(running)


def exchange(client: httpx.Client, each: Exchange) -> None:
    """Sends the request and holds the response against what the suite says of it."""
    assert each.target.startswith("/sparql/")
    target = each.target.replace("/sparql/", "/sparql", 1)
    answer = client.request(each.method, target, headers=each.headers, content=each.body or None)
    assert f"StatusCode{answer.status_code // 100}xx" in each.statuses, answer.text
    if each.statuses == ("StatusCode4xx",):
        assert answer.headers["content-type"] == "application/problem+json"
    if each.format:
        media_type = answer.headers["content-type"].partition(";")[0]
        assert media_type in FORMATS[each.format]
        read = read_answer(media_type, answer.content)
        assert each.boolean in ("", str(read).lower())


@pytest.mark.parametrize("case", params(QUERIES))
def test_query(suites: httpx.Client, case: HttpCase) -> None:
    for each in case.exchanges:
        exchange(suites, each)


@pytest.mark.parametrize("case", params(UPDATES))
def test_update(writable: httpx.Client, case: HttpCase) -> None:
    for each in case.exchanges:
        exchange(writable, each)
