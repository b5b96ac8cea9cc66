"""The mapping set at its IRI's path: a page, the SSSOM file itself, or Turtle."""

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.service.negotiation import HTML, MAPPING_FORMATS, Format, choose, media_types
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches
from claimgraph.api.site import Site
from claimgraph.ontology import mapping_file, mapping_set, mapping_turtle

__all__ = ["PATH", "mapping_pages"]

PATH = "/ontology/mappings"

_, _TABLE, _TURTLE = MAPPING_FORMATS


def mapping_pages(site: Site) -> APIRouter:
    """Return the routes of the mapping set, to be asked before those of the graph's IRIs."""
    router = APIRouter(include_in_schema=False)

    @router.get(PATH)
    async def mappings(request: Request) -> Response:
        chosen = choose(request.headers.get("accept"), MAPPING_FORMATS)
        if chosen is None:
            available = [each.media_type for each in MAPPING_FORMATS]
            detail = f"This can be had as {media_types(MAPPING_FORMATS)}."
            raise Problem("not-acceptable", detail, {"available": available}, {"Vary": "Accept"})
        if chosen is HTML:
            return await site.page(request, "mappings.html", mappings=mapping_set(), path=PATH)
        return _sent(request, chosen)

    @router.get(f"{PATH}.sssom.tsv")
    async def table(request: Request) -> Response:
        return _sent(request, _TABLE)

    @router.get(f"{PATH}.ttl")
    async def turtle(request: Request) -> Response:
        return _sent(request, _TURTLE)

    return router


def _sent(request: Request, chosen: Format) -> Response:
    body = mapping_file() if chosen is _TABLE else mapping_turtle()
    tag = etag(body.decode("utf-8"), chosen.media_type)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    return Response(body, 200, headers, chosen.content_type)
