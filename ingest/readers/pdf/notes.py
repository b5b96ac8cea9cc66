"""Footnotes and endnotes among the printed lines: where each begins, and which lines go on from there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.structure.marks import longest_rising, number_of

_PLAIN = re.compile(r"\[?(\d{1,3})(?:[.)\]]{1,2}:?)?(?:\s+|(?=https?:))(?=\S)")
_RAISED = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}")
_LIST_TITLE = re.compile(
    r"(?:(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]\s+)?(?:notes|end\s?notes|foot\s?notes|references|works\s+cited|citations|sources|bibliography)"
    r"\s*:?",
    re.I,
)
_SENTENCE_END = re.compile(r"[.?!)\]”\"]$")
_ADDRESS_END = re.compile(r"(?:https?://|www\.)\S*$")
_SAME = 0.65
_RULE_LONGEST = 0.62
_LEAST_OF_LIST = 0.6

Place = tuple[int, int]
"""A page and a line on it, both from 0."""


@dataclass(slots=True)
class FoundNote:
    """A note's number, the length of its label on its first line, and the places of its lines."""

    number: int
    label: int
    places: list[Place] = field(default_factory=list)


def find_notes(pages: Sequence[Page], setting: Setting) -> tuple[list[FoundNote], list[Place]]:
    """The notes in order, and the places of lines that begin like one, but out of turn.

    A note's label is raised figures at the beginning of a line; in an area of smaller type, or under a short rule at the
    page's foot, plain figures do as well, and in a list under a title such as "Endnotes" where the text has raised
    figures for most of its numbers.
    """
    raised = _Collector(pages, setting, lambda place: _raised_label(pages[place[0]].lines[place[1]]))
    notes, odd = raised.collect()
    if notes:
        return notes, odd
    for label in (_plain_in_area(pages, setting), _plain_in_list(pages)):
        notes, odd = _Collector(pages, setting, label).collect()
        if notes and _is_marked(pages, notes):
            return notes, odd
    return [], []


def areas(page: Page, setting: Setting) -> int:
    """The position of the first line under a short rule at the page's foot, or the number of its lines."""
    for rule in sorted(page.rules, key=lambda rule: -rule.y0):
        below = [at for at, line in enumerate(page.lines) if line.y < rule.y0 and at not in page.furniture]
        above = [at for at, line in enumerate(page.lines) if line.y >= rule.y0 and at not in page.furniture]
        if not below or not above or below != list(range(below[0], below[-1] + 1)) or below[0] < above[-1]:
            continue
        first, last = page.lines[below[0]], page.lines[above[-1]]
        left = min(line.x0 for line in page.lines)
        short = rule.x1 - rule.x0 <= _RULE_LONGEST * max(line.x1 - left for line in page.lines)
        apart = last.y - rule.y0 > 0.35 * last.size or setting.is_small(first)
        if (
            short
            and abs(rule.x0 - left) < 40
            and apart
            and all(page.lines[at].size < setting.body + 0.3 for at in below)
        ):
            return below[0]
    return len(page.lines)


def _raised_label(line: PrintedLine) -> tuple[int, int] | None:
    match = _RAISED.match(line.text)
    if not match:
        return None
    number = number_of(match.group())
    return (number, match.end()) if number else None


def _plain_in_area(pages: Sequence[Page], setting: Setting):  # type: ignore[no-untyped-def]
    starts = [areas(page, setting) for page in pages]

    def label(place: Place) -> tuple[int, int] | None:
        line = pages[place[0]].lines[place[1]]
        match = _PLAIN.match(line.text)
        if not match or not (place[1] >= starts[place[0]] or setting.is_small(line)):
            return None
        return int(match.group(1)), match.end()

    return label


def _plain_in_list(pages: Sequence[Page]):  # type: ignore[no-untyped-def]
    titles = [
        (number, at)
        for number, page in enumerate(pages)
        for at, line in enumerate(page.lines)
        if _LIST_TITLE.fullmatch(line.text)
    ]
    start = titles[-1] if titles else (len(pages), 0)

    def label(place: Place) -> tuple[int, int] | None:
        match = _PLAIN.match(pages[place[0]].lines[place[1]].text) if place > start else None
        return (int(match.group(1)), match.end()) if match else None

    return label


def _is_marked(pages: Sequence[Page], notes: Sequence[FoundNote]) -> bool:
    """Whether most of the numbers also stand raised, or in brackets, inside other lines."""
    own = {place for note in notes for place in note.places}
    seen: set[int] = set()
    for number, page in enumerate(pages):
        for at, line in enumerate(page.lines):
            if (number, at) not in own:
                seen.update(number_of(match.group()) for match in _RAISED.finditer(line.text))
                seen.update(int(match.group(1)) for match in re.finditer(r"\[(\d{1,3})\]", line.text))
    return sum(note.number in seen for note in notes) >= _LEAST_OF_LIST * len(notes)


class _Collector:
    """Walks the lines in order and gives each to the note that it belongs to."""

    def __init__(self, pages, setting, label) -> None:  # type: ignore[no-untyped-def]
        self._pages = pages
        self._setting = setting
        self._label = label

    def collect(self) -> tuple[list[FoundNote], list[Place]]:
        """The notes whose numbers rise, and the places of other openings."""
        openings: list[tuple[Place, int, int]] = []
        for number, page in enumerate(self._pages):
            for at in range(len(page.lines)):
                found = self._label((number, at)) if at not in page.furniture else None
                if found and self._opens(page, at, found[1]):
                    openings.append(((number, at), *found))
        chain = {openings[at][0] for at in longest_rising([number for _, number, _ in openings])}
        begun = {place: (number, label) for place, number, label in openings if place in chain}
        return self._gathered(begun), [place for place, _, _ in openings if place not in chain]

    def _opens(self, page: Page, at: int, label: int) -> bool:
        """Whether the label has words, on its line or the next."""
        line = page.lines[at]
        if len(line.text.rstrip()) > label:
            return True
        after = page.lines[at + 1] if at + 1 < len(page.lines) and at + 1 not in page.furniture else None
        return after is not None and 0 <= line.y - after.y < 2 * after.size

    def _gathered(self, begun: dict[Place, tuple[int, int]]) -> list[FoundNote]:
        notes: list[FoundNote] = []
        for number, page in enumerate(self._pages):
            kept = [at for at in range(len(page.lines)) if at not in page.furniture]
            current: FoundNote | None = None
            if notes:
                self._continue_over(notes[-1], number, kept, begun)
            for position, at in enumerate(kept):
                if (number, at) in begun:
                    current = FoundNote(*begun[number, at])
                    current.places.append((number, at))
                    notes.append(current)
                elif current is not None and (number, at) not in notes[-1].places:
                    if self._goes_on(page, kept[position - 1], at, current):
                        current.places.append((number, at))
                    else:
                        current = None
        return notes

    def _goes_on(self, page: Page, before: int, at: int, note: FoundNote) -> bool:
        first_page, first = note.places[0]
        head, last, line = self._pages[first_page].lines[first], page.lines[before], page.lines[at]
        if abs(line.size - head.size) > _SAME and abs(line.size - last.size) > _SAME:
            return False
        if line.column != last.column:
            return line.size <= self._setting.body - 0.3
        distance = last.y - line.y
        pitch = self._setting.pitch(line.size)
        return distance < max(1.45 * pitch, pitch + 2) or (
            self._setting.is_small(line) and distance < 2.1 * pitch and line.text.startswith(("http", "www."))
        )

    def _continue_over(
        self, note: FoundNote, number: int, kept: Sequence[int], begun: dict[Place, tuple[int, int]]
    ) -> None:
        """Give the note of an earlier page the lines of this one that go on with it."""
        page = self._pages[number]
        last_page, last_at = note.places[-1]
        last = self._pages[last_page].lines[last_at]
        rest = [at for at in range(last_at + 1, len(self._pages[last_page].lines))]
        if last_page != number - 1 or any(at not in self._pages[last_page].furniture for at in rest):
            return
        first = next((at for at in kept if (number, at) in begun), None)
        start = areas(page, self._setting)
        run: list[int] = []
        if start < len(page.lines) and (first is None or start < first):
            run = [at for at in kept if at >= start and (first is None or at < first)]
        else:
            ended = list(_run_before(page, kept, first, self._setting))
            unfinished = not _SENTENCE_END.search(last.text) or _ADDRESS_END.search(last.text) is not None
            if ended and (unfinished or (first is not None and self._setting.is_small(page.lines[ended[0]]))):
                run = ended
        if run and abs(page.lines[run[0]].size - last.size) <= _SAME:
            note.places.extend((number, at) for at in run)


def _run_before(page: Page, kept: Sequence[int], first: int | None, setting: Setting) -> Iterator[int]:
    """The small lines without a gap right before a position, or before the page's end, in order."""
    stop = kept.index(first) if first is not None else len(kept)
    start = stop
    below = page.lines[first] if first is not None else None
    while start > 0:
        line = page.lines[kept[start - 1]]
        pitch = setting.pitch(line.size)
        near = below is None or (line.y - below.y < 1.6 * pitch and abs(line.size - below.size) <= _SAME)
        if not setting.is_small(line) or not near:
            break
        start, below = start - 1, line
    if start < stop:
        yield from kept[start:stop]
        return
    whole = kept[:stop]
    lines = [page.lines[at] for at in whole]
    if first is None or not whole:
        return
    together = all(_follows(above, line, 1.3 * setting.pitch(line.size)) for above, line in pairwise(lines))
    if together and _follows(lines[-1], page.lines[first], 2.5 * setting.pitch(lines[-1].size)):
        yield from whole


def _follows(above: PrintedLine, line: PrintedLine, most: float) -> bool:
    """Whether a line stands close under another and is as large."""
    return 0 < above.y - line.y < most and abs(above.size - line.size) <= _SAME
