"""Tables: rows of cells parted by tabs or by vertical bars."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimgraph.ingest.models import Block, Span
from claimgraph.ingest.structure.lines import Line

_TAB = re.compile(r"\t")
_BAR = re.compile(r"(?<!\\)\|")
_RULE = re.compile(r"\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?")
_ITEM = re.compile(r"<(?:ul|ol|li|br|p)\b[^<>]{0,300}>|</(?:ul|ol|li|p)>|[•▪●◦]", re.I)


def table_length(text: str, lines: Sequence[Line], start: int) -> int:
    """How many lines from position ``start`` on make a table: 0, or 2 and more."""
    if start >= len(lines):
        return 0
    parting = _parting(text, lines[start])
    stop = start
    if _has_rule(text, lines, start):
        while stop < len(lines) and _BAR.search(text, lines[stop].start, lines[stop].end):
            stop += 1
        return stop - start
    if parting is None:
        return 0
    while stop < len(lines) and _parting(text, lines[stop]) is parting:
        stop += 1
    return stop - start if stop - start >= 2 else 0


def read_table(text: str, lines: Sequence[Line], number: int) -> Iterator[Block]:
    """A block for each cell, or for each item of a list in a cell; empty cells have none."""
    parting = _BAR if _has_rule(text, lines, 0) else _parting(text, lines[0])
    assert parting is not None, "read_table takes what table_length found"  # noqa: S101
    row = 0
    for line in lines:
        if parting is _BAR and _RULE.fullmatch(text, line.start, line.end):
            continue
        for column, cell in enumerate(_cells(text, line, parting)):
            for item in _items(text, cell):
                yield Block("table-cell", (item,), table=number, row=row, column=column)
        row += 1


def _has_rule(text: str, lines: Sequence[Line], at: int) -> bool:
    """Whether a line with bars has a dashed one under it, as tables without outer bars do."""
    head, rule = lines[at], lines[at + 1] if at + 1 < len(lines) else None
    return (
        rule is not None
        and _BAR.search(text, head.start, head.end) is not None
        and _RULE.fullmatch(text, head.start, head.end) is None
        and _BAR.search(text, rule.start, rule.end) is not None
        and _RULE.fullmatch(text, rule.start, rule.end) is not None
    )


def _parting(text: str, line: Line) -> re.Pattern[str] | None:
    if text.startswith("|", line.start) and line.end - line.start > 1 and _BAR.search(text, line.start + 1, line.end):
        return _BAR
    if _TAB.search(text, line.start, line.end):
        return _TAB
    return None


def _cells(text: str, line: Line, parting: re.Pattern[str]) -> Iterator[Span]:
    start, end = line.start, line.end
    if parting is _BAR:
        start += text[start] == "|"
        end -= text[end - 1] == "|" and text[end - 2] != "\\"
    for match in parting.finditer(text, start, end):
        yield Span(start, match.start())
        start = match.end()
    yield Span(start, end)


def _items(text: str, cell: Span) -> Iterator[Span]:
    start = cell.start
    edges = [(match.start(), match.end()) for match in _ITEM.finditer(text, cell.start, cell.end)]
    for stop, after in [*edges, (cell.end, cell.end)]:
        words = text[start:stop]
        if words.strip():
            lead = len(words) - len(words.lstrip())
            yield Span(start + lead, start + lead + len(words.strip()))
        start = after
