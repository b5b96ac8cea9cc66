"""The columns of a generation, as they are read: terms by number, and the rows of each predicate."""

import mmap
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_file import Ids, Table, read_columns
from claimgraph.store.generations import Generation

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
    _text: mmap.mmap
    _offsets: npt.NDArray[np.int64]
    _lengths: Ids
    _tables: Mapping[str, Table]
    _left_out: frozenset[str]

    def table(self, predicate: str) -> Table | None:
        """The rows of the predicate with that IRI; None where there are triples of it, but no columns."""
        return None if predicate in self._left_out else self._tables.get(predicate, _NO_ROWS)

    def text(self, number: int) -> bytes:
        """The term as in N-Quads."""
        offset = int(self._offsets[number])
        return self._text[offset : offset + int(self._lengths[number])]

    def number(self, iri: str) -> int | None:
        """The number of the IRI, None where no triple has it."""
        wanted, low, high = iri.encode(), 0, self.iris
        while low < high:
            middle = (low + high) // 2
            found = self.text(middle)[1:-1]
            if found == wanted:
                return middle
            low, high = (middle + 1, high) if found < wanted else (low, middle)
        return None


def open_columns(generation: Generation) -> Columns | None:
    """The columns of the generation; None where it has none that can be read and are its own."""
    read = read_columns(generation.columns_file, generation.manifest.content)
    if read is None:
        return None
    header, arrays = read
    try:
        with generation.quads_file.open("rb") as file:
            text = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # an empty file can't be mapped
        return None
    if len(text) != generation.manifest.bytes:
        return None
    left_out = frozenset(header.left_out)
    return Columns(header.iris, header.blanks, text, arrays.offsets, arrays.lengths, arrays.tables, left_out)
