"""The solutions of a query: rows of plain Python values, as mappings, tuples or a dataframe."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, overload

from claimgraph.store.handle.errors import ExtraMissingError, RemoteError
from claimgraph.store.handle.values import Value, value_of

if TYPE_CHECKING:
    import pandas

__all__ = ["Cell", "Row", "Rows", "read_rows"]

Cell = Value | tuple[Value, ...] | None
"""A value, several of them where a column has room for several, None where there is none."""

Row = Mapping[str, Cell]


class Rows(Sequence[Row]):
    """Rows with the same columns, in the order in which they came; each row is a mapping.

    >>> rows = Rows(("who", "claims"), [("IBM", 2), ("RAND", None)])
    >>> rows[0]["who"], len(rows), rows.tuples()[1]
    ('IBM', 2, ('RAND', None))
    """

    def __init__(self, names: Sequence[str], cells: Sequence[tuple[Cell, ...]]) -> None:
        self.names = tuple(names)
        self._cells = cells

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> Rows: ...
    def __getitem__(self, index: int | slice) -> Row | Rows:
        if isinstance(index, slice):
            return Rows(self.names, self._cells[index])
        return dict(zip(self.names, self._cells[index], strict=True))

    def __iter__(self) -> Iterator[Row]:
        return (dict(zip(self.names, cells, strict=True)) for cells in self._cells)

    def __repr__(self) -> str:
        return f"<{len(self):,} rows of {', '.join(self.names)}>"

    def tuples(self) -> list[tuple[Cell, ...]]:
        """Return the rows as tuples, in the order of `names`."""
        return list(self._cells)

    def frame(self) -> pandas.DataFrame:
        """Return the rows as a pandas dataframe. Raises ExtraMissingError without pandas."""
        try:
            import pandas
        except ImportError:
            raise ExtraMissingError(
                "dataframes need pandas: pip install 'claimgraph[dataframes]'; rows work without"
            ) from None
        return pandas.DataFrame(self.tuples(), columns=list(self.names)).convert_dtypes()


def read_rows(answer: bytes) -> Rows | bool:
    """Return the solutions in SPARQL JSON, or what an ASK is answered. Raises RemoteError for anything else."""
    try:
        document = json.loads(answer)
        if "boolean" in document:
            return bool(document["boolean"])
        names = document["head"]["vars"]
        found = document["results"]["bindings"]
        cells = [tuple(value_of(row[name]) if name in row else None for name in names) for row in found]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RemoteError(
            f"the answer is not SPARQL JSON ({type(error).__name__}): is this a SPARQL endpoint?"
        ) from None
    return Rows(names, cells)
