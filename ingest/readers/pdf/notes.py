"""Footnotes and endnotes among the printed lines: where each begins, by its label and by how it is set."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.readers.pdf.lines import PrintedLine
from claimgraph.ingest.readers.pdf.note_lines import FoundNote, Place, collect_notes, gather_notes
from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.regions import area_start, regions
from claimgraph.ingest.readers.pdf.series import PrintedMark, restarted_notes, signed_notes
from claimgraph.ingest.readers.pdf.setting import Setting
from claimgraph.ingest.structure.marks import number_of

__all__ = ["FoundNote", "FoundNotes", "Place", "find_notes"]

_PLAIN = re.compile(r"\[?(\d{1,3})(?:[.)\]]{1,2}:?)?(?:\s+|(?=https?:))(?=\S)")
_FIGURES = r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}"
_RAISED = re.compile(_FIGURES)
_MARK = re.compile(rf"(?<=.){_FIGURES}|\[(\d{{1,3}})\]")
_LIST_TITLE = re.compile(
    r"(?:(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]\s+)?"
    r"(?:notes|end\s?notes|foot\s?notes|references|works\s+cited|citations|sources|bibliography)\s*:?",
    re.I,
)
_LEAST_MARKED = 0.6

Label = Callable[[Place], tuple[int, int] | None]
"""The number that a line begins with as a note does, and how long that label is."""


@dataclass(frozen=True, slots=True)
class FoundNotes:
    """The notes in order, and the places of lines that begin like one, but out of turn.

    ``marks`` are those of notes that don't count on through the letter; ``own`` tells that all marks are among them.
    """

    notes: list[FoundNote]
    odd: list[Place]
    marks: tuple[PrintedMark, ...] = ()
    own: bool = False


def find_notes(pages: Sequence[Page], setting: Setting) -> FoundNotes:
    """The notes of a letter, by whatever of their labels holds.

    A note's label is raised figures at the beginning of a line; or plain figures in smaller type or under a short rule
    at the page's foot; or plain figures in a list under a title such as "Endnotes". Of the three the one holds that
    gives most notes whose numbers also stand raised, or in brackets, inside other lines. Notes of several series that
    count from 1 are counted through, and those with signs behind the numbered ones.
    """
    best: tuple[int, list[FoundNote], list[Place]] = (0, [], [])
    labels = (_raised(pages), _plain_in_area(pages, setting), _plain_in_list(pages))
    for label in labels:
        notes, odd = collect_notes(pages, setting, label)
        marked = _marked(pages, notes)
        if marked > best[0] and (marked >= _LEAST_MARKED * len(notes) or _is_apart(pages, notes, setting)):
            best = marked, notes, odd
    _, notes, odd = best
    again = next(filter(None, (restarted_notes(pages, label) for label in labels)), None) if odd else None
    if again is not None and len(again.begun) > len(notes):
        signed = signed_notes(pages, setting, len(again.begun))
        notes = gather_notes(pages, setting, {**signed.begun, **again.begun})
        return FoundNotes(_counted(notes), [], (*again.marks, *signed.marks), own=True)
    signed = signed_notes(pages, setting, max((note.number for note in notes), default=0))
    if signed.begun:
        numbered = {note.places[0]: (note.number, note.label) for note in notes}
        signs = {place: found for place, found in signed.begun.items() if place not in numbered}
        notes = _counted(gather_notes(pages, setting, {**signs, **numbered}))
    return FoundNotes(notes, odd, signed.marks)


def _counted(notes: Sequence[FoundNote]) -> list[FoundNote]:
    return sorted(notes, key=lambda note: note.number)


def _raised(pages: Sequence[Page]) -> Label:
    def label(place: Place) -> tuple[int, int] | None:
        match = _RAISED.match(_line(pages, place).text)
        number = number_of(match.group()) if match else 0
        return (number, match.end()) if match and number else None

    return label


def _plain_in_area(pages: Sequence[Page], setting: Setting) -> Label:
    under = {
        (region.page, at) for region in regions(pages) for at in region.lines[area_start(pages, region, setting) :]
    }

    def label(place: Place) -> tuple[int, int] | None:
        line = _line(pages, place)
        match = _PLAIN.match(line.text) if place in under or setting.is_small(line) else None
        return (int(match.group(1)), match.end()) if match else None

    return label


def _plain_in_list(pages: Sequence[Page]) -> Label:
    titles = [
        (number, at)
        for number, page in enumerate(pages)
        for at, line in enumerate(page.lines)
        if _LIST_TITLE.fullmatch(line.text)
    ]
    start = titles[-1] if titles else (len(pages), 0)

    def label(place: Place) -> tuple[int, int] | None:
        match = _PLAIN.match(_line(pages, place).text) if place > start else None
        return (int(match.group(1)), match.end()) if match else None

    return label


def _line(pages: Sequence[Page], place: Place) -> PrintedLine:
    return pages[place[0]].lines[place[1]]


def _marked(pages: Sequence[Page], notes: Sequence[FoundNote]) -> int:
    """How many of the numbers stand raised, or in brackets, inside lines that are no notes."""
    own = {place for note in notes for place in note.places}
    seen: set[int] = set()
    for number, page in enumerate(pages):
        for at, line in enumerate(page.lines):
            if (number, at) not in own:
                seen.update(_numbers(line.text))
    return sum(note.number in seen for note in notes)


def _numbers(text: str) -> Iterator[int]:
    for match in _MARK.finditer(text):
        yield int(match.group(1)) if match.group(1) else number_of(match.group())


def _is_apart(pages: Sequence[Page], notes: Sequence[FoundNote], setting: Setting) -> bool:
    """Whether most of the notes are set smaller than the body."""
    return sum(setting.is_small(_line(pages, note.places[0])) for note in notes) * 2 > len(notes)
