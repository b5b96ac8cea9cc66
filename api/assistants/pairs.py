"""The tool that sets two respondents side by side: where they differ, agree or agree in part, in both their words."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Literal

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
from claimgraph.api.assistants.resolving import docket_of, respondent_of
from claimgraph.api.assistants.source import Source
from claimgraph.api.assistants.wording import NOTICE, ending, judgement, named, quoted, said
from claimgraph.api.comparison import BOTH, Entry, compared
from claimgraph.api.dockets import Words, words_of
from claimgraph.api.examples import about
from claimgraph.api.positions import Held, Respondent
from claimgraph.api.search_words import many
from claimgraph.api.service.problems import Problem

__all__ = ["Asked", "Compared", "compare", "read"]

ENTRIES = 10
QUOTES = 3
"""How many claims of each are quoted on a proposition; the tool get_positions has them all."""

ALONE = 10
"""How many propositions are named of which only one of the two speaks."""


class Asked(Record):
    """Which two, and what of them."""

    one: str = Field(max_length=300, description="A respondent's name as the tool docket lists it, or its IRI.")
    other: str = Field(max_length=300, description="Another one.")
    show: Literal["all", "differ", "agree", "partly", "near"] = Field(
        default="all",
        description="Only where they differ, agree, agree in part, or nobody has judged how they stand (near).",
    )
    question: str = Field(default="", max_length=20, description="Only under this main question, by its number.")
    docket: str = Field(default="", max_length=200, description="The docket's number, where there are several.")
    page: int = Field(default=1, ge=1, le=10_000)


class Both(Record):
    """A proposition on which both speak."""

    proposition: Thing
    question: str
    stand: Literal["differ", "agree", "partly", "near"]
    one: list[str] = Field(description="The stances of the first.")
    other: list[str]
    said: list[Said] = Field(description="Claims of both on it.")
    judged: list[Judged] = Field(description="Who or what judged it; empty where it follows from the stances alone.")


class Alone(Record):
    """What only one of them speaks of."""

    total: int
    propositions: list[Thing] = Field(description="The first of them.")


class Compared(Answer):
    """How two respondents stand to one another."""

    one: Thing
    other: Thing
    totals: dict[str, int] = Field(description="How many propositions both speak of, by how they stand.")
    both: list[Both]
    only_one: Alone
    only_other: Alone


async def compare(source: Source, asked: Asked) -> Compared:
    """Return how the two stand. Raises Problem where there is no such respondent or question, or no answer."""
    docket = await docket_of(source, asked.docket)
    one, other = (respondent_of(docket, each) for each in (asked.one, asked.other))
    if one == other:
        raise Problem("bad-request", f"{one.name} can't be compared with itself; name two respondents.")
    rows = (await source.table(about("compare-alignments", one.iri, those=[other.iri]))).rows
    # In a thread, since it goes through all positions of the docket.
    shown = await asyncio.to_thread(compared, docket, one, other, rows)
    parts = [part for part in shown.parts if asked.question in ("", part.anchor)]
    if asked.question and not parts:
        raise Problem("not-found", f"Neither of them answers a question {asked.question!r}.")
    entries = [
        (part.anchor if part.question else "", kind, entry)
        for part in parts
        for kind in BOTH
        if asked.show in ("all", kind)
        for entry in part.both[kind]
    ]
    here = entries[(asked.page - 1) * ENTRIES : asked.page * ENTRIES]
    if entries and not here:
        raise Problem("not-found", f"There is no page {asked.page}, only {-(-len(entries) // ENTRIES)}.")
    ours = [held for part in parts for held in part.only_one]
    theirs = [held for part in parts for held in part.only_other]
    spoken = [entry.proposition for _, _, entry in here]
    spoken += [held.proposition for held in (*ours[:ALONE], *theirs[:ALONE])]
    words = await words_of(source, spoken, [one.iri, other.iri])
    more = max(len(entries) - asked.page * ENTRIES, 0)
    return Compared(
        generation=source.generation,
        more=more,
        go_on=f"call compare again with page={asked.page + 1}" if more else "",
        one=thing(source.where, one.iri, one.label),
        other=thing(source.where, other.iri, other.label),
        totals={kind: sum(len(part.both[kind]) for part in parts) for kind in BOTH},
        both=await _both(source, here, words, (one, other)),
        only_one=_alone(source, ours, words),
        only_other=_alone(source, theirs, words),
    )


async def _both(
    source: Source, entries: Sequence[tuple[str, str, Entry]], words: Words, two: tuple[Respondent, Respondent]
) -> list[Both]:
    quoted_of = {
        (entry.proposition, each.iri): words.quotes.get((entry.proposition, each.iri), ())[:QUOTES]
        for _, _, entry in entries
        for each in two
    }
    quotes = await places_of(source, [text(row, "claim") for rows in quoted_of.values() for row in rows])
    where = source.where
    return [
        Both(
            proposition=_proposition(source, entry.proposition, words),
            question=question,
            stand=kind,  # type: ignore[arg-type]  # a key of BOTH
            one=list(entry.one),
            other=list(entry.other),
            said=[
                Said(
                    claim=(claim := text(row, "claim")),
                    page=where.page(claim),
                    respondent=thing(where, each.iri, each.label),
                    stance=text(row, "stance"),
                    words=cut(text(row, "quote"), QUOTE),
                    places=quotes.get(claim, ("", []))[1],
                )
                for each in two
                for row in quoted_of[entry.proposition, each.iri]
            ],
            judged=[judged(where, row) for row in entry.judged],
        )
        for question, kind, entry in entries
    ]


def _alone(source: Source, held: Sequence[Held], words: Words) -> Alone:
    return Alone(total=len(held), propositions=[_proposition(source, each.proposition, words) for each in held[:ALONE]])


def _proposition(source: Source, iri: str, words: Words) -> Thing:
    row = words.statements.get(iri)
    return thing(source.where, iri, text(row, "statement") if row else "")


def read(found: Compared) -> Iterator[str]:
    """Yield the lines that say how they stand."""
    yield NOTICE
    yield f"{named(found.one)} and {named(found.other)}"
    yield f"Both speak of {many(sum(found.totals.values()), 'proposition', 'propositions')}:"
    for kind, count in found.totals.items():
        yield f"  {count}: {BOTH[kind].lower()} ({kind})"
    for each in found.both:
        question = f"question {each.question}, " if each.question else ""
        yield ""
        yield f"{question}{each.stand}: {named(each.proposition)}"
        for claim in each.said:
            yield from said(claim)
        for alignment in each.judged:
            yield from judgement(alignment)
        if not each.judged:
            yield "  nobody judged it; this follows from the stances"
    yield ""
    for one, alone in ((found.one, found.only_one), (found.other, found.only_other)):
        if alone.total:
            first = f", the first {len(alone.propositions)} of them" if alone.total > len(alone.propositions) else ""
            yield f"Only {quoted(one.label)} speaks of {many(alone.total, 'other', 'others')}{first}:"
            yield from (f"- {named(proposition)}" for proposition in alone.propositions)
    yield from ending(found)
