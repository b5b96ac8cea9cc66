"""`/mcp`: assistants over HTTP, each request by itself, in the same turns and within the same limits as all others."""

import asyncio
from collections.abc import AsyncIterator, Collection, MutableMapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

from mcp.server.streamable_http_manager import StreamableHTTPSessionManager

from claimgraph.api.assistants.senders import check_sender
from claimgraph.api.assistants.server import Context, make_server
from claimgraph.api.assistants.source import Source, held
from claimgraph.api.dockets import Dockets
from claimgraph.api.service.body import BODY_SECONDS, Budget, read_body
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.presence import Presence
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import ALWAYS, DATA_POLICY, Receive, Reply, Scope, Send, origin
from claimgraph.api.service.tally import Tally

__all__ = ["Door"]

MAX_BODY = 256 * 1024
_MOST_BODIES = 16 * 1024 * 1024

# Pages of other origins are to see none of it, unlike the rest of the service.
_CLOSED = ("Access-Control-Allow-Origin", "Access-Control-Expose-Headers", "Cross-Origin-Resource-Policy")
_HEADERS = {name: value for name, value in ALWAYS.items() if name not in _CLOSED} | {
    "Cache-Control": "no-store",
    "Content-Security-Policy": DATA_POLICY,
    "Cross-Origin-Resource-Policy": "same-origin",
}
_ADDED = [(name.lower().encode(), value.encode()) for name, value in _HEADERS.items()]
_NAMES = frozenset(name for name, _ in _ADDED) | {name.lower().encode() for name in _CLOSED}


class Door:
    """Takes the protocol's requests (streamable HTTP), one POST each; nothing is kept between two of them.

    `names` are those by which the service is known beside its addresses and `localhost`.
    """

    def __init__(self, generations: Generations, dockets: Dockets, tally: Tally, names: Collection[str] = ()) -> None:
        self._generations, self._dockets, self._tally = generations, dockets, tally
        self._names = frozenset(each.lower() for each in names)
        self._bodies = Budget(_MOST_BODIES)
        self._manager = StreamableHTTPSessionManager(
            make_server(self._opened), json_response=True, stateless=True, max_request_body_size=MAX_BODY
        )

    def running(self) -> AbstractAsyncContextManager[None]:
        """Return the block within which requests are answered; there is one."""
        return self._manager.run()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        sending = _closed(send)
        try:
            check_sender(scope, self._names)
            if scope["method"] != "POST":
                detail = f"{scope['method'][:20]} is not for /mcp: there are no sessions and no streams to open."
                raise Problem("method", detail, headers={"Allow": "POST"})
            body = await read_body(scope, receive, MAX_BODY, BODY_SECONDS, self._bodies)
            await self._answer(scope, body, receive, sending)
        except Problem as problem:
            self._tally.problems[problem.kind] += 1
            await Reply.of(problem).send(sending, head=scope["method"] == "HEAD")

    async def _answer(self, scope: Scope, body: bytes, receive: Receive, send: Send) -> None:
        """Have the request answered. A client that goes away is waited for no more."""
        presence = Presence(receive)
        presence.watch()
        try:
            # From its first query to its last a call is answered from one generation.
            async with self._generations.hold():
                await self._manager.handle_request(scope, _replaying(body), send)
        except asyncio.CancelledError:
            if not presence.is_gone:
                raise
            self._tally.left += 1
        finally:
            presence.end()

    @asynccontextmanager
    async def _opened(self, context: Context) -> AsyncIterator[Source]:
        # The SDK runs handlers in tasks of the request's own context, so this is its generation and its client.
        pages = origin(context.request.scope) if context.request is not None else ""
        yield await held(self._generations.bound, self._dockets, pages)


def _replaying(body: bytes) -> Receive:
    """Return what gives the body, and then nothing: that the client has gone is looked after elsewhere."""
    messages: list[MutableMapping[str, Any]] = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive() -> MutableMapping[str, Any]:
        if messages:
            return messages.pop()
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    return receive


def _closed(send: Send) -> Send:
    """Return a `send` with the headers of every answer, but for those that open it to the pages of others."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = [pair for pair in message["headers"] if pair[0].lower() not in _NAMES]
            message = {**message, "headers": [*given, *_ADDED]}
        await send(message)

    return sending
