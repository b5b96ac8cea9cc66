"""Sending an answer: in one piece where it is short, as it comes where it isn't, coded as the client wants it."""

import asyncio
from collections.abc import Mapping, MutableMapping
from dataclasses import dataclass
from typing import Any

from claimgraph.api.service.cache import Kept, Name
from claimgraph.api.service.coding import IDENTITY, coder
from claimgraph.api.service.replies import Send, encoded
from claimgraph.store import Answer

__all__ = ["SEND_SECONDS", "Form", "Message", "SlowReaderError", "given", "patient", "stream", "unchanged", "whole"]

Message = MutableMapping[str, Any]
"""What ASGI's `send` takes."""

SEND_SECONDS = 30.0
"""How long a client may take to read what has been sent before it is taken for gone."""

SHORT_BYTES = 1024
"""What is shorter is sent as it is: coding would hardly make it smaller."""


class SlowReaderError(Exception):
    """The client doesn't read."""


@dataclass(frozen=True, slots=True)
class Form:
    """How an answer is sent: its headers, its entity tag if it has one, its content coding, its name in the cache.

    To HEAD nothing but headers goes out.
    """

    headers: Mapping[str, str]
    tag: str | None
    coding: str
    name: Name
    is_head: bool


def whole(body: bytes, form: Form) -> Kept:
    """Return the answer as it is sent, coded."""
    if len(body) < SHORT_BYTES or form.coding == IDENTITY:
        return _kept(form, IDENTITY, body)
    made = coder(form.coding)
    return _kept(form, form.coding, made.code(body) + made.end())


def given(kept: Kept, *, is_head: bool = False) -> tuple[Message, Message]:
    """Return what sends a whole answer, without its body to a HEAD request."""
    start = {"type": "http.response.start", "status": 200, "headers": kept.headers}
    return start, {"type": "http.response.body", "body": b"" if is_head else kept.body}


def unchanged(kept: Kept) -> tuple[Message, Message]:
    """Return what tells the client that it has the answer."""
    start = {"type": "http.response.start", "status": 304, "headers": kept.unchanged}
    return start, {"type": "http.response.body", "body": b""}


def patient(send: Send, seconds: float = SEND_SECONDS) -> Send:
    """Return a `send` that raises SlowReaderError where the client takes more than so many seconds for one message."""

    async def sending(message: Message) -> None:
        try:
            async with asyncio.timeout(seconds):
                await send(message)
        except TimeoutError:
            raise SlowReaderError from None

    return sending


async def stream(first: bytes, answer: Answer, form: Form, send: Send, largest_kept: int) -> Kept | None:
    """Send the answer as it comes, and return it if it isn't larger than `largest_kept`.

    Raises what iterating the answer raises, and SlowReaderError. The connection is to be broken off then, by sending
    nothing more: a client can tell that from a whole answer.
    """
    headers = encoded(_coded(form, form.coding))
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    if form.is_head:
        await send({"type": "http.response.body", "body": b""})
        return None
    made, pieces, size, sending = coder(form.coding), [], 0, patient(send)

    async def write(data: bytes, *, more: bool) -> None:
        nonlocal size
        size += len(data)
        if size <= largest_kept:
            pieces.append(data)
        else:
            pieces.clear()
        await sending({"type": "http.response.body", "body": data, "more_body": more})

    if data := made.code(first):
        await write(data, more=True)
    async for chunk in answer:
        if data := made.code(chunk):
            await write(data, more=True)
    await write(made.end(), more=False)
    return _kept(form, form.coding, b"".join(pieces)) if size <= largest_kept else None


def _kept(form: Form, coding: str, body: bytes) -> Kept:
    headers = _coded(form, coding)
    headers["Content-Length"] = str(len(body))
    return Kept(form.name, form.tag or "", encoded(headers), body)


def _coded(form: Form, coding: str) -> dict[str, str]:
    return {**form.headers, **({} if coding == IDENTITY else {"Content-Encoding": coding})}
