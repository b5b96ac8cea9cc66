"""The things that reading a letter yields, as frozen records.

Every offset counts Unicode code points of the letter's text: ``start`` is inclusive, ``end`` exclusive,
and ``text[start:end]`` is what the record speaks of, untouched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

BlockKind = Literal["heading", "paragraph", "list-item", "table-cell"]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """An unbroken stretch of the letter's text."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, paragraph, list item or table cell.

    It has more than one span where a footnote or a page break stands inside it. ``level`` is the nesting of a list item
    (0 outermost); ``row`` and ``column`` count from 0 in a table cell, in which row 0 is the table's head.
    ``table`` numbers the letter's tables from 1.
    """

    kind: BlockKind
    spans: tuple[Span, ...]
    level: int = 0
    table: int = 0
    row: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it, up to the next heading; section 0 is what stands before the first.

    ``questions`` are the notations of the request's questions that the heading restates; ``start`` is the heading's.
    """

    number: int
    heading: str | None
    questions: tuple[str, ...]
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Link:
    """An address as the text has it: printed (``anchor`` is None), or behind words as in ``[anchor](url)``."""

    url: str
    anchor: str | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Mark:
    """A footnote's mark in the body: ``¹⁴``, or the ``28`` of ``^{27,28}``; ``before`` is the text just before it.

    ``page`` counts form feeds from 1; it is None in a text without any.
    """

    number: int
    start: int
    end: int
    before: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Footnote:
    """A footnote's number, its words without mark-up, where they stand, and the addresses in it.

    Where another begins right under the number there are no words, and the span is the number's. ``page``
    counts form feeds from 1; it is None in a text without any. ``printed`` is the label where it isn't the number, as
    ``*``, or the 1 of a second series.
    """

    number: int
    text: str
    spans: tuple[Span, ...]
    links: tuple[Link, ...]
    page: int | None = None
    printed: str | None = None


@dataclass(frozen=True, slots=True)
class Doubt:
    """Something the reader could not settle, and where; nothing is guessed."""

    message: str
    start: int
    line: int


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter as its own text tells it, before anyone has annotated it."""

    text: str
    text_sha256: str
    respondent: str | None
    date: str | None
    docket: str | None
    addressee: str | None
    signatory: str | None
    signatory_role: str | None
    sections: tuple[Section, ...]
    blocks: tuple[Block, ...]
    footnotes: tuple[Footnote, ...]
    marks: tuple[Mark, ...]
    links: tuple[Link, ...]
    warnings: tuple[Doubt, ...]
