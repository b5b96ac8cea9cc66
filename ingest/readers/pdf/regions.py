"""The stretches in which a page is read: its columns, without running heads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from claimgraph.ingest.readers.pdf.pages import Page
from claimgraph.ingest.readers.pdf.setting import Setting

_SHORT_RULE = 0.62
_INDENT = 40.0


@dataclass(frozen=True, slots=True)
class Region:
    """A column of a page, from 0, and the positions of its lines."""

    page: int
    lines: tuple[int, ...]


def regions(pages: Sequence[Page]) -> Iterator[Region]:
    """All of them in reading order; a page without text has one without lines."""
    for number, page in enumerate(pages):
        kept = [at for at in range(len(page.lines)) if at not in page.furniture]
        columns = list(dict.fromkeys(page.lines[at].column for at in kept)) or [0]
        for column in columns:
            yield Region(number, tuple(at for at in kept if page.lines[at].column == column))


def area_start(pages: Sequence[Page], region: Region, setting: Setting) -> int:
    """The index in the region of the first line under a short rule at its foot, or how many lines it has."""
    page = pages[region.page]
    lines = [page.lines[at] for at in region.lines]
    if not lines:
        return 0
    left, right = min(line.x0 for line in lines), max(line.x1 for line in lines)
    for rule in sorted(page.rules, key=lambda rule: -rule.y0):
        start = next((index for index, line in enumerate(lines) if line.y < rule.y0), len(lines))
        if not 0 < start < len(lines) or any(line.y >= rule.y0 for line in lines[start:]):
            continue
        last, first = lines[start - 1], lines[start]
        apart = last.y - rule.y0 > 0.35 * last.size or setting.is_small(first)
        short = rule.x1 - rule.x0 <= _SHORT_RULE * (right - left) and abs(rule.x0 - left) < _INDENT
        if short and apart and all(line.size < setting.body + 0.3 for line in lines[start:]):
            return start
    return len(lines)
