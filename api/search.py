"""Full-text search: a page, the same as JSON, and the description that browsers add it by."""

from html import escape
from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from claimgraph.api.reference import responses
from claimgraph.api.search_answer import SearchAnswer, search_answer
from claimgraph.api.search_page import PAGE, Asked, shown
from claimgraph.api.service.negotiation import HTML, Format, choose, not_acceptable
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches, origin
from claimgraph.api.site import Site
from claimgraph.store.search import FIELDS, KINDS, MAX_LENGTH, RANKED

__all__ = ["search"]

MAX_PAGE = 100_000
MAX_RESULTS = 100

_JSON = Format("json", ("application/json",), "application/json", "JSON")
_FORMATS = (HTML, _JSON)
_OPEN_SEARCH = "application/opensearchdescription+xml"

_TEXT = (
    "Words, in any form and with or without accents; all have to be there. Quotation marks for words side by side, a "
    "star for the beginning of a word (the last word is one until a space follows), a minus for what may not be there."
)
_VALUE = "Only what has this value, by the key or the IRI that the facets name."

# What may stand there is bounded by the service's own check, which says in words what is wrong.
Text = Annotated[str, Query(description=_TEXT, json_schema_extra={"maxLength": MAX_LENGTH})]
Chosen = Annotated[str, Query(description=_VALUE)]
Kind = Annotated[str, Query(description=_VALUE, json_schema_extra={"enum": ["", *KINDS]})]
Page = Annotated[int, Query(description=f"Which page of results, of {PAGE} each.", ge=1, le=MAX_PAGE)]
Most = Annotated[int, Query(description="How many results a page has.", ge=1, le=MAX_RESULTS)]
Number = Annotated[int, Query(description="The generation to search; without it the current one.", ge=0, le=10**18 - 1)]


def search(site: Site) -> APIRouter:
    """Return the routes that search."""
    router = APIRouter(tags=["Search"])
    problems = ("not-acceptable", "timeout", "busy", "too-many-requests", "unavailable")
    page_or_data = responses(_FORMATS, "What was found", *problems)
    data_alone = responses((_JSON,), "What was found", *problems)
    for each in (page_or_data, data_alone):
        each["200"]["model"] = SearchAnswer

    @router.get("/search", summary="Search letters, claims and works", response_class=Response, responses=page_or_data)
    async def negotiated(request: Request, asked: Annotated[Asked, Depends(_asked)]) -> Response:
        """A page with the results and what they can be narrowed to, or by Accept the same as JSON."""
        accept = request.headers.get("accept")
        chosen = choose(accept, _FORMATS)
        if chosen is None:
            raise not_acceptable(accept, _FORMATS)
        return await (_page(site, request, asked) if chosen is HTML else _data(site, request, asked, PAGE))

    @router.get("/search.json", summary="Search, as JSON", response_class=Response, responses=data_alone)
    async def data(request: Request, asked: Annotated[Asked, Depends(_asked)], limit: Most = PAGE) -> Response:
        """Results with IRIs, excerpts and scores, and for each facet's values how many results there are with it."""
        return await _data(site, request, asked, limit)

    @router.get("/opensearch.xml", include_in_schema=False)
    async def description(request: Request) -> Response:
        text = _description(origin(request.scope))
        headers = {"Cache-Control": "no-cache", "ETag": etag(text)}
        if matches(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(text, 200, headers, _OPEN_SEARCH)

    return router


def _asked(
    q: Text = "",
    kind: Kind = "",
    respondent: Chosen = "",
    question: Chosen = "",
    topic: Chosen = "",
    stance: Chosen = "",
    type_: Annotated[str, Query(alias="type", description=_VALUE)] = "",
    evidence: Chosen = "",
    page: Page = 1,
    generation: Number = 0,
) -> Asked:
    """Return what is asked for. Raises Problem where it is too long."""
    if len(q) > MAX_LENGTH:
        detail = f"A search may have {MAX_LENGTH} characters; this one has {len(q):,}. Leave some of it out."
        raise Problem("bad-request", detail)
    given = zip(FIELDS, (kind, respondent, question, topic, stance, type_, evidence), strict=True)
    chosen = tuple((name, value) for name, value in given if value)
    if any(len(value) > MAX_LENGTH for _, value in chosen):
        raise Problem("bad-request", f"No value to narrow results to has more than {MAX_LENGTH} characters.")
    return Asked(q, chosen, page, generation)


async def _page(site: Site, request: Request, asked: Asked) -> Response:
    found = await site.graph.search(asked.search())
    return await site.page(
        request,
        "search.html",
        asked=asked,
        shown=shown(asked, found, (await site.addresses()).href),
        longest=MAX_LENGTH,
        ranked=RANKED,
        data=asked.address.replace("/search?", "/search.json?", 1),
    )


async def _data(site: Site, request: Request, asked: Asked, limit: int) -> Response:
    graph = site.graph
    tag = etag(graph.content, asked.address, str(limit), _JSON.media_type)
    headers = {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag, "Claimgraph-Generation": str(graph.number)}
    if matches(request.headers.get("if-none-match"), tag):
        return Response(status_code=304, headers=headers)
    found = await graph.search(asked.search(limit))
    answer = search_answer(asked, limit, found, graph.number, (await site.addresses()).href)
    return Response(answer.model_dump_json(indent=1), 200, headers, _JSON.content_type)


def _description(here: str) -> str:
    """Return the OpenSearch description, version 1.1, of the service at this origin."""
    at = escape(here)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<OpenSearchDescription xmlns="http://a9.com/-/spec/opensearch/1.1/">
  <ShortName>claimgraph</ShortName>
  <Description>Who claims what, in which words, on which evidence</Description>
  <InputEncoding>UTF-8</InputEncoding>
  <Image width="16" height="16" type="image/svg+xml">{at}/static/icon.svg</Image>
  <Url type="text/html" rel="results" template="{at}/search?q={{searchTerms}}"/>
  <Url type="application/json" rel="results" template="{at}/search.json?q={{searchTerms}}"/>
  <Url type="{_OPEN_SEARCH}" rel="self" template="{at}/opensearch.xml"/>
</OpenSearchDescription>
"""
