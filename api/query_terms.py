"""What a query can be written with: the terms of the ontology that is served, their labels, and prefixes."""

import json

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.addresses import Addresses
from claimgraph.api.service.graph import Table
from claimgraph.api.service.replies import etag, matches
from claimgraph.api.site import Site

__all__ = ["query_terms"]


def query_terms(site: Site) -> APIRouter:
    """Return the route of `/terms.json`, from which the query editor completes."""
    router = APIRouter(include_in_schema=False)

    @router.get("/terms.json")
    async def terms(request: Request) -> Response:
        body = _listed(await site.known("page-terms"), await site.addresses())
        headers = {"Cache-Control": "no-cache", "ETag": etag(body), "Claimgraph-Generation": str(site.graph.number)}
        if matches(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        return Response(body, 200, headers, "application/json")

    return router


def _listed(found: Table, addresses: Addresses) -> str:
    """Return prefixes by name, and each term as it is written in a query, with its label and its kind."""
    prefixes = addresses.shown_prefixes()
    terms = []
    for row in found.rows:
        term, kind, label = row["term"], row["kind"], row["label"]
        if term and kind:
            short = addresses.short(term.value)
            name = f"<{term.value}>" if short == term.value else short
            terms.append([name, label.value if label else "", kind.value])
    return json.dumps({"prefixes": prefixes, "terms": terms}, ensure_ascii=False, separators=(",", ":"))
