"""Reading the body of a request: within a time and a size, and only where it isn't compressed."""

import asyncio

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Scope, header

__all__ = ["BODY_SECONDS", "CLOSING", "Budget", "read_body"]

BODY_SECONDS = 10.0
"""What a body may take to arrive: the server takes a thousand connections, and whoever stalls holds one."""

# What was not read would be taken for the next request on this connection, so there is to be none.
CLOSING = {"Connection": "close"}


class Budget:
    """How many bytes of bodies may be under way at a time, whoever sends them."""

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._held = 0

    def take(self, count: int) -> None:
        """Count bytes that have come. Raises Problem where there are too many."""
        if self._held + count > self._max_bytes:
            detail = "Too many bodies are under way."
            raise Problem("busy", detail, headers={**CLOSING, "Retry-After": "2"})
        self._held += count

    def give_back(self, count: int) -> None:
        """Count them no more."""
        self._held -= count


async def read_body(
    scope: Scope, receive: Receive, max_bytes: int, seconds: float = BODY_SECONDS, budget: Budget | None = None
) -> bytes:
    """Return the body. Raises Problem where it is too large, too slow, compressed, cut short, or one too many."""
    coding = header(scope, b"content-encoding") or "identity"
    if coding.lower() != "identity":
        raise Problem(
            "media-type", f"The body is sent as {coding[:40]!r}; send it without a content coding.", headers=CLOSING
        )
    declared = header(scope, b"content-length")
    if declared and declared.isdigit() and int(declared) > max_bytes:
        raise _too_large(max_bytes)
    body = bytearray()
    try:
        async with asyncio.timeout(seconds):
            await _receive(receive, body, max_bytes, budget or Budget(max_bytes))
    except TimeoutError:
        raise Problem("too-slow", f"The body was not whole after {seconds:g} s.", headers=CLOSING) from None
    finally:
        if budget is not None:
            budget.give_back(len(body))
    return bytes(body)


async def _receive(receive: Receive, body: bytearray, max_bytes: int, budget: Budget) -> None:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "The body ended before it was whole.")
        part = message.get("body", b"")
        if len(body) + len(part) > max_bytes:
            raise _too_large(max_bytes)
        budget.take(len(part))
        body += part
        if not message.get("more_body"):
            return


def _too_large(max_bytes: int) -> Problem:
    return Problem("too-large", f"The body may have {max_bytes:,} bytes at most.", headers=CLOSING)
