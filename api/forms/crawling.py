"""What crawlers read first: robots.txt, and the list of pages in as many files as the protocol asks for."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
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

__all__ = ["MOST", "crawling", "site_index", "sitemap", "url_set"]

MOST = 10_000
"""How many addresses a sitemap has; with more there is an index of several. 50,000 would be allowed (sitemaps.org)."""

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
                lines = await graph.answer(page_query("page-sitemap"), "text/tab-separated-values")
                # In a thread, since the lines of many letters would keep everybody else waiting.
                kept[graph] = await asyncio.to_thread(_paths, lines, (await site.addresses()).href)
            return kept[graph]

    async def sent(request: Request, shown: Callable[[Sequence[str], str], str]) -> Response:
        here, graph = origin(request.scope), site.graph
        headers = {"Cache-Control": "no-cache", "ETag": etag(graph.content, graph.published, here, request.url.path)}
        if matches(request.headers.get("if-none-match"), headers["ETag"]):
            return Response(status_code=304, headers=headers)
        text = await asyncio.to_thread(shown, await paths(), here)
        return Response(text.encode("utf-8"), 200, headers, _XML)

    @router.get("/robots.txt")
    async def robots(request: Request) -> Response:
        lines = ["User-agent: *", *(f"Disallow: {each}" for each in _CLOSED)]
        lines.append(f"Sitemap: {origin(request.scope)}/sitemap.xml")
        return Response("\n".join(lines) + "\n", 200, {"Cache-Control": "no-cache"}, "text/plain; charset=utf-8")

    @router.get("/sitemap.xml")
    async def first(request: Request) -> Response:
        day = _day(site)
        return await sent(request, lambda listed, here: sitemap(listed, here, day))

    @router.get("/sitemap-{number}.xml")
    async def part(request: Request, number: str) -> Response:
        parts, day = -(-len(await paths()) // MOST), _day(site)
        if not (number.isascii() and number.isdecimal() and len(number) < 6 and 0 < int(number) <= parts):
            raise Problem("not-found", f"There is no sitemap {number[:20]!r}; there are {parts}, from 1.")
        begin = (int(number) - 1) * MOST
        return await sent(request, lambda listed, here: url_set(here, listed[begin : begin + MOST], day))

    return router


def sitemap(paths: Sequence[str], here: str, day: str) -> str:
    """Return the pages as one sitemap, or the index of several where they are too many for one."""
    return url_set(here, paths, day) if len(paths) <= MOST else site_index(here, -(-len(paths) // MOST), day)


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


def _paths(lines: bytes, href: Callable[[str], str | None]) -> list[str]:
    """The site's own pages, and those of the IRIs in a column of tab-separated values, where they are pages here."""
    iris = (line.strip().removeprefix("<").removesuffix(">") for line in lines.decode("utf-8").splitlines()[1:])
    found = (href(iri) for iri in iris)
    return [*_PAGES, *(each for each in found if each and each.startswith("/") and "#" not in each)]


def _address(here: str, path: str) -> str:
    return escape(here + quote(path, safe="/%?&=:@!$'()*+,;~-._"))


def _day(site: Site) -> str:
    """The day on which the generation was published."""
    return datetime.strptime(site.graph.published, "%a, %d %b %Y %H:%M:%S GMT").replace(tzinfo=UTC).date().isoformat()
