"""The facets of an index as rows of its file: values, and in blocks which entry has which of them how often.

A block holds the entries whose numbers, shifted by BLOCK_BITS, are its own: a change rewrites few of them.
"""

from __future__ import annotations

import sqlite3
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence

import numpy as np

from claimgraph.store.search.entry import EVIDENCE, FIELDS, KINDS, STANCES, TYPES

BLOCK_BITS = 13

TABLES = """
CREATE TABLE value (field TEXT, number INTEGER, value TEXT, key TEXT, label TEXT, place INTEGER, entries INTEGER,
  PRIMARY KEY (field, number)) WITHOUT ROWID;
CREATE TABLE facet (field TEXT, block INTEGER, entries BLOB, numbers BLOB, times BLOB,
  PRIMARY KEY (field, block)) WITHOUT ROWID;
"""

_FIXED = {"kind": KINDS, "stance": STANCES, "type": TYPES, "evidence": EVIDENCE}
"""The values that are there even where nothing has them."""

Told = Callable[[str], tuple[str, int]]
"""Gives a value's label and its place in an order of its own."""

_Block = dict[int, dict[int, int]]
"""For each entry the numbers of its values, and how often it has them."""


class FacetRows:
    """The facets of a file that is being made or changed. What is put in is in the file after `write`."""

    def __init__(self, file: sqlite3.Connection) -> None:
        self._file = file
        self._blocks: dict[tuple[str, int], _Block] = {}
        self._changed: set[tuple[str, int]] = set()
        self._last = 0
        self._values = {name: _Values(_FIXED.get(name, ())) for name in FIELDS}
        for name, value, number, entries in file.execute("SELECT field, value, number, entries FROM value"):
            self._values[name].put(value, number, entries)

    def add(self, entry: int, name: str, value: str, times: int = 1) -> None:
        """Gives the entry the value so many times more, or less. Raises ValueError where it would be less than none."""
        values = self._values[name]
        number = values.number(value)
        having = self._block(name, entry).setdefault(entry, {})
        self._changed.add((name, entry >> BLOCK_BITS))
        before = having.pop(number, 0)
        after = before + times
        if after < 0:
            raise ValueError(f"entry {entry} would have {name} {value} {after} times")
        if after:
            having[number] = after
        values.entries[number] += bool(after) - bool(before)

    def take(self, entry: int) -> list[tuple[str, str, int]]:
        """Takes all that the entry has: fields, values, and how often."""
        taken = []
        for name, values in self._values.items():
            if having := self._block(name, entry).pop(entry, None):
                self._changed.add((name, entry >> BLOCK_BITS))
                values.entries.subtract(having.keys())
                taken += [(name, values.texts[number], times) for number, times in having.items()]
        return taken

    def write_before(self, entry: int) -> None:
        """Writes, and no longer holds, what was changed of the entries, where this one is behind their block."""
        if entry >> BLOCK_BITS != self._last:
            self._write_blocks()
            self._last = entry >> BLOCK_BITS

    def _write_blocks(self) -> None:
        for name, block in sorted(self._changed):
            having = self._blocks[name, block]
            rows = [(each, *pair) for each in sorted(having) for pair in sorted(having[each].items())]
            self._file.execute("DELETE FROM facet WHERE field = ? AND block = ?", (name, block))
            if rows:
                arrays = (np.array(column, "<i4").tobytes() for column in zip(*rows, strict=True))
                self._file.execute("INSERT INTO facet VALUES (?, ?, ?, ?, ?)", (name, block, *arrays))
        self._blocks.clear()
        self._changed.clear()

    def write(self, told: Told, again: Collection[str] = ()) -> None:
        """Writes all that was changed. Of the values that were known already those of `again` are told anew."""
        self._write_blocks()
        for name, values in self._values.items():
            asking = "SELECT value, number, key, label, place, entries FROM value WHERE field = ?"
            before = {value: tuple(row) for value, *row in self._file.execute(asking, (name,))}
            after = {}
            used = values.used()
            keys = _keys(list(used))
            for value, number in used.items():
                is_known = value in before and value not in again
                label, place = before[value][2:4] if is_known else told(value)
                after[value] = (number, keys[value], label, place, values.entries[number])
            gone = [(name, before[value][0]) for value in before.keys() - after.keys()]
            self._file.executemany("DELETE FROM value WHERE field = ? AND number = ?", gone)
            rows = [(name, row[0], value, *row[1:]) for value, row in after.items() if before.get(value) != row]
            self._file.executemany("REPLACE INTO value VALUES (?, ?, ?, ?, ?, ?, ?)", rows)

    def _block(self, name: str, entry: int) -> _Block:
        key = (name, entry >> BLOCK_BITS)
        if key not in self._blocks:
            self._blocks[key] = self._read(*key)
        return self._blocks[key]

    def _read(self, name: str, block: int) -> _Block:
        found: _Block = defaultdict(dict)
        asking = "SELECT entries, numbers, times FROM facet WHERE field = ? AND block = ?"
        for arrays in self._file.execute(asking, (name, block)):
            columns = (np.frombuffer(each, "<i4").tolist() for each in arrays)
            for entry, number, times in zip(*columns, strict=True):
                found[entry][number] = times
        return found


class _Values:
    """The values of a field by number, and how many entries have each."""

    def __init__(self, fixed: Iterable[str]) -> None:
        self.texts: dict[int, str] = {}
        self.entries: Counter[int] = Counter()
        self._fixed = frozenset(fixed)
        self._numbers: dict[str, int] = {}
        self._next = 0
        for value in fixed:
            self.number(value)

    def put(self, value: str, number: int, entries: int) -> None:
        self.texts[number], self._numbers[value], self.entries[number] = value, number, entries
        self._next = max(self._next, number + 1)

    def number(self, value: str) -> int:
        if value not in self._numbers:
            self.put(value, self._next, 0)
        return self._numbers[value]

    def used(self) -> dict[str, int]:
        """The numbers of the values that something has, or that are always there."""
        return {value: n for value, n in self._numbers.items() if self.entries[n] or value in self._fixed}


def _keys(values: Sequence[str]) -> dict[str, str]:
    """A short name for each value: the last part of an IRI, unless two end in the same one.

    >>> _keys(["https://a.example/topic/light", "https://a.example/topic/oil", "https://b.example/topic/oil"])
    {'https://a.example/topic/light': 'light', 'https://a.example/topic/oil': 'https://a.example/topic/oil', \
'https://b.example/topic/oil': 'https://b.example/topic/oil'}
    """
    short = {value: value.rstrip("/").rpartition("/")[2] for value in values}
    ends = Counter(short.values())
    return {value: short[value] if ends[short[value]] == 1 else value for value in values}
