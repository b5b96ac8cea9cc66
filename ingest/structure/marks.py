"""Footnote marks in the body: which raised figures are marks, and of which note."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.models import Mark, Span

RAISED = "⁰¹²³⁴-⁹"
"""The superscript figures, for a character class."""

MARKED = re.compile(
    rf"[{RAISED}]+(?:[,;]\s?[{RAISED}]+)*|\^\{{[^{{}}\n]{{1,40}}\}}|\^\d{{1,3}}(?![\d\w{{])|\[\^\d{{1,3}}\]"
    r"|<sup>[^<>\n]{1,40}</sup>|\[\d{1,3}\]",
    re.I,
)
"""How a text may write footnote marks, with all that surrounds their figures."""

_NUMBERS = re.compile(rf"[{RAISED}]+|\d+")
_ONLY_NUMBERS = re.compile(rf"[\^\[\]{{}}\s\d{RAISED},;–-]+", re.I)
_FIGURES = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_POWER_BASE = re.compile(r"(?<![\d.,])(?:10|(?<![^\W\d_][\s-])2)$")
_UNIT = re.compile(r"(?<![^\W\d_])(?:[kcmdnµμ]?m|ft|in|mi|yd|sq|[a-zA-Zα-ωΑ-Ω])$")
_BEFORE = 90

Warn = Callable[[str, int], None]
"""Takes a message and the offset it speaks of."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    number: int
    start: int
    end: int
    before: str
    certain: bool


def find_marks(
    text: str, spans: Sequence[Span], notes: Collection[int], warn: Warn, brackets: bool
) -> tuple[Mark, ...]:
    """The marks in the spans of the body, in order.

    A mark has a note of its number and comes in its turn, or again after its turn. Powers and squared units are none;
    what follows a figure or a single letter is one only when it fills a gap. ``brackets`` tells whether ``[1]`` is a
    mark here.
    """
    found = [candidate for span in spans for candidate in _candidates(text, span, brackets)]
    return tuple(
        Mark(candidate.number, candidate.start, candidate.end, candidate.before)
        for candidate in _settled(found, notes, warn)
    )


def number_of(figures: str) -> int:
    """The number that up to three figures, raised or not, make.

    >>> number_of("⁴²")
    42
    """
    return int(figures.translate(_FIGURES))


def context_before(text: str, low: int, start: int) -> str:
    """The words just before a mark, in one line."""
    return " ".join(text[max(low, start - _BEFORE) : start].split())


def _candidates(text: str, span: Span, brackets: bool) -> Iterator[_Candidate]:
    for match in MARKED.finditer(text, span.start, span.end):
        shape, start = match.group(), match.start()
        if shape[0] == "[" and shape[1] != "^" and (not brackets or text[match.end() : match.end() + 1] == "("):
            continue
        inner = re.sub(r"</?sup>", "", shape, flags=re.I)
        before = text[max(span.start, start - 12) : start]
        if not before.strip() or not _ONLY_NUMBERS.fullmatch(inner):
            continue
        after = text[match.end() : match.end() + 1]
        if before[-1] in "⁻⁺" or after in tuple("⁻⁺ⁿ") or _POWER_BASE.search(before):
            continue
        if _UNIT.search(before) and shape in ("²", "³", "^2", "^3", "^{2}", "^{3}", "<sup>2</sup>", "<sup>3</sup>"):
            continue
        certain = not (before[-1].isdigit() or _UNIT.search(before))
        words = context_before(text, span.start, start)
        for figures in _NUMBERS.finditer(text, start, match.end()):
            if len(figures.group()) <= 3 and number_of(figures.group()):
                yield _Candidate(number_of(figures.group()), figures.start(), figures.end(), words, certain)


def _settled(found: Sequence[_Candidate], notes: Collection[int], warn: Warn) -> list[_Candidate]:
    known = set(notes)
    sure = [candidate for candidate in found if candidate.certain and candidate.number in known]
    sure.sort(key=lambda candidate: candidate.start)
    turns = _turns(sure)
    seen: set[int] = set()
    unknown: set[int] = set()
    marks: list[_Candidate] = []
    for candidate in sorted(found, key=lambda candidate: candidate.start):
        number = candidate.number
        if number not in known:
            if candidate.certain and number not in unknown:
                warn(f"there is no footnote {number} for this mark", candidate.start)
                unknown.add(number)
            continue
        if not candidate.certain:
            last = marks[-1].number if marks else 0
            following = next((other.number for other in sure if other.start > candidate.start), None)
            if number not in turns and (number == last + 1 or (following is not None and last < number < following)):
                marks.append(candidate)
                seen.add(number)
            continue
        if number not in seen and turns.get(number) != candidate.start:
            if number in turns:
                warn(f"the raised {number} comes before its turn and is read as no mark", candidate.start)
                continue
            warn(f"the mark {number} comes out of turn", candidate.start)
        marks.append(candidate)
        seen.add(number)
    return marks


def _turns(sure: Sequence[_Candidate]) -> dict[int, int]:
    """Where each number has its turn, the first time that it can: other marks of it repeat that."""
    turns: dict[int, int] = {}
    at = 0
    for index in longest_rising([candidate.number for candidate in sure]):
        number = sure[index].number
        at = next(i for i in range(at, index + 1) if sure[i].number == number)
        turns[number] = sure[at].start
    return turns


def longest_rising(numbers: Sequence[int]) -> list[int]:
    """The positions of a longest rising subsequence.

    >>> longest_rising([1, 2, 26, 3, 4])
    [0, 1, 3, 4]
    """
    tails: list[int] = []
    ends: list[int] = []
    previous: list[int] = []
    for position, number in enumerate(numbers):
        length = bisect_left(tails, number)
        previous.append(ends[length - 1] if length else -1)
        if length == len(tails):
            tails.append(number)
            ends.append(position)
        elif number <= tails[length]:
            tails[length] = number
            ends[length] = position
    chain: list[int] = []
    position = ends[-1] if ends else -1
    while position >= 0:
        chain.append(position)
        position = previous[position]
    return chain[::-1]
