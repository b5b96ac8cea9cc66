"""What a letter's page shows, asked of the graph and kept while the generation is held."""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from weakref import WeakKeyDictionary

from fastapi import Request

from claimgraph.api.examples import about
from claimgraph.api.reading.letter import Answers, Letter, letter_of
from claimgraph.api.reading.lighting import lit_note, lit_row
from claimgraph.api.reading.marking import Begun
from claimgraph.api.reading.ranges import CharRange, RangeError, char_range
from claimgraph.api.reading.rows import Note, Row
from claimgraph.api.service.graph import Graph
from claimgraph.api.service.graph import Row as Solution
from claimgraph.api.service.problems import Problem
from claimgraph.api.site import page_number

__all__ = ["Letters", "Opened"]

KEPT = 16
"""How many letters of a generation are kept as they are shown."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A letter, opened at one of its pages; `chosen` is the range of characters that the address names.

    `seen` says whether the page shows any of it. `rows` and `rest` are what the page has of those.
    """

    letter: Letter
    page: int
    chosen: CharRange | None
    seen: bool
    rows: tuple[Row, ...]
    rest: tuple[Note, ...]
    template: str = "reading.html"

    @property
    def words(self) -> str:
        """The words of the chosen range, or their beginning."""
        if not self.chosen:
            return ""
        return self.letter.content[self.chosen.start : min(self.chosen.end, self.chosen.start + 160)]


class Letters:
    """Opens letters; those that were opened last are kept, as a generation never changes."""

    def __init__(self) -> None:
        self._kept: WeakKeyDictionary[Graph, OrderedDict[str, Letter]] = WeakKeyDictionary()

    async def open(self, graph: Graph, iri: str, request: Request) -> Opened | None:
        """Return the letter at the page, or the characters, that the address names; None for one without a text.

        Raises Problem where the graph gives no answer, or the letter has no such characters or page.
        """
        texts = (await graph.table(about("letter-text", iri))).rows
        page, given = page_number(request, "page"), request.query_params.get("char")
        if not texts:
            return None
        chosen = None
        if given is not None:
            content = texts[0]["content"]
            try:
                chosen = char_range(given, len(content.value) if content else 0)
            except RangeError as error:
                raise Problem("bad-request", str(error)) from error
        letter = await self._letter(graph, iri, texts[0])
        at = letter.place_of(request.query_params.get("at", ""))
        if chosen:
            page = letter.sheet_of(chosen) or letter.sheet_at(chosen.start)
        elif at is not None:
            page = letter.sheet_at(at)
        elif page > len(letter.sheets):
            pages = f"{len(letter.sheets)} page{'s' if len(letter.sheets) > 1 else ''}"
            raise Problem("not-found", f"The letter has {pages}; there is no page {page}.")
        return _opened(letter, page, chosen)

    async def _letter(self, graph: Graph, iri: str, text: Solution) -> Letter:
        kept = self._kept.setdefault(graph, OrderedDict())
        if iri in kept:
            kept.move_to_end(iri)
            return kept[iri]
        names = ("letter-sections", "letter-readers", "letter-notes", "letter-works", "letter-addresses")
        asked = [(await graph.table(about(name, iri))).rows for name in names]
        letter = kept[iri] = await asyncio.to_thread(letter_of, Answers(text, *asked))
        while len(kept) > KEPT:
            kept.popitem(last=False)
        return letter


def _opened(letter: Letter, page: int, chosen: CharRange | None) -> Opened:
    sheet = letter.sheets[page - 1]
    rows = letter.rows[sheet.first : sheet.last]
    rest = letter.rest if page == len(letter.sheets) else ()
    if chosen is None:
        return Opened(letter, page, None, False, rows, rest)
    begun = Begun()
    lit = tuple(lit_row(row, chosen, begun) for row in rows)
    notes = tuple(lit_note(note, chosen, begun) for note in rest)
    return Opened(letter, page, chosen, bool(begun.ids), lit, notes)
