"""The generations that can be asked for."""

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from claimgraph.api.service.generations import Generations

__all__ = ["history"]


def history(generations: Generations) -> APIRouter:
    """Return the route that lists them."""
    router = APIRouter(tags=["Operation"])

    @router.get("/generations")
    async def kept() -> JSONResponse:
        """Return each generation's number, date, content hash and size, oldest first.

        `?generation=N` on an address asks it of that generation; so does Accept-Datetime, on a query.
        """
        listed = [
            {
                "generation": each.number,
                "published": each.published.isoformat(),
                "content": each.manifest.content,
                "quads": each.manifest.quads,
                "current": each.number == generations.current.number,
            }
            for each in generations.kept()
        ]
        return JSONResponse(listed, 200, {"Cache-Control": "no-cache"})

    return router
