"""Which lines belong to which note: those under its label, and those with which it goes on in the next column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.regions import Region, area_start, regions
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.structure.marks import longest_rising

_SENTENCE_END = re.compile(r"[.?!)\]”\"]$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S*$")
_SAME = 0.65

Place = tuple[int, int]
"""A page and a line on it, both from 0."""


@dataclass(slots=True)
class FoundNote:
    """A note's number, the length of its label on its first line, and the places of its lines."""

    number: int
    label: int
    places: list[Place] = field(default_factory=list)


def collect_notes(
    pages: Sequence[Page], setting: Setting, label: Callable[[Place], tuple[int, int] | None]
) -> tuple[list[FoundNote], list[Place]]:
    """The notes whose numbers rise, with their lines, and the places of other lines with a label."""
    openings = note_openings(pages, label)
    chain = {openings[index][0] for index in longest_rising([number for _, number, _ in openings])}
    begun = {place: (number, length) for place, number, length in openings if place in chain}
    return gather_notes(pages, setting, begun), [place for place, _, _ in openings if place not in chain]


def note_openings(
    pages: Sequence[Page], label: Callable[[Place], tuple[int, int] | None]
) -> list[tuple[Place, int, int]]:
    """The places of lines that begin with a label and have words, in order: the number and the label's length."""
    return [
        ((region.page, at), *found)
        for region in regions(pages)
        for at in region.lines
        if (found := label((region.page, at))) and _has_words(pages[region.page], at, found[1])
    ]


def gather_notes(pages: Sequence[Page], setting: Setting, begun: Mapping[Place, tuple[int, int]]) -> list[FoundNote]:
    """The notes that begin at some places, each with its number and its label's length, with all their lines."""
    stretches = list(regions(pages))
    notes: list[FoundNote] = []
    for index, region in enumerate(stretches):
        start = _continued(pages, stretches[index - 1], region, notes[-1], begun, setting) if notes else 0
        _gather(pages, region, start, begun, notes, setting)
    return notes


def _has_words(page: Page, at: int, length: int) -> bool:
    """Whether a label has words, on its line or the next."""
    line = page.lines[at]
    if len(line.text.rstrip()) > length:
        return True
    after = page.lines[at + 1] if at + 1 < len(page.lines) and at + 1 not in page.furniture else None
    return after is not None and 0 <= line.y - after.y < 2 * after.size


def _gather(
    pages: Sequence[Page],
    region: Region,
    start: int,
    begun: Mapping[Place, tuple[int, int]],
    notes: list[FoundNote],
    setting: Setting,
) -> None:
    """Add the notes that begin in a region, from an index on, with their lines there."""
    current: FoundNote | None = None
    for index in range(start, len(region.lines)):
        place = (region.page, region.lines[index])
        if place in begun:
            current = FoundNote(*begun[place], places=[place])
            notes.append(current)
        elif current is not None:
            page = pages[region.page]
            last, line = page.lines[region.lines[index - 1]], page.lines[place[1]]
            if _goes_on(pages[current.places[0][0]].lines[current.places[0][1]], last, line, setting):
                current.places.append(place)
            else:
                current = None


def _goes_on(head: PrintedLine, last: PrintedLine, line: PrintedLine, setting: Setting) -> bool:
    if abs(line.size - head.size) > _SAME and abs(line.size - last.size) > _SAME:
        return False
    distance, pitch = last.y - line.y, setting.pitch(line.size)
    address = setting.is_small(line) and line.text.startswith(("http", "www."))
    return distance < max(1.45 * pitch, pitch + 2) or (address and distance < 2.1 * pitch)


def _continued(
    pages: Sequence[Page],
    before: Region,
    region: Region,
    note: FoundNote,
    begun: Mapping[Place, tuple[int, int]],
    setting: Setting,
) -> int:
    """Give the note that ends a region the lines of the next that go on with it; the index behind them."""
    if not before.lines or note.places[-1] != (before.page, before.lines[-1]):
        return 0
    last = pages[before.page].lines[before.lines[-1]]
    lines = [pages[region.page].lines[at] for at in region.lines]
    first = next((index for index, at in enumerate(region.lines) if (region.page, at) in begun), None)
    start, stop = area_start(pages, region, setting), len(lines) if first is None else first
    if start >= stop:
        start = _run_start(lines, first, setting)
        unfinished = not _SENTENCE_END.search(last.text) or _ADDRESS_END.search(last.text) is not None
        if start >= stop or not (unfinished or (first is not None and setting.is_small(lines[start]))):
            return 0
    if abs(lines[start].size - last.size) > _SAME:
        return 0
    note.places.extend((region.page, at) for at in region.lines[start:stop])
    return stop


def _run_start(lines: Sequence[PrintedLine], first: int | None, setting: Setting) -> int:
    """The index from which small lines run without a gap to a note's label, or to the region's end.

    Where no line is small, all lines before the label are such a run if no gap parts them.
    """
    stop = len(lines) if first is None else first
    start = stop
    below = None if first is None else lines[first]
    while start > 0 and setting.is_small(lines[start - 1]):
        line = lines[start - 1]
        if below is not None and not _follows(line, below, 1.6 * setting.pitch(line.size)):
            break
        start, below = start - 1, line
    if start < stop or first is None or not first:
        return start
    together = all(_follows(above, line, 1.3 * setting.pitch(line.size)) for above, line in pairwise(lines[:first]))
    near = _follows(lines[first - 1], lines[first], 2.5 * setting.pitch(lines[first].size))
    return 0 if together and near else stop


def _follows(above: PrintedLine, line: PrintedLine, most: float) -> bool:
    """Whether a line stands close under another and is as large."""
    return 0 < above.y - line.y < most and abs(above.size - line.size) <= _SAME
