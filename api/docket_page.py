"""The docket's page: what was asked, who answered, and the positions matrix."""

import asyncio
from collections.abc import Iterable, Mapping

from fastapi import Request
from fastapi.responses import Response

from claimgraph.api.dockets import Dockets, words_of
from claimgraph.api.examples import about
from claimgraph.api.matrix import SHOWS, Choice, matrix
from claimgraph.api.positions import Docket
from claimgraph.api.service.graph import Row
from claimgraph.api.service.negotiation import GRAPH_FORMATS
from claimgraph.api.service.problems import Problem
from claimgraph.api.site import Site, page_number

__all__ = ["docket_page"]

LETTERS = 40
"""How many respondents a page lists."""

QUOTES = 2
"""How many quotes of one respondent on one proposition the matrix shows; the proposition's page has them all."""


async def docket_page(
    site: Site, dockets: Dockets, request: Request, iri: str, path: str, headers: Mapping[str, str], embedded: str
) -> Response:
    """Return the page of the docket with this IRI. Raises Problem for a choice that it doesn't have."""
    docket = await dockets.read(site.graph, iri)
    choice = _choice(request, docket)
    shown = await asyncio.to_thread(matrix, docket, choice)
    letters, last = page_number(request, "letters"), max(1, -(-len(docket.respondents) // LETTERS))
    page = min(letters, last)
    return await site.page(
        request,
        "docket.html",
        headers=headers,
        embedded=embedded,
        docket=docket,
        about=(await site.graph.known(about("docket-about", iri))).rows[0],
        matrix=shown,
        shows=SHOWS,
        answered=docket.respondents[(page - 1) * LETTERS : page * LETTERS],
        letters=(page, last),
        joined=_joined((await site.graph.known(about("docket-joined", iri))).rows),
        quotes_each=QUOTES,
        words=await words_of(site.graph, shown.propositions, [each.iri for each in shown.columns]),
        path=path,
        several=len((await site.known("page-dockets")).rows) > 1,
        formats=GRAPH_FORMATS,
    )


def _choice(request: Request, docket: Docket) -> Choice:
    """Return what the address asks for. Raises Problem where the docket doesn't have it."""
    given = request.query_params
    question, topic, show = (given.get(name, "") for name in ("question", "topic", "show"))
    respondents = tuple(dict.fromkeys(given.getlist("respondent")))
    known = (
        ("question", {question} if question else set(), {each.notation for each in docket.questions}),
        ("topic", {topic} if topic else set(), {each.name for each in docket.topics}),
        ("view", {show} if show else set(), set(SHOWS)),
        ("respondent", set(respondents), {each.name for each in docket.respondents}),
    )
    for word, asked, there in known:
        if missing := sorted(asked - there):
            raise Problem("not-found", f"The docket has no {word} {missing[0][:60]!r}; its page lists what it has.")
    down, across = page_number(request, "page"), page_number(request, "across")
    return Choice(question, topic, show, respondents, down, across, given.get("generation", ""))


def _joined(rows: Iterable[Row]) -> dict[str, int]:
    """Return by letter how many submissions join it."""
    return {row["letter"].value: int(row["submissions"].value) for row in rows if row["letter"] and row["submissions"]}
