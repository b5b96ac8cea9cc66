"""What some pages show beyond statements: words in their letter, a question's answers."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from claimgraph.api.examples import about
from claimgraph.api.letter_text import Excerpt, Paragraph, Reader, Span, excerpts, paragraphs
from claimgraph.api.service.graph import Graph, Row
from claimgraph.ontology.terms import CG

__all__ = ["Closeup", "Found", "closeup"]

_TEXTS = {CG.TextVersion.value, CG.Section.value}

BySection = tuple[Row, tuple[Row, ...]]
"""A section as the first of its rows has it, and all its rows."""


@dataclass(frozen=True, slots=True)
class Found:
    """Where in one text the words of one thing stand; `said` is the thing's claim and its label, for an alignment.

    `letter` is the letter whose current text this is, empty where it is an earlier one.
    """

    text: str
    letter: str
    said: tuple[str, str] | None
    excerpts: tuple[Excerpt, ...]


@dataclass(frozen=True, slots=True)
class Closeup:
    """The parts that a page has by the kind of its thing; most pages have one or none.

    `answers` is None for what is no question, and empty for a question that no letter answers. A letter's page shows
    its text (`claimgraph.api.reading`).
    """

    found: tuple[Found, ...] = ()
    text: str = ""
    paragraphs: tuple[Paragraph, ...] = ()
    answers: tuple[BySection, ...] | None = None
    is_letter: bool = False


async def closeup(graph: Graph, iri: str, kinds: Iterable[str]) -> Closeup:
    """Return what the page of a thing of these kinds shows. Raises Problem where the graph gives no answer."""
    kinds = set(kinds)
    if kinds & _TEXTS:
        return await _text(graph, iri)
    if CG.CommentLetter.value in kinds:
        return Closeup(is_letter=True)
    if CG.Question.value in kinds:
        return Closeup(answers=_by_section((await graph.table(about("resource-answers", iri))).rows))
    return Closeup(found=_found((await graph.table(about("resource-places", iri))).rows))


async def _text(graph: Graph, iri: str) -> Closeup:
    for row in (await graph.table(about("resource-text", iri))).rows:
        content, text = _value(row, "content"), _value(row, "text")
        start, end = (int(_value(row, name) or default) for name, default in (("start", 0), ("end", len(content))))
        spans = _spans((await graph.table(about("resource-spans", text))).rows)
        return Closeup(text=text, paragraphs=paragraphs(content, spans, start, end))
    return Closeup()


def _found(rows: Iterable[Row]) -> tuple[Found, ...]:
    found = []
    for (text, said), group in groupby(rows, lambda row: (_value(row, "text"), _value(row, "said"))):
        places = list(group)
        first = places[0]
        spans = {Span(int(_value(row, "start")), int(_value(row, "end"))) for row in places}
        claim = (said, _value(first, "saidLabel")) if said else None
        shown = excerpts(_value(first, "content"), spans)
        found.append(Found(text, _value(first, "letter"), claim, shown))
    return tuple(found)


def _spans(rows: Iterable[Row]) -> list[Span]:
    """Return a span for each place, marked where something was read from it."""
    found: dict[tuple[int, int], list[Reader]] = {}
    for row in rows:
        readers = found.setdefault((int(_value(row, "start")), int(_value(row, "end"))), [])
        if iri := _value(row, "reader"):
            readers.append(Reader(iri, _value(row, "label") or iri, _value(row, "word")))
    return [Span(start, end, tuple(readers), marked=bool(readers)) for (start, end), readers in found.items()]


def _by_section(rows: Iterable[Row]) -> tuple[BySection, ...]:
    groups = (tuple(group) for _, group in groupby(rows, lambda row: _value(row, "section")))
    return tuple((group[0], group) for group in groups)


def _value(row: Row, name: str) -> str:
    term = row[name]
    return term.value if term else ""
