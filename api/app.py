"""The whole service as one ASGI application: the endpoint beside the web framework, headers around both."""

from collections.abc import MutableMapping
from importlib.metadata import version
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, Response
from fastapi.staticfiles import StaticFiles
from starlette.exceptions import HTTPException

from claimgraph.api.mappings import mapping_pages
from claimgraph.api.modules import modules
from claimgraph.api.pages import pages
from claimgraph.api.reference import Description, paths, schemas
from claimgraph.api.resources import resources
from claimgraph.api.service.graph import Graph, Served
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import ALWAYS, DATA_POLICY, Receive, Reply, Scope, Send
from claimgraph.api.service.sparql import METHODS, SparqlEndpoint
from claimgraph.api.site import STATIC, Site
from claimgraph.api.why import why

__all__ = ["Service", "create_app"]

_HEALTH_SECONDS = 2.0


class Service:
    """Sends `/sparql` past the web framework, and answers OPTIONS and HEAD for every address."""

    def __init__(self, web: FastAPI, endpoint: SparqlEndpoint) -> None:
        self._web, self._endpoint = web, endpoint

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request, or take part in starting and stopping."""
        if scope["type"] != "http":
            await self._web(scope, receive, send)
        elif scope["method"] == "OPTIONS":
            await _options(METHODS if scope["path"] == "/sparql" else "GET, HEAD, OPTIONS").send(send)
        elif scope["path"] == "/sparql":
            await self._endpoint(scope, receive, send)
        else:
            head = scope["method"] == "HEAD"
            await self._web({**scope, "method": "GET"} if head else scope, receive, _with_headers(send, head=head))


def create_app(served: Served) -> Service:
    """Return the service of one generation, to be used in one event loop."""
    graph = Graph(served)
    site = Site(graph)
    web = FastAPI(title="claimgraph", version=version("claimgraph"), docs_url=None, redoc_url=None)
    # FastAPI's documented way to extend its description is to replace this method.
    web.openapi = lambda: _openapi(web)  # type: ignore[method-assign]

    @web.get("/health", tags=["Operation"], responses={503: {"description": "Queries can't be answered now"}})
    async def health() -> JSONResponse:
        """Return the number, content hash and size of the generation served, once a query was answered."""
        state: dict[str, object] = {"status": "ok", "generation": graph.number, "content": graph.content}
        try:
            await graph.answer("ASK {}", "application/sparql-results+json", deadline_seconds=_HEALTH_SECONDS)
            size = (await site.known("page-size")).rows[0]["quads"]
        except Problem as problem:
            detail = {**state, "status": "unavailable", "detail": problem.detail}
            return JSONResponse(detail, 503, {"Cache-Control": "no-store", "Retry-After": "2"})
        state["triples"] = int(size.value) if size else 0
        return JSONResponse(state, 200, {"Cache-Control": "no-store"})

    web.mount("/static", StaticFiles(directory=STATIC))
    web.include_router(pages(site))
    web.include_router(mapping_pages(site))
    web.include_router(modules())
    web.include_router(why(site))
    web.include_router(resources(site))
    _handle_problems(web, site)
    return Service(web, SparqlEndpoint(graph))


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
        document.setdefault("components", {}).setdefault("schemas", {}).update(schemas())
        web.openapi_schema = document
    return web.openapi_schema


def _options(methods: str) -> Reply:
    allowed = {
        "Allow": methods,
        "Access-Control-Allow-Methods": methods,
        "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
        "Access-Control-Max-Age": "86400",
    }
    return Reply(204, headers=allowed)


def _with_headers(send: Send, *, head: bool) -> Send:
    """Return a `send` that adds the headers of every answer, and leaves out the body of one to HEAD."""

    async def sending(message: MutableMapping[str, Any]) -> None:
        if message["type"] == "http.response.start":
            given = {name.lower() for name, _ in message["headers"]}
            always = {**ALWAYS, "Content-Security-Policy": DATA_POLICY}
            added = [(name.lower().encode(), value.encode()) for name, value in always.items()]
            message["headers"] = [*message["headers"], *(pair for pair in added if pair[0] not in given)]
        elif head and message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return sending
