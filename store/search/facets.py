"""How many of the entries found have each value of each field, counted as results would be if it were chosen."""

from __future__ import annotations

import json
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
    values: tuple[Value, ...]
    entries: _Numbers
    numbers: _Numbers

    def number(self, key: str) -> int | None:
        """The number of the value with that key or IRI."""
        return next((n for n, each in enumerate(self.values) if key in (each.key, each.value)), None)

    def of(self, entry: int) -> list[Value]:
        """The values that the entry has."""
        first, last = np.searchsorted(self.entries, [entry, entry + 1]).tolist()
        found = [self.values[n] for n in self.numbers[first:last].tolist()]
        return sorted(found, key=lambda each: (each.place, each.label, each.value))


class Facets:
    """The fields of one index, in memory: a few bytes for each entry and value."""

    def __init__(self, opened: sqlite3.Connection) -> None:
        """Raises sqlite3.Error where the index can't be read."""
        self.size = int(opened.execute("SELECT count(*) FROM entry").fetchone()[0])
        read = opened.execute("SELECT field, known, entries, numbers FROM facet")
        self._fields = {name: _field(known, entries, numbers) for name, known, entries, numbers in read}

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

    def values_of(self, number: int) -> dict[str, tuple[Value, ...]]:
        """What one entry has in each field, in the values' order."""
        return {name: tuple(self._fields[name].of(number)) for name in FIELDS}

    def _having(self, name: str, key: str) -> Flags:
        field = self._fields[name]
        flags = np.zeros(self.size + 1, np.bool_)
        flags[field.entries[field.numbers == field.number(key)]] = True  # None is the number of no value
        return flags

    def _counted(self, name: str, found: Flags, chosen: str | None) -> tuple[Counted, ...]:
        field = self._fields[name]
        counts = np.bincount(field.numbers[found[field.entries]], minlength=len(field.values)).tolist()
        picked = None if chosen is None else field.number(chosen)
        rows = [
            Counted(value, count, n == picked)
            for n, (value, count) in enumerate(zip(field.values, counts, strict=True))
            if count or n == picked
        ]
        return tuple(sorted(rows, key=lambda row: (-row.count, row.value.place, row.value.label, row.value.value)))


def _field(known: str, entries: bytes, numbers: bytes) -> _Field:
    values = tuple(Value(*each) for each in json.loads(known))
    return _Field(values, np.frombuffer(entries, "<i4"), np.frombuffer(numbers, "<i4"))
