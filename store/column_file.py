"""The file of a content's columns: what is in it, and how it is written and mapped.

An `array_file` of:

    offsets   int64, one a term     where in the text of the lines (`lines`) the term's text begins
    lengths   int32, one a term     how many bytes it has there
    and for each predicate four columns of int32, one number a row: the rows' subjects and objects, sorted by
    subject, then by object; the rows' objects and subjects, sorted by object, then by subject
"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from claimgraph.store.array_file import read_arrays, write_arrays

Ids = npt.NDArray[np.int32]
Longs = npt.NDArray[np.int64]

FORMAT = b"claimgraph columns 2\n"
LONG, ID = np.dtype("<i8"), np.dtype("<i4")

_LOW = np.int64(0xFFFFFFFF)


@dataclass(frozen=True, slots=True)
class Header:
    """What the JSON says: the content that the columns are of, and the sizes of the arrays.

    The first `iris` terms are IRIs, ordered by their text; then come `blanks` blank nodes, then literals, ordered by
    theirs as N-Quads writes it. `rows` has the number of rows of each predicate. The predicates in `left_out` have
    triples, but no columns.
    """

    content: str
    terms: int
    iris: int
    blanks: int
    rows: Mapping[str, int]
    left_out: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The triples of one predicate, each as often as there are graphs that hold it, in both orders."""

    subjects: Ids
    their_objects: Ids
    objects: Ids
    their_subjects: Ids


@dataclass(frozen=True, slots=True)
class Arrays:
    """The arrays of a file: where each term's text is, and the table of each predicate."""

    offsets: Longs
    lengths: Ids
    tables: Mapping[str, Table]


def joined(subjects: Ids, objects: Ids) -> Longs:
    """Rows, each as one number: that of its subject times 2**32, and that of its object."""
    return subjects.astype(np.int64) << 32 | objects


def parted(rows: Longs) -> tuple[Ids, Ids]:
    """The subjects and the objects of rows."""
    return (rows >> 32).astype(np.int32), (rows & _LOW).astype(np.int32)


def write_columns(path: Path, header: Header, arrays: Arrays) -> None:
    """Writes the file anew."""
    write_arrays(path, FORMAT, asdict(header), _listed(header, arrays))


def read_columns(path: Path) -> tuple[Header, Arrays] | None:
    """What the file holds, its arrays mapped from it and read-only.

    None where there is no such file, or one of another format, or one that isn't as it was written.
    """
    file = read_arrays(path, FORMAT)
    if file is None:
        return None
    header = Header(**{**file.header, "left_out": tuple(file.header["left_out"])})
    offsets, lengths = file.take(LONG, header.terms), file.take(ID, header.terms)
    tables = {name: Table(*file.take(ID, 4 * rows).reshape(4, rows)) for name, rows in header.rows.items()}
    return header, Arrays(offsets, lengths, tables)


def _listed(header: Header, arrays: Arrays) -> Iterator[Longs | Ids]:
    yield arrays.offsets
    yield arrays.lengths
    for predicate in header.rows:
        table = arrays.tables[predicate]
        yield from (table.subjects, table.their_objects, table.objects, table.their_subjects)
