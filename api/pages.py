"""The start page and the reference."""

from collections.abc import Iterable

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.examples import examples, page_query
from claimgraph.api.forms.describing import script
from claimgraph.api.service.graph import Row
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, HTML, RESULT_FORMATS, choose
from claimgraph.api.service.problems import PROBLEMS
from claimgraph.api.service.replies import origin
from claimgraph.api.site import Site

__all__ = ["pages"]

SHOWN_ALIGNMENTS = 3

_MEASURES = ("letters", "claims", "recommendations", "citations", "works")
_KINDS = ("agreement", "partial agreement", "qualified agreement", "disagreement", "shared evidence")


def pages(site: Site) -> APIRouter:
    """Return the routes of the pages that a person starts from."""
    router = APIRouter(include_in_schema=False)

    @router.get("/")
    async def start(request: Request) -> Response:
        if choose(request.headers.get("accept"), DOCUMENT_FORMATS) not in (HTML, None):
            # A program that starts here is told of the endpoint, by the endpoint itself.
            return Response(status_code=303, headers={"Location": "/sparql", "Vary": "Accept"})
        counts = (await site.known("page-counts")).rows
        alignments = (await site.known("page-alignments")).rows
        return await site.page(
            request,
            "start.html",
            dockets=(await site.known("page-dockets")).rows,
            counts=_counts(counts),
            letters=(await site.known("page-letters")).rows,
            topics=(await site.known("page-topics")).rows,
            propositions=page_query("page-propositions"),
            kinds=_kinds(counts),
            glimpses=[
                _glimpse("Where the letters disagree", "disagreement", alignments),
                _glimpse("Where they agree", "agreement", alignments),
            ],
            examples=examples(),
            origin=origin(request.scope),
            embedded=script(_catalogue(origin(request.scope), (await site.known("page-dockets")).rows)),
        )

    @router.get("/docs")
    async def reference(request: Request) -> Response:
        return await site.page(
            request,
            "docs.html",
            document=request.app.openapi(),
            problems=PROBLEMS.values(),
            result_formats=RESULT_FORMATS,
            graph_formats=GRAPH_FORMATS,
            origin=origin(request.scope),
        )

    return router


def _counts(rows: Iterable[Row]) -> list[tuple[str, int]]:
    found = {_value(row, "measure"): int(_value(row, "count")) for row in rows if row["kind"] is None}
    return [(measure, found.get(measure, 0)) for measure in _MEASURES]


def _kinds(rows: Iterable[Row]) -> list[tuple[str, int, int]]:
    found = {(_value(row, "kind"), _value(row, "status")): int(_value(row, "count")) for row in rows if row["kind"]}
    lines = [(each, found.get((each, "reviewed"), 0), found.get((each, "derived"), 0)) for each in _KINDS]
    return [line for line in lines if line[1] or line[2]]


def _glimpse(heading: str, kind_name: str, rows: Iterable[Row]) -> tuple[str, str, int, list[Row]]:
    """Return the first pairs of one kind, each alignment once, and how many alignments there are."""
    firsts: dict[str, Row] = {}
    for row in rows:
        if _value(row, "kind") == kind_name:
            firsts.setdefault(_value(row, "alignment"), row)
    return heading, kind_name, len(firsts), list(firsts.values())[:SHOWN_ALIGNMENTS]


def _value(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""


def _catalogue(here: str, dockets: Iterable[Row]) -> dict[str, object]:
    """Return what search engines read of the service: a catalogue with a dataset for each docket."""
    datasets = [
        {
            "@id": docket.value,
            "@type": "Dataset",
            "name": (row["title"] or row["identifier"] or docket).value,
            "description": "Who claims what in the docket's letters, in which words, on which evidence.",
            "license": "https://creativecommons.org/publicdomain/zero/1.0/",
            "distribution": {
                "@type": "DataDownload",
                "contentUrl": f"{here}/download/claimgraph.nq.gz",
                "encodingFormat": "application/n-quads",
            },
        }
        for row in dockets
        if (docket := row["docket"])
    ]
    return {"@context": "https://schema.org", "@type": "DataCatalog", "name": "claimgraph", "url": f"{here}/"} | (
        {"dataset": datasets} if datasets else {}
    )
