"""A read-only handle on a graph, on this machine or elsewhere: tables, query answers, RDF."""

from __future__ import annotations

import os
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self, cast

from claimgraph.ontology import PREFIXES
from claimgraph.store.forbidden import kind
from claimgraph.store.handle.errors import AddressError, HandleError
from claimgraph.store.handle.local import LocalAsker
from claimgraph.store.handle.remote import RemoteAsker
from claimgraph.store.handle.rows import Rows, read_rows
from claimgraph.store.handle.tables import TABLES, Part, table_query, table_rows

if TYPE_CHECKING:
    import pandas
    import rdflib

__all__ = ["TIMEOUT", "Asker", "Handle", "open_handle"]

TIMEOUT = 60.0
"""Seconds that a query may take unless another number is given."""

_JSON, _TRIPLES = "application/sparql-results+json", "application/n-triples"
_ALL = "CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }"
_GRAPHS = "SELECT DISTINCT ?graph { GRAPH ?graph { ?s ?p ?o } } ORDER BY ?graph"


class Asker(Protocol):
    """Answers queries, each as bytes of the media type asked for, within a number of seconds."""

    def ask(self, query: str, media_type: str, seconds: float) -> bytes:
        """Return the whole answer. Raises StoreError."""

    def close(self) -> None:
        """Let go of what is held."""


class Handle:
    """A graph to read from. Nothing in it can be changed. It is let go of by `close`, or at a `with` block's end.

    All methods raise StoreError: QueryTimeoutError, QuerySyntaxError and so on, each with what to do about it.
    """

    def __init__(self, location: str, asker: Asker, timeout: float = TIMEOUT) -> None:
        self.location, self.timeout = location, timeout
        self._asker = asker

    def claims(self) -> pandas.DataFrame:
        """Return a row for each claim: who, in which words and where, and on which evidence."""
        return self.table("claims").frame()

    def citations(self) -> pandas.DataFrame:
        """Return a row for each address in a footnote, with the work that it leads to."""
        return self.table("citations").frame()

    def sources(self) -> pandas.DataFrame:
        """Return a row for each work that is cited."""
        return self.table("sources").frame()

    def alignments(self) -> pandas.DataFrame:
        """Return a row for each agreement, disagreement or shared source."""
        return self.table("alignments").frame()

    def positions(self) -> pandas.DataFrame:
        """Return a row for each respondent's stance on a proposition."""
        return self.table("positions").frame()

    def table(self, name: str) -> Rows:
        """Return one of the tables (`TABLES`) as rows, without pandas."""
        if name not in TABLES:
            raise HandleError(f"there is no table {name!r}; there are {', '.join(TABLES)}")
        table = TABLES[name]
        solutions = read_rows(self._asker.ask(table_query(name), _JSON, self.timeout))
        parts = cast("list[Part]", solutions.tuples()) if isinstance(solutions, Rows) else []
        return Rows([column.name for column in table.columns], list(table_rows(table, parts)))

    def query(self, text: str, timeout: float | None = None) -> Rows | bool:
        """Return the solutions of a SELECT, or the answer to an ASK. For RDF there is `graph`."""
        if kind(text) not in ("select", "ask"):
            raise HandleError(f"a {kind(text).upper()} gives RDF: ask for it with graph(query=...)")
        return read_rows(self._asker.ask(text, _JSON, timeout or self.timeout))

    def rows(self, text: str, timeout: float | None = None) -> Rows:
        """Return the solutions of a SELECT."""
        found = self.query(text, timeout)
        if isinstance(found, bool):
            raise HandleError("an ASK has no rows: query() answers it with True or False")
        return found

    def frame(self, text: str, timeout: float | None = None) -> pandas.DataFrame:
        """Return the solutions of a SELECT as a dataframe."""
        return self.rows(text, timeout).frame()

    def graphs(self) -> list[str]:
        """Return the IRIs of the named graphs, sorted."""
        return [str(row["graph"]) for row in self.rows(_GRAPHS)]

    def graph(self, name: str | None = None, *, query: str | None = None, timeout: float | None = None) -> rdflib.Graph:
        """Return the named graph as an rdflib graph, the union of all without a name, or what a CONSTRUCT gives."""
        import rdflib

        if query is None:
            query = _ALL if name is None else _ALL.replace("WHERE", f"FROM {_iri(name)} WHERE")
        elif name is not None:
            raise HandleError("a graph's name and a query don't go together: name it in the query, with FROM")
        elif kind(query) not in ("construct", "describe"):
            raise HandleError(f"{kind(query).upper()} gives rows: ask for them with query()")
        answer = self._asker.ask(query, _TRIPLES, timeout or self.timeout)
        made = rdflib.Graph(bind_namespaces="none")
        for prefix, iri in PREFIXES.items():
            made.bind(prefix, iri)
        return made.parse(data=answer, format="nt")

    def close(self) -> None:
        """Let go of the graph."""
        self._asker.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, error_kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def __repr__(self) -> str:
        return f"<claimgraph handle on {self.location}>"


def open_handle(location: str | os.PathLike[str], timeout: float = TIMEOUT) -> Handle:
    """Return a handle on the store in a directory, or on the service at an address.

    Of a store it is the generation that is current now. A query gets `timeout` seconds. Raises AddressError for what
    is neither, StoreMissingError and its kin for a store that can't be read; a service is first asked with the first
    query.
    """
    place = os.fspath(location)
    if timeout <= 0:
        raise AddressError(f"a timeout of {timeout:g} s leaves no time: give seconds above 0")
    if ":/" in place and not Path(place).exists():
        return Handle(place, RemoteAsker(place), timeout)
    return Handle(place, LocalAsker(Path(place)), timeout)


def _iri(name: str) -> str:
    if not name or any(character in '<>"{}|^`\\' or character <= " " for character in name):
        raise HandleError(f"{name!r} is no IRI of a graph")
    return f"<{name}>"
