"""Footnote bodies: the lines that begin with a note's mark, and those that go on from there."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.ingest.layout import KnownNote
from claimgraph.ingest.models import Mark, Span
from claimgraph.ingest.structure.glued import find_glued
from claimgraph.ingest.structure.lines import Line, lines_in
from claimgraph.ingest.structure.marks import RAISED, Warn, longest_rising, number_of

_RAISED = re.compile(
    rf"(?:([{RAISED}]{{1,3}})|\^\{{(\d{{1,3}})\}}|\^(\d{{1,3}})(?=\s)|\[\^(\d{{1,3}})\]:?|<sup>\s*(\d{{1,3}})\s*</sup>)\s*",
    re.I,
)
_BRACKETED = re.compile(r"\[(\d{1,3})\]:?(?!\()\s*")
_PLAIN = re.compile(r"(\d{1,3})(?:\s+|(?=https?://)|$)")
_LISTED = re.compile(
    rf"(?:\[\^?\d{{1,3}}\]:?|\(?\d{{1,3}}[.)]|\^?\d{{1,3}}(?=\s)|\^\{{\d{{1,3}}\}}|[{RAISED}]{{1,3}})\s*\S"
)
_LIST_TITLE = re.compile(
    r"(?:#{1,6}\s+)?[*_]*(?:(?:[IVX]{1,5}|[A-Z]|\d{1,2})[.)]\s+)?"
    r"(notes|endnotes|end\s+notes|footnotes|references|works\s+cited|bibliography|sources|citations)\s*:?[*_]*:?",
    re.I,
)
_URL = re.compile(r"https?://|www\.")
_URL_ONLY = re.compile(r"<?(?:https?://|www\.)\S+$")

_MISSED = 10
"""So many numbers in a row may lack a body or its mark before plain notes are taken to have ended."""


@dataclass(frozen=True, slots=True)
class Body:
    """A note's number and where its words stand, without its mark; ``first`` and ``last`` are positions of lines.

    Where another note begins right under the mark it has no words (``worded``), and the span is the mark's. ``printed``
    is the label where it isn't the number.
    """

    number: int
    spans: tuple[Span, ...]
    first: int
    last: int
    worded: bool = True
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Notes:
    """The bodies in order; ``marks`` where plain figures in the text had to be matched to find them.

    ``apart`` are positions of lines of theirs that don't lie between the bodies' first and last.
    """

    bodies: tuple[Body, ...]
    marks: tuple[Mark, ...] | None
    brackets: bool
    apart: frozenset[int] = frozenset()

    @property
    def lines(self) -> frozenset[int]:
        """The positions of all lines that belong to notes."""
        return self.apart.union(*(range(body.first, body.last + 1) for body in self.bodies))


@dataclass(frozen=True, slots=True)
class _Opening:
    line: int
    number: int
    words: int


def find_notes(text: str, lines: Sequence[Line], warn: Warn) -> Notes:
    """The footnotes' bodies, wherever they stand.

    Raised figures (``¹``, ``^{1}``, ``[^1]:``) open one wherever they begin a line; ``[1]`` and plain figures only
    where the numbers run from 1 and the text has the marks to them. A body ends at a blank line, another body or
    the page's end.
    """
    for pattern in (_RAISED, _BRACKETED):
        openings = _openings(text, lines, pattern)
        chain = longest_rising([opening.number for opening in openings])
        taken = [openings[position] for position in chain]
        if pattern is _BRACKETED and not _bracket_marks(text, lines, taken):
            continue
        if taken:
            for position in sorted(set(range(len(openings))) - set(chain)):
                opening = openings[position]
                message = f"this begins like footnote {opening.number}, but out of turn: it is read as text"
                warn(message, lines[opening.line].start)
            notes = Notes(_bodies(text, lines, taken, to_page_end=False), None, pattern is _BRACKETED)
            break
    else:
        notes = _plain_notes(text, lines)
    _warn_unread(text, lines, notes.bodies, warn)
    return notes


def known_notes(text: str, lines: Sequence[Line], notes: Sequence[KnownNote], marks: tuple[Mark, ...] | None) -> Notes:
    """The bodies that a file's layout gave, which may stand in several places."""
    bodies: list[Body] = []
    for note in notes:
        inside = lines_in(lines, [note.label, *note.spans[:1]])
        first, last = (min(inside), max(inside)) if inside else (0, -1)
        bodies.append(Body(note.number, note.spans or (note.label,), first, last, bool(note.spans), note.printed))
    apart = lines_in(lines, [span for note in notes for span in note.spans])
    brackets = any(text.startswith("[", note.label.start) for note in notes)
    return Notes(tuple(bodies), marks, brackets, apart)


def _warn_unread(text: str, lines: Sequence[Line], bodies: Sequence[Body], warn: Warn) -> None:
    """Warn of a title such as "Endnotes" over a numbered list in which no body begins."""
    last = bodies[-1].first if bodies else -1
    for position, line in enumerate(lines[:-1]):
        title = _LIST_TITLE.fullmatch(text, line.start, line.end)
        listed = _LISTED.match(text, lines[position + 1].start, lines[position + 1].end)
        if title and listed and last < position:
            warn(f"the numbered list under “{title.group(1)}” is read as text, not as footnotes", line.start)


def _openings(text: str, lines: Sequence[Line], pattern: re.Pattern[str]) -> list[_Opening]:
    found: list[_Opening] = []
    for position, line in enumerate(lines):
        match = pattern.match(text, line.start, line.end)
        if not match or match.lastindex is None:
            continue
        number = number_of(match.group(match.lastindex))
        if match.end() < line.end:
            words = match.end()
        else:
            after = lines[position + 1] if position + 1 < len(lines) else None
            if after is None or after.page != line.page or after.gap > 1:
                continue
            words = after.start
        if number:
            found.append(_Opening(position, number, words))
    return found


def _bracket_marks(text: str, lines: Sequence[Line], taken: Sequence[_Opening]) -> bool:
    """Whether the numbers run from 1 without gaps and most of them stand as ``[1]`` in other places too."""
    if [opening.number for opening in taken] != list(range(1, len(taken) + 1)):
        return False
    own = {lines[opening.line].start for opening in taken}
    marked = {int(m.group(1)) for m in re.finditer(r"\[(\d{1,3})\]", text) if m.start() not in own}
    return len(marked.intersection(range(1, len(taken) + 1))) * 2 > len(taken)


def _plain_notes(text: str, lines: Sequence[Line]) -> Notes:
    """Notes whose marks lost their raising: found only together with the marks."""
    by_number: dict[int, list[_Opening]] = {}
    for opening in _openings(text, lines, _PLAIN):
        by_number.setdefault(opening.number, []).append(opening)
    pages: dict[int, int] = {}
    for line in lines:
        pages.setdefault(line.page, line.start)
    paged = len(pages) > 1
    taken: list[_Opening] = []
    marks: list[Mark] = []
    missed: list[int] = []
    number = 1
    while len(missed) < (_MISSED if taken else 1):
        low, last = (marks[-1].end, taken[-1].line) if taken else (0, -1)
        for opening in by_number.get(number, ()):
            start = lines[opening.line].start
            begin = max(low, pages[lines[opening.line].page]) if paged else low
            mark = find_glued(text, number, begin, start) if opening.line > last else None
            if mark:
                unmarked = [_between(by_number.get(gone, ()), last, opening, lines) for gone in missed]
                taken.extend(other for other in unmarked if other)
                taken.append(opening)
                marks.append(mark)
                missed = []
                break
        else:
            missed.append(number)
        number += 1
    if len(taken) < 2 and not any(_URL.search(text, opening.words, opening.words + 400) for opening in taken):
        return Notes((), None, False)
    taken.sort(key=lambda opening: opening.line)
    rising = longest_rising([opening.number for opening in taken])
    bodies = _bodies(text, lines, [taken[at] for at in rising], to_page_end=paged)
    numbers = {body.number for body in bodies}
    return Notes(bodies, tuple(mark for mark in marks if mark.number in numbers), False)


def _between(openings: Sequence[_Opening], last: int, after: _Opening, lines: Sequence[Line]) -> _Opening | None:
    """The one body without a mark that stands just before a body that has one, on the same page."""
    page = lines[after.line].page
    found = [opening for opening in openings if last < opening.line < after.line and lines[opening.line].page == page]
    return found[0] if len(found) == 1 else None


def _bodies(text: str, lines: Sequence[Line], taken: Sequence[_Opening], to_page_end: bool) -> tuple[Body, ...]:
    bodies: list[Body] = []
    for position, opening in enumerate(taken):
        stop = taken[position + 1].line if position + 1 < len(taken) else len(lines)
        last = opening.line
        for index in range(opening.line + 1, stop):
            line = lines[index]
            if line.page != lines[opening.line].page:
                break
            goes_on = line.gap == 0 or line.start <= opening.words
            if not (goes_on or to_page_end or (line.gap == 1 and _URL_ONLY.match(text, line.start, line.end))):
                break
            last = index
        worded = opening.words < lines[last].end
        start = opening.words if worded else lines[opening.line].start
        bodies.append(Body(opening.number, (Span(start, lines[last].end),), opening.line, last, worded))
    return tuple(bodies)
