"""A text's lines that have words: where these begin and end."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.ingest.models import Span

_LINE = re.compile(r"[^\n\r\f\v\x85\u2028\u2029]+")
_END = re.compile(r"\r\n|[\n\r\f\v\x85\u2028\u2029]")
_TAB = 4


@dataclass(frozen=True, slots=True)
class Line:
    """One line, without the white space around its words.

    ``gap`` counts the blank lines before it, ``page`` the form feeds from 1, and ``indent`` is in columns.
    """

    start: int
    end: int
    gap: int
    page: int
    indent: int


def split_lines(text: str) -> tuple[Line, ...]:
    r"""All lines of a text that are not blank, in order; one with nothing but a quotation's ``>`` is blank.

    >>> [(line.start, line.end, line.gap, line.page) for line in split_lines("a \n\n\f b")]
    [(0, 1, 0, 1), (6, 7, 2, 2)]
    """
    lines: list[Line] = []
    last, page = 0, 1
    for match in _LINE.finditer(text):
        content = match.group()
        words = content.strip()
        if not words.strip("> \t\u00a0"):
            continue
        lead = len(content) - len(content.lstrip())
        start = match.start() + lead
        between = text[last:start]
        page += between.count("\f")
        gap = len(_END.findall(between)) - 1 if lines else 0
        lines.append(Line(start, start + len(words), gap, page, len(content[:lead].expandtabs(_TAB))))
        last = start + len(words)
    return tuple(lines)


def lines_in(lines: Sequence[Line], spans: Sequence[Span]) -> frozenset[int]:
    r"""The positions of the lines that stand in one of the spans, be it in part.

    >>> lines_in(split_lines("a\nb\nc"), [Span(2, 5)]) == {1, 2}
    True
    """
    starts = [line.start for line in lines]
    found: set[int] = set()
    for span in spans:
        at = max(0, bisect_right(starts, span.start) - 1)
        while at < len(lines) and lines[at].start < span.end:
            if lines[at].end > span.start:
                found.add(at)
            at += 1
    return frozenset(found)


class Numbers:
    """Line numbers by offset, as editors count them: by line feeds."""

    def __init__(self, text: str) -> None:
        self._feeds = [match.start() for match in re.finditer("\n", text)]

    def at(self, offset: int) -> int:
        """The number of the line in which the offset lies, from 1."""
        return bisect_right(self._feeds, offset - 1) + 1


class Pages:
    """Page numbers by offset, counted from 1 by form feeds; a text without any has none."""

    def __init__(self, text: str) -> None:
        self._breaks = [match.start() for match in re.finditer("\f", text)]

    def at(self, offset: int) -> int | None:
        r"""The number of the page on which the offset lies.

        >>> Pages("a\fb").at(2), Pages("ab").at(1)
        (2, None)
        """
        return bisect_right(self._breaks, offset) + 1 if self._breaks else None
