"""Paragraphs, list items and table cells from the lines of the body."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from claimgraph.ingest.models import Block, Span
from claimgraph.ingest.structure.lines import Line
from claimgraph.ingest.structure.tables import read_table, table_length

_SIGNS = "•▪●○◦‣■□➢✓⁃∙"
_BULLET = re.compile(
    rf"[{_SIGNS}][ \t\u00a0]*(?:\d{{1,2}}[.)]\s+)?|[-*–+][ \t\u00a0]+(?:\d{{1,2}}[.)]\s+)?|o[ \t]{{2,}}"
)
_ORDINAL = re.compile(r"(?:\d{1,2}[.)]|[a-z][.)]|[ivx]{1,5}[.)]|\((?:\d{1,2}|[a-z]|[ivx]{1,5})\))[ \t\u00a0]+")
_BULLETS_ALONE = re.compile(rf"[{_SIGNS}\s]+|[-–_=*]{{3,}}")
_ENDED = re.compile(r"[.:;?!)”\"’*]$")


def read_blocks(text: str, chunks: Iterable[Sequence[Line]]) -> Iterator[Block]:
    """The blocks of the body, each in one span; ``chunks`` are runs of lines that nothing interrupts.

    A list item's span begins behind its bullet or number, its level counts from 0 by indentation. Which blocks are
    headings, and which belong together, is not settled here.
    """
    tables = 0
    indents: list[int] = []
    for chunk in chunks:
        at = 0
        item: Line | None = None
        while at < len(chunk):
            words = _lead(text, chunk, at, item)
            rows = 0 if words else table_length(text, chunk, at)
            if rows:
                tables += 1
                yield from read_table(text, chunk[at : at + rows], tables)
                indents.clear()
                at += rows
                continue
            if _BULLETS_ALONE.fullmatch(text, chunk[at].start, chunk[at].end):
                at += 1
                continue
            item = chunk[at] if words else None
            stop = at + 1
            while stop < len(chunk) and not _lead(text, chunk, stop, item) and not table_length(text, chunk, stop):
                stop += 1
            end = chunk[stop - 1].end
            if words:
                yield Block("list-item", (Span(words, end),), level=_level(indents, chunk[at].indent))
            else:
                indents.clear()
                yield Block("paragraph", (Span(chunk[at].start, end),))
            at = stop


def _lead(text: str, chunk: Sequence[Line], at: int, item: Line | None) -> int:
    """Where a list item's words begin on this line, or 0.

    Within a paragraph a dash or a number opens an item only behind the end of a sentence; within an ``item`` a hyphen
    always does, the others also where they stand no deeper than that.
    """
    line = chunk[at]
    match = _BULLET.match(text, line.start, line.end) or _ORDINAL.match(text, line.start, line.end)
    if not match or match.end() >= line.end:
        return 0
    if at == 0 or text[line.start] in _SIGNS or (item and (text[line.start] in "-*+" or line.indent <= item.indent)):
        return match.end()
    return match.end() if _ENDED.search(text, chunk[at - 1].start, chunk[at - 1].end) else 0


def _level(indents: list[int], indent: int) -> int:
    while indents and indents[-1] > indent:
        indents.pop()
    if not indents or indents[-1] < indent:
        indents.append(indent)
    return len(indents) - 1
