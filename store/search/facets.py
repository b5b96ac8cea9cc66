"""How many of the entries found have each value of each field, counted as results would be if it were chosen."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimgraph.store.search.entry import FIELDS

Flags = npt.NDArray[np.bool_]
_Numbers = npt.NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Value:
    """A value of a field: its short name in addresses, its IRI or word, its label, and its place in their order."""

    key: str
    value: str
    label: str
    place: int


@dataclass(frozen=True, slots=True)
class Counted:
    """A value, and how many entries there would be if it were the one chosen in its field."""

    value: Value
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class _Field:
    values: Mapping[int, Value]
    entries: _Numbers
    numbers: _Numbers

    def number(self, key: str) -> int | None:
        """The number of the value with that key or IRI."""
        return next((n for n, each in self.values.items() if key in (each.key, each.value)), None)

    def of(self, place: int) -> list[Value]:
        """The values that the entry at that place has."""
        first, last = np.searchsorted(self.entries, [place, place + 1]).tolist()
        found = [self.values[n] for n in self.numbers[first:last].tolist()]
        return sorted(found, key=lambda each: (each.place, each.label, each.value))


class Facets:
    """The fields of one index, in memory: a few bytes for each entry and value.

    Entries are counted from 0 here, in the order of their `numbers`, between which there is room.
    """

    def __init__(self, opened: sqlite3.Connection) -> None:
        """Raises sqlite3.Error where the index can't be read."""
        self.numbers = _column(opened, "kind", "entries")  # each has one kind
        self.size = len(self.numbers)
        self._fields = {name: self._read(opened, name) for name in FIELDS}

    def places(self, numbers: _Numbers | npt.NDArray[np.int64]) -> npt.NDArray[np.intp]:
        """The places of the entries with these numbers."""
        return np.searchsorted(self.numbers, numbers)

    def _read(self, opened: sqlite3.Connection, name: str) -> _Field:
        rows = opened.execute("SELECT number, key, value, label, place FROM value WHERE field = ?", (name,))
        values = {number: Value(*rest) for number, *rest in rows}
        entries = self.places(_column(opened, name, "entries")).astype(np.int32)
        return _Field(values, entries, _column(opened, name, "numbers"))

    def narrowed(self, found: Flags, chosen: Mapping[str, str]) -> tuple[Flags, dict[str, tuple[Counted, ...]]]:
        """Those of the entries found that have all the values chosen, and each field's counts.

        A field's counts are of what has the values chosen in the other fields. The values that no entry has are left
        out, but for the one chosen; most frequent first.
        """
        having = {name: self._having(name, key) for name, key in chosen.items()}
        counts = {}
        for name in FIELDS:
            others = found.copy()
            for other, flags in having.items():
                if other != name:
                    others &= flags
            counts[name] = self._counted(name, others, chosen.get(name))
        for flags in having.values():
            found = found & flags
        return found, counts

    def values_of(self, place: int) -> dict[str, tuple[Value, ...]]:
        """What the entry at that place has in each field, in the values' order."""
        return {name: tuple(self._fields[name].of(place)) for name in FIELDS}

    def _having(self, name: str, key: str) -> Flags:
        field = self._fields[name]
        flags = np.zeros(self.size, np.bool_)
        flags[field.entries[field.numbers == field.number(key)]] = True  # None is the number of no value
        return flags

    def _counted(self, name: str, found: Flags, chosen: str | None) -> tuple[Counted, ...]:
        field = self._fields[name]
        counts = np.bincount(field.numbers[found[field.entries]], minlength=max(field.values, default=-1) + 1).tolist()
        picked = None if chosen is None else field.number(chosen)
        rows = [Counted(value, counts[n], n == picked) for n, value in field.values.items() if counts[n] or n == picked]
        return tuple(sorted(rows, key=lambda row: (-row.count, row.value.place, row.value.label, row.value.value)))


def _column(opened: sqlite3.Connection, name: str, column: str) -> _Numbers:
    """One array of a field, put together from its blocks."""
    asking = f"SELECT {column} FROM facet WHERE field = ? ORDER BY block"  # noqa: S608 - names of ours
    return np.frombuffer(b"".join(data for (data,) in opened.execute(asking, (name,))), "<i4")
