"""Changing an index into that of the content after a change: the entries that it bears on are taken out and put in."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pyoxigraph

from claimgraph.store.search.changing import changing
from claimgraph.store.search.docket import Docket
from claimgraph.store.search.entries import entries_of, may_have_entries, told
from claimgraph.store.search.entry import KINDS, Entry
from claimgraph.store.search.facet_rows import FacetRows
from claimgraph.store.search.given import Giver, given, givers
from claimgraph.store.search.index_file import INSERT, Row, own_facets, row_of, words_in
from claimgraph.store.search.places import make_room, place, span
from claimgraph.store.search.reach import reached
from claimgraph.store.search.sealing import unseal
from claimgraph.store.search.statements import Lookups

_GIVERS: tuple[Giver, ...] = ("claim", "citation")

_COUNT = "INSERT INTO word VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET entries = entries + excluded.entries"


def grow_index(
    last: Path,
    path: Path,
    content: str,
    before: pyoxigraph.Store,
    after: pyoxigraph.Store,
    changed: Iterable[pyoxigraph.Quad],
) -> None:
    """Makes the last file, an index of one store, into a new one of the other, whose content has that SHA-256.

    `changed` are the quads that only one of them has. Raises ValueError or sqlite3.Error where the file isn't the index
    of the first one; what there is of the new one is no index then.
    """
    was, now = Docket(Lookups(before)), Docket(Lookups(after))
    reach = reached(now.said, changed)
    with changing(last, path) as file:
        file.execute("BEGIN")
        unseal(file, content)
        growing = _Growing(file, was, now)
        for kind in KINDS:
            for iri in sorted(reach[kind]):
                growing.replace(kind, iri)
        for giver in _GIVERS:
            for iri in sorted(reach[giver]):
                growing.give(giver, iri)
        growing.write(reach["value"])
        file.execute("COMMIT")


class _Growing:
    """An index under way from what was to what is now."""

    def __init__(self, file: sqlite3.Connection, was: Docket, now: Docket) -> None:
        self._file, self._was, self._now = file, was, now
        self._facets = FacetRows(file)
        self._words: Counter[str] = Counter()
        self._given: Counter[tuple[str, str, str, str]] = Counter()
        self._new: set[tuple[str, str]] = set()

    def replace(self, kind: str, iri: str) -> None:
        """Has the entries of one thing be those that it has now; what it is given comes later."""
        if not any(may_have_entries(each, kind, iri) for each in (self._was, self._now)):
            return
        there = self._rows(kind, iri)
        entries = list(entries_of(self._now, kind, iri))
        if len(there) == len(entries):
            numbers = [row[0] for row in there]
        else:
            for row in there:
                self._take_out(row)
                self._facets.take(row[0])
            there = []
            numbers = make_room(self._file, kind, iri, len(entries), self._move) if entries else []
        if there:
            self._change(there, entries)
            return
        for number, entry in zip(numbers, entries, strict=True):
            self._put_in(row_of(number, entry))
            for name, value in own_facets(entry):
                self._facets.add(number, name, value)
        if entries:
            self._new.add((kind, iri))

    def _change(self, there: list[Row], entries: list[Entry]) -> None:
        before = entries_of(self._was, entries[0].kind, entries[0].iri)
        for row, was, entry in zip(there, before, entries, strict=True):
            new = row_of(row[0], entry)
            if new != row:
                self._take_out(row)
                self._put_in(new)
            had, has = frozenset(own_facets(was)), frozenset(own_facets(entry))
            for name, value in had - has:
                self._facets.add(row[0], name, value, -1)
            for name, value in has - had:
                self._facets.add(row[0], name, value)

    def give(self, giver: Giver, iri: str) -> None:
        """Has one claim or citation give what it does now, and no more what it gave."""
        self._given.update(given(self._now, giver, iri))
        self._given.subtract(given(self._was, giver, iri))

    def write(self, values: Iterable[str]) -> None:
        """Writes what was gathered; the labels of these values may have changed."""
        for (kind, iri, name, value), times in self._given.items():
            if times and (kind, iri) not in self._new:
                for row in self._rows(kind, iri):
                    self._facets.add(row[0], name, value, times)
        for kind, iri in self._new:
            self._take_given(kind, iri)
        for word, times in self._words.items():
            if times:
                self._file.execute(_COUNT, (word, times))
        fewer = [(word,) for word, times in self._words.items() if times < 0]
        self._file.executemany("DELETE FROM word WHERE word = ? AND entries <= 0", fewer)
        self._facets.write(lambda value: told(self._now, value), frozenset(values))

    def _take_given(self, kind: str, iri: str) -> None:
        """Gives a thing that had no entry all that it is given by whom it may be."""
        rows = self._rows(kind, iri)
        for giver, by in givers(self._now, kind, iri):
            for to, thing, name, value in given(self._now, giver, by):
                if (to, thing) == (kind, iri):
                    for row in rows:
                        self._facets.add(row[0], name, value)

    def _rows(self, kind: str, iri: str) -> list[Row]:
        """The entries of one thing that are in the file."""
        first, rows = place(self._file, kind, iri), []
        asking = "SELECT * FROM entry WHERE number >= ? AND number < ? ORDER BY number"
        for row in self._file.execute(asking, (first, span(kind).stop)):
            if row[2] != iri:
                break
            rows.append(row)
        return rows

    def _move(self, moved: dict[int, int]) -> None:
        rows = [self._file.execute("SELECT * FROM entry WHERE number = ?", (old,)).fetchone() for old in moved]
        had = []
        for row in rows:
            self._take_out(row)
            had.append(self._facets.take(row[0]))
        for row, facets in zip(rows, had, strict=True):
            number = moved[row[0]]
            self._put_in((number, *row[1:]))
            for name, value, times in facets:
                self._facets.add(number, name, value, times)

    def _take_out(self, row: Row) -> None:
        asking = "INSERT INTO found (found, rowid, words, about, notes) VALUES ('delete', ?, ?, ?, ?)"
        self._file.execute(asking, (row[0], *row[3:6]))
        self._file.execute("DELETE FROM entry WHERE number = ?", (row[0],))
        self._words.subtract(words_in(row))

    def _put_in(self, row: Row) -> None:
        self._file.execute(INSERT, row)
        self._file.execute("INSERT INTO found (rowid, words, about, notes) VALUES (?, ?, ?, ?)", (row[0], *row[3:6]))
        self._words.update(words_in(row))
