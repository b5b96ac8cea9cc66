"""A read-only handle on a graph, the same for a store on this machine and for a service elsewhere.

`open_handle` gives it; `TABLES` says which tables it gives out, and `table_rows` makes them from any store's solutions.
"""

from claimgraph.store.handle.errors import AddressError, ExtraMissingError, HandleError, RemoteError, TableError
from claimgraph.store.handle.handle import TIMEOUT, Asker, Handle, open_handle
from claimgraph.store.handle.remote import RemoteAsker
from claimgraph.store.handle.rows import Cell, Row, Rows
from claimgraph.store.handle.tables import TABLES, Column, Part, Table, table_query, table_rows
from claimgraph.store.handle.values import Value, python_value

__all__ = [
    "TABLES",
    "TIMEOUT",
    "AddressError",
    "Asker",
    "Cell",
    "Column",
    "ExtraMissingError",
    "Handle",
    "HandleError",
    "Part",
    "RemoteAsker",
    "RemoteError",
    "Row",
    "Rows",
    "Table",
    "TableError",
    "Value",
    "open_handle",
    "python_value",
    "table_query",
    "table_rows",
]
