"""A text version's outline: its headings, paragraphs, list items, table cells and footnotes, as lines of text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal, cast

from claimgraph.ingest.models import Block, BlockKind, Letter, Span

PartKind = Literal["heading", "paragraph", "item", "cell", "note"]

_KINDS: dict[BlockKind, PartKind] = {
    "heading": "heading",
    "paragraph": "paragraph",
    "list-item": "item",
    "table-cell": "cell",
}
_LINE = re.compile(r"(heading|paragraph|item|cell|note)((?: [0-9]{1,9})*)((?: [0-9]{1,9}-[0-9]{1,9})+)")
_NUMBERS: dict[PartKind, int] = {"heading": 0, "paragraph": 0, "item": 1, "cell": 3, "note": 1}


@dataclass(frozen=True, slots=True)
class Part:
    """One line of an outline: what stands at these spans, in code points of the text.

    ``numbers`` are an item's level (0 outermost), a cell's table (from 1), row and column (from 0), or a footnote's
    number.
    """

    kind: PartKind
    spans: tuple[Span, ...]
    numbers: tuple[int, ...] = ()

    @property
    def start(self) -> int:
        """Where its first span starts."""
        return self.spans[0].start


def outline_of(letter: Letter) -> str:
    """The outline of a letter's text: a line for each part, in the order of the text.

    A line has the part's kind, its numbers (`Part`) and its spans: ``item 1 120-180 240-260``. Page numbers, running
    heads and descriptions of pictures are in none.
    """
    parts = [
        *(Part(_KINDS[block.kind], block.spans, _numbers(block)) for block in letter.blocks),
        *(Part("note", note.spans, (note.number,)) for note in letter.footnotes),
    ]
    return "\n".join(map(_line, sorted(parts, key=lambda part: (part.start, part.kind))))


def read_outline(outline: str, length: int) -> tuple[Part, ...] | None:
    r"""The parts of a text of so many code points; None for what is no outline of such a text.

    >>> read_outline("heading 0-8\nitem 1 10-18", 18)[1]
    Part(kind='item', spans=(Span(start=10, end=18),), numbers=(1,))
    >>> read_outline("heading 0-8", 5) is None
    True
    """
    parts = []
    for line in outline.splitlines():
        match = _LINE.fullmatch(line)
        if match is None:
            return None
        kind, numbers, spans = cast(PartKind, match[1]), tuple(map(int, match[2].split())), tuple(_spans(match[3]))
        if len(numbers) != _NUMBERS[kind]:
            return None
        parts.append(Part(kind, spans, numbers))
    return tuple(parts) if _is_sound(parts, length) else None


def _numbers(block: Block) -> tuple[int, ...]:
    if block.kind == "list-item":
        return (block.level,)
    return (block.table, block.row, block.column) if block.kind == "table-cell" else ()


def _line(part: Part) -> str:
    return " ".join((part.kind, *map(str, part.numbers), *(f"{span.start}-{span.end}" for span in part.spans)))


def _spans(written: str) -> Iterator[Span]:
    for each in written.split():
        start, _, end = each.partition("-")
        yield Span(int(start), int(end))


def _is_sound(parts: Sequence[Part], length: int) -> bool:
    """Whether no two spans overlap, a part's spans come in order, and all are in the text."""
    if any(one.end > other.start for part in parts for one, other in pairwise(part.spans)):
        return False
    last = 0
    for span in sorted(span for part in parts for span in part.spans):
        if not last <= span.start <= span.end <= length:
            return False
        last = span.end
    return True
