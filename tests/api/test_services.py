"""SERVICE through the whole service, to endpoints on this machine."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from endpoints import Elsewhere, Said, elsewhere, rows
from service_process import start, stop

from claimgraph.api.serve import serve
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.store import EndpointError, Settings

LABELLED = (
    "SELECT * {{ ?s <http://www.w3.org/2000/01/rdf-schema#label> ?label SERVICE <{url}> {{ ?x ?y ?o }} }} LIMIT 3"
)


@pytest.fixture(scope="module")
def far() -> Iterator[Elsewhere]:
    over = threading.Event()
    with elsewhere(rows=rows("far"), refusing=Said(500), silent=Said(after=over)) as server:
        yield server
        over.set()


@pytest.fixture(scope="module")
def federated(store: Path, far: Elsewhere) -> Iterator[httpx.Client]:
    running = start(store, timeout=1.5, services=[f"{far.origin}/{name}" for name in far.answers])
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
    ("SELECT * {{ SERVICE <{origin}/silent> {{ ?s ?p ?o }} }}", 503, "timeout"),
    ("SELECT * {{ SERVICE SILENT <{origin}/silent> {{ ?s ?p ?o }} }}", 503, "timeout"),
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


def test_the_service_description_says_whether(federated: httpx.Client, client: httpx.Client) -> None:
    said = [each.get("/sparql", headers={"Accept": "application/n-triples"}).text for each in (federated, client)]
    assert ["#BasicFederatedQuery>" in text for text in said] == [True, False]


def test_a_private_endpoint_keeps_the_service_from_starting(store: Path, far: Elsewhere) -> None:
    settings = ServiceSettings(Settings(services=(f"{far.origin}/rows",)))
    with pytest.raises(EndpointError, match=r"can't be opened to SERVICE: 127\.0\.0\.1 has an address that is not"):
        serve(store, port=0, settings=settings)


def test_the_command_says_so_too(store: Path, far: Elsewhere) -> None:
    arguments = ["serve", "--store", str(store), "--port", "0", "--allow-service", f"{far.origin}/rows"]
    done = subprocess.run(
        [sys.executable, "-c", "from claimgraph.api.cli import main; main()", *arguments],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 1
    assert "can't be opened to SERVICE" in done.stderr
    assert "Traceback" not in done.stderr
