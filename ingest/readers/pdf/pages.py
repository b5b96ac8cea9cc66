"""Pages as lists of printed lines, and what is no text on them: running heads and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.ingest.readers.pdf.glyphs import Box
from claimgraph.ingest.readers.pdf.lines import PrintedLine

_FIGURES = re.compile(r"\d+|\s+")
_PAGE_NUMBER = re.compile(
    r"(?:page|p\.)?\s*[-–—\[(|]?\s*(?:\d{1,4}|[ivxl]{1,6})\s*[-–—\])|]?(?:\s*(?:of|/)\s*\d{1,4})?", re.I
)
_ROMAN_OR_FIGURE = re.compile(r"\d{1,4}|[ivxl]{1,6}", re.I)
_NOTE = re.compile(r"[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,3}\s*[^\W\d_]")
"""A note's beginning is no running head, though "¹ Id." may stand on many pages that count anew."""

_EDGE_LINES = 4
_EDGE = 0.14
_NEAR = 6.0


@dataclass(frozen=True, slots=True)
class Page:
    """One page's lines in reading order, its horizontal rules and links; ``furniture`` are positions of lines."""

    lines: tuple[PrintedLine, ...]
    rules: tuple[Box, ...]
    links: tuple[tuple[str, tuple[Box, ...]], ...]
    height: float
    furniture: frozenset[int] = frozenset()


def page_furniture(pages: Sequence[Page]) -> list[frozenset[int]]:
    """For each page the positions of the lines that repeat at one height on other pages, or number the page."""
    keys: Counter[tuple[str, int]] = Counter()
    edges = [_edges(page) for page in pages]
    for page, positions in zip(pages, edges, strict=True):
        keys.update({key for at in positions for key in _keys(page.lines[at])})
    enough = 2 if len(pages) <= 4 else 3
    numbered = _numbering(pages, edges)
    found: list[frozenset[int]] = []
    for number, (page, positions) in enumerate(zip(pages, edges, strict=True)):
        taken = {
            at
            for at in positions
            if (number, at) in numbered or max(keys[key] for key in _keys(page.lines[at])) >= enough
        }
        found.append(frozenset(taken))
    return found


def _edges(page: Page) -> list[int]:
    """The outermost lines at the head and foot of a page."""
    order = sorted(range(len(page.lines)), key=lambda at: -page.lines[at].y)
    top = [at for at in order[:_EDGE_LINES] if page.lines[at].y > page.height * (1 - _EDGE)]
    bottom = [at for at in order[::-1][:_EDGE_LINES] if page.lines[at].y < page.height * _EDGE]
    return sorted(at for at in {*top, *bottom} if not _NOTE.match(page.lines[at].text))


def _keys(line: PrintedLine) -> tuple[tuple[str, int], tuple[str, int]]:
    """The line without its figures, at its height, rounded in two ways so that near heights share one."""
    words = _FIGURES.sub("", line.text).casefold()
    if not words:
        words = "#"
    return (words, int(line.y // _NEAR) * 2), (words, int((line.y + _NEAR / 2) // _NEAR) * 2 + 1)


def _numbering(pages: Sequence[Page], edges: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """Lines at the edge that are nothing but a page number: alone in the letter, or counting up with the pages."""
    candidates = [
        (number, at)
        for number, (page, positions) in enumerate(zip(pages, edges, strict=True))
        for at in positions
        if _PAGE_NUMBER.fullmatch(page.lines[at].text) and _outermost(page, at)
    ]
    counted: Counter[int] = Counter()
    values: dict[tuple[int, int], int] = {}
    for number, at in candidates:
        figures = _ROMAN_OR_FIGURE.search(pages[number].lines[at].text)
        if figures and figures.group().isdigit():
            values[number, at] = int(figures.group()) - number
            counted[int(figures.group()) - number] += 1
    return {place for place, shift in values.items() if counted[shift] >= 2 or shift in (0, 1)}


def _outermost(page: Page, at: int) -> bool:
    line = page.lines[at]
    return all(abs(other.y - line.y) >= 1 or other is line for other in page.lines) and (
        line.y in (min(o.y for o in page.lines), max(o.y for o in page.lines))
    )
