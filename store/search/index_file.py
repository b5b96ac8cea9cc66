"""The file of a generation's search index: one SQLite database, how it is made, and how it is opened.

    entry     what can be found, one row each, numbered in the order of `KINDS` and IRIs (`places`)
    found     the full-text index (FTS5) of the entries' `words`, `about` and `notes`, stemmed, accents folded
    word      every word as it is written, folded, and in how many entries it stands
    value     for each field the values that entries have: number, key, label, place in an order, and how many have it
    facet     for each field, in blocks, as arrays of little-endian int32: the numbers of the entries that have a value,
              ascending, beside each the number of the value, and how many things give it to the entry (`given`)
    about     the SHA-256 of the generation's content, and of this file with zeros in the place of the latter

The same content gives the same bytes, with the same version of SQLite, where the index is made anew. One that grew out
of another (`growing`) answers the same; it has the other's file, and beside it the pages that it has changed.
"""

from __future__ import annotations

import re
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pyoxigraph

from claimgraph.ontology import CG
from claimgraph.store.garbage import uncollected
from claimgraph.store.lines import Lines
from claimgraph.store.search.docket import Docket
from claimgraph.store.search.entries import entries_of, things, told
from claimgraph.store.search.entry import KINDS, Entry
from claimgraph.store.search.facet_rows import TABLES, FacetRows
from claimgraph.store.search.given import Giver, given
from claimgraph.store.search.places import STEP, span
from claimgraph.store.search.sealing import is_whole, pages_of, seal, unseal
from claimgraph.store.search.statements import Statements
from claimgraph.store.search.words import RAISED, words_of

FORMAT = 3
"""A file of another format is made anew."""

_APPLICATION = 0x436C4773  # "ClGs": what `file` and the like tell databases by
_PAGE_BYTES = 8192
_MAPPED_BYTES = 1 << 30
_SETTINGS = (
    "locking_mode = EXCLUSIVE",  # with no locks to take: what is known of changed pages is in memory, in no third file
    "synchronous = OFF",  # when it is closed, nothing is to be written: SQLite tries to, but has the file read-only
    f"mmap_size = {_MAPPED_BYTES}",
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TABLES = f"""
CREATE TABLE entry (number INTEGER PRIMARY KEY, kind TEXT, iri TEXT, words TEXT, about TEXT, notes TEXT, line TEXT,
  start INTEGER, stop INTEGER);
CREATE VIRTUAL TABLE found USING fts5 (words, about, notes, content = 'entry', content_rowid = 'number',
  tokenize = "porter unicode61 remove_diacritics 2 separators '{RAISED}'");
CREATE TABLE word (word TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;
{TABLES}
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def make_index(store: pyoxigraph.Store, path: Path, content: str, lines: Lines | None = None) -> None:
    """Writes the index of the store, whose content has that SHA-256, to a new file.

    With the content's lines it takes half the time: the store looks up each term of a statement.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as made, uncollected():
        for name, value in (("page_size", _PAGE_BYTES), ("journal_mode", "OFF"), ("synchronous", "OFF")):
            made.execute(f"PRAGMA {name} = {value}")
        made.execute(f"PRAGMA application_id = {_APPLICATION}")
        made.execute(f"PRAGMA user_version = {FORMAT}")
        made.executescript(_TABLES)
        made.execute("BEGIN")
        said = Statements(store, lines)
        docket = Docket(said)
        making = _Making(made, said, docket)
        made.executemany(INSERT, making.rows())
        made.execute("INSERT INTO found (found) VALUES ('rebuild')")
        made.execute("INSERT INTO found (found) VALUES ('optimize')")
        made.executemany("INSERT INTO word VALUES (?, ?)", sorted(making.words.items()))
        making.facets.write(lambda value: told(docket, value))
        unseal(made, content)
        made.execute("COMMIT")
    seal(path)


def open_index(path: Path, content: str) -> sqlite3.Connection | None:
    """The file, read-only; None where there is none, or one of another format or content, or not as it was written.

    The connection may be used by one thread at a time.
    """
    return opened_index(path, content) if is_whole(path) else None


def opened_index(path: Path, content: str) -> sqlite3.Connection | None:
    """The same, whether or not the file is as it was written."""
    try:
        # Nothing ever writes to it: no locks are needed, and no other process can be kept waiting.
        way = "vfs=unix-none" if pages_of(path).exists() else "immutable=1"
        opened = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&{way}", uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    with suppress(sqlite3.Error):
        for setting in _SETTINGS:
            opened.execute(f"PRAGMA {setting}")
        is_ours = opened.execute("PRAGMA application_id").fetchone() == (_APPLICATION,)
        is_known = opened.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        if is_ours and is_known:
            of = opened.execute("SELECT value FROM about WHERE name = 'content'").fetchone()
            if of == (content,):
                return opened
    opened.close()
    return None


class _Making:
    """The entries of a new index as rows, and what its other tables say of them once all are made.

    They come in the order of KINDS, then of their IRIs, then of their places in a text.
    """

    def __init__(self, made: sqlite3.Connection, said: Statements, docket: Docket) -> None:
        self.words = Counter[str]()
        self.facets = FacetRows(made)
        self._said, self._docket = said, docket
        self._given: dict[tuple[str, str], Counter[tuple[str, str]]] = defaultdict(Counter)

    def rows(self) -> Iterator[Row]:
        for citation in self._said.having(CG.citesSource):
            self._give("citation", citation)
        for kind in KINDS:
            numbers = iter(span(kind)[STEP - 1 :: STEP])
            for iri in things(self._said, kind):
                for entry in entries_of(self._docket, kind, iri):
                    yield self._row(next(numbers), entry)
                if kind == "claim":  # the first kind, which gives to others
                    self._give("claim", iri)

    def _row(self, number: int, entry: Entry) -> Row:
        row = row_of(number, entry)
        self.facets.write_before(number)
        self.words.update(words_in(row))
        for name, value in own_facets(entry):
            self.facets.add(number, name, value)
        for (name, value), times in self._given.pop((entry.kind, entry.iri), {}).items():
            self.facets.add(number, name, value, times)
        return row

    def _give(self, giver: Giver, iri: str) -> None:
        for kind, thing, name, value in sorted(given(self._docket, giver, iri)):
            self._given[kind, thing][name, value] += 1


Row = tuple[int, str, str, str, str, str, str, int | None, int | None]
"""An entry as it stands in the file: number, kind, IRI, words, about, notes, line, start and end."""

INSERT = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"


def row_of(number: int, entry: Entry) -> Row:
    """The entry as a row."""
    words, about, notes, line = (
        _CONTROL.sub(" ", text) for text in (entry.words, entry.about, entry.notes, entry.line)
    )
    return number, entry.kind, entry.iri, words, about, notes, line, entry.start, entry.end


def words_in(row: Row) -> frozenset[str]:
    """The different words that the row can be found by, as they are written."""
    return frozenset[str]().union(*map(words_of, row[3:6]))


def own_facets(entry: Entry) -> Iterator[tuple[str, str]]:
    """The fields and values that an entry has by itself, its kind among them."""
    yield "kind", entry.kind
    yield from ((name, value) for name, values in entry.facets.items() for value in values)
