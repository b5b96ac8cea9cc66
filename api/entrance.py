"""Where every request comes in: it is counted, may be refused, and is sent on to the endpoint or the web framework."""

import logging
import math
import time
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager

from fastapi import FastAPI, Request

from claimgraph.api.generation_links import generation_of
from claimgraph.api.service.access_log import log_line
from claimgraph.api.service.clients import ASKING, client_of, scheme_of
from claimgraph.api.service.company import Rating
from claimgraph.api.service.delivery import SlowReaderError, patient
from claimgraph.api.service.fields import check_fields
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Reply, Scope, Send
from claimgraph.api.service.sending import Sent, with_headers
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.service.sparql import METHODS, PATHS, SparqlEndpoint
from claimgraph.api.service.tally import Tally
from claimgraph.api.site import Site
from claimgraph.api.writing.graph_store import GraphStore
from claimgraph.api.writing.targets import is_data

__all__ = ["Service"]

Application = Callable[[Scope, Receive, Send], Awaitable[None]]

_FILES = "http.response.pathsend"
"""The extension of ASGI by which a server sends a file by itself."""

_ASSISTANTS = "/mcp"

_FREE = frozenset(("/health", "/health/live", "/metrics"))
"""What supervisors ask, at any rate."""

_log = logging.getLogger(__name__)


class Service:
    """Counts and limits what clients ask, and sends it to the endpoint or to the web framework."""

    def __init__(
        self,
        web: FastAPI,
        endpoint: SparqlEndpoint,
        graphs: GraphStore,
        generations: Generations,
        site: Site,
        settings: ServiceSettings,
        tally: Tally,
        rates: Rating,
        assistants: Application | None = None,
    ) -> None:
        self._assistants = assistants
        self._web, self._endpoint, self._graphs, self._site = web, endpoint, graphs, site
        self._generations, self._tally = generations, tally
        self._rates = rates
        self._trusted, self._logs = settings.trusted_proxies, settings.access_log

    def lifespan(self) -> AbstractAsyncContextManager[object]:
        """Return what holds the store's generations, for whoever calls the service without a server."""
        return self._web.router.lifespan_context(self._web)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in starting and stopping."""
        if scope["type"] != "http":
            return await self._web(scope, receive, send)
        began = time.perf_counter()
        path, client = scope["path"], client_of(scope, self._trusted)
        if self._trusted:
            scope["scheme"] = scheme_of(scope, self._trusted)
        sent = Sent(send)
        ASKING.set(client)
        if (refused := self._refused(scope, client)) is not None:
            self._tally.problems[refused.kind] += 1
            await Reply.of(refused).send(sent, head=scope["method"] == "HEAD")
        elif self._assistants is not None and path == _ASSISTANTS:
            await self._assistants(scope, receive, sent)
        elif scope["method"] == "OPTIONS":
            methods = METHODS if path in PATHS else self._graphs.methods if is_data(path) else "GET, HEAD, OPTIONS"
            await _options(methods).send(sent)
        elif path in PATHS:
            await self._endpoint(scope, receive, sent)
        elif is_data(path):
            await self._graphs(scope, receive, sent)
        else:
            await self._page(scope, receive, sent)
        seconds = time.perf_counter() - began
        self._tally.count(self._route(path), sent.status, sent.bytes, seconds)
        if self._logs:
            log_line(scope, client, sent.status, sent.bytes, seconds)
        return None

    def _route(self, path: str) -> str:
        if path in PATHS:
            return "sparql"
        if self._assistants is not None and path == _ASSISTANTS:
            return "mcp"
        return "data" if is_data(path) else "pages"

    async def _page(self, scope: Scope, receive: Receive, send: Send) -> None:
        head = scope["method"] == "HEAD"
        sending = with_headers(patient(send), head=head)
        if head:
            scope = {**scope, "method": "GET"}
        elif _FILES in scope.get("extensions", {}):
            # A file that the server sends by itself goes out for as long as its reader likes.
            others = {name: given for name, given in scope["extensions"].items() if name != _FILES}
            scope = {**scope, "extensions": others}
        try:
            await self._page_or_problem(scope, receive, sending)
        except SlowReaderError:
            # Nothing more is sent, so that the server breaks the connection off.
            self._tally.cut_short += 1
            _log.warning("%s was cut short: its reader was too slow", scope["path"])

    async def _page_or_problem(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            number = generation_of(scope["query_string"])
            if number is None and not self._generations.is_held:
                return await self._web(scope, receive, send)
            async with self._generations.hold(number):
                return await self._web(scope, receive, send)
        except Problem as problem:
            answer = await self._site.problem(Request(scope, receive), problem)
        return await answer(scope, receive, send)

    def _refused(self, scope: Scope, client: str) -> Problem | None:
        """Return why the request isn't looked at any further, if it isn't."""
        try:
            check_fields(scope)
        except Problem as problem:
            return problem
        wait = 0.0 if scope["path"] in _FREE else self._rates.wait(client)
        if not wait:
            return None
        detail = "You have made more requests than this service takes from one client."
        return Problem("too-many-requests", detail, headers={"Retry-After": str(math.ceil(wait))})


def _options(methods: str) -> Reply:
    allowed = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Accept-Profile, Content-Type, If-None-Match, Prefer",
        "Access-Control-Max-Age": "86400",
    }
    return Reply(204, headers=allowed)
