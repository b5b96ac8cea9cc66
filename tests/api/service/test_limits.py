"""What can't be tried on the running service: tight limits, and no editor. The application, in this process."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import httpx
import pytest

from claimgraph.api.app import create_app
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.store import Settings

Asking = Callable[[httpx.AsyncClient], Awaitable[list[httpx.Response]]]
ALL = "SELECT * { ?s ?p ?o }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"


def answers(store: Path, settings: Settings, ask: Asking, **own: Any) -> list[httpx.Response]:
    async def run() -> list[httpx.Response]:
        app = create_app(store, ServiceSettings(settings, **own))
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # typed for its own view of ASGI
            async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
                return await ask(client)

    return asyncio.run(run())


def test_a_result_too_large(store: Path) -> None:
    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        paths = ("/sparql", "/query")
        return [
            *[await client.get(path, params={"query": ALL}) for path in paths],
            *[await client.get(path, params={"query": f"{ALL} LIMIT 1"}) for path in paths],
        ]

    found = answers(store, Settings(evaluators=1, max_result_bytes=4000), ask)
    assert [each.status_code for each in found] == [422, 422, 200, 200]
    assert found[0].json()["type"] == "/docs#result-too-large"


def test_a_busy_service_says_when_to_come_again(store: Path) -> None:
    """With one evaluator there are two processes, a client has one of them, and one query of its may wait."""

    def asked(client: httpx.AsyncClient, query: str, who: str) -> Awaitable[httpx.Response]:
        return client.get("/sparql", params={"query": query}, headers={"X-Forwarded-For": who})

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        endless = [asyncio.ensure_future(asked(client, ENDLESS, who)) for who in ("192.0.2.1", "192.0.2.2") * 2]
        await asyncio.sleep(0.2)
        refused = [await asked(client, ALL, who) for who in ("192.0.2.1", "192.0.2.3")]
        return [*refused, *await asyncio.gather(*endless)]

    settings = Settings(evaluators=1, queue=2, timeout_seconds=0.5)
    found = answers(store, settings, ask, trusted_proxies=(ip_network("127.0.0.1"),))
    assert [each.status_code for each in found] == [503, 503, 503, 503, 503, 503]
    kinds = [each.json()["type"] for each in found]
    assert kinds == ["/docs#busy", "/docs#busy", "/docs#timeout", "/docs#timeout", "/docs#busy", "/docs#busy"]
    assert all(int(each.headers["retry-after"]) >= 1 for each in found)


def test_a_client_with_too_many_queries_is_told(store: Path) -> None:
    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        endless = [asyncio.create_task(client.get("/sparql", params={"query": ENDLESS})) for _ in range(2)]
        await asyncio.sleep(0.1)
        refused = await client.get("/sparql", params={"query": ALL})
        return [refused, *await asyncio.gather(*endless)]

    found = answers(store, Settings(evaluators=1, queue=2, timeout_seconds=0.5), ask)
    assert [each.status_code for each in found] == [429, 503, 503]
    assert found[0].json()["type"] == "/docs#too-many-requests"
    assert int(found[0].headers["retry-after"]) >= 1


def test_a_client_has_a_rate_and_others_have_theirs(store: Path) -> None:
    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        paths = ["/health", "/sparql?query=ASK%7B%7D", "/", "/static/style.css", "/sparql?query=ASK%7B%7D"]
        own = [await client.get(path) for path in paths]
        others = await client.get("/sparql?query=ASK%7B%7D", headers={"X-Forwarded-For": "2001:db8::7"})
        return [*own, others, await client.get("/health")]

    proxies = (ip_network("127.0.0.1"),)
    found = answers(store, Settings(evaluators=1), ask, rate=0.01, burst=3, trusted_proxies=proxies)
    assert [each.status_code for each in found] == [200, 200, 200, 200, 429, 200, 200]
    assert 80 <= int(found[4].headers["retry-after"]) <= 100


def test_a_body_that_stalls_is_not_waited_for(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.api.service.sparql.BODY_SECONDS", 0.1)

    async def stalling() -> AsyncIterator[bytes]:
        yield b"ASK"
        await asyncio.sleep(3600)

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        headers = {"Content-Type": "application/sparql-query"}
        return [await client.post("/sparql", content=stalling(), headers=headers)]

    [found] = answers(store, Settings(evaluators=1), ask)
    assert found.status_code == 408
    assert found.headers["connection"] == "close"
    assert found.json()["type"] == "/docs#too-slow"


def test_bodies_under_way_have_a_budget(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claimgraph.api.service.sparql._MOST_BODIES", 3000)

    async def slowly() -> AsyncIterator[bytes]:
        yield b"ASK {} #" + b"x" * 1000
        await asyncio.sleep(0.3)
        yield b"x" * 500

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        headers = {"Content-Type": "application/sparql-query"}
        asked = [client.post("/sparql", content=slowly(), headers=headers) for _ in range(3)]
        found = await asyncio.gather(*asked)
        return [*found, await client.post("/sparql", content=slowly(), headers=headers)]

    found = answers(store, Settings(evaluators=1), ask)
    assert sorted(each.status_code for each in found[:3]) == [200, 503, 503] or sorted(
        each.status_code for each in found[:3]
    ) == [200, 200, 503]
    assert found[3].status_code == 200, "what was held is given back"


@pytest.mark.parametrize("query", ["", "?query=ASK%7B%7D"])
def test_without_the_editor_the_form_does_the_work(
    store: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, query: str
) -> None:
    monkeypatch.setattr("claimgraph.api.query_page.STATIC", tmp_path)

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        return [await client.get(f"/query{query}")]

    [page] = answers(store, Settings(evaluators=1), ask)
    assert page.status_code == 200
    assert "yasqe" not in page.text
    assert "this form does the same work" in page.text
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert ("Yes." in page.text) == bool(query)


def test_a_defect_shows_nothing_of_the_inside(store: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("secret")

    monkeypatch.setattr("claimgraph.api.pages._kinds", broken)
    monkeypatch.setattr("claimgraph.api.service.sparql.etag", broken)

    async def ask(client: httpx.AsyncClient) -> list[httpx.Response]:
        found = [await client.get("/sparql", params={"query": ALL})]
        with pytest.raises(RuntimeError):  # for the server's log; its client has the answer by then
            await client.get("/")
        return found

    [found] = answers(store, Settings(evaluators=1), ask)
    assert found.status_code == 500
    assert found.json()["type"] == "/docs#internal"
    assert "secret" not in found.text
