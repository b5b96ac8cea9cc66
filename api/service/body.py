"""Reading the body of a request: within a time and a size, and only where it isn't compressed."""

import asyncio

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Scope, header

__all__ = ["BODY_SECONDS", "CLOSING", "read_body"]

BODY_SECONDS = 10.0
"""What a body may take to arrive: the server takes a thousand connections, and whoever stalls holds one."""

# What was not read would be taken for the next request on this connection, so there is to be none.
CLOSING = {"Connection": "close"}


async def read_body(scope: Scope, receive: Receive, max_bytes: int, seconds: float = BODY_SECONDS) -> bytes:
    """Return the body. Raises Problem where it is too large, too slow, compressed or cut short."""
    coding = header(scope, b"content-encoding") or "identity"
    if coding.lower() != "identity":
        raise Problem(
            "media-type", f"The body is sent as {coding[:40]!r}; send it without a content coding.", headers=CLOSING
        )
    try:
        async with asyncio.timeout(seconds):
            return await _body(scope, receive, max_bytes)
    except TimeoutError:
        raise Problem("too-slow", f"The body was not whole after {seconds:g} s.", headers=CLOSING) from None


async def _body(scope: Scope, receive: Receive, max_bytes: int) -> bytes:
    declared = header(scope, b"content-length")
    too_large = Problem("too-large", f"The body may have {max_bytes:,} bytes at most.", headers=CLOSING)
    if declared and declared.isdigit() and int(declared) > max_bytes:
        raise too_large
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "The body ended before it was whole.")
        body += message.get("body", b"")
        if len(body) > max_bytes:
            raise too_large
        if not message.get("more_body"):
            return bytes(body)
