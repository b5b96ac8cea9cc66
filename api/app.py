"""The whole service as one ASGI application: the endpoint beside the web framework, limits and headers around both."""

import logging
import math
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from importlib.metadata import version
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from claimgraph.api.compare_page import compare_pages
from claimgraph.api.dockets import Dockets
from claimgraph.api.downloads.routes import downloads
from claimgraph.api.downloads.shelf import Shelf
from claimgraph.api.forms.crawling import crawling
from claimgraph.api.forms.nanopub_process import Press
from claimgraph.api.forms.vocabulary import vocabulary
from claimgraph.api.generation_links import generation_of
from claimgraph.api.health import health
from claimgraph.api.history import history
from claimgraph.api.map_page import map_pages
from claimgraph.api.mappings import mapping_pages
from claimgraph.api.metrics import metrics
from claimgraph.api.modules import modules
from claimgraph.api.pages import pages
from claimgraph.api.query_page import query_page
from claimgraph.api.query_terms import query_terms
from claimgraph.api.reference import Description, completed, paths
from claimgraph.api.resources import resources
from claimgraph.api.search import search
from claimgraph.api.service.access_log import log_line
from claimgraph.api.service.cache import AnswerCache
from claimgraph.api.service.clients import ASKING, client_of, scheme_of
from claimgraph.api.service.company import Company, Rating, company
from claimgraph.api.service.delivery import SlowReaderError, patient
from claimgraph.api.service.fields import check_fields
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Reply, Scope, Send
from claimgraph.api.service.sending import Sent, with_headers
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.service.sparql import METHODS, PATHS, SparqlEndpoint
from claimgraph.api.service.state import Held
from claimgraph.api.service.tally import Tally
from claimgraph.api.site import STATIC, Site
from claimgraph.api.why import why
from claimgraph.api.writing.graph_store import GraphStore
from claimgraph.api.writing.targets import is_data
from claimgraph.api.writing.updates import Updates
from claimgraph.api.writing.writes import Writes, Writing
from claimgraph.store import StoreError

__all__ = ["Service", "create_app"]

Application = Callable[[Scope, Receive, Send], Awaitable[None]]
Tell = Callable[[str | None], None]

_FILES = "http.response.pathsend"
"""The extension of ASGI by which a server sends a file by itself."""

ASSISTANTS = "/mcp"

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
        elif self._assistants is not None and path == ASSISTANTS:
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
        if self._assistants is not None and path == ASSISTANTS:
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


def create_app(
    directory: Path,
    settings: ServiceSettings,
    tell: Tell = lambda error: None,
    writer: Path | None = None,
    place: Path | None = None,
) -> Service:
    """Return the service of a store's generations, to be used in one event loop.

    Writing is open where the settings have a token and `writer` is the socket of a process that writes. `tell` is
    called once it has started, with None, or with why it can't. Where there are several fronts, each is made with the
    same `place`, a folder for what they share.
    """
    settings = settings.parted()
    generations = Generations(directory, settings.store, place, settings.fronts)
    tally, cache = Tally(ends=generations.ends), AnswerCache(settings.cache_bytes)

    def held() -> Held:
        evaluators = generations.current.evaluators if generations.is_held else None
        queries = (evaluators.under_way, evaluators.waiting) if evaluators else (0, 0)
        return Held(cache.bytes, len(cache), *queries)

    others = company(place, settings, generations.refresh, tally, held)
    site, shelf = Site(generations), Shelf(directory, settings.downloads_bytes)

    def switched() -> None:
        tally.switches += 1
        cache.clear()
        others.switched()

    generations.on_switch = switched
    dockets = Dockets()
    door = None
    if settings.assistants:
        # Late: the protocol's SDK takes longer to load than all the rest.
        from claimgraph.api.assistants.door import Door

        door = Door(generations, dockets, tally, settings.assistants_hosts)

    web = FastAPI(
        title="claimgraph",
        version=version("claimgraph"),
        docs_url=None,
        redoc_url=None,
        lifespan=lambda _: _lifespan(generations, shelf, others, tell, door.running() if door else nullcontext()),
    )
    # FastAPI's documented way to extend its description is to replace this method.
    web.openapi = lambda: _openapi(web)  # type: ignore[method-assign]
    web.include_router(health(site, generations))
    web.include_router(metrics(others.state, generations, is_alone=place is None))
    web.include_router(history(generations))
    web.mount("/static", StaticFiles(directory=STATIC))
    web.include_router(pages(site))
    web.include_router(query_page(site))
    web.include_router(query_terms(site))
    web.include_router(mapping_pages(site))
    web.include_router(modules())
    web.include_router(why(site))
    web.include_router(compare_pages(site, dockets))
    web.include_router(map_pages(site))
    web.include_router(search(site))
    web.include_router(downloads(site, shelf))
    web.include_router(crawling(site))
    web.include_router(vocabulary())
    web.include_router(resources(site, dockets, Press()))
    _handle_problems(web, site)
    writing = Writing(settings.token, writer, settings.writing) if settings.token and writer else None
    writes = Writes(writing, others.refresh)
    federated = bool(settings.store.services)
    endpoint = SparqlEndpoint(generations, cache, tally, Updates(writes), is_federated=federated)
    graphs = GraphStore(generations, writes, tally)
    return Service(web, endpoint, graphs, generations, site, settings, tally, others.rates, door)


@asynccontextmanager
async def _lifespan(
    generations: Generations,
    shelf: Shelf,
    others: Company,
    tell: Tell,
    assistants: AbstractAsyncContextManager[None],
) -> AsyncIterator[None]:
    """Hold the store's generations while the block lasts. Raises StoreError where that can't be."""
    try:
        await generations.start()
    except StoreError as error:
        tell(str(error))
        raise
    try:
        async with others, assistants:
            tell(None)
            yield
    finally:
        await shelf.close()
        await generations.close()


def _handle_problems(web: FastAPI, site: Site) -> None:
    @web.exception_handler(Problem)
    async def problem(request: Request, raised: Problem) -> Response:
        return await site.problem(request, raised)

    @web.exception_handler(HTTPException)
    async def http(request: Request, raised: HTTPException) -> Response:
        if raised.status_code == 405:
            detail = f"{request.method[:20]} is not for this address."
            return await site.problem(request, Problem("method", detail, headers={"Allow": "GET, HEAD, OPTIONS"}))
        return await site.problem(request, Problem("not-found", f"There is nothing at {request.url.path[:200]}."))

    @web.exception_handler(RequestValidationError)
    async def invalid(request: Request, raised: RequestValidationError) -> Response:
        return await site.problem(request, Problem("bad-request", "A parameter is missing or malformed."))

    @web.exception_handler(Exception)
    async def failed(request: Request, raised: Exception) -> Response:
        # The framework raises it again once this is sent, and the server logs it with its trace.
        return await site.problem(request, Problem("internal", "This should not have happened."))


def _openapi(web: FastAPI) -> Description:
    if web.openapi_schema is None:
        document = get_openapi(title=web.title, version=web.version, routes=web.routes, summary="Who claims what")
        document["paths"] = {**paths(), **document.get("paths", {})}
        web.openapi_schema = completed(document)
    return web.openapi_schema


def _options(methods: str) -> Reply:
    allowed = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Accept-Profile, Content-Type, If-None-Match, Prefer",
        "Access-Control-Max-Age": "86400",
    }
    return Reply(204, headers=allowed)
