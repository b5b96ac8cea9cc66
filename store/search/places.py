"""The numbers of entries: in the entries' order, with room between them for those that come later.

A search shows what fits equally well in this order, so an index that grew needs it as one that was made anew has it.
Where there is no room left, the nearest entries move apart, no more of them than has to be.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from claimgraph.store.search.entry import KINDS

STEP = 8
"""So many numbers apart are the entries of an index that is made anew."""

_SPAN_BITS = 28  # for eight kinds, so that all numbers fit into 31 bits

Move = Callable[[dict[int, int]], None]
"""Gives entries other numbers."""


def span(kind: str) -> range:
    """The numbers that entries of the kind may have."""
    place = KINDS.index(kind)
    return range((place << _SPAN_BITS) + 1, (place + 1) << _SPAN_BITS)


def place(file: sqlite3.Connection, kind: str, iri: str) -> int:
    """The number of the first entry of the kind that doesn't come before the IRI, or the span's end."""
    low, high = span(kind).start, span(kind).stop
    found = high
    while low < high:
        middle = (low + high) // 2
        asking = "SELECT number, iri FROM entry WHERE number >= ? AND number < ? ORDER BY number LIMIT 1"
        row = file.execute(asking, (middle, high)).fetchone()
        if row is None:
            high = middle
        elif row[1] < iri:
            low = row[0] + 1
        else:
            found, high = row[0], middle
    return found


def make_room(file: sqlite3.Connection, kind: str, iri: str, count: int, move: Move) -> list[int]:
    """So many new numbers for the entries of a thing that has none, at its place in the order.

    Raises ValueError where there are no numbers left.
    """
    numbers, at, width = span(kind), place(file, kind, iri), 0
    while True:
        asking = "SELECT number FROM entry WHERE number >= ? AND number < ? ORDER BY number DESC LIMIT ?"
        before = [number for (number,) in file.execute(asking, (numbers.start, at, width + 1))]
        asking = "SELECT number FROM entry WHERE number >= ? AND number < ? ORDER BY number LIMIT ?"
        after = [number for (number,) in file.execute(asking, (at, numbers.stop, width + 1))]
        low = before[width] if len(before) > width else numbers.start - 1
        inside = [*reversed(before[:width]), *after[:width]]
        every = len(inside) + count
        high = after[width] if len(after) > width else min(numbers.stop, low + STEP * (every + 1))
        # Those that have moved once should have room for a while.
        if high - low > (2 * every if width else count):
            break
        if len(before) <= width and len(after) <= width:
            raise ValueError(f"there are no numbers left for entries of the kind {kind}")
        width = max(2 * width, count, STEP)
    spread = [low + (high - low) * n // (every + 1) for n in range(1, every + 1)]
    first = min(width, len(before))
    new = spread[first : first + count]
    moved = dict(zip(inside, spread[:first] + spread[first + count :], strict=True))
    move({old: number for old, number in moved.items() if old != number})
    return new
