"""What a file's layout tells beyond the text's characters, in offsets of the text version."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass, replace

from claimgraph.ingest.models import Link, Mark, Span


@dataclass(frozen=True, slots=True)
class KnownNote:
    """A footnote that the file itself tells apart: its number, where that stands, and the stretches of its words.

    ``printed`` is the label where it isn't the number, as ``*``, or the 1 of a second series.
    """

    number: int
    label: Span
    spans: tuple[Span, ...]
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class KnownCell:
    """A stretch that stands in a table's cell; tables count from 1, rows and columns from 0."""

    span: Span
    table: int
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reader couldn't settle, and the offset it speaks of."""

    message: str
    start: int = 0


@dataclass(frozen=True, slots=True)
class Layout:
    """The facts of a file's layout; where one is None the text alone decides.

    ``furniture`` are running heads and page numbers, ``headings`` what is set larger or bolder than the text,
    ``links`` the targets behind words and the printed addresses mended over line ends. ``further_marks`` are marks that
    the text alone doesn't tell, such as ``*``.
    """

    notes: tuple[KnownNote, ...] | None = None
    marks: tuple[Mark, ...] | None = None
    furniture: tuple[Span, ...] | None = None
    headings: tuple[Span, ...] = ()
    links: tuple[Link, ...] | None = None
    cells: tuple[KnownCell, ...] = ()
    further_marks: tuple[Mark, ...] = ()

    def moved(self, offsets: tuple[int, ...]) -> Layout:
        """The same facts about a shorter text, of whose characters ``offsets`` are the places in the present one."""

        def at(old: int) -> int:
            return bisect_left(offsets, old)

        def span(old: Span) -> Span:
            return Span(at(old.start), at(old.end))

        def spans(old: tuple[Span, ...]) -> tuple[Span, ...]:
            return tuple(span(each) for each in old)

        return Layout(
            notes=None
            if self.notes is None
            else tuple(replace(note, label=span(note.label), spans=spans(note.spans)) for note in self.notes),
            marks=None
            if self.marks is None
            else tuple(replace(mark, start=at(mark.start), end=at(mark.end)) for mark in self.marks),
            furniture=None if self.furniture is None else spans(self.furniture),
            headings=spans(self.headings),
            links=None
            if self.links is None
            else tuple(replace(link, start=at(link.start), end=at(link.end)) for link in self.links),
            cells=tuple(replace(cell, span=span(cell.span)) for cell in self.cells),
            further_marks=tuple(replace(mark, start=at(mark.start), end=at(mark.end)) for mark in self.further_marks),
        )
