"""Giving a generation the columns of the last one, changed where the content was.

Numbers stand for terms in the order of their text, so new terms move those behind them: all numbers are read, moved
and written, but nothing is sorted and no line is read but those that differ. A term that no line has any more keeps its
number: its text stays where the columns say, and it is in no row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_file import Arrays, Header, Ids, Table, read_columns, write_columns
from claimgraph.store.column_making import MAX_TERMS, rewritten, terms_of
from claimgraph.store.columns import BLANK, IRI, LITERAL, Columns, columns_of, kind_of, ordered
from claimgraph.store.generations import Generation, open_lines

_LOW = np.int64(0xFFFFFFFF)
_NO_IDS = np.zeros(0, np.int32)
_NO_ROWS = Table(_NO_IDS, _NO_IDS, _NO_IDS, _NO_IDS)

_Terms = tuple[bytes, bytes, bytes]
_Longs = npt.NDArray[np.int64]


def grow_columns(last: Generation, path: Path, content: str, removed: Sequence[bytes], added: Sequence[bytes]) -> bool:
    """Writes the columns of the content of that name, made of those of the last generation; returns whether it could.

    `removed` and `added` are the N-Quads lines, sorted, each with its newline, that only one of the two contents has;
    those added stand one behind the other from the end of the last generation's text on. It can't where the last one
    has no columns, or where `make_columns` would make none.
    """
    gone, come = _terms(removed), _terms(added)
    read = read_columns(last.columns_file, last.manifest.content)
    lines = None if read is None else open_lines(last)
    if gone is None or come is None or read is None or lines is None:
        return False
    header, arrays = read
    with lines:
        new = _new_terms(columns_of(header, arrays, lines), gone, come, _starts(added, lines.end))
    if new is None or header.terms + len(new.terms) > MAX_TERMS:
        return False
    left_out = {*header.left_out, *_odd(come)}
    moved = new.moved(header.terms)
    out, into = (_by_predicate(rows, new.numbers) for rows in (gone, come))
    tables = {}
    for name in sorted({*header.rows, *out, *into} - left_out):
        table = _changed(arrays.tables.get(name, _NO_ROWS), moved, out.get(name, []), into.get(name, []))
        if table is None:
            return False
        if len(table.subjects):
            tables[name] = table
    kinds = [kind_of(term) for term in new.terms]
    grown = Header(
        content,
        header.terms + len(kinds),
        header.iris + kinds.count(IRI),
        header.blanks + kinds.count(BLANK),
        {name: len(each.subjects) for name, each in tables.items()},
        tuple(sorted(left_out)),
    )
    offsets = np.insert(arrays.offsets, new.places, new.offsets)
    lengths = np.insert(arrays.lengths, new.places, [len(term) for term in new.terms])
    write_columns(path, grown, Arrays(offsets, lengths, tables))
    return True


@dataclass(frozen=True, slots=True)
class _New:
    """Terms that are new, in their order: before which old number each comes, and where its text is.

    `numbers` has the new numbers of all terms of the lines that differ.
    """

    terms: tuple[bytes, ...]
    places: _Longs
    offsets: _Longs
    numbers: dict[bytes, int]

    def moved(self, count: int) -> Ids | None:
        """The new number of each of so many old terms; None where they are the old ones."""
        if not self.terms:
            return None
        old = np.arange(count)
        return (old + np.searchsorted(self.places, old, "right")).astype(np.int32)


def _terms(lines: Sequence[bytes]) -> list[_Terms] | None:
    return terms_of(b"".join(lines)) if lines else []


def _starts(lines: Iterable[bytes], first: int) -> list[int]:
    """Where each line stands, the first of them at a place."""
    return list(accumulate(map(len, lines), initial=first))[:-1]


def _new_terms(columns: Columns, gone: Iterable[_Terms], come: Sequence[_Terms], starts: Iterable[int]) -> _New | None:
    """The terms of the lines that differ; None where one that is taken out isn't there."""
    at: dict[bytes, int] = {}
    for row, start in zip(come, starts, strict=True):
        for term in row:
            at.setdefault(term, start)
            start += len(term) + 1
    known, new = {}, []
    for term in {term for row in chain(gone, come) for term in row}:
        place, is_there = columns.place(term)
        if is_there:
            known[term] = place
        elif term in at:
            new.append((kind_of(term), ordered(term), place, term))
        else:
            return None
    new.sort()
    places = np.array([place for _, _, place, _ in new], np.int64)
    terms = tuple(term for *_, term in new)
    before = np.searchsorted(places, list(known.values()), "right").tolist()
    numbers = {term: place + more for (term, place), more in zip(known.items(), before, strict=True)}
    numbers |= {term: int(places[n]) + n for n, term in enumerate(terms)}
    return _New(terms, places, np.array([at[term] for term in terms], np.int64), numbers)


def _odd(rows: Iterable[_Terms]) -> set[str]:
    """The predicates with a value that the engine would write otherwise."""
    values = [value for _, _, value in rows]
    odd = {values[n] for n in rewritten(values, (n for n, each in enumerate(values) if kind_of(each) == LITERAL))}
    return {_name(predicate) for _, predicate, value in rows if value in odd}


def _by_predicate(rows: Iterable[_Terms], numbers: dict[bytes, int]) -> dict[str, list[tuple[int, int]]]:
    """The numbers of the rows' subjects and objects."""
    found = defaultdict(list)
    for subject, predicate, value in rows:
        found[_name(predicate)].append((numbers[subject], numbers[value]))
    return found


def _name(predicate: bytes) -> str:
    return predicate[1:-1].decode()


def _changed(table: Table, moved: Ids | None, out: list[tuple[int, int]], into: list[tuple[int, int]]) -> Table | None:
    """The table with other numbers, without some rows and with others; None where it hasn't those to be taken out."""
    columns = (table.subjects, table.their_objects, table.objects, table.their_subjects)
    subjects, their_objects, objects, their_subjects = (each if moved is None else moved[each] for each in columns)
    if not out and not into:
        return Table(subjects, their_objects, objects, their_subjects)
    by_subject = _patched(subjects, their_objects, out, into)
    by_object = _patched(objects, their_subjects, [pair[::-1] for pair in out], [pair[::-1] for pair in into])
    return None if by_subject is None or by_object is None else Table(*by_subject, *by_object)


def _patched(
    first: Ids, second: Ids, out: list[tuple[int, int]], into: list[tuple[int, int]]
) -> tuple[Ids, Ids] | None:
    pairs, gone, come = first.astype(np.int64) << 32 | second, _joined(out), _joined(into)
    # A pair is there once for each graph: its second one to go is the one behind the first.
    places = np.searchsorted(pairs, gone) + np.arange(len(gone)) - np.searchsorted(gone, gone)
    if len(gone) and (places[-1] >= len(pairs) or (pairs[places] != gone).any()):
        return None
    left = np.delete(pairs, places)
    found = np.insert(left, np.searchsorted(left, come), come)
    return (found >> 32).astype(np.int32), (found & _LOW).astype(np.int32)


def _joined(pairs: list[tuple[int, int]]) -> _Longs:
    """The pairs as one number each, ascending."""
    both = np.array(pairs, np.int64).reshape(-1, 2)
    return np.sort(both[:, 0] << 32 | both[:, 1])
