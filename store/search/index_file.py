"""The file of a generation's search index: one SQLite database, how it is made, and how it is opened.

    entry     what can be found, one row each, numbered in the order of `entries`
    found     the full-text index (FTS5) of the entries' `words`, `about` and `notes`, stemmed, accents folded
    word      every word as it is written, folded, and in how many entries it stands
    facet     for each field its values (JSON: key, value, label), and as arrays of little-endian int32 the numbers of
              the entries that have one, ascending, and beside each the number of the value
    about     the SHA-256 of the generation's content, and of this file with zeros in the place of the latter

The same content gives the same bytes, with the same version of SQLite.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from pathlib import Path

import numpy as np
import pyoxigraph

from claimgraph.store.search.entries import entries, labels
from claimgraph.store.search.entry import EVIDENCE, FIELDS, KINDS, STANCES, TYPES, Entry
from claimgraph.store.search.words import RAISED, words_of

FORMAT = 1
"""A file of another format is made anew."""

_APPLICATION = 0x436C4773  # "ClGs": what `file` and the like tell databases by
_PAGE_BYTES = 8192
_MAPPED_BYTES = 1 << 30
_ZEROS = "0" * 64
_MARK = "\x01sha256:"  # no text in the index has this character
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TABLES = f"""
CREATE TABLE entry (number INTEGER PRIMARY KEY, kind TEXT, iri TEXT, words TEXT, about TEXT, notes TEXT, line TEXT,
  start INTEGER, stop INTEGER);
CREATE VIRTUAL TABLE found USING fts5 (words, about, notes, content = 'entry', content_rowid = 'number',
  tokenize = "porter unicode61 remove_diacritics 2 separators '{RAISED}'");
CREATE TABLE word (word TEXT PRIMARY KEY, entries INTEGER) WITHOUT ROWID;
CREATE TABLE facet (field TEXT PRIMARY KEY, known TEXT, entries BLOB, numbers BLOB) WITHOUT ROWID;
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def make_index(store: pyoxigraph.Store, path: Path, content: str) -> None:
    """Writes the index of the store, whose content has that SHA-256, to a new file."""
    with closing(sqlite3.connect(path, isolation_level=None)) as made:
        for name, value in (("page_size", _PAGE_BYTES), ("journal_mode", "OFF"), ("synchronous", "OFF")):
            made.execute(f"PRAGMA {name} = {value}")
        made.execute(f"PRAGMA application_id = {_APPLICATION}")
        made.execute(f"PRAGMA user_version = {FORMAT}")
        made.executescript(_TABLES)
        made.execute("BEGIN")
        tally = _Tally()
        made.executemany("INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", tally.rows(entries(store)))
        made.execute("INSERT INTO found (found) VALUES ('rebuild')")
        made.execute("INSERT INTO found (found) VALUES ('optimize')")
        made.executemany("INSERT INTO word VALUES (?, ?)", sorted(tally.words.items()))
        made.executemany("INSERT INTO facet VALUES (?, ?, ?, ?)", tally.facets(labels(store)))
        made.executemany("INSERT INTO about VALUES (?, ?)", [("content", content), ("file", _MARK + _ZEROS)])
        made.execute("COMMIT")
    _seal(path)


def open_index(path: Path, content: str) -> sqlite3.Connection | None:
    """The file, read-only; None where there is none, or one of another format or content, or not as it was written.

    The connection may be used by one thread at a time.
    """
    if not _is_whole(path):
        return None
    try:
        # Nothing ever writes to it: no locks are needed, and no other process can be kept waiting.
        opened = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    except sqlite3.Error:
        return None
    with suppress(sqlite3.Error):
        is_ours = opened.execute("PRAGMA application_id").fetchone() == (_APPLICATION,)
        is_known = opened.execute("PRAGMA user_version").fetchone() == (FORMAT,)
        if is_ours and is_known:
            of = opened.execute("SELECT value FROM about WHERE name = 'content'").fetchone()
            if of == (content,):
                opened.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
                return opened
    opened.close()
    return None


class _Tally:
    """Numbers entries, and keeps what the other tables say of them."""

    def __init__(self) -> None:
        self.words = Counter[str]()
        self._values: dict[str, dict[str, int]] = {name: {} for name in FIELDS}
        self._having: dict[str, list[tuple[int, int]]] = {name: [] for name in FIELDS}
        for name, known in (("kind", KINDS), ("stance", STANCES), ("type", TYPES), ("evidence", EVIDENCE)):
            self._values[name] = {value: n for n, value in enumerate(known)}

    def rows(self, found: Iterable[Entry]) -> Iterator[tuple[object, ...]]:
        for number, each in enumerate(found, start=1):
            texts = [_CONTROL.sub(" ", text) for text in (each.words, each.about, each.notes, each.line)]
            self.words.update({word for text in texts[:3] for word in words_of(text)})
            for name, values in {**each.facets, "kind": (each.kind,)}.items():
                known = self._values[name]
                self._having[name] += [(number, known.setdefault(value, len(known))) for value in values]
            yield number, each.kind, each.iri, *texts, each.start, each.end

    def facets(self, told: Mapping[str, tuple[int, str]]) -> Iterator[tuple[str, str, bytes, bytes]]:
        for name in FIELDS:
            known = list(self._values[name])
            keys = _keys(known)
            values = [[keys[value], value, *reversed(told.get(value, (0, value)))] for value in known]
            pairs = np.array(self._having[name], "<i4").reshape(-1, 2)
            text = json.dumps(values, ensure_ascii=False, separators=(",", ":"))
            yield name, text, pairs[:, 0].tobytes(), pairs[:, 1].tobytes()


def _keys(values: Sequence[str]) -> dict[str, str]:
    """A short name for each value: the last part of an IRI, unless two end in the same one.

    >>> _keys(["https://a.example/topic/light", "https://a.example/topic/oil", "https://b.example/topic/oil"])
    {'https://a.example/topic/light': 'light', 'https://a.example/topic/oil': 'https://a.example/topic/oil', \
'https://b.example/topic/oil': 'https://b.example/topic/oil'}
    """
    ends = Counter(value.rstrip("/").rpartition("/")[2] for value in values)
    short = {value: value.rstrip("/").rpartition("/")[2] for value in values}
    return {value: short[value] if ends[short[value]] == 1 else value for value in values}


def _seal(path: Path) -> None:
    """Puts the file's digest in its place."""
    data = path.read_bytes()
    place = data.index((_MARK + _ZEROS).encode()) + len(_MARK)
    with path.open("r+b") as file:
        file.seek(place)
        file.write(hashlib.sha256(data).hexdigest().encode())


def _is_whole(path: Path) -> bool:
    try:
        data = path.read_bytes()
    except OSError:
        return False
    for found in re.finditer(rb"\x01sha256:([0-9a-f]{64})", data):
        unsealed = hashlib.sha256(data[: found.start(1)])
        unsealed.update(_ZEROS.encode())
        unsealed.update(data[found.end(1) :])
        return unsealed.hexdigest().encode() == found[1]
    return False
