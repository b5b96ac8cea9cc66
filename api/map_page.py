"""The evidence map: as a page with a picture and a table, as the picture alone, and as data."""

import asyncio
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Annotated
from weakref import WeakKeyDictionary

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from claimgraph.api.addresses import Addresses
from claimgraph.api.evidence_map import (
    MOST_RESPONDENTS,
    MOST_WORKS,
    SHOWS,
    TIES,
    Choice,
    Evidence,
    Node,
    Shown,
    chosen,
    evidence_of,
)
from claimgraph.api.examples import about
from claimgraph.api.picture import STYLES, picture, style_of
from claimgraph.api.reference import responses
from claimgraph.api.service.graph import Graph, read_lines
from claimgraph.api.service.negotiation import Format
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import etag, matches
from claimgraph.api.site import STATIC, Site

__all__ = ["map_pages"]

LISTED = 60
"""How many respondents and publishers are offered as filters: those with most works."""

MAX_NAME = 200

_JSON = Format("json", ("application/json",), "application/json", "JSON")
_SVG = Format("svg", ("image/svg+xml",), "image/svg+xml", "SVG")
_SVG_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"

Name = Annotated[str, Query(description="The end of the IRI; without it any.", max_length=MAX_NAME)]
Show = Annotated[
    str,
    Query(
        description="Which works: all, those cited by two or more respondents, or those cited by who is tied to their "
        "publisher.",
        json_schema_extra={"enum": list(SHOWS)},
    ),
]
Number = Annotated[str, Query(description="The docket's number; without it the first docket.", max_length=MAX_NAME)]
Page = Annotated[int, Query(description=f"Which works, {MOST_WORKS} at a time.", ge=1, le=10_000)]
Generation = Annotated[int, Query(description="The generation; without it the current one.", ge=0, le=10**18 - 1)]


_ASKED = ("map-citations", "map-uses", "map-works", "map-respondents")
"""Asked for as CSV: there is a row for each citation of the docket."""


class _Kept:
    """The evidence of each docket of each generation that is held, read once: a generation never changes."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Graph, dict[str, Evidence]] = WeakKeyDictionary()
        self._reading = asyncio.Lock()

    async def read(self, graph: Graph, docket: str) -> Evidence:
        """Return what the letters of this docket cite. Raises Problem where the graph gives no answer."""
        async with self._reading:
            kept = self._kept.setdefault(graph, {})
            if docket not in kept:
                answers = [await graph.answer(about(name, docket), "text/csv") for name in _ASKED]
                kept[docket] = await asyncio.to_thread(_evidence, answers)
            return kept[docket]


def _evidence(answers: Iterable[bytes]) -> Evidence:
    return evidence_of(*map(read_lines, answers))


def map_pages(site: Site) -> APIRouter:
    """Return the routes of `/map`, `/map.svg` and `/map.json`."""
    router = APIRouter(tags=["Evidence map"])
    kept = _Kept()
    problems = ("not-found", "timeout", "busy", "result-too-large")

    async def found(choice: Choice) -> tuple[str, Evidence, Shown]:
        docket = await _docket(site, choice.docket)
        evidence = await kept.read(site.graph, docket)
        _check(choice, evidence)
        return docket, evidence, await asyncio.to_thread(chosen, evidence, choice)

    @router.get("/map", include_in_schema=False)
    async def page(request: Request, choice: Annotated[Choice, Depends(_choice)]) -> Response:
        docket, evidence, shown = await found(choice)
        drawn = await asyncio.to_thread(picture, shown)
        return await site.page(
            request,
            "map.html",
            docket=docket,
            shown=shown,
            choice=shown.choice,
            drawn=drawn,
            evidence=evidence,
            respondents=_listed(
                Counter(each for work in evidence.works for each in evidence.citers(work)), evidence.respondents
            ),
            publishers=_listed(
                Counter(each for those in evidence.published.values() for each in those), evidence.publishers
            ),
            shows=SHOWS,
            styles=STYLES,
            ties=TIES,
            style_of=style_of,
            most=MOST_RESPONDENTS,
            explorable=STATIC.joinpath("d3", "d3.min.js").is_file(),
        )

    @router.get(
        "/map.svg", summary="The evidence map's picture", responses=responses((_SVG,), "The picture", *problems)
    )
    async def drawing(request: Request, choice: Annotated[Choice, Depends(_choice)]) -> Response:
        """Respondents, the works that they cite and who published those, as a drawing with its legend."""
        _, _, shown = await found(choice)
        drawn = await asyncio.to_thread(picture, shown)
        return await site.page(
            request,
            "map.svg",
            policy=_SVG_POLICY,
            content_type=_SVG.content_type,
            shown=shown,
            drawn=drawn,
            styles=STYLES,
            ties=TIES,
            root=str(request.base_url).rstrip("/"),
        )

    @router.get("/map.json", summary="The evidence map's data", responses=responses((_JSON,), "The data", *problems))
    async def data(request: Request, choice: Annotated[Choice, Depends(_choice)]) -> Response:
        """Who cites which work, in which way (CiTO), with which tie to its publisher: what the picture shows."""
        tag = etag(site.graph.content, choice.link(), _JSON.media_type)
        headers = {"Cache-Control": "no-cache", "ETag": tag}
        if matches(request.headers.get("if-none-match"), tag):
            return Response(status_code=304, headers=headers)
        docket, _, shown = await found(choice)
        document = _document(docket, shown, site.graph.number, await site.addresses())
        return Response(json.dumps(document, ensure_ascii=False, indent=1), 200, headers, _JSON.content_type)

    return router


def _choice(
    docket: Number = "",
    respondent: Name = "",
    publisher: Name = "",
    show: Show = "all",
    page: Page = 1,
    generation: Generation = 0,
) -> Choice:
    """Return what the address asks for. Raises Problem for works that nobody can choose."""
    if show not in SHOWS:
        raise Problem("bad-request", f"show is {show[:20]!r}; it takes {', '.join(SHOWS)}.")
    return Choice(docket, respondent, publisher, show, page, str(generation or ""))


async def _docket(site: Site, name: str) -> str:
    """Return the IRI of the docket with that number, of the first one without. Raises Problem where there is none."""
    rows = (await site.known("page-dockets")).rows
    for row in rows:
        if row["docket"] and (not name or (row["identifier"] and row["identifier"].value == name)):
            return row["docket"].value
    raise Problem("not-found", f"There is no docket {name[:60]!r} here." if rows else "There is no docket here yet.")


def _check(choice: Choice, evidence: Evidence) -> None:
    """Raise Problem for a respondent or a publisher that the map doesn't have."""
    for word, name, there in (
        ("respondent who cites a work", choice.respondent, evidence.respondents),
        ("publisher of a work that is cited", choice.publisher, evidence.publishers),
    ):
        if name and name not in {each.name for each in there.values()}:
            raise Problem("not-found", f"The docket has no {word} {name[:60]!r}; the map's filters list those it has.")


def _listed(counts: Mapping[str, int], nodes: Mapping[str, Node]) -> list[tuple[Node, int]]:
    ranked = sorted(counts, key=lambda iri: (-counts[iri], nodes[iri].label.casefold(), iri))
    return [(nodes[iri], counts[iri]) for iri in ranked[:LISTED]]


def _document(docket: str, shown: Shown, generation: int, addresses: Addresses) -> dict[str, object]:
    def named(node: Node) -> dict[str, object]:
        return {"iri": node.iri, "label": node.label, "page": addresses.href(node.iri)}

    return {
        "docket": docket,
        "generation": generation,
        "total_works": shown.total,
        "shared_works": shown.shared,
        "page": shown.choice.page,
        "pages": shown.pages,
        "respondents_left_out": shown.left,
        "respondents": [named(each) for each in shown.respondents],
        "works": [named(each) for each in shown.works],
        "publishers": [named(each) for each in shown.publishers],
        "citations": [
            {
                "respondent": each.respondent,
                "work": each.work,
                "function": f"http://purl.org/spar/cito/{each.function}" if each.function else None,
                "citations": each.citations,
                "claims": each.claims,
                "ties": list(each.ties),
            }
            for each in shown.cited
        ],
        "published": [{"work": work, "publisher": publisher} for work, publisher in shown.published],
    }
