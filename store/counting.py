"""Answering the queries that count from a generation's columns, where the answer is sure to be the engine's own."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pyoxigraph

from claimgraph.store.columns import Columns
from claimgraph.store.count_query import Count, CountQuery, Variable
from claimgraph.store.groups import Groups, arranged, grouped, kept
from claimgraph.store.recognition import recognise
from claimgraph.store.settings import BASE
from claimgraph.store.tree_join import TooLargeError, join

MAX_ROWS = 100_000
"""Longer answers are left to the engine, which needn't hold them."""


class Counter:
    """Answers queries that count over the union of all graphs."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._empty = pyoxigraph.Store()

    def answer(self, text: str, result_format: pyoxigraph.QueryResultsFormat) -> bytes | None:
        """The whole answer, None where it is the engine's to give.

        Rows that ORDER BY doesn't tell apart come in an order of their own; so they do from the engine.
        """
        query = recognise(text)
        if query is None or not self._is_read_so(text, query):
            return None
        try:
            groups = self._groups(query)
            table = None if groups is None else b"".join(self._lines(query, groups))
        except (TooLargeError, _NotSureError, MemoryError):
            return None
        return None if table is None else _written(table, result_format)

    def _is_read_so(self, text: str, query: CountQuery) -> bool:
        """Whether the engine takes the text for a query with these columns; if not, the error is the engine's too."""
        try:
            found = self._empty.query(text, base_iri=BASE)
        except (SyntaxError, RuntimeError):
            return False
        names = [name for name, _ in query.columns]
        return isinstance(found, pyoxigraph.QuerySolutions) and [each.value for each in found.variables] == names

    def _groups(self, query: CountQuery) -> Groups | None:
        different = {count.distinct for count in query.counts if count.distinct is not None}
        solutions = join(self._columns, query.patterns, {*query.keys, *different})
        if solutions is None:
            return None
        groups = self._ranked(grouped(solutions, query.keys, query.counts))
        if query.having:
            groups = kept(groups, query.having)
        for each in query.order:
            # The engine's order of IRIs is that of their text; that of literals depends on their types.
            if isinstance(each.by, Variable) and (groups.keys[each.by] >= self._columns.iris).any():
                raise _NotSureError
        groups = arranged(groups, query)
        if groups.size > MAX_ROWS:
            raise TooLargeError
        return groups

    def _ranked(self, groups: Groups) -> Groups:
        """The groups with the ranks of their keys, which tell their order, instead of their numbers."""
        return replace(groups, keys={name: self._columns.ranks(each) for name, each in groups.keys.items()})

    def _lines(self, query: CountQuery, groups: Groups) -> Iterator[bytes]:
        """The answer as tab-separated values (https://www.w3.org/TR/sparql11-results-csv-tsv/)."""
        yield b"\t".join(b"?" + name.encode() for name, _ in query.columns) + b"\n"
        columns = []
        for _, each in query.columns:
            values = groups.column(each).tolist()
            if isinstance(each, Count):
                columns.append([b"%d" % count for count in values])
            else:
                texts = {rank: self._text(rank) for rank in set(values)}
                columns.append([texts[rank] for rank in values])
        for row in zip(*columns, strict=True):
            yield b"\t".join(row) + b"\n"

    def _text(self, rank: int) -> bytes:
        if self._columns.iris <= rank < self._columns.iris + self._columns.blanks:
            raise _NotSureError  # what a blank node is called is the engine's business
        text = self._columns.text(rank)
        if b"\t" in text or text.startswith(b"<<"):
            raise _NotSureError
        return text


class _NotSureError(Exception):
    """The engine may see it otherwise."""


def _written(table: bytes, result_format: pyoxigraph.QueryResultsFormat) -> bytes | None:
    """The rows as the engine writes them; None where it can't read one of their terms back."""
    out = BytesIO()
    try:
        pyoxigraph.parse_query_results(table, pyoxigraph.QueryResultsFormat.TSV).serialize(out, result_format)
    except SyntaxError:
        return None
    return out.getvalue()
