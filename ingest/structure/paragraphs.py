"""Paragraphs as the front matter's readers take them, and which of them stand before the letter's text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

_HEAD_LINES = 60


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's or heading's start, its lines and its words as read.

    In a line of ``lines`` one blank parts words; ``columns`` has what wide gaps part in the same line.
    """

    start: int
    lines: tuple[str, ...]
    columns: tuple[tuple[str, ...], ...]
    words: str
    heading: bool


def head_of(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Everything before the letter's text: the paragraphs before the first long ones."""
    taken: list[Paragraph] = []
    lines = long = 0
    for paragraph in paragraphs:
        long += len(paragraph.words) > 200
        lines += len(paragraph.lines)
        if long > 1 or lines > _HEAD_LINES:
            break
        taken.append(paragraph)
    return tuple(taken)
