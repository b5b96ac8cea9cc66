"""What takes no evaluator is answered like everything else: the same bytes, headers, limits and counts."""

from __future__ import annotations

import re
from pathlib import Path

import httpx
import pytest
from service_process import start, stop

from claimgraph.store import RESULT_FORMATS

ASH = "<https://example.org/data/lamps-1/letter/ash>"
ALL = f"SELECT ?p ?o WHERE {{ {ASH} ?p ?o }}"
BY_ENGINE = f"{ALL} # a comment"


def looked_up(client: httpx.Client) -> float:
    """How many queries took no evaluator so far."""
    found = re.search(r"^claimgraph_lookups_total (\S+)", client.get("/metrics").text, re.MULTILINE)
    assert found is not None
    return float(found[1])


@pytest.mark.parametrize("media_type", RESULT_FORMATS)
def test_bytes_and_headers_are_those_of_the_engine(client: httpx.Client, media_type: str) -> None:
    before = looked_up(client)
    ours, engines = (
        client.post("/sparql", data={"query": text}, headers={"Accept": media_type}) for text in (ALL, BY_ENGINE)
    )
    assert looked_up(client) == before + 1
    assert len(ours.content) > 200
    assert ours.content == engines.content
    own = ("etag", "date")
    assert [pair for pair in ours.headers.items() if pair[0] not in own] == [
        pair for pair in engines.headers.items() if pair[0] not in own
    ]


def test_tags_and_heads_are_as_ever(client: httpx.Client) -> None:
    query = {"query": f"SELECT ?b ?c {{ {ASH} ?b ?c }}"}
    before = looked_up(client)
    head = client.head("/sparql", params=query)
    assert (head.status_code, head.content) == (200, b"")
    answer = client.get("/sparql", params=query)
    assert looked_up(client) == before + 1
    assert client.get("/sparql", params=query).content == answer.content
    assert client.get("/sparql", params=query, headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert client.get("/sparql", params={**query, "generation": "1"}).content == answer.content
    assert looked_up(client) == before + 2


@pytest.mark.parametrize(
    "more",
    [
        {"default-graph-uri": "https://example.org/data/lamps-1/graph/letter/birch"},
        {"named-graph-uri": "https://example.org/data/lamps-1/graph/letter/ash"},
    ],
    ids=["default graph", "named graph"],
)
def test_a_dataset_is_the_engines_business(client: httpx.Client, more: dict[str, str]) -> None:
    before = looked_up(client)
    answer = client.get("/sparql", params={"query": ALL, **more})
    assert answer.json()["results"]["bindings"] == []
    assert looked_up(client) == before


def test_limits_hold(store: Path) -> None:
    running = start(store, rate=0.001, burst=2)
    try:
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            assert [client.get("/sparql", params={"query": ALL}).status_code for _ in range(3)] == [200, 200, 429]
    finally:
        stop(running)


@pytest.mark.parametrize(("limit", "status"), [("memory_bytes", 200), ("max_result_bytes", 422)])
def test_no_way_around_the_engines_limits(store: Path, limit: str, status: int) -> None:
    running = start(store, limits={limit: 100})
    try:
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            assert client.get("/sparql", params={"query": ALL}).status_code == status
            assert looked_up(client) == 0
    finally:
        stop(running)
