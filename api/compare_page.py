"""The page that sets two respondents side by side, question by question."""

import asyncio

from fastapi import APIRouter, Request
from fastapi.responses import Response

from claimgraph.api.comparison import BOTH, Comparison, compared
from claimgraph.api.dockets import Dockets, words_of
from claimgraph.api.examples import about
from claimgraph.api.positions import Docket, Respondent
from claimgraph.api.service.problems import Problem
from claimgraph.api.site import Site

__all__ = ["compare_pages"]

ALONE = 40
"""How many of the propositions that only one of the two speaks of are listed under a question."""

TOGETHER = 40
"""How many of those on which both speak are shown with their quotes; the others are counted."""


def compare_pages(site: Site, dockets: Dockets) -> APIRouter:
    """Return the route of `/compare`."""
    router = APIRouter(include_in_schema=False)

    @router.get("/compare")
    async def compare(
        request: Request, one: str = "", other: str = "", question: str = "", docket: str = ""
    ) -> Response:
        whole = await _docket(site, dockets, docket)
        pair = _pair(whole, one, other)
        shown = words = None
        if pair:
            rows = (await site.graph.table(about("compare-alignments", pair[0].iri, those=[pair[1].iri]))).rows
            shown = await asyncio.to_thread(compared, whole, *pair, rows)
            if question and question not in {part.anchor for part in shown.parts}:
                raise Problem("not-found", f"Neither of them answers a question {question[:20]!r}.")
            words = await words_of(site.graph, _spoken(shown, question), [each.iri for each in pair])
        return await site.page(
            request,
            "compare.html",
            docket=whole,
            given=docket,
            chosen=question,
            comparison=shown,
            words=words,
            both=BOTH,
            alone=ALONE,
            together=TOGETHER,
        )

    return router


async def _docket(site: Site, dockets: Dockets, name: str) -> Docket:
    """Return the docket with that number, the first one without. Raises Problem where there is none."""
    rows = (await site.known("page-dockets")).rows
    for row in rows:
        if row["docket"] and (not name or (row["identifier"] and row["identifier"].value == name)):
            return await dockets.read(site.graph, row["docket"].value)
    raise Problem("not-found", f"There is no docket {name[:60]!r} here." if rows else "There is no docket here yet.")


def _pair(docket: Docket, one: str, other: str) -> tuple[Respondent, Respondent] | None:
    """Return the two that are named, or the only two. Raises Problem for a name that nobody has."""
    names = {each.name: each for each in docket.respondents}
    for name in (one, other):
        if name and name not in names:
            raise Problem("not-found", f"The docket has no respondent {name[:60]!r}; its page lists those it has.")
    if one and other and one != other:
        return names[one], names[other]
    if not one and not other and len(names) == 2:
        return docket.respondents[0], docket.respondents[1]
    return None


def _spoken(shown: Comparison, question: str) -> list[str]:
    """Return the propositions that the page shows, each once: of all questions only those on which both speak."""
    parts = [part for part in shown.parts if question in ("", part.anchor)]
    found = [entry.proposition for part in parts for kind in BOTH for entry in part.both[kind]][: 5 * TOGETHER]
    if question:
        alone = (those for part in parts for those in (part.only_one, part.only_other))
        found += [held.proposition for those in alone for held in those[:ALONE]]
    return found
