"""The text version of a PDF's pages, and where each line and character stands in it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.models import Span
from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.notes import FoundNote, Place
from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.setting import Setting

_LEAD = re.compile(r"(?:[•▪●○◦‣■□➢✓⁃∙*–—-]|o(?= )|\(?(?:\d{1,2}|[a-zA-Z]|[ivxIVX]{1,5})[.)])\s*(?=\S)")
_ENDED = re.compile(r"[.:?!;][”’\"')\]⁰¹²³⁴⁵⁶⁷⁸⁹]*$")
_INDENT = 8.0


@dataclass(frozen=True, slots=True)
class Written:
    """The text, and for each place the offset of its line; ``opens`` are the places that begin a paragraph."""

    text: str
    starts: dict[Place, int]
    opens: frozenset[Place]
    pages: Sequence[Page]

    def line(self, place: Place) -> PrintedLine:
        """The printed line of a place."""
        return self.pages[place[0]].lines[place[1]]

    def span(self, place: Place) -> Span:
        """Where a line stands in the text."""
        start = self.starts[place]
        return Span(start, start + len(self.line(place).text))

    def places(self) -> list[Place]:
        """All lines in order."""
        return list(self.starts)


class Places:
    """The line in which an offset lies."""

    def __init__(self, written: Written) -> None:
        self._places = written.places()
        self._starts = [written.starts[place] for place in self._places]

    def at(self, offset: int) -> Place:
        """The place of the line that begins last before the offset."""
        return self._places[max(0, bisect_right(self._starts, offset) - 1)]


def write(pages: Sequence[Page], notes: Sequence[FoundNote], setting: Setting) -> Written:
    """The text: a line for each printed line, a blank one before each paragraph and note, a form feed between pages."""
    heads = {note.places[0] for note in notes}
    noted = {place for note in notes for place in note.places}
    parts: list[str] = []
    starts: dict[Place, int] = {}
    opens: set[Place] = set()
    length = 0

    def add(words: str) -> None:
        nonlocal length
        parts.append(words)
        length += len(words)

    for number, page in enumerate(pages):
        if number:
            add("\f")
        previous: int | None = None
        margins = dict(_margins(page))
        for at, line in enumerate(page.lines):
            place = (number, at)
            parted = previous is None or place in heads or _parted(page, previous, at, number, noted, setting, margins)
            if parted:
                opens.add(place)
                if previous is not None:
                    add("\n")
            starts[place] = length
            add(line.text)
            add("\n")
            previous = at
    return Written("".join(parts), starts, frozenset(opens), tuple(pages))


def _margins(page: Page) -> Iterator[tuple[int, float]]:
    """The right margin of each column in points."""
    for column in {line.column for line in page.lines}:
        yield column, max(line.x1 for line in page.lines if line.column == column)


def _parted(
    page: Page, before: int, at: int, number: int, noted: set[Place], setting: Setting, margins: dict[int, float]
) -> bool:
    """Whether a new paragraph begins with the line at a position."""
    last, line = page.lines[before], page.lines[at]
    if (before in page.furniture) != (at in page.furniture) or ((number, before) in noted) != ((number, at) in noted):
        return True
    if (number, at) in noted:
        return False
    if line.cell != last.cell:
        return True
    if line.column != last.column:
        return _ENDED.search(last.text) is not None
    distance, pitch = last.y - line.y, setting.pitch(line.size)
    if distance > max(1.2 * pitch, pitch + 1.5) or abs(line.size - last.size) > 0.9:
        return True
    if setting.bold and line.bold != last.bold and len(last.text) > 2 and len(line.text) > 2:
        return _room(last, line, margins) or _ENDED.search(last.text) is not None
    if _LEAD.match(line.text):
        return False
    if _ENDED.search(last.text) is None:
        return False
    after = page.lines[at + 1] if at + 1 < len(page.lines) else None
    indented = (
        line.x0 - last.x0 > _INDENT
        and not _LEAD.match(last.text)
        and after is not None
        and line.x0 - after.x0 > _INDENT
    )
    return indented or (_room(last, line, margins) and line.text[:1].isupper() and len(last.text) > 60)


def _room(last: PrintedLine, line: PrintedLine, margins: dict[int, float]) -> bool:
    """Whether the first word of a line would have fitted on the one before, so that the break was meant."""
    first = line.text.split(None, 1)[0] if line.text.split() else ""
    width = line.xs[len(first) - 1][1] - line.x0 if first else 0.0
    return last.x1 + width + 0.6 * line.size < margins[line.column]
