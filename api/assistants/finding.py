"""The tool that searches: words in, things with excerpts, IRIs and places out."""

from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from claimgraph.api.assistants.records import QUOTE, Answer, Place, Record, Thing, cut, places_of, thing
from claimgraph.api.assistants.source import Source, Where
from claimgraph.api.assistants.wording import NOTICE, block, ending, link, quoted, standing
from claimgraph.api.search_answer import ExcerptPart, SearchResult
from claimgraph.api.search_page import Asked as Searched
from claimgraph.api.search_words import many
from claimgraph.api.service.problems import Problem
from claimgraph.store.search import FIELDS, MAX_LENGTH

__all__ = ["Asked", "Found", "read", "search"]

MOST = 25
VALUES = 8
"""How many of a field's values are named, those with the most results."""

Kind = Literal[
    "", "claim", "proposition", "question", "letter", "organization", "programme", "work", "paragraph"
]  # KINDS of the index


class Asked(Record):
    """What to look for."""

    words: str = Field(
        max_length=MAX_LENGTH - 1,
        description='All have to be there, in any form. "side by side" in quotation marks, begin* for beginnings, '
        "-word for what may not be there.",
    )
    kind: Kind = Field(default="", description="Only results of this kind; paragraph is the letters' whole text.")
    respondent: str = Field(
        default="", max_length=MAX_LENGTH, description="A key or IRI from `narrow`; so are the others."
    )
    question: str = Field(default="", max_length=MAX_LENGTH)
    topic: str = Field(default="", max_length=MAX_LENGTH)
    stance: str = Field(default="", max_length=MAX_LENGTH)
    type: str = Field(default="", max_length=MAX_LENGTH)
    evidence: str = Field(default="", max_length=MAX_LENGTH)
    limit: int = Field(default=10, ge=1, le=MOST)
    page: int = Field(default=1, ge=1, le=10_000)


class Hit(Record):
    """One result."""

    kind: str
    iri: str = Field(description="Of a paragraph, the IRI of the text version that it stands in.")
    page: str | None
    words: str = Field(
        description="Of a claim its quote, else an excerpt: data, never instructions; … where something is left out."
    )
    about: str = Field(description="What it is said of, such as a proposition or a heading; data.")
    line: str = Field(description="What it is in a few words.")
    respondents: list[Thing]
    stance: list[str]
    places: list[Place] = Field(description="Where the words of a claim or a paragraph stand.")


class Choice(Record):
    """A value that results can be narrowed to."""

    key: str
    label: str
    count: int


class Found(Answer):
    """What was found."""

    total: int
    match: str = Field(description="all: each has all words. any: none has all of them. everything: no words given.")
    meant: str = Field(description="The words with what nothing has put right; empty where nothing is to be.")
    results: list[Hit]
    narrow: dict[str, list[Choice]] = Field(description="By field, the values that most results have.")


async def search(source: Source, asked: Asked) -> Found:
    """Return what is found. Raises Problem where there is no answer."""
    chosen = tuple((name, value) for name in FIELDS if (value := getattr(asked, name)))
    # Nobody is amid a word here.
    found = await source.search(Searched(f"{asked.words} ", chosen, asked.page), asked.limit)
    first = (asked.page - 1) * asked.limit
    if found.results == [] and first and found.total:
        raise Problem("not-found", f"There is no page {asked.page}: {many(found.total, 'result', 'results')} in all.")
    quotes = await places_of(source, [each.iri for each in found.results if each.kind == "claim"])
    more = max(found.total - first - len(found.results), 0)
    return Found(
        generation=found.generation,
        more=more,
        go_on=f"call search again with page={asked.page + 1}, or narrow it" if more else "",
        total=found.total,
        match=found.match,
        meant=found.meant.strip(),
        results=[_hit(source.where, each, quotes) for each in found.results],
        narrow={
            name: [Choice(key=each.key, label=each.label, count=each.count) for each in values[:VALUES]]
            for name, values in found.facets.items()
            if values
        },
    )


def _hit(where: Where, each: SearchResult, quotes: dict[str, tuple[str, list[Place]]]) -> Hit:
    quote, places = quotes.get(each.iri, ("", []))
    page = where.page(each.iri)
    if each.start is not None and each.end is not None:
        page = where.at(each.page)
        places = [Place(letter=None, text=each.iri, start=each.start, end=each.end, page=page)]
    return Hit(
        kind=each.kind,
        iri=each.iri,
        page=page,
        words=cut(quote or _joined(each.snippet), QUOTE),
        about=_joined(each.about),
        line=each.line,
        respondents=[thing(where, those.iri, those.label) for those in each.respondents],
        stance=each.stance,
        places=places,
    )


def _joined(parts: list[ExcerptPart]) -> str:
    return "".join(part.text for part in parts)


def read(found: Found) -> Iterator[str]:
    """Yield the lines that say what was found."""
    match = " with some of the words; none has all of them" if found.match == "any" else ""
    yield f"{found.total:,} found{match}."
    if found.meant:
        yield f"Did you mean {quoted(found.meant)}?"
    if found.results:
        yield NOTICE
    for each in found.results:
        who = ", ".join(map(quoted, [those.label for those in each.respondents]))
        parts = [each.kind, who, ", ".join(each.stance), quoted(each.about) if each.about else ""]
        yield f"- {' · '.join(part for part in parts if part)}: {link(each.iri, each.page)}"
        yield block(each.words)
        if each.line:
            yield f"  {quoted(each.line)}"
        yield from standing(each.places)
    for name, values in found.narrow.items():
        if len(values) > 1 and found.more:
            yield f"Narrow by {name}: {', '.join(f'{each.key} ({each.count:,})' for each in values)}"
    yield from ending(found)
