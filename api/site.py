"""The pages' frame: templates, links, and what every page of one generation shares."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from weakref import WeakKeyDictionary

from fastapi import Request
from fastapi.responses import Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from claimgraph.api.addresses import Addresses
from claimgraph.api.examples import page_query
from claimgraph.api.generation_links import Reading, generation_of, kept_to, of_generation, without_generation
from claimgraph.api.service.coding import IDENTITY, choose_coding, coder
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.graph import Graph, Table
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, HTML, Format, choose
from claimgraph.api.service.problems import MEDIA_TYPE, Problem
from claimgraph.api.service.replies import PAGE_POLICY, etag, matches
from claimgraph.store import Generation

__all__ = ["DESCRIBED", "STATIC", "Site", "page_number"]

STATIC = Path(str(files(__package__).joinpath("static")))
_TEMPLATES = Path(str(files(__package__).joinpath("templates")))

DESCRIBED = '</.well-known/void>; rel="describedby"'
"""The link from all that is served to the description of the whole."""

_MOST = 10_000
"""The highest number of a page that an address may have."""

# First, so that a client which takes anything gets no page.
_PROBLEM = Format("problem", (MEDIA_TYPE, "application/json"), MEDIA_TYPE, "Problem")


class Site:
    """Renders pages, each for the generation that its request is answered from."""

    def __init__(self, generations: Generations) -> None:
        self._generations = generations
        self._older: WeakKeyDictionary[Graph, list[Generation]] = WeakKeyDictionary()
        self._environment = Environment(
            loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=False
        )

    @property
    def graph(self) -> Graph:
        """The generation that the request is answered from."""
        return self._generations.bound

    def older(self) -> list[Generation]:
        """Return the generations that are older than that one, oldest first; some may have been removed meanwhile."""
        graph = self.graph
        if graph not in self._older:
            self._older[graph] = [each for each in self._generations.kept() if each.number < graph.number]
        return self._older[graph]

    async def known(self, name: str) -> Table:
        """Return the solutions of one of the pages' own queries."""
        return await self.graph.known(page_query(name))

    async def addresses(self) -> Addresses:
        """Return how this graph's IRIs and this service's addresses go together."""
        rows = (await self.known("page-dockets")).rows
        return Addresses.of(docket.value for row in rows if (docket := row["docket"]))

    async def page(
        self,
        request: Request,
        template: str,
        *,
        status: int = 200,
        policy: str = PAGE_POLICY,
        content_type: str = HTML.content_type,
        headers: Mapping[str, str] | None = None,
        **context: object,
    ) -> Response:
        """Return the rendered page with these headers beside its own, or 304 where the client has it."""
        addresses = await self.addresses()
        context["reading"] = self.reading(request)
        page = self._rendered(request, template, addresses, status, policy, context, content_type)
        for name, value in (headers or {}).items():
            page.headers[name] = f"{page.headers[name]}, {value}" if name in page.headers else value
        return page

    def reading(self, request: Request) -> Reading:
        """Return which generation the request is answered from, and where the same is of it and of the current one."""
        here = _here(request)
        return Reading(
            self.graph.number,
            self.graph.content,
            self.graph.published,
            self._generations.current.number,
            generation_of(request.scope["query_string"]) is not None,
            here,
            of_generation(here, self.graph.number),
        )

    async def problem(self, request: Request, problem: Problem) -> Response:
        """Return the problem as a page to those who ask for pages, as a problem document to all others."""
        headers = {"Vary": "Accept", "Cache-Control": "no-store", **problem.headers}
        if choose(request.headers.get("accept"), (_PROBLEM, *DOCUMENT_FORMATS)) is not HTML:
            return Response(problem.body(), problem.status, headers, MEDIA_TYPE)
        # Without the graph there are no addresses to ask for, and none are needed.
        context = {"problem": problem, "reading": None, "instead": self._instead(request, problem)}
        page = self._rendered(request, "problem.html", Addresses.of([]), problem.status, PAGE_POLICY, context)
        page.headers.update(headers)
        return page

    def _instead(self, request: Request, problem: Problem) -> list[tuple[str, str]]:
        """Return the same address of the generations that are kept, the current one first, where another was asked."""
        if problem.kind != "no-generation":
            return []
        here = _here(request)
        older = [each for each in self._generations.kept() if each.number < self._generations.current.number]
        said = ((each.number, f"Generation {each.number}, of {each.published:%d %B %Y}") for each in reversed(older))
        return [(here, "The current one"), *((of_generation(here, number), words) for number, words in said)]

    def _rendered(
        self,
        request: Request,
        template: str,
        addresses: Addresses,
        status: int,
        policy: str,
        context: Mapping[str, object],
        content_type: str = HTML.content_type,
    ) -> Response:
        text = self._environment.get_template(template).render(
            here=request.url.path, href=addresses.href, short=addresses.short, places=_places(addresses), **context
        )
        reading = context["reading"]
        if isinstance(reading, Reading) and reading.is_kept:
            text = kept_to(text, reading.number)
        coding = choose_coding(request.headers.get("accept-encoding")) or IDENTITY
        headers = {
            "Content-Security-Policy": policy,
            "Vary": "Accept, Accept-Encoding",
            "Cache-Control": "no-cache",
            "Link": DESCRIBED,
        }
        if isinstance(reading, Reading):
            headers["Claimgraph-Generation"] = str(reading.number)
        if status == 200:
            headers["ETag"] = etag(text, coding)
            if matches(request.headers.get("if-none-match"), headers["ETag"]):
                return Response(status_code=304, headers=headers)
        if coding != IDENTITY:
            headers["Content-Encoding"] = coding
        coded = coder(coding)
        body = coded.code(text.encode("utf-8")) + coded.end()
        return Response(body, status, headers, content_type)


def _here(request: Request) -> str:
    raw = request.scope.get("raw_path") or request.url.path.encode()
    return without_generation(raw.partition(b"?")[0], request.scope["query_string"])


def _places(addresses: Addresses) -> list[tuple[str, str]]:
    """Return where every page's header leads, and in which words."""
    docket = addresses.href(f"{addresses.bases[0]}docket") if len(addresses.bases) == 1 else None
    return [
        (docket or "/", "Docket"),
        *([("/map", "Evidence"), ("/compare", "Compare")] if docket else []),
        ("/query", "Query"),
        ("/docs", "Reference"),
    ]


def page_number(request: Request, name: str) -> int:
    """Return the number of a page, 1 where the address names none. Raises Problem for what is no such number."""
    given = request.query_params.get(name, "1")
    if not (given.isascii() and given.isdecimal()) or not 0 < len(given) <= 5 or not 0 < int(given) <= _MOST:
        raise Problem("bad-request", f"{name} is {given[:20]!r}; it takes the number of a page, 1 or more.")
    return int(given)
