"""Tables that rules draw: which cell a place on the page lies in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from claimgraph.ingest.readers.pdf.glyphs import Box

_NEAR = 3.5
_ROWS = 2


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: the heights of its horizontal rules from the top, and for each row the inner edges of its cells."""

    ys: tuple[float, ...]
    x0: float
    x1: float
    edges: tuple[tuple[float, ...], ...]

    def cell(self, x: float, y: float) -> tuple[int, int] | None:
        """The row and column of a place, from 0; None outside."""
        if not (self.x0 - _NEAR <= x <= self.x1 + _NEAR and self.ys[-1] < y < self.ys[0]):
            return None
        row = sum(y < edge for edge in self.ys) - 1
        return row, sum(x > edge for edge in self.edges[row])


def find_grids(rules: Sequence[Box], uprights: Sequence[Box]) -> tuple[Grid, ...]:
    """The tables of at least two rows and two columns among a page's rules, top to bottom.

    A horizontal rule that is drawn cell by cell shows the columns by its joints, one drawn in one go by the upright
    rules between it and the next.
    """
    levels = _levels(rules)
    grids: list[Grid] = []
    at = 0
    while at < len(levels):
        stop = at + 1
        while stop < len(levels) and _same_extent(levels[at], levels[stop]):
            stop += 1
        run = levels[at:stop]
        at = stop
        if len(run) <= _ROWS:
            continue
        ys = tuple(level[0].y0 for level in run)
        edges = tuple(_edges(above, below, uprights, run[0][0].x0, run[0][-1].x1) for above, below in pairwise(run))
        if sum(map(bool, edges)) >= _ROWS:
            grids.append(Grid(ys, run[0][0].x0, max(box.x1 for box in run[0]), edges))
    return tuple(grids)


def _levels(rules: Sequence[Box]) -> list[list[Box]]:
    """The rules by height from the top, each level from left to right and without gaps."""
    levels: list[list[Box]] = []
    for rule in sorted(rules, key=lambda rule: (-rule.y0, rule.x0)):
        if levels and abs(levels[-1][0].y0 - rule.y0) <= _NEAR / 2:
            levels[-1].append(rule)
        else:
            levels.append([rule])
    kept: list[list[Box]] = []
    for level in levels:
        level.sort(key=lambda rule: rule.x0)
        joined = all(after.x0 - before.x1 <= _NEAR for before, after in pairwise(level))
        if joined:
            kept.append(level)
    return kept


def _same_extent(one: Sequence[Box], other: Sequence[Box]) -> bool:
    return (
        abs(one[0].x0 - other[0].x0) <= _NEAR
        and abs(max(box.x1 for box in one) - max(box.x1 for box in other)) <= _NEAR
    )


def _edges(
    above: Sequence[Box], below: Sequence[Box], uprights: Sequence[Box], left: float, right: float
) -> tuple[float, ...]:
    """The inner edges of the cells in one row: by the upright rules beside them, else by the joints above and below."""
    middle = (above[0].y0 + below[0].y0) / 2
    found = [
        (rule.x0 + rule.x1) / 2
        for rule in uprights
        if rule.y0 <= middle <= rule.y1 and left + _NEAR < rule.x0 and rule.x1 < right - _NEAR
    ]
    if not found:
        upper, lower = ({round(box.x1) for box in level[:-1]} for level in (above, below))
        found = [float(x) for x in upper if any(abs(x - other) <= _NEAR for other in lower)] or [
            float(x) for x in (upper if len(upper) > len(lower) else lower)
        ]
    edges: list[float] = []
    for x in sorted(found):
        if not edges or x - edges[-1] > _NEAR:
            edges.append(x)
    return tuple(edges)
