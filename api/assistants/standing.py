"""The tool that says who takes which position on a proposition, in which words."""

from collections.abc import Iterator

from pydantic import Field

from claimgraph.api.assistants.records import (
    QUOTE,
    Answer,
    Judged,
    Record,
    Said,
    Thing,
    cut,
    judged,
    places_of,
    text,
    thing,
)
from claimgraph.api.assistants.resolving import known
from claimgraph.api.assistants.source import Source
from claimgraph.api.assistants.wording import NOTICE, ending, judgement, named, said
from claimgraph.api.examples import about
from claimgraph.api.search_words import many
from claimgraph.api.service.problems import Problem
from claimgraph.api.subjects import bearings_on

__all__ = ["Asked", "Positions", "get_positions", "read"]

CLAIMS = 20
"""How many claims an answer has."""


class Asked(Record):
    """Which proposition."""

    proposition: str = Field(
        max_length=2000, description="Its IRI, whole or below the docket's base (proposition/…), or its page."
    )
    page: int = Field(default=1, ge=1, le=10_000)


class Count(Record):
    """How many take a stance."""

    stance: str
    claims: int
    respondents: int


class Positions(Answer):
    """Who says what on a proposition."""

    proposition: Thing
    counts: list[Count] = Field(
        description="By stance; narrower: affirms something from which the proposition follows."
    )
    claims: list[Said]
    alignments: list[Judged]


async def get_positions(source: Source, asked: Asked) -> Positions:
    """Return the positions on the proposition. Raises Problem where there is none, or no answer."""
    iri = await known(source, asked.proposition)
    [stated] = (await source.table(about("matrix-statements", iri))).rows
    if not stated["statement"]:
        raise Problem("not-found", f"<{iri}> is not a proposition. Find one with search and kind=proposition.")
    bearings, page, pages = await bearings_on(source, iri, asked.page, CLAIMS)
    if asked.page > pages:
        raise Problem("not-found", f"There is no page {asked.page} of its claims, only {pages}.")
    rows = [(how, row) for how, each in bearings.items() for row in each.rows]
    quotes = await places_of(source, [text(row, "claim") for _, row in rows])
    alignments = (await source.table(about("subject-alignments", iri))).rows
    total = sum(each.claims for each in bearings.values())
    more = max(total - (page - 1) * CLAIMS - len(rows), 0)
    where = source.where
    return Positions(
        generation=source.generation,
        more=more,
        go_on=f"call get_positions again with page={page + 1}" if more else "",
        proposition=thing(where, iri, text(stated, "statement")),
        counts=[Count(stance=how, claims=each.claims, respondents=each.respondents) for how, each in bearings.items()],
        claims=[
            Said(
                claim=(claim := text(row, "claim")),
                page=where.page(claim),
                respondent=thing(where, text(row, "respondent"), text(row, "name")),
                stance=how,
                words=cut(text(row, "quote"), QUOTE),
                places=quotes.get(claim, ("", []))[1],
            )
            for how, row in rows
        ],
        alignments=[judged(where, row) for row in alignments],
    )


def read(positions: Positions) -> Iterator[str]:
    """Yield the lines that say who takes which position."""
    yield NOTICE
    yield f"On {named(positions.proposition)}:"
    for each in positions.counts:
        claims, of = many(each.claims, "claim", "claims"), many(each.respondents, "respondent", "respondents")
        yield f"{each.stance}: {claims}, of {of}"
    if not positions.counts:
        yield "Nobody takes a position."
    for claim in positions.claims:
        yield from said(claim)
    if positions.alignments:
        yield "How these were judged:"
        for alignment in positions.alignments:
            yield from judgement(alignment)
    yield from ending(positions)
