"""The columns of a generation, as they are read: terms by number, and the rows of each predicate."""

from bisect import bisect_left
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_file import Arrays, Header, Ids, Table, read_columns
from claimgraph.store.generations import Generation, open_lines
from claimgraph.store.lines import Lines

_NO_IDS = np.zeros(0, np.int32)
_NO_ROWS = Table(_NO_IDS, _NO_IDS, _NO_IDS, _NO_IDS)


@dataclass(frozen=True, slots=True)
class Columns:
    """A generation's triples as numbers, which stand for terms.

    The first `iris` numbers are those of IRIs, in the order that SPARQL sorts them in; then come `blanks` blank nodes,
    then literals.
    """

    iris: int
    blanks: int
    _lines: Lines
    _offsets: npt.NDArray[np.int64]
    _lengths: Ids
    _tables: Mapping[str, Table]
    _left_out: frozenset[str]

    def table(self, predicate: str) -> Table | None:
        """The rows of the predicate with that IRI; None where there are triples of it, but no columns."""
        return None if predicate in self._left_out else self._tables.get(predicate, _NO_ROWS)

    def text(self, number: int) -> bytes:
        """The term as in N-Quads."""
        return self._lines.at(int(self._offsets[number]), int(self._lengths[number]))

    def number(self, iri: str) -> int | None:
        """The number of the IRI, None where no triple has it."""
        place, is_there = self.place(b"<%s>" % iri.encode())
        return place if is_there else None

    def close(self) -> None:
        """Lets go of the lines."""
        self._lines.close()

    def place(self, term: bytes) -> tuple[int, bool]:
        """The number that the term has, or that of the first one behind its place; and whether it is there."""
        ends = (0, self.iris, self.iris + self.blanks, len(self._lengths))
        kind, wanted = kind_of(term), ordered(term)
        low, high = ends[kind], ends[kind + 1]
        place = bisect_left(range(high), wanted, low, high, key=lambda number: ordered(self.text(number)))
        return place, place < high and ordered(self.text(place)) == wanted


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
    read = read_columns(generation.columns_file, generation.manifest.content)
    lines = None if read is None else open_lines(generation)
    if read is None or lines is None:
        return None
    return columns_of(*read, lines)


def columns_of(header: Header, arrays: Arrays, lines: Lines) -> Columns:
    """The columns of a file that has been read, and of the lines that it is of."""
    left_out = frozenset(header.left_out)
    return Columns(header.iris, header.blanks, lines, arrays.offsets, arrays.lengths, arrays.tables, left_out)
