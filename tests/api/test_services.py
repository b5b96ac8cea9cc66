"""SERVICE through the whole service, to endpoints on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from endpoints import Elsewhere, Said, elsewhere, rows
from service_process import start, stop

LABELLED = (
    "SELECT * {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label SERVICE <{url}> {{ ?x ?y ?o }} }} LIMIT 3"
)


@pytest.fixture(scope="module")
def far() -> Iterator[Elsewhere]:
    with elsewhere(rows=rows("far"), refusing=Said(500)) as server:
        yield server


@pytest.fixture(scope="module")
def federated(store: Path, far: Elsewhere) -> Iterator[httpx.Client]:
    running = start(store, timeout=10, services=[f"{far.origin}/{name}" for name in far.answers])
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        yield client
    assert "Traceback" not in stop(running)


def test_an_endpoint_that_is_open(federated: httpx.Client, far: Elsewhere) -> None:
    far.asked.clear()
    for _ in range(2):
        answer = federated.get("/sparql", params={"query": LABELLED.format(url=f"{far.origin}/rows")})
        assert answer.status_code == 200
        assert [row["o"]["value"] for row in answer.json()["results"]["bindings"]] == ["far"] * 3
        assert "etag" not in answer.headers  # the other endpoint may say something else tomorrow
    assert len(far.asked) == 2


PROBLEMS = [
    ("SELECT * {{ SERVICE <{origin}/other> {{ ?s ?p ?o }} }}", 403, "forbidden-query"),
    ("SELECT * {{ VALUES ?e {{ <{origin}/rows> }} SERVICE ?e {{ ?s ?p ?o }} }}", 403, "forbidden-query"),
    ("SELECT * {{ SERVICE <{origin}/refusing> {{ ?s ?p ?o }} }}", 502, "service-failed"),
    ("SELECT * {{ SERVICE <{origin}/rows> {{ ?s ?p }} }}", 400, "query-syntax"),
]


@pytest.mark.parametrize(("text", "status", "kind"), PROBLEMS)
def test_problems(federated: httpx.Client, far: Elsewhere, text: str, status: int, kind: str) -> None:
    answer = federated.get("/sparql", params={"query": text.format(origin=far.origin)})
    assert answer.status_code == status
    assert answer.json()["type"] == f"/docs#{kind}"


def test_closed_by_default(client: httpx.Client, far: Elsewhere) -> None:
    far.asked.clear()
    answer = client.get("/sparql", params={"query": LABELLED.format(url=f"{far.origin}/rows")})
    assert answer.status_code == 403
    assert far.asked == []
