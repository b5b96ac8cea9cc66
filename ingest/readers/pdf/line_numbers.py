"""Numbers of lines in the margin, as pleadings have them: no words of the letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from claimgraph.ingest.readers.pdf.lines import PrintedLine

_NUMBER = re.compile(r"(\d{1,4})(?:\s+|$)")
_LEAST_LINES, _MOST_PAGES = 8, 0.6


def without_line_numbers(pages: Sequence[tuple[PrintedLine, ...]]) -> tuple[list[tuple[PrintedLine, ...]], bool]:
    """The pages' lines without them, and whether there were any: most lines of most pages count on by one."""
    long = [lines for lines in pages if len(lines) >= _LEAST_LINES]
    if not long or sum(map(_counts, long)) < _MOST_PAGES * len(long):
        return list(pages), False
    return [tuple(_bare(line) for line in lines if _bare_length(line)) for lines in pages], True


def _counts(lines: Sequence[PrintedLine]) -> bool:
    numbers = [int(match.group(1)) for line in lines if (match := _NUMBER.match(line.text))]
    rising = sum(after == before + 1 for before, after in pairwise(numbers))
    return rising >= 0.6 * len(lines)


def _bare_length(line: PrintedLine) -> int:
    match = _NUMBER.match(line.text)
    return len(line.text) - (match.end() if match else 0)


def _bare(line: PrintedLine) -> PrintedLine:
    start = len(line.text) - _bare_length(line)
    return replace(line, text=line.text[start:], xs=line.xs[start:]) if start else line
