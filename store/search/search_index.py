"""Asking a generation's index: what is found, in which order, how much of it has which values, and what was meant."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Self

import numpy as np
import numpy.typing as npt

from claimgraph.store.errors import SearchTimeoutError, StoreDamagedError
from claimgraph.store.search.asked import Asked, read_query
from claimgraph.store.search.facets import Counted, Facets, Flags, Value
from claimgraph.store.search.index_file import open_index
from claimgraph.store.search.meant import nearby
from claimgraph.store.search.places import span

RANKED = 10_000
"""So many entries are put in order by how well they fit; what is found beyond them follows in the index's order."""

CONTINUATIONS = 16
"""A beginning stands for so many of the words that begin so, the most frequent ones."""

# A word in a quote or a name says more than one in what it is about, and that more than one in the notes.
_WEIGHTS = "4.0, 2.0, 0.5"
_REPEATING = 0.8
"""A paragraph says again what claims quote from it, and many are no more than a footnote's address."""

# Rounded, so that what is said in the same words stands in the index's order, however the sums came about.
_SCORED = (
    f"SELECT rowid, round(-bm25(found, {_WEIGHTS}) * iif(rowid >= ?, {_REPEATING}, 1), 12) AS score "  # noqa: S608 - constants
    "FROM found WHERE found MATCH ?"
)
_OPEN, _CLOSE = "\x02", "\x03"  # no text in the index has these
_MARKS = re.compile(f"[{_OPEN}{_CLOSE}]")
_TOKENS = 48
_CUT = 320
_STEPS = 2000
"""Steps of SQLite's machine between two looks at the clock: well under a millisecond."""

Match = Literal["all", "any", "everything"]
"""Whether each result has all that was asked for, any of it, or nothing was asked for."""

Numbers = npt.NDArray[np.int32]
Piece = tuple[str, bool]
"""A part of a text, and whether it is what was looked for."""


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked: a text, pairs of a field and the value chosen in it, and which of the results are to be shown."""

    text: str = ""
    chosen: tuple[tuple[str, str], ...] = ()
    first: int = 0
    most: int = 20


@dataclass(frozen=True, slots=True)
class Hit:
    """One result: what it is, an excerpt, and how well it fits (0 where that wasn't worked out).

    `words` are an excerpt of the entry's words, `about` of what it is said of. `start` and `end` are a paragraph's
    offsets in the text version that `iri` names; `values` what it has in each field.
    """

    kind: str
    iri: str
    words: tuple[Piece, ...]
    about: tuple[Piece, ...]
    line: str
    start: int | None
    end: int | None
    score: float
    values: Mapping[str, tuple[Value, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """How many entries were found, those to be shown, and each field's counts.

    `without` is how many there are without any value chosen; `meant` is the text with words put right that the index
    doesn't have, or empty.
    """

    total: int
    match: Match
    hits: tuple[Hit, ...]
    facets: Mapping[str, tuple[Counted, ...]]
    without: int
    meant: str


class SearchIndex:
    """One index, asked by one thread at a time."""

    def __init__(self, opened: sqlite3.Connection) -> None:
        self._opened = opened
        self._facets = Facets(opened)

    @classmethod
    def open(cls, path: Path, content: str) -> Self | None:
        """The index in the file; None where there is none of that content that can be read."""
        opened = open_index(path, content)
        return None if opened is None else cls(opened)

    def close(self) -> None:
        """Lets go of the file."""
        self._opened.close()

    def find(self, search: Search, seconds: float = 2.0) -> Found:
        """What is found. Raises SearchTimeoutError after so many seconds, StoreDamagedError for an unsound file."""
        with self._bounded(seconds):
            return self._found(search, read_query(search.text))

    def _found(self, search: Search, asked: Asked) -> Found:
        match: Match = "all" if asked.terms else "everything"
        expression = asked.expression(self._continuing)
        found = self._matching(asked, expression)
        if not found.any() and len(asked.wanted) > 1:
            some = asked.expression(self._continuing, every=False)
            if (having := self._matching(asked, some)).any():
                match, expression, found = "any", some, having
        without = int(np.count_nonzero(found))
        found, counts = self._facets.narrowed(found, dict(search.chosen))
        numbers = self._facets.numbers[found]
        shown = self._best(expression, numbers, search.first, search.most, is_part=len(numbers) < without)
        hits = tuple(self._hits(expression, shown))
        return Found(len(numbers), match, hits, counts, without, nearby(self._opened, search.text, asked))

    def _matching(self, asked: Asked, expression: str) -> Flags:
        flags = np.zeros(self._facets.size, np.bool_)
        if not asked.terms:
            flags[:] = True
        elif expression:
            # One text for all of them: fetching a row for each takes Python's lock from those who wait for it.
            asking = "SELECT group_concat(rowid) FROM found WHERE found MATCH ?"
            if numbers := self._opened.execute(asking, (expression,)).fetchone()[0]:
                flags[self._facets.places(np.fromstring(numbers, np.int32, sep=","))] = True
        return flags

    def _best(
        self, expression: str, numbers: Numbers, first: int, most: int, *, is_part: bool
    ) -> list[tuple[int, float]]:
        """The entries to be shown and their scores: the best first, and of equal ones the first in the index."""
        if not expression:
            return [(number, 0.0) for number in numbers[first : first + most].tolist()]
        scored, unscored = numbers[:RANKED], numbers[RANKED:]
        asking, given = [_SCORED], [span("paragraph").start, expression]
        if is_part or len(unscored):
            # The sign keeps SQLite from looking up one row after the other, each time from the start.
            asking.append("AND +rowid IN (SELECT value FROM json_each(?))")
            given.append(json.dumps(scored.tolist()))
        asking.append("ORDER BY score DESC, rowid LIMIT ? OFFSET ?")
        rows = self._opened.execute(" ".join(asking), (*given, most, first)).fetchall() if first < len(scored) else []
        beyond = max(first - len(scored), 0)
        return rows + [(number, 0.0) for number in unscored[beyond : beyond + most - len(rows)].tolist()]

    def _hits(self, expression: str, shown: Sequence[tuple[int, float]]) -> Iterator[Hit]:
        excerpts = self._excerpts(expression, [number for number, _ in shown])
        places = self._facets.places(np.array([number for number, _ in shown], np.int32)).tolist()
        for place, (number, score) in zip(places, shown, strict=True):
            row = self._opened.execute(
                "SELECT kind, iri, line, start, stop, substr(words, 1, ?), substr(about, 1, ?) FROM entry "
                "WHERE number = ?",
                (_CUT + 1, _CUT + 1, number),
            ).fetchone()
            kind, iri, line, start, end, *whole = row
            words, about = excerpts.get(number) or [_cut(text) for text in whole]
            yield Hit(kind, iri, _pieces(words), _pieces(about), line, start, end, score, self._facets.values_of(place))

    def _excerpts(self, expression: str, numbers: Sequence[int]) -> dict[int, tuple[str, str]]:
        if not expression:
            return {}
        parts = ", ".join(f"snippet(found, {n}, ?, ?, '…', {_TOKENS})" for n in (0, 1))
        marks = ",".join("?" * len(numbers))
        asking = f"SELECT rowid, {parts} FROM found WHERE found MATCH ? AND rowid IN ({marks})"  # noqa: S608 - marks only
        rows = self._opened.execute(asking, (_OPEN, _CLOSE, _OPEN, _CLOSE, expression, *numbers))
        return {number: (words, about) for number, words, about in rows}

    def _continuing(self, beginning: str) -> Iterator[str]:
        asking = "SELECT word FROM word WHERE word >= ? AND word < ? ORDER BY entries DESC, word LIMIT ?"
        rows = self._opened.execute(asking, (beginning, beginning + "\U0010ffff", CONTINUATIONS)).fetchall()
        return (word for (word,) in rows)

    @contextmanager
    def _bounded(self, seconds: float) -> Iterator[None]:
        deadline = time.monotonic() + seconds
        self._opened.set_progress_handler(lambda: time.monotonic() > deadline, _STEPS)
        try:
            yield
        except sqlite3.DatabaseError as error:
            if time.monotonic() > deadline:
                raise SearchTimeoutError(f"the search was stopped after {seconds:g} s") from None
            raise StoreDamagedError(f"the search index can't be read: {error}") from None
        finally:
            self._opened.set_progress_handler(None, 0)


def _cut(text: str) -> str:
    """The text, or its beginning up to a word's end."""
    return text if len(text) <= _CUT else text[:_CUT].rpartition(" ")[0] + "…"


def _pieces(text: str) -> tuple[Piece, ...]:
    r"""The text in parts.

    >>> _pieces("Lamps are \x02bright\x03.")
    (('Lamps are ', False), ('bright', True), ('.', False))
    """
    parts = _MARKS.split(text)
    return tuple((part, bool(n % 2)) for n, part in enumerate(parts) if part)
