"""The columns of a generation, as they are read: terms by number, and the rows of each predicate."""

from bisect import bisect_left

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_changes import ChangedRows, ColumnChanges, no_changes, read_changes
from claimgraph.store.column_file import Arrays, Header, Ids, Longs, Table, parted, read_columns
from claimgraph.store.generations import Generation, open_lines
from claimgraph.store.lines import Lines

_NO_IDS = np.zeros(0, np.int32)
_NO_ROWS = Table(_NO_IDS, _NO_IDS, _NO_IDS, _NO_IDS)
_NO_CHANGE = ChangedRows(_NO_IDS.astype(np.int64), _NO_IDS.astype(np.int64))


class Columns:
    """A generation's triples as numbers, which stand for terms.

    A term has a rank, too: the first `iris` are those of IRIs, in the order that SPARQL sorts them in; then come
    `blanks` blank nodes, then literals.
    """

    def __init__(self, header: Header, arrays: Arrays, changes: ColumnChanges, lines: Lines) -> None:
        """`lines` are those of the generation, in whose text the terms are; `changes` are what it has otherwise."""
        self._arrays, self._changes, self._lines = arrays, changes, lines
        self._new = changes.terms.ranks
        self._changed: dict[str, Table | None] = {}
        self.iris = header.iris + changes.terms.iris
        self.blanks = header.blanks + changes.terms.blanks
        self.terms = header.terms + len(self._new)

    def table(self, predicate: str) -> Table | None:
        """The rows of the predicate with that IRI; None where there are triples of it, but no columns."""
        if predicate in self._changes.left_out:
            return None
        table = self._arrays.tables.get(predicate, _NO_ROWS)
        if (change := self._changes.rows.get(predicate)) is None:
            return table
        if predicate not in self._changed:
            self._changed[predicate] = _patched(table, change)
        return self._changed[predicate]

    def ranks(self, numbers: Ids) -> Ids:
        """The ranks of the terms with those numbers."""
        if not len(self._new):
            return numbers
        terms, old = self._changes.terms, self.terms - len(self._new)
        new = np.empty(len(self._new), np.int64)
        new[terms.numbers - old] = self._new
        known = np.minimum(numbers, old - 1)
        moved = known + np.searchsorted(terms.places, known, "right")
        return np.where(numbers < old, moved, new[np.maximum(numbers - old, 0)]).astype(np.int32)

    def text(self, rank: int) -> bytes:
        """The term of that rank as in N-Quads."""
        number, is_new = self._at(rank)
        source = self._changes.terms if is_new else self._arrays
        return self._lines.at(int(source.offsets[number]), int(source.lengths[number]))

    def number(self, iri: str) -> int | None:
        """The number of the IRI, None where no triple has it."""
        rank, is_there = self.place(b"<%s>" % iri.encode())
        return self.number_at(rank) if is_there else None

    def number_at(self, rank: int) -> int:
        """The number of the term of that rank."""
        number, is_new = self._at(rank)
        return int(self._changes.terms.numbers[number]) if is_new else number

    def close(self) -> None:
        """Lets go of the lines."""
        self._lines.close()

    def place(self, term: bytes) -> tuple[int, bool]:
        """The rank that the term has, or that of the first one behind its place; and whether it is there."""
        ends = (0, self.iris, self.iris + self.blanks, self.terms)
        kind, wanted = kind_of(term), ordered(term)
        low, high = ends[kind], ends[kind + 1]
        place = bisect_left(range(high), wanted, low, high, key=lambda rank: ordered(self.text(rank)))
        return place, place < high and ordered(self.text(place)) == wanted

    def _at(self, rank: int) -> tuple[int, bool]:
        """Where the term's text is told, among that of the old terms or of the new ones; and among which."""
        before = int(np.searchsorted(self._new, rank))
        if before < len(self._new) and self._new[before] == rank:
            return before, True
        return rank - before, False


IRI, BLANK, LITERAL = range(3)


def kind_of(term: bytes) -> int:
    """IRI, BLANK or LITERAL, among which triple terms are."""
    if term.startswith(b"_"):
        return BLANK
    return IRI if term.startswith(b"<") and not term.startswith(b"<<") else LITERAL


def ordered(term: bytes) -> bytes:
    """What the term is ordered by among those of its kind."""
    return term[1:-1] if kind_of(term) == IRI else term


def open_columns(generation: Generation) -> Columns | None:
    """The columns of the generation; None where it has none that can be read and are its own."""
    if (read := read_both(generation)) is None or (lines := open_lines(generation)) is None:
        return None
    return Columns(*read, lines)


def read_both(generation: Generation) -> tuple[Header, Arrays, ColumnChanges] | None:
    """The columns that a generation has, maybe of one that it grew out of, and what it has otherwise; None as above."""
    read = read_columns(generation.columns_file)
    if read is None:
        return None
    header, arrays = read
    is_grown = generation.column_changes_file.exists()
    changes = read_changes(generation.column_changes_file) if is_grown else no_changes(header.content, header.left_out)
    if changes is None or (changes.base, changes.content) != (header.content, generation.manifest.content):
        return None
    return header, arrays, changes


def _patched(table: Table, change: ChangedRows) -> Table | None:
    """The table without some rows and with others; None where it hasn't those that are gone."""
    gone, come = parted(change.gone), parted(change.come)
    by_subject = _replaced(table.subjects, table.their_objects, gone, come)
    by_object = _replaced(table.objects, table.their_subjects, _turned(gone), _turned(come))
    return None if by_subject is None or by_object is None else Table(*by_subject, *by_object)


_Pairs = tuple[Ids, Ids]


def _turned(pairs: _Pairs) -> _Pairs:
    """The pairs the other way round, in their order then."""
    second, first = pairs
    order = np.lexsort((second, first))
    return first[order], second[order]


def _replaced(first: Ids, second: Ids, gone: _Pairs, come: _Pairs) -> _Pairs | None:
    """The pairs, which are in order as all here, without some and with others."""
    places = _lowest(first, second, gone)
    # A pair is there once for each graph: its second one to go is the one behind the first.
    places += np.arange(len(places)) - _firsts(gone)
    if len(places) and places[-1] >= len(first):
        return None
    if (first[places] != gone[0]).any() or (second[places] != gone[1]).any():
        return None
    first, second = np.delete(first, places), np.delete(second, places)
    at = _lowest(first, second, come)
    return np.insert(first, at, come[0]), np.insert(second, at, come[1])


def _firsts(pairs: _Pairs) -> npt.NDArray[np.intp]:
    """For each pair the place of the first that is the same."""
    different = np.ones(len(pairs[0]), np.bool_)
    different[1:] = (pairs[0][1:] != pairs[0][:-1]) | (pairs[1][1:] != pairs[1][:-1])
    return np.maximum.accumulate(np.where(different, np.arange(len(different)), 0))


def _lowest(first: Ids, second: Ids, pairs: _Pairs) -> Longs:
    """Where each pair is or would be put among others, before those that are the same.

    They are searched for, not joined to one number each: of most columns next to nothing is read.
    """
    low, high = np.searchsorted(first, pairs[0], "left"), np.searchsorted(first, pairs[0], "right")
    while (low < high).any():
        middle = (low + high) // 2
        is_open = low < high
        is_less = is_open & (second[np.minimum(middle, len(second) - 1)] < pairs[1])
        low, high = np.where(is_less, middle + 1, low), np.where(is_open & ~is_less, middle, high)
    return low
