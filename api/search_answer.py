"""What was found, as JSON."""

from collections.abc import Callable, Sequence
from typing import Literal

from pydantic import BaseModel, Field

from claimgraph.api.search_page import Asked
from claimgraph.api.search_words import label_of
from claimgraph.store.search import Found, Hit, Piece, Value

__all__ = ["SearchAnswer", "search_answer"]

Href = Callable[[str], str | None]


class ExcerptPart(BaseModel):
    """A part of an excerpt."""

    text: str
    marked: bool = Field(description="Whether it is what was looked for.")


class Named(BaseModel):
    """A thing and what it is called."""

    iri: str
    label: str


class SearchResult(BaseModel):
    """One result."""

    kind: str
    iri: str = Field(description="Of a paragraph, the IRI of the text version that it stands in.")
    page: str = Field(description="Where this service shows it.")
    score: float = Field(description="How well it fits (BM25); 0 where nothing was looked for, or too much found.")
    snippet: list[ExcerptPart]
    about: list[ExcerptPart] = Field(description="What it is said of: a proposition, a heading, authors.")
    line: str = Field(description="What it is in a few words, such as a work's kind, publisher and date.")
    start: int | None = Field(description="Of a paragraph: where it begins in the text version, in code points.")
    end: int | None = Field(description="Of a paragraph: where it ends, exclusive.")
    respondents: list[Named]
    questions: list[Named]
    topics: list[Named]
    stance: list[str]
    type: list[str]
    evidence: list[str]


class FacetValue(BaseModel):
    """A value that results can be narrowed to."""

    key: str = Field(description="What stands for it in an address.")
    value: str = Field(description="Its IRI, or its word.")
    label: str
    count: int = Field(description="How many results there are with it, under what is chosen in the other fields.")
    chosen: bool


class SearchAnswer(BaseModel):
    """What was found."""

    query: str
    match: Literal["all", "any", "everything"] = Field(
        description="Whether each result has all the words, some of them since none has all, or nothing was asked for."
    )
    meant: str = Field(description="The query with words put right that nothing has; empty where there are none.")
    total: int
    page: int
    limit: int
    generation: int
    results: list[SearchResult]
    facets: dict[str, list[FacetValue]]


def search_answer(asked: Asked, limit: int, found: Found, generation: int, href: Href) -> SearchAnswer:
    """Return the answer to what was asked."""
    return SearchAnswer(
        query=asked.text,
        match=found.match,
        meant=found.meant,
        total=found.total,
        page=asked.page,
        limit=limit,
        generation=generation,
        results=[_result(asked, hit, href) for hit in found.hits],
        facets={
            name: [
                FacetValue(
                    key=each.value.key,
                    value=each.value.value,
                    label=label_of(name, each.value),
                    count=each.count,
                    chosen=each.is_chosen,
                )
                for each in counted
            ]
            for name, counted in found.facets.items()
        },
    )


def _result(asked: Asked, hit: Hit, href: Href) -> SearchResult:
    return SearchResult(
        kind=hit.kind,
        iri=hit.iri,
        page=asked.page_of(hit.iri, hit.start, href) or hit.iri,
        score=round(hit.score, 6),
        snippet=_parts(hit.words),
        about=_parts(hit.about),
        line=hit.line,
        start=hit.start,
        end=hit.end,
        respondents=_named(hit.values["respondent"]),
        questions=_named(hit.values["question"]),
        topics=_named(hit.values["topic"]),
        stance=[each.value for each in hit.values["stance"]],
        type=[each.value for each in hit.values["type"]],
        evidence=[each.value for each in hit.values["evidence"]],
    )


def _parts(pieces: Sequence[Piece]) -> list[ExcerptPart]:
    return [ExcerptPart(text=text, marked=is_marked) for text, is_marked in pieces]


def _named(values: Sequence[Value]) -> list[Named]:
    return [Named(iri=each.value, label=each.label) for each in values]
