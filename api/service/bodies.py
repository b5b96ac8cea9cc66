"""A request's body: whole, in time, and no longer than it may be."""

import asyncio

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Scope, header

__all__ = ["CLOSING", "read_body"]

# What was not read would be taken for the next request on this connection, so there is to be none.
CLOSING = {"Connection": "close"}


async def read_body(scope: Scope, receive: Receive, most: int, seconds: float) -> bytes:
    """Return the body of up to `most` bytes.

    Raises Problem where it is longer, compressed, or not whole after so many seconds.
    """
    coding = header(scope, b"content-encoding") or "identity"
    if coding.lower() != "identity":
        detail = f"The body is sent as {coding[:40]!r}; send it without a content coding."
        raise Problem("media-type", detail, headers=CLOSING)
    declared = header(scope, b"content-length")
    if declared and declared.isdigit() and int(declared) > most:
        raise _too_large(most)
    try:
        async with asyncio.timeout(seconds):
            return await _read(receive, most)
    except TimeoutError:
        raise Problem("too-slow", f"The body was not whole after {seconds:g} s.", headers=CLOSING) from None


async def _read(receive: Receive, most: int) -> bytes:
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "The body ended before it was whole.")
        body += message.get("body", b"")
        if len(body) > most:
            raise _too_large(most)
        if not message.get("more_body"):
            return bytes(body)


def _too_large(most: int) -> Problem:
    return Problem("too-large", f"The body may have {most:,} bytes at most.", headers=CLOSING)
