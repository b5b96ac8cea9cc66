"""Outlines: what the parser found comes back from them whole, and what is no outline is nothing."""

from __future__ import annotations

import pytest

from claimgraph.ingest import parse
from claimgraph.ingest.outline import outline_of, read_outline

LETTER = """Lamp Office

We write about lamps,¹ as follows:

- bright lamps
  - at night
- cheap ones

| Lamp | Cost |
|------|------|
| LED  | low  |

How bright?

Lamps should be bright, as they stand

¹ A survey of lamps.

in the street.
"""


def test_an_outline_is_what_the_parser_found() -> None:
    letter = parse(LETTER)
    outline = outline_of(letter)
    parts = read_outline(outline, len(LETTER))
    assert parts is not None
    blocks = [part for part in parts if part.kind != "note"]
    assert [part.spans for part in blocks] == [block.spans for block in letter.blocks]
    assert [part.spans for part in parts if part.kind == "note"] == [note.spans for note in letter.footnotes]
    assert {part.kind for part in parts} >= {"paragraph", "item", "cell", "note"}
    levels = [(block.level,) for block in letter.blocks if block.kind == "list-item"]
    assert [part.numbers for part in parts if part.kind == "item"] == levels == [(0,), (1,), (0,)]
    assert any(len(part.spans) == 2 for part in blocks)


@pytest.mark.parametrize(
    "outline",
    [
        "chapter 0-4",
        "paragraph",
        "paragraph 0",
        "item 0-4",
        "paragraph 1 0-4",
        "cell 1 0 0-4",
        "note 0-4",
        "paragraph 0-4 2-6",  # over itself
        "paragraph 4-8 0-2",  # not in order
        "paragraph 0-4\nnote 1 3-8",  # over another
        "paragraph 4-2",
        "paragraph 0-11",  # behind the end
        "paragraph  0-4",
        "paragraph 0-4\n\nparagraph 5-6",
        "paragraph 0-٤",
    ],
)
def test_what_is_no_outline_of_ten_characters(outline: str) -> None:
    assert read_outline(outline, 10) is None


def test_nothing_is_an_outline_of_nothing() -> None:
    assert read_outline("", 10) == ()
