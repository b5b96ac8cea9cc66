"""The graph's tables as CSV and Parquet files, row by row.

In CSV the values of a column that has room for several are joined by SEPARATOR; should a value have that in it, it is
written with a broken bar. Parquet has lists.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pyoxigraph import BlankNode, Literal, NamedNode, QuerySolutions, Store

from claimgraph.api.errors import ExportError
from claimgraph.store.handle import (
    TABLES,
    Cell,
    Column,
    ExtraMissingError,
    Part,
    Table,
    Value,
    python_value,
    table_query,
    table_rows,
)

if TYPE_CHECKING:
    import pyarrow

__all__ = ["SEPARATOR", "has_parquet", "read_table", "write_csv", "write_parquet"]

SEPARATOR = " | "
_IN_VALUE = " ¦ "
_ROWS_AT_ONCE = 4096


def read_table(store: Store, name: str) -> Iterator[tuple[Cell, ...]]:
    """Yield the rows of a table, to be read to the end in the thread that began. Raises TableError."""
    found = cast("QuerySolutions", store.query(table_query(name), use_default_graph_as_union=True))
    return table_rows(TABLES[name], _parts(found))


def write_csv(table: Table, rows: Iterable[tuple[Cell, ...]], out: BinaryIO) -> int:
    """Write the rows as CSV (RFC 4180, UTF-8, lines ended by LF), a header first, and return how many there are."""
    text = io.TextIOWrapper(out, "utf-8", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(column.name for column in table.columns)
    count = 0
    for count, row in enumerate(rows, start=1):  # noqa: B007 - counted on purpose
        writer.writerow(_text(cell) for cell in row)
    text.flush()
    text.detach()
    return count


def write_parquet(table: Table, rows: Iterable[tuple[Cell, ...]], out: BinaryIO) -> int:
    """Write the rows as Parquet, a few thousand at a time, and return how many there are.

    Raises ExtraMissingError without pyarrow, ExportError for a value that isn't of its column's kind.
    """
    arrow, parquet = _pyarrow()
    fields = [
        arrow.field(each.name, _type(arrow, each), metadata={"description": each.description}) for each in table.columns
    ]
    schema = arrow.schema(fields, metadata={"description": table.description})
    left, count = iter(rows), 0
    with parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        while block := list(islice(left, _ROWS_AT_ONCE)):
            columns = zip(*block, strict=True)
            arrays = [
                arrow.array([_fitting(table, column, cell) for cell in cells], _type(arrow, column))
                for column, cells in zip(table.columns, columns, strict=True)
            ]
            writer.write_table(arrow.Table.from_arrays(arrays, schema=schema))
            count += len(block)
    return count


def has_parquet() -> bool:
    """Return whether the package that writes Parquet is installed; it is not loaded."""
    return find_spec("pyarrow") is not None


def _pyarrow() -> tuple[Any, Any]:  # pyarrow has no types
    try:
        import pyarrow
        import pyarrow.parquet
    except ImportError:
        raise ExtraMissingError("Parquet needs pyarrow: pip install 'claimgraph[parquet]'; CSV works without") from None
    return pyarrow, pyarrow.parquet


def _type(arrow: Any, column: Column) -> pyarrow.DataType:
    kinds = {"iri": arrow.string(), "text": arrow.string(), "integer": arrow.int64(), "date": arrow.date32()}
    return arrow.list_(kinds[column.kind]) if column.is_many else kinds[column.kind]


def _fitting(table: Table, column: Column, cell: Cell) -> object:
    if isinstance(cell, tuple):
        return [_fitting(table, column, value) for value in cell]
    if cell is None or column.kind in ("iri", "text"):
        return None if cell is None else str(cell)
    if isinstance(cell, int if column.kind == "integer" else date):
        return cell
    raise ExportError(f"the table {table.name!r}: {column.name} {str(cell)[:60]!r} is no {column.kind}; put it right")


def _text(cell: Cell) -> str:
    if isinstance(cell, tuple):
        return SEPARATOR.join(str(value).replace(SEPARATOR, _IN_VALUE) for value in cell)
    return "" if cell is None else str(cell)


def _parts(solutions: QuerySolutions) -> Iterator[Part]:
    for solution in solutions:
        yield _value(solution["row"]), _value(solution["column"]), _value(solution["value"])


def _value(term: object) -> Value:
    if isinstance(term, Literal):
        return python_value(term.value, term.datatype.value)
    return term.value if isinstance(term, NamedNode) else str(cast("BlankNode", term))
