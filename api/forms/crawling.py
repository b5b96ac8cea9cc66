"""What crawlers read first: robots.txt, and the list of pages in as many files as the protocol asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime
from urllib.parse import quote
from weakref import WeakKeyDictionary
from xml.sax.saxutils import escape

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.examples import page_query
from claimgraph.api.service.graph import Graph
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches, origin
from claimgraph.api.site import Site

__all__ = ["MOST", "crawling", "site_index", "url_set"]

MOST = 50_000
"""How many addresses a sitemap may have (sitemaps.org); with more there is an index of several."""

_PAGES = ("/", "/map", "/compare", "/ontology", "/ontology/mappings", "/download", "/docs")
_NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
_XML = "application/xml"
_CLOSED = ("/sparql", "/data", "/query?", "/search", "/explain", "/metrics", "/*?generation=", "/*&generation=")
"""What is asked rather than read: a crawler would ask without end."""


def crawling(site: Site) -> APIRouter:
    """Return the routes of robots.txt and the sitemaps."""
    router = APIRouter(include_in_schema=False)
    kept: WeakKeyDictionary[Graph, Sequence[str]] = WeakKeyDictionary()
    reading = asyncio.Lock()

    async def paths() -> Sequence[str]:
        graph = site.graph
        async with reading:
            if graph not in kept:
                href = (await site.addresses()).href
                answer = await graph.table(page_query("page-sitemap"))
                found = (href(thing.value) for row in answer.rows if (thing := row["thing"]))
                # What has its place elsewhere on the web, or on a page of ours, is no page.
                kept[graph] = [*_PAGES, *(each for each in found if each and each.startswith("/") and "#" not in each)]
            return kept[graph]

    @router.get("/robots.txt")
    async def robots(request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {each}" for each in _CLOSED)]
        lines.append(f"Sitemap: {origin(request.scope)}/sitemap.xml")
        return _sent(request, "\n".join(lines) + "\n", "text/plain; charset=utf-8")

    @router.get("/sitemap.xml")
    async def first(request: Request) -> Response:
        all_paths, here = await paths(), origin(request.scope)
        if len(all_paths) <= MOST:
            return _sent(request, url_set(here, all_paths, _day(site)), _XML)
        return _sent(request, site_index(here, -(-len(all_paths) // MOST), _day(site)), _XML)

    @router.get("/sitemap-{number}.xml")
    async def part(request: Request, number: str) -> Response:
        all_paths = await paths()
        parts = -(-len(all_paths) // MOST)
        if not (number.isascii() and number.isdecimal() and len(number) < 6 and 0 < int(number) <= parts):
            raise Problem("not-found", f"There is no sitemap {number[:20]!r}; there are {parts}, from 1.")
        shown = all_paths[(int(number) - 1) * MOST : int(number) * MOST]
        return _sent(request, url_set(origin(request.scope), shown, _day(site)), _XML)

    return router


def url_set(here: str, paths: Sequence[str], day: str) -> str:
    """Return a sitemap of the pages at these paths, all changed last on that day.

    >>> url_set("https://example.org", ["/a?b&c"], "2026-01-31").splitlines()[2]
    ' <url><loc>https://example.org/a?b&amp;c</loc><lastmod>2026-01-31</lastmod></url>'
    """
    lines = (f" <url><loc>{_address(here, path)}</loc><lastmod>{day}</lastmod></url>" for path in paths)
    return "\n".join(
        ['<?xml version="1.0" encoding="UTF-8"?>', f'<urlset xmlns="{_NAMESPACE}">', *lines, "</urlset>\n"]
    )


def site_index(here: str, parts: int, day: str) -> str:
    """Return the index of so many sitemaps, numbered from 1."""
    lines = (
        f" <sitemap><loc>{here}/sitemap-{number}.xml</loc><lastmod>{day}</lastmod></sitemap>"
        for number in range(1, parts + 1)
    )
    head = ['<?xml version="1.0" encoding="UTF-8"?>', f'<sitemapindex xmlns="{_NAMESPACE}">']
    return "\n".join([*head, *lines, "</sitemapindex>\n"])


def _address(here: str, path: str) -> str:
    return escape(here + quote(path, safe="/%?&=:@!$'()*+,;~-._"))


def _day(site: Site) -> str:
    """The day on which the generation was published."""
    return datetime.strptime(site.graph.published, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).date().isoformat()


def _sent(request: Request, text: str, content_type: str) -> Response:
    headers = {"Cache-Control": "no-cache", "ETag": etag(text)}
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return Response(text.encode("utf-8"), 200, headers, content_type)
