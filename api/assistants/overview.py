"""The tool that tells of a docket: what it asks, who answered, and how much the graph has of it."""

from collections.abc import Iterator

from pydantic import Field

from claimgraph.api.assistants.records import LABEL, QUOTE, Answer, Record, Thing, cut, text, thing
from claimgraph.api.assistants.resolving import docket_of
from claimgraph.api.assistants.source import Source
from claimgraph.api.assistants.wording import NOTICE, ending, link, named, quoted
from claimgraph.api.examples import about
from claimgraph.api.search_words import many
from claimgraph.api.service.problems import Problem

__all__ = ["Asked", "Overview", "docket", "read"]

RESPONDENTS = 100


class Asked(Record):
    """Which docket."""

    docket: str = Field(default="", max_length=200, description="The docket's number or IRI, where there are several.")
    page: int = Field(default=1, ge=1, le=10_000, description="Of the respondents.")


class Asks(Record):
    """A question of the docket."""

    number: str
    words: str
    iri: str
    letters: int = Field(description="How many letters answer it.")


class Who(Record):
    """Who answered, with the name by which the tools know it."""

    name: str
    label: str
    iri: str
    letter: str
    date: str
    claims: int


class Overview(Answer):
    """A docket."""

    docket: Thing
    identifier: str
    request: str = Field(description="The title of what was asked for.")
    opened_by: str
    issued: str
    due: str
    remark: str
    propositions: int = Field(description="On which somebody takes a position.")
    disputed: int
    questions: list[Asks]
    respondents: list[Who]


async def docket(source: Source, asked: Asked) -> Overview:
    """Return the docket. Raises Problem where there is none, or several and none is named, or without an answer."""
    found = await docket_of(source, asked.docket)
    [said] = (await source.table(about("docket-about", found.iri))).rows
    shown = found.respondents[(asked.page - 1) * RESPONDENTS : asked.page * RESPONDENTS]
    if asked.page > 1 and not shown:
        count = many(len(found.respondents), "respondent", "respondents")
        raise Problem("not-found", f"There is no page {asked.page}: the docket has {count}.")
    more = max(len(found.respondents) - asked.page * RESPONDENTS, 0)
    return Overview(
        generation=source.generation,
        more=more,
        go_on=f"call docket again with page={asked.page + 1} for more respondents" if more else "",
        docket=thing(source.where, found.iri, text(said, "title")),
        identifier=text(said, "identifier"),
        request=cut(text(said, "requestTitle"), LABEL),
        opened_by=cut(text(said, "openedByLabel"), LABEL),
        issued=text(said, "issued"),
        due=text(said, "due"),
        remark=cut(text(said, "remark"), QUOTE),
        propositions=len(found.held),
        disputed=sum(each.is_disputed for each in found.held),
        questions=[
            Asks(number=each.notation, words=cut(each.words, QUOTE), iri=each.iri, letters=each.letters)
            for each in found.questions
        ],
        respondents=[
            Who(
                name=each.name,
                label=cut(each.label, LABEL),
                iri=each.iri,
                letter=each.letter,
                date=each.date,
                claims=each.claims,
            )
            for each in shown
        ],
    )


def read(found: Overview) -> Iterator[str]:
    """Yield the lines that tell of it."""
    yield NOTICE
    yield f"Docket {found.identifier}: {named(found.docket)}"
    by = f", by {quoted(found.opened_by)}" if found.opened_by else ""
    if found.request:
        yield f"Asked for: {quoted(found.request)}{by}"
    dates = [f"{label} {day}" for label, day in (("issued", found.issued), ("due", found.due)) if day]
    if dates:
        yield ", ".join(dates)
    if found.remark:
        yield f"Remark: {quoted(found.remark)}"
    propositions = many(found.propositions, "proposition", "propositions")
    yield f"{propositions} on which somebody takes a position, {found.disputed} of them disputed"
    yield "Respondents, by the names that other tools take:"
    for who in found.respondents:
        date = f", {who.date}" if who.date else ""
        yield f"- {who.name}: {quoted(who.label)} {link(who.iri, None)}, {many(who.claims, 'claim', 'claims')}"
        yield f"  in the letter <{who.letter}>{date}"
    yield "Questions, with how many letters answer each:"
    yield from (f"- {each.number} ({each.letters}): {quoted(each.words)}" for each in found.questions)
    yield from ending(found)
