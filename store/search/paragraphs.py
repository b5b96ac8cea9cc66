"""A text's paragraphs, as pages show them and as the search finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator

_BREAK = re.compile(r"\n(?:[^\S\n]*\n)+")


def paragraphs(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int]]:
    r"""Where each paragraph of text[start:end] begins and ends, in code points; they are parted at blank lines.

    >>> list(paragraphs("One two.\n \nThree.\n\n"))
    [(0, 8), (11, 17)]
    """
    last = len(text) if end is None else end
    at = start
    for gap in [*_BREAK.finditer(text, start, last), None]:
        stop = gap.start() if gap else last
        if text[at:stop].strip():
            yield at, stop
        at = gap.end() if gap else last
