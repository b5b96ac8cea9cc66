"""The pages of a letter that is too long for one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from claimgraph.api.reading.marking import Chip, Event, Open, Ref, Words
from claimgraph.api.reading.rows import Row

__all__ = ["SHEET", "Sheet", "sheets_of"]

SHEET = 118_000
"""About how many bytes a letter's words, marks and notes may take on one page; a longer letter is parted."""

_BLOCK, _NOTE, _WORK = 30, 70, 190
"""About how many bytes a row takes for itself, and so a footnote and a work that it cites."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What one page has of a letter: rows[first:last], and the range of the text that they are in."""

    first: int
    last: int
    start: int
    end: int


def sheets_of(rows: Sequence[Row], length: int, most: int = SHEET) -> tuple[Sheet, ...]:
    """Return the pages on which the rows fit, parted before the last heading in a page's second half."""
    firsts, size, heading = [0], 0, 0
    sizes = [_size(row) for row in rows]
    even = sum(sizes) / -(-sum(sizes) // most) if sizes else 0
    most = min(most, round(even * 1.1))
    for n, row in enumerate(rows):
        if n > firsts[-1] and size + sizes[n] > most:
            cut = heading if sum(sizes[firsts[-1] : heading]) > most / 2 else n
            firsts.append(cut)
            size = sum(sizes[cut:n])
        size += sizes[n]
        if row.kind == "heading" and n > firsts[-1]:
            heading = n
    starts = [0, *(rows[n].start for n in firsts[1:])]
    bounds = zip(firsts, [*firsts[1:], len(rows)], starts, [*starts[1:], length], strict=True)
    return tuple(Sheet(*bound) for bound in bounds)


def _size(row: Row) -> int:
    return (
        _BLOCK
        + _weight(row.all_events())
        + sum(_NOTE + _WORK * note.works + _weight(note.events) for note in row.notes)
    )


def _weight(events: Iterable[Event]) -> int:
    """About how many bytes the page takes for these events, and for their claims in the rail."""
    size = 0
    for event in events:
        match event:
            case Words(_, text):
                size += len(text.encode("utf-8"))
            case Open(mark):
                size += len(mark.target) + 25 if mark.kind == "link" else 45
            case Chip(mark):
                size += 70 + (2 * len(mark.key) + 35 if mark.kind == "claim" else len(mark.target) // 2)
            case Ref():
                size += 60
    return size
