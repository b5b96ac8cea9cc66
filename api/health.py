"""Whether the service lives, and whether it can answer."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from claimgraph.api.service.generations import Generations
from claimgraph.api.service.problems import Problem
from claimgraph.api.site import Site

__all__ = ["health"]

_SECONDS = 2.0


def health(site: Site, generations: Generations) -> APIRouter:
    """Return the routes that supervisors ask."""
    router = APIRouter(tags=["Operation"])

    @router.get("/health/live")
    async def live() -> JSONResponse:
        """Return that the process answers; nothing else is looked at."""
        return JSONResponse({"status": "ok"}, 200, {"Cache-Control": "no-store"})

    @router.get("/health", responses={503: {"description": "Queries can't be answered now"}})
    async def ready() -> JSONResponse:
        """Return the number, content hash and size of the generation served, once a query was answered."""
        state: dict[str, object] = {"status": "ok"}
        try:
            graph = generations.current
            state |= {"generation": graph.number, "content": graph.content}
            await graph.answer("ASK {}", "application/sparql-results+json", deadline_seconds=_SECONDS)
            size = (await site.known("page-size")).rows[0]["quads"]
        except Problem as problem:
            detail = {**state, "status": "unavailable", "detail": problem.detail}
            return JSONResponse(detail, 503, {"Cache-Control": "no-store", "Retry-After": "2"})
        state["triples"] = int(size.value) if size else 0
        return JSONResponse(state, 200, {"Cache-Control": "no-store"})

    return router
