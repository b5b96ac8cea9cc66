"""As much of a query's answer as a page shows: its first rows, whatever its size."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse

from claimgraph.api.service.graph import Graph, Row, Table, Term, problem_of, read_table
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import ForbiddenQueryError, Query, QuerySyntaxError, StoreError, kind

__all__ = ["MOST_ROWS", "Shown", "answer_of", "begun_table", "kind_of"]

MOST_ROWS = 500
MOST_BYTES = 100_000
"""How much of a page its rows may be, roughly, so that it stays light."""

READ_BYTES = 1024 * 1024
"""How much of an answer is read: reading all of a large one would keep everybody else waiting."""

_VARIABLES = re.compile(r'"vars"\s*:\s*')
_ROWS = re.compile(r'"bindings"\s*:\s*\[')
_BETWEEN = re.compile(r"[\s,]*")
_DECODER = json.JSONDecoder()


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of an answer: rows, of how many (None: of more than were read), or the verdict of ASK."""

    names: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    total: int | None = 0
    verdict: bool | None = None

    @property
    def is_cut(self) -> bool:
        """Whether there are more rows than these."""
        return self.total is None or self.total > len(self.rows)


def kind_of(text: str) -> str:
    """Return the kind of query; `select` for what is none, and is refused when it is asked."""
    try:
        return kind(text)
    except (ForbiddenQueryError, QuerySyntaxError):
        return "select"


async def answer_of(graph: Graph, text: str) -> Shown:
    """Return the first of the answer to a query, of any kind. Raises Problem where there is none."""
    if kind_of(text) in ("construct", "describe"):
        found, is_whole = await _begun(graph, Query(text, "application/n-triples", prefixes=PREFIXES))
        return _bounded(*_triples(found, is_whole=is_whole))
    found, is_whole = await _begun(graph, Query(text, "application/sparql-results+json"))
    if not is_whole:
        return _bounded(begun_table(found.decode("utf-8", "ignore")), None)
    if (verdict := json.loads(found).get("boolean")) is not None:
        return Shown(verdict=verdict)
    table = read_table(found)
    return _bounded(table, len(table.rows))


async def _begun(graph: Graph, query: Query) -> tuple[bytes, bool]:
    """Return the beginning of the answer, and whether it is all of it."""
    found, size = [], 0
    try:
        with await graph.open(query) as chunks:
            async for chunk in chunks:
                found.append(chunk)
                size += len(chunk)
                if size > READ_BYTES:
                    return b"".join(found)[:READ_BYTES], False
    except StoreError as error:
        raise problem_of(error) from error
    return b"".join(found), True


def begun_table(text: str) -> Table:
    """Return the rows that are whole in the beginning of SPARQL JSON results.

    >>> begun_table('{"head":{"vars":["s"]},"results":{"bindings":[{},{"s":{"type":"uri","val')
    Table(names=('s',), rows=({'s': None},))
    """
    variables, rows = _VARIABLES.search(text), _ROWS.search(text)
    if variables is None or rows is None:
        return Table((), ())
    names, _ = _DECODER.raw_decode(text, variables.end())
    whole = ",".join(_whole(text, rows.end()))
    return read_table(f'{{"head":{{"vars":{json.dumps(names)}}},"results":{{"bindings":[{whole}]}}}}'.encode())


def _whole(text: str, at: int) -> Iterator[str]:
    for _ in range(MOST_ROWS):
        between = _BETWEEN.match(text, at)
        begin = between.end() if between else at
        try:
            _, at = _DECODER.raw_decode(text, begin)
        except ValueError:
            return
        yield text[begin:at]


def _triples(found: bytes, *, is_whole: bool) -> tuple[Table, int | None]:
    lines = found.split(b"\n")[:-1]  # the last one is empty, or cut short
    triples = parse(b"\n".join(lines[:MOST_ROWS]) + b"\n", format=RdfFormat.N_TRIPLES)
    names = ("subject", "predicate", "object")
    rows = tuple({name: _term(getattr(triple, name)) for name in names} for triple in triples)
    return Table(names, rows), len(lines) if is_whole else None


def _term(node: NamedNode | BlankNode | Literal | Triple) -> Term:
    match node:
        case NamedNode():
            return Term("uri", node.value)
        case Literal():
            return Term("literal", node.value, node.language, node.datatype.value)
    return Term("bnode", node.value if isinstance(node, BlankNode) else str(node))


def _bounded(table: Table, total: int | None) -> Shown:
    """Return as many of the rows as a page takes."""
    return Shown(table.names, tuple(_first(table.rows, _weight)), total)


def _first(rows: Iterable[Row], weight: Callable[[Row], int]) -> Iterator[Row]:
    left = MOST_BYTES
    for n, row in enumerate(rows):
        left -= weight(row)
        if n == MOST_ROWS or (n and left < 0):
            return
        yield row


def _weight(row: Row) -> int:
    """Return how many bytes of a page the row takes, roughly: an IRI is in it as an address and in short."""
    return sum(60 + 2 * len(term.value) if term else 10 for term in row.values())
