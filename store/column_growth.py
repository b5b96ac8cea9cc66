"""Giving a generation the columns of the last one, with what has changed beside them.

The file of the columns is shared by all that grow out of a generation; what is written for one is what has changed
since: terms that are new, rows that are gone and rows that have come. A term that no line has any more keeps its
number: its text stays where the columns say, and it is in no row.

What has changed is never much: before it is, the lines are written whole again, and the columns made anew of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from pathlib import Path

import numpy as np

from claimgraph.store.column_changes import ChangedRows, ColumnChanges, NewTerms, write_changes
from claimgraph.store.column_file import Ids, Longs, joined
from claimgraph.store.column_making import MAX_TERMS, rewritten, terms_of
from claimgraph.store.columns import BLANK, IRI, LITERAL, Columns, kind_of, ordered, read_both
from claimgraph.store.durable import link
from claimgraph.store.generations import Generation, open_lines

_NO_ROWS = np.zeros(0, np.int64)

_Terms = tuple[bytes, bytes, bytes]


def grow_columns(
    last: Generation, directory: Path, content: str, removed: Sequence[bytes], added: Sequence[bytes]
) -> bool:
    """Gives the content of that name columns, made of those of the last generation; returns whether it could.

    `removed` and `added` are the N-Quads lines, sorted, each with its newline, that only one of the two contents has;
    those added stand one behind the other from the end of the last generation's text on. It can't where the last one
    has no columns, or where `make_columns` would make none.
    """
    gone, come = _terms(removed), _terms(added)
    read = read_both(last)
    lines = None if read is None else open_lines(last)
    if gone is None or come is None or read is None or lines is None:
        return False
    header, arrays, before = read
    with lines:
        columns = Columns(header, arrays, before, lines)
        found = _found(columns, gone, come, _starts(added, lines.end))
    if found is None or columns.terms + len(found.new) > MAX_TERMS:
        return False
    left_out = {*before.left_out, *_odd(come)}
    numbers = found.numbers(columns)
    out, into = (_by_predicate(rows, numbers) for rows in (gone, come))
    rows = {
        name: _changed(before.rows.get(name), out.get(name, _NO_ROWS), into.get(name, _NO_ROWS))
        for name in {*before.rows, *out, *into} - left_out
    }
    changes = ColumnChanges(
        content, before.base, tuple(sorted(left_out)), found.joined_to(before.terms, columns.terms), rows
    )
    link(last.columns_file, directory / last.columns_file.name)
    write_changes(directory / last.column_changes_file.name, changes)
    return True


@dataclass(frozen=True, slots=True)
class _NewTerm:
    """A term that is new: before which rank it comes, and where its text is."""

    kind: int
    order: bytes
    rank: int
    text: bytes
    offset: int


@dataclass(frozen=True, slots=True)
class _Found:
    """The terms of the lines that differ: the ranks of those that are known, and those that are new, in their order."""

    known: Mapping[bytes, int]
    new: Sequence[_NewTerm]

    def numbers(self, columns: Columns) -> dict[bytes, int]:
        """The number of each."""
        numbers = {term: columns.number_at(rank) for term, rank in self.known.items()}
        return numbers | {each.text: columns.terms + n for n, each in enumerate(self.new)}

    def joined_to(self, terms: NewTerms, count: int) -> NewTerms:
        """The terms that were new before, when there were so many in all, and these."""
        ranks = np.array([each.rank for each in self.new], np.int64)
        at = np.searchsorted(terms.ranks, ranks)
        kinds = [each.kind for each in self.new]
        return NewTerms(
            terms.iris + kinds.count(IRI),
            terms.blanks + kinds.count(BLANK),
            np.insert(terms.places, at, ranks - at),
            np.insert(terms.offsets, at, [each.offset for each in self.new]),
            np.insert(terms.lengths, at, [len(each.text) for each in self.new]),
            np.insert(terms.numbers, at, np.arange(count, count + len(self.new))),
        )


def _terms(lines: Sequence[bytes]) -> list[_Terms] | None:
    return terms_of(b"".join(lines)) if lines else []


def _starts(lines: Iterable[bytes], first: int) -> list[int]:
    """Where each line stands, the first of them at a place."""
    return list(accumulate(map(len, lines), initial=first))[:-1]


def _found(columns: Columns, gone: Iterable[_Terms], come: Sequence[_Terms], starts: Iterable[int]) -> _Found | None:
    """The terms of the lines that differ; None where one that is taken out isn't there."""
    at: dict[bytes, int] = {}
    for row, start in zip(come, starts, strict=True):
        for term in row:
            at.setdefault(term, start)
            start += len(term) + 1
    known, new = {}, []
    for term in {term for row in chain(gone, come) for term in row}:
        rank, is_there = columns.place(term)
        if is_there:
            known[term] = rank
        elif term in at:
            new.append(_NewTerm(kind_of(term), ordered(term), rank, term, at[term]))
        else:
            return None
    return _Found(known, sorted(new, key=lambda each: (each.kind, each.order)))


def _odd(rows: Iterable[_Terms]) -> set[str]:
    """The predicates with a value that the engine would write otherwise."""
    values = [value for _, _, value in rows]
    odd = {values[n] for n in rewritten(values, (n for n, each in enumerate(values) if kind_of(each) == LITERAL))}
    return {_name(predicate) for _, predicate, value in rows if value in odd}


def _by_predicate(rows: Iterable[_Terms], numbers: Mapping[bytes, int]) -> dict[str, Longs]:
    """The rows of each predicate, ascending."""
    found: defaultdict[str, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for subject, predicate, value in rows:
        subjects, objects = found[_name(predicate)]
        subjects.append(numbers[subject])
        objects.append(numbers[value])
    return {name: np.sort(joined(*map(_ids, each))) for name, each in found.items()}


def _ids(numbers: list[int]) -> Ids:
    return np.array(numbers, np.int32)


def _name(predicate: bytes) -> str:
    return predicate[1:-1].decode()


def _changed(before: ChangedRows | None, out: Longs, into: Longs) -> ChangedRows:
    """What has changed of a predicate, after another change."""
    gone, come = (before.gone, before.come) if before else (_NO_ROWS, _NO_ROWS)
    out, into = _without_each_other(out, into)  # what goes from one graph and comes to another
    come, out = _without_each_other(come, out)
    gone, into = _without_each_other(gone, into)
    return ChangedRows(np.sort(np.concatenate((gone, out))), np.sort(np.concatenate((come, into))))


def _without_each_other(some: Longs, others: Longs) -> tuple[Longs, Longs]:
    """Both, which are ascending, without what the other has, as often as it has it."""
    # Of the same row the second of the others meets the second of these.
    places = np.searchsorted(some, others) + np.arange(len(others)) - np.searchsorted(others, others)
    meets = places < len(some)
    meets[meets] = some[places[meets]] == others[meets]
    return np.delete(some, places[meets]), others[~meets]
