"""The file of what a content's columns have other than those that they grew out of.

An `array_file`; first four arrays with a number for each term that is new, in the order of terms:

    places    int64   before which of the old terms it comes
    offsets   int64   where in the text of the lines its text begins
    lengths   int32   how many bytes it has there
    numbers   int32   its number: the old terms have the first ones, new terms the next, in the order in which they came

then for each predicate with other rows two of int64, the rows that are gone and those that have come, ascending. A row
is the number of its subject times 2**32, and that of its object.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from claimgraph.store.array_file import read_arrays, write_arrays
from claimgraph.store.column_file import ID, LONG, Ids, Longs

FORMAT = b"claimgraph column changes 1\n"


@dataclass(frozen=True, slots=True)
class NewTerms:
    """The terms that are new, in the order of terms: IRIs, of which there are `iris`, then `blanks` blank nodes."""

    iris: int
    blanks: int
    places: Longs
    offsets: Longs
    lengths: Ids
    numbers: Ids

    @property
    def ranks(self) -> Longs:
        """The place of each among all terms."""
        return self.places + np.arange(len(self.places))


@dataclass(frozen=True, slots=True)
class ChangedRows:
    """The rows of one predicate that are gone, and those that have come; none is both."""

    gone: Longs
    come: Longs


@dataclass(frozen=True, slots=True)
class ColumnChanges:
    """What the content named `content` has other than the columns of the one named `base`.

    The predicates in `left_out` have triples, but no columns.
    """

    content: str
    base: str
    left_out: tuple[str, ...]
    terms: NewTerms
    rows: Mapping[str, ChangedRows]


def no_changes(content: str, left_out: tuple[str, ...]) -> ColumnChanges:
    """Those of the content itself."""
    none = np.zeros(0, ID)
    terms = NewTerms(0, 0, none.astype(LONG), none.astype(LONG), none, none)
    return ColumnChanges(content, content, left_out, terms, {})


def write_changes(path: Path, changes: ColumnChanges) -> None:
    """Writes the file anew."""
    header = {
        "content": changes.content,
        "base": changes.base,
        "left_out": changes.left_out,
        "terms": len(changes.terms.places),
        "iris": changes.terms.iris,
        "blanks": changes.terms.blanks,
        "rows": {name: [len(each.gone), len(each.come)] for name, each in sorted(changes.rows.items())},
    }
    write_arrays(path, FORMAT, header, _listed(changes))


def read_changes(path: Path) -> ColumnChanges | None:
    """What the file holds; None where there is none, or one of another format, or one that isn't as it was written."""
    file = read_arrays(path, FORMAT)
    if file is None:
        return None
    header, count = file.header, file.header["terms"]
    arrays = [file.take(kind, count) for kind in (LONG, LONG, ID, ID)]
    rows = {
        name: ChangedRows(file.take(LONG, gone), file.take(LONG, come)) for name, (gone, come) in header["rows"].items()
    }
    terms = NewTerms(header["iris"], header["blanks"], *arrays)
    return ColumnChanges(header["content"], header["base"], tuple(header["left_out"]), terms, rows)


def _listed(changes: ColumnChanges) -> Iterator[Longs | Ids]:
    terms = changes.terms
    yield from (terms.places, terms.offsets, terms.lengths, terms.numbers)
    for _, each in sorted(changes.rows.items()):
        yield from (each.gone, each.come)
