"""Assistants over HTTP beside everybody else: who may come in, and that nobody keeps others waiting."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import assistant_calls as calls
import httpx
import pytest
from mcp import Client

from claimgraph.api.app import create_app
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.store import Settings

ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}


def call(name: str, **arguments: Any) -> dict[str, Any]:
    """A tool's call as it is sent."""
    params = {"name": name, "arguments": arguments}
    return {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}


@pytest.fixture(scope="module")
def client(origin: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=origin, timeout=30) as made:
        yield made


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Host": "localhost:8000"}, 200),
        ({"Host": "[::1]:8000"}, 200),
        ({"Host": "claims.example"}, 200),
        ({"Host": "Claims.Example:443", "Origin": "https://claims.example"}, 200),
        ({"Host": "localhost:8000", "Origin": "http://localhost:8000"}, 200),
        ({"Host": "evil.example"}, 421),
        ({"Host": "127.0.0.1.evil.example"}, 421),
        ({"Host": "evil.example:8000", "Origin": "http://evil.example:8000"}, 421),
        ({"Host": "localhost@evil.example"}, 421),
        ({"Host": ""}, 421),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "http://192.0.2.7"}, 403),
        ({"Origin": "null"}, 403),
        ({"Origin": "http://[broken"}, 403),
        ({"Content-Type": "text/plain"}, 400),
        ({"Content-Encoding": "gzip"}, 415),
        ({"MCP-Protocol-Version": "1999-01-01"}, 400),
    ],
)
def test_who_may_come_in(client: httpx.Client, headers: dict[str, str], status: int) -> None:
    answer = client.post("/mcp", json=call("docket"), headers={**HEADERS, **headers})
    assert answer.status_code == status, answer.text
    assert "access-control-allow-origin" not in answer.headers
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"
    assert answer.headers["cache-control"] == "no-store"
    if status in (403, 415, 421):
        assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_there_are_no_sessions(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/mcp")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"{", 400),
        (b"[" * 100_000, 400),
        (b"[" + b",".join([b'{"jsonrpc":"2.0","id":1,"method":"tools/list"}'] * 50) + b"]", 400),
        (b'"' + b"x" * 300_000 + b'"', 413),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"delete_all"}}', 200),
        (b'{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"file:///etc/passwd"}}', 200),
        (b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":[1]}}', 200),
    ],
)
def test_what_is_no_request(client: httpx.Client, body: bytes, status: int) -> None:
    """Several requests in one body are none, so that a client's rate is what it sends."""
    answer = client.post("/mcp", content=body, headers=HEADERS)
    assert answer.status_code == status, answer.text
    assert status == 413 or "error" in answer.json()
    assert "root:" not in answer.text


def test_it_is_counted(client: httpx.Client) -> None:
    client.post("/mcp", json=call("docket"), headers=HEADERS)
    assert 'claimgraph_requests_total{route="mcp",status="200"}' in client.get("/metrics").text


def test_it_is_closed_unless_opened(bribed: Path) -> None:
    async def asked() -> int:
        app = create_app(bribed, ServiceSettings(Settings(evaluators=1)))
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # typed for its own view of ASGI
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return (await client.post("/mcp", json=call("docket"), headers=HEADERS)).status_code

    assert asyncio.run(asked()) in (404, 405)


def test_an_assistant_has_the_rate_of_any_client(bribed: Path) -> None:
    async def asked() -> list[int]:
        app = create_app(bribed, ServiceSettings(Settings(evaluators=1), rate=0.01, burst=2, assistants=True))
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # typed for its own view of ASGI
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return [(await client.post("/mcp", json=call("docket"), headers=HEADERS)).status_code for _ in range(3)]

    assert asyncio.run(asked()) == [200, 200, 429]


def test_endless_queries_keep_nobody_waiting(origin: str) -> None:
    """Assistants ask endless queries, as many as they like; others look things up meanwhile, and are all answered."""

    async def ask() -> tuple[list[calls.Said], int, bool]:
        async with (
            Client(f"{origin}/mcp") as assistant,
            httpx.AsyncClient(base_url=origin, timeout=30, headers={"X-Forwarded-For": "192.0.2.1"}) as other,
        ):
            endless = [asyncio.ensure_future(calls.said(assistant, "query", {"sparql": ENDLESS})) for _ in range(6)]
            looked_up = 0
            while not any(each.done() for each in endless):
                answer = await other.get("/sparql", params={"query": f"SELECT ({looked_up} AS ?n) {{}}"})
                assert answer.status_code == 200
                looked_up += 1
            page = await other.get("/health")
            return list(await asyncio.gather(*endless)), looked_up, page.status_code == 200

    answers, looked_up, is_well = asyncio.run(ask())
    assert is_well
    assert looked_up > 20
    assert {answer.is_error for answer in answers} == {True}
    assert all("stopped after 1.5 s" in answer.text or "waiting" in answer.text for answer in answers)


def test_whoever_leaves_is_waited_for_no_more(bribed: Path) -> None:
    async def left() -> tuple[int, dict[str, int]]:
        app = create_app(bribed, ServiceSettings(Settings(evaluators=1, timeout_seconds=20), assistants=True))
        gone = asyncio.Event()
        sent = []
        body = httpx.Request("POST", "http://a/", json=call("query", sparql=ENDLESS)).content

        async def receive() -> dict[str, Any]:
            if not sent:
                sent.append(body)
                return {"type": "http.request", "body": body, "more_body": False}
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            raise AssertionError(message)

        named = [(b"host", b"127.0.0.1"), *((k.lower().encode(), v.encode()) for k, v in HEADERS.items())]
        scope = {
            **{"type": "http", "http_version": "1.1", "method": "POST", "scheme": "http", "path": "/mcp"},
            **{"query_string": b"", "headers": named, "client": ("127.0.0.1", 1), "raw_path": b"/mcp"},
        }
        async with app.lifespan():
            asked = asyncio.ensure_future(app(scope, receive, send))
            evaluators = app._generations.current.evaluators
            while not any(line.is_long for line in evaluators._lines):  # earlier, it may be at a quick query, or none
                await asyncio.sleep(0.01)
            gone.set()
            await asked
            while evaluators.under_way:
                await asyncio.sleep(0.01)
            return app._generations.current.users, dict(app._generations.ends)

    assert asyncio.run(asyncio.wait_for(left(), 15)) == (0, {"given up": 1})
