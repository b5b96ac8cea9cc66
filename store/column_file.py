"""The file of a generation's columns: what is in it, and how it is written and mapped.

A line that names the format, a line with the SHA-256 (hexadecimal) of all that follows, a line of JSON, and after it,
at the next multiple of ALIGNMENT, the arrays, little-endian, one behind the other:

    offsets   int64, one a term     where in the text of the lines (`lines`) the term's text begins
    lengths   int32, one a term     how many bytes it has there
    and for each predicate four columns of int32, one number a row: the rows' subjects and objects, sorted by
    subject, then by object; the rows' objects and subjects, sorted by object, then by subject
"""

import hashlib
import json
import mmap
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

Ids = npt.NDArray[np.int32]

FORMAT = b"claimgraph columns 2\n"
ALIGNMENT = 64

_OFFSETS, _IDS = np.dtype("<i8"), np.dtype("<i4")
_DIGEST_BYTES = 64


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

    offsets: npt.NDArray[np.int64]
    lengths: Ids
    tables: Mapping[str, Table]


def write_columns(path: Path, header: Header, arrays: Arrays) -> None:
    """Writes the file anew."""
    text = json.dumps(asdict(header), sort_keys=True, ensure_ascii=False).encode() + b"\n"
    text += bytes(_padding(len(FORMAT) + _DIGEST_BYTES + 1 + len(text)))
    parts = [text, *(bytes(each.data) for each in _listed(header, arrays))]
    digest = hashlib.sha256()
    for part in parts:
        digest.update(part)
    with path.open("xb") as out:
        out.write(FORMAT + digest.hexdigest().encode() + b"\n")
        out.writelines(parts)


def read_columns(path: Path, content: str) -> tuple[Header, Arrays] | None:
    """What the file holds, its arrays mapped from it and read-only.

    None where there is no such file, or one of another format or content, or one that isn't as it was written.
    """
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except (OSError, ValueError):  # an empty file can't be mapped
        return None
    begin = len(FORMAT) + _DIGEST_BYTES + 1
    if mapped[: len(FORMAT)] != FORMAT:
        return None
    with memoryview(mapped) as view, view[begin:] as rest:
        if hashlib.sha256(rest).hexdigest().encode() != mapped[len(FORMAT) : begin - 1]:
            return None
    stop = mapped.find(b"\n", begin) + 1
    data = json.loads(mapped[begin:stop])
    header = Header(**{**data, "left_out": tuple(data["left_out"])})
    if header.content != content:
        return None
    return header, _mapped(mapped, stop + _padding(stop), header)


def _padding(length: int) -> int:
    return -length % ALIGNMENT


def _listed(header: Header, arrays: Arrays) -> Iterator[npt.NDArray[np.int64] | Ids]:
    yield arrays.offsets.astype(_OFFSETS, copy=False)
    yield arrays.lengths.astype(_IDS, copy=False)
    for predicate in header.rows:
        table = arrays.tables[predicate]
        for column in (table.subjects, table.their_objects, table.objects, table.their_subjects):
            yield np.ascontiguousarray(column, _IDS)


def _mapped(file: mmap.mmap, position: int, header: Header) -> Arrays:
    offsets = np.frombuffer(file, _OFFSETS, header.terms, position)
    position += offsets.nbytes
    lengths = np.frombuffer(file, _IDS, header.terms, position)
    position += lengths.nbytes
    tables = {}
    for predicate, rows in header.rows.items():
        columns = np.frombuffer(file, _IDS, 4 * rows, position).reshape(4, rows)
        position += columns.nbytes
        tables[predicate] = Table(*columns)
    return Arrays(offsets, lengths, tables)
