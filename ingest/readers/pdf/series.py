"""Notes that don't count on through the letter: those marked by signs, and series that begin at 1 again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from claimgraph.ingest.readers.pdf.note_lines import Place, note_openings
from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.regions import area_start, regions
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.structure.marks import number_of

_SIGNED = re.compile(r"(\*{1,3}|†{1,2}|‡{1,2})\s*(?=[^\s*†‡])")
_RAISED = re.compile(r"(?<=\S)[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_LEAST_SERIES = 2


@dataclass(frozen=True, slots=True)
class PrintedMark:
    """A mark's place and its stretch of that line; the number is the one by which its note is counted."""

    number: int
    place: Place
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Series:
    """Where notes begin, each with the number by which it is counted and its label's length, and their marks."""

    begun: Mapping[Place, tuple[int, int]]
    marks: tuple[PrintedMark, ...]


def signed_notes(pages: Sequence[Page], setting: Setting, after: int) -> Series:
    """The notes that begin with ``*``, ``†`` or ``‡`` at a page's foot and whose sign stands behind a word above.

    They are counted on from the number of the last numbered note; without its mark on the page a sign begins no note.
    """
    begun: dict[Place, tuple[int, int]] = {}
    marks: list[PrintedMark] = []
    for region in regions(pages):
        page = pages[region.page]
        first = area_start(pages, region, setting)
        for index, at in enumerate(region.lines):
            match = _SIGNED.match(page.lines[at].text)
            if not match or not (index >= first or setting.is_small(page.lines[at])):
                continue
            found = _sign_before(page, match.group(1), page.lines[at].y)
            if found:
                number = after + len(begun) + 1
                begun[region.page, at] = number, match.end()
                marks.append(PrintedMark(number, (region.page, found[0]), found[1], found[2]))
    return Series(begun, tuple(marks))


def _sign_before(page: Page, sign: str, y: float) -> tuple[int, int, int] | None:
    """The line above a height in which the sign follows a word, and where it stands there."""
    pattern = re.compile(rf"(?<=[\w.,;:!?)\]”’\"']){re.escape(sign)}(?![\w*†‡])")
    for at, line in enumerate(page.lines):
        if at not in page.furniture and line.y > y and (match := pattern.search(line.text)):
            return at, match.start(), match.end()
    return None


def restarted_notes(pages: Sequence[Page], label: Callable[[Place], tuple[int, int] | None]) -> Series | None:
    """The notes of two or more series that each count from 1 without a gap, as where every page begins anew.

    Each note's mark must stand raised in the text of its series' pages, in order; None where that isn't so.
    """
    openings = note_openings(pages, label)
    runs: list[list[tuple[Place, int, int]]] = []
    for place, number, length in openings:
        if number == 1:
            runs.append([])
        if not runs or number != len(runs[-1]) + 1:
            return None
        runs[-1].append((place, number, length))
    if len(runs) < _LEAST_SERIES:
        return None
    starts = [run[0][0][0] for run in runs]
    if len(set(starts)) < len(starts):
        return None
    begun: dict[Place, tuple[int, int]] = {}
    marks: list[PrintedMark] = []
    own = {place for place, _, _ in openings}
    for run, start, stop in zip(runs, starts, [*starts[1:], len(pages)], strict=True):
        raised = list(_raised(pages, 0 if not begun else start, stop, own))
        at = 0
        for place, number, length in run:
            found = next((index for index in range(at, len(raised)) if raised[index][0] == number), None)
            if found is None:
                return None
            at = found + 1
            counted = len(begun) + 1
            begun[place] = counted, length
            marks.append(PrintedMark(counted, *raised[found][1:]))
    return Series(begun, tuple(marks))


def _raised(pages: Sequence[Page], start: int, stop: int, own: set[Place]) -> Iterator[tuple[int, Place, int, int]]:
    """The raised figures inside the lines of some pages, but not those that begin notes."""
    for number in range(start, stop):
        page = pages[number]
        for at, line in enumerate(page.lines):
            if (number, at) not in own and at not in page.furniture:
                for match in _RAISED.finditer(line.text):
                    yield number_of(match.group()), (number, at), match.start(), match.end()
