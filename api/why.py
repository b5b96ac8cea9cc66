"""Why a statement holds, over HTTP: a page, JSON, RDF or text, asked of the evaluators like any other query."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import Response

from claimgraph.api.explaining import explained
from claimgraph.api.explanation_text import as_text
from claimgraph.api.explanations import address, as_graph, as_json, origin, read_first
from claimgraph.api.reference import responses
from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML, Format, choose, media_types
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches
from claimgraph.api.site import Site
from claimgraph.ontology import Explanation

__all__ = ["why"]

MOST = 2000
"""How many solutions of one rule are shown at once; each of them is a few premises."""

SHOWN = 10
"""How many derivations the page shows whole; the others lead to pages of their own."""

_JSON = Format("json", ("application/json",), "application/json", "JSON")
_TEXT = Format("txt", ("text/plain",), "text/plain; charset=utf-8", "text")
# JSON-LD has plain JSON as its second media type, which is another thing here.
_RDF = tuple(Format(each.name, each.media_types[:1], each.content_type, each.label) for each in GRAPH_FORMATS)
_DATA = (_JSON, *_RDF, _TEXT)

Iri = Annotated[str, Query(description="The thing: a whole IRI, one below the docket's base, or a prefixed term.")]
Property = Annotated[str, Query(alias="property", description="Only statements with this property.")]
Value = Annotated[str, Query(description="Only statements with this object: an IRI, or a literal's text.")]


def why(site: Site) -> APIRouter:
    """Return the routes that explain: `/explain`, and with a format's name as its suffix."""
    router = APIRouter(tags=["Linked data"])

    answers = responses((HTML, *_DATA), "The explanation", "not-found", "not-acceptable", "result-too-large", "timeout")

    @router.get("/explain", summary="Why a statement holds", response_class=Response, responses=answers)
    async def negotiated(request: Request, iri: Iri, prop: Property = "", value: Value = "") -> Response:
        """A derived statement's rule, its premises, and the words they were read from: a page, JSON, RDF or text."""
        chosen = choose(request.headers.get("accept"), (HTML, *_DATA))
        if chosen is None:
            available = [each.media_type for each in (HTML, *_DATA)]
            detail = f"This can be had as {media_types((HTML, *_DATA))}."
            raise Problem("not-acceptable", detail, {"available": available}, {"Vary": "Accept"})
        return await _answer(site, request, (iri, prop, value), chosen)

    @router.get("/explain.{name}", include_in_schema=False)
    async def named(request: Request, name: str, iri: Iri, prop: Property = "", value: Value = "") -> Response:
        chosen = next((each for each in _DATA if each.name == name), None)
        if chosen is None:
            suffixes = ", ".join(f".{each.name}" for each in _DATA)
            raise Problem("not-found", f"An explanation has no form {name[:20]!r}; it has {suffixes}.")
        return await _answer(site, request, (iri, prop, value), chosen)

    return router


async def _answer(site: Site, request: Request, asked: tuple[str, str, str], chosen: Format) -> Response:
    tag = etag(site.graph.content, *asked, chosen.media_type)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
    if chosen is not HTML and matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    explanation = await explained(site.graph, asked, MOST)
    if chosen is HTML:
        here = address(*asked).removeprefix("explain")
        return await site.page(
            request,
            "explain.html",
            explanation=explanation,
            formats=[(each, f"/explain.{each.name}{here}") for each in _DATA],
            origin=origin,
            read_first=read_first,
            address=address,
            shown=SHOWN,
        )
    return Response(await asyncio.to_thread(_written, explanation, chosen), 200, headers, chosen.content_type)


def _written(explanation: Explanation, chosen: Format) -> bytes:
    if chosen is _JSON:
        return as_json(explanation).encode() + b"\n"
    return as_text(explanation).encode() if chosen is _TEXT else as_graph(explanation, chosen.media_type)
