"""What is known of an answer that was never given: that a client has it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from claimgraph.api.service.cache import AnswerCache
from claimgraph.api.service.sparql import SparqlEndpoint
from claimgraph.api.service.tally import Tally

QUERY = b"query=SELECT%20*%20%7B%20%3Fa%20%3Fb%20%3Fc%20%7D"


class Generations:
    """One generation, of which nothing can be asked; it counts how often it was held."""

    def __init__(self) -> None:
        self.current = SimpleNamespace(number=1, content="0" * 64, published=datetime(2026, 1, 1, tzinfo=UTC))
        self.held = 0

    @asynccontextmanager
    async def hold(self, number: int | None) -> AsyncIterator[SimpleNamespace]:
        """The generation."""
        self.held += 1
        yield self.current


def asked(endpoint: SparqlEndpoint, tag: bytes) -> tuple[int, dict[bytes, bytes]]:
    """Status and headers of the answer to a client that has the answer with the tag."""
    told: list[Any] = []

    async def send(message: Any) -> None:
        told.append(message)

    headers = [(b"host", b"x"), (b"if-none-match", tag)]
    scope = {"method": "GET", "path": "/sparql", "query_string": QUERY, "headers": headers, "http_version": "1.1"}
    asyncio.run(endpoint({"type": "http", "scheme": "http", **scope}, None, send))  # type: ignore[arg-type]
    return told[0]["status"], dict(told[0]["headers"])


def test_a_client_is_told_so_again_without_a_look_at_the_query() -> None:
    generations, tally = Generations(), Tally()
    updates = SimpleNamespace(is_open=False, is_direct=lambda scope: False)
    endpoint = SparqlEndpoint(generations, AnswerCache(1 << 20), tally, updates)  # type: ignore[arg-type]
    status, headers = asked(endpoint, b"*")
    assert status == 304
    for _ in range(3):
        assert asked(endpoint, headers[b"etag"]) == (304, headers)
    assert generations.held == 2, "once for whoever may have any answer, once for who has this one"
    assert tally.cache == {"unchanged": 4}
