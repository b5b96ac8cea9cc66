"""What the whole service is made of, put together: one ASGI application."""

from collections.abc import AsyncIterator, Callable
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
from claimgraph.api.entrance import Service
from claimgraph.api.forms.crawling import crawling
from claimgraph.api.forms.nanopub_process import Press
from claimgraph.api.forms.vocabulary import vocabulary
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
from claimgraph.api.service.cache import AnswerCache
from claimgraph.api.service.company import Company, company
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.service.sparql import SparqlEndpoint
from claimgraph.api.service.state import Held
from claimgraph.api.service.tally import Tally
from claimgraph.api.site import STATIC, Site
from claimgraph.api.why import why
from claimgraph.api.writing.graph_store import GraphStore
from claimgraph.api.writing.updates import Updates
from claimgraph.api.writing.writes import Writes, Writing
from claimgraph.store import StoreError

__all__ = ["create_app"]

Tell = Callable[[str | None], None]


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
