"""Marks that lost their raising: plain figures glued to the word they mark, as plain text made from a PDF has them."""

from __future__ import annotations

import re

from claimgraph.ingest.models import Mark
from claimgraph.ingest.structure.marks import context_before

_PATTERNS = (r"(?<=[.,;:!?)\]”’\"'])", r"(?<=[.,;:!?)\]”’\"'] )", r"(?<=[^\W\d_]{2})")
_DECIMAL = re.compile(r"(?<!\d)\d{1,3}[.,:]$")


def find_glued(text: str, number: int, start: int, end: int) -> Mark | None:
    """The mark of a note between two offsets.

    Glued to punctuation is tried first, then punctuation and a blank, then glued to a word; a decimal or a section
    number is none.
    """
    for before in _PATTERNS:
        for match in re.compile(rf"{before}{number}(?![\w%]|[.,]\d)").finditer(text, start, end):
            at = match.start()
            if not _DECIMAL.search(text, max(start, at - 6), at):
                line = text.rfind("\n", start, at) + 1 or start
                return Mark(number, at, match.end(), context_before(text, min(line, max(start, at - 90)), at))
    return None
