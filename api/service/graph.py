"""A generation as the endpoint and the pages ask it; the store's errors come out as problems."""

import asyncio
import csv
import io
import json
import logging
import math
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from claimgraph.api.service.clients import ASKING
from claimgraph.api.service.memento import http_date
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.searching import Searching
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import (
    RESULT_FORMATS,
    Answer,
    BusyError,
    ClientBusyError,
    EvaluatorLostError,
    Evaluators,
    Federation,
    ForbiddenQueryError,
    Generation,
    KeeperHandle,
    Query,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    ServiceFailedError,
    Settings,
    SharedKeeper,
    StoreError,
    UnsupportedFormatError,
    UnsupportedQueryError,
    look_up,
    open_lines,
)
from claimgraph.store.search import Found, Search

__all__ = ["Answering", "Graph", "Row", "Table", "Term", "problem_of", "read_lines", "read_table"]

Told = Callable[[], None]

_PLACE = re.compile(r"line (\d+), column (\d+)")
_BUSY_SECONDS = 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Term:
    """One value in a result: an IRI (`uri`), a blank node (`bnode`) or a literal."""

    kind: str
    value: str
    language: str | None = None
    datatype: str | None = None


Row = Mapping[str, Term | None]


@dataclass(frozen=True, slots=True)
class Table:
    """The solutions of a SELECT: the variables in their order, and a row for each solution."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


class Answering(Protocol):
    """Whatever answers queries from one graph: a generation held here, or a service elsewhere."""

    async def answer(self, text: str, media_type: str) -> bytes:
        """Return the whole answer to a query. Raises Problem where there is none."""

    async def table(self, text: str) -> Table:
        """Return the solutions of a SELECT. Raises Problem where there is no answer."""


class Graph:
    """One generation, asked from one event loop.

    `users` counts the requests that are being answered from it; `published` is its date as HTTP writes it.
    """

    def __init__(
        self, keeper: KeeperHandle | SharedKeeper, generation: Generation, settings: Settings, ends: Counter[str]
    ) -> None:
        self.number, self.content = keeper.generation, keeper.content
        self.published = http_date(generation.published)
        self.manifest = generation.manifest
        self.users = 0
        self._keeper = keeper
        self._evaluators = Evaluators(keeper.socket, settings, ends)
        self._federation = Federation(settings.services, settings.near)
        # Read from a disk, lines might take as long as any query.
        self._lines = open_lines(generation) if keeper.in_memory else None
        self._most_bytes = settings.max_result_bytes
        self._searching = Searching(self.number, generation.search_file, self.content)
        self._known: dict[str, Table] = {}
        self._asking = asyncio.Lock()

    @property
    def is_lost(self) -> bool:
        """Whether the process that held it has ended."""
        return self._keeper.is_lost

    @property
    def evaluators(self) -> Evaluators:
        """Who answers from it."""
        return self._evaluators

    def look_up(self, text: str, media_type: str) -> bytes | None:
        """Return the whole answer where it takes no evaluator: next to no work, known to be so before it is begun."""
        answer = None if self._lines is None else look_up(self._lines, text, media_type, PREFIXES)
        return answer if answer is not None and len(answer) <= self._most_bytes else None

    async def open(self, query: Query, deadline_seconds: float | None = None, on_long: Told | None = None) -> Answer:
        """Return the answer to a query, once its first chunk is there. Raises Problem where there is none."""
        if self._federation.endpoints:
            query = replace(query, federation=self._federation)
        try:
            return await self._evaluators.answer(query, deadline_seconds, ASKING.get(), on_long)
        except StoreError as error:
            raise problem_of(error) from error

    async def answer(self, text: str, media_type: str, deadline_seconds: float | None = None) -> bytes:
        """Return the whole answer to a query. Raises Problem where there is none."""
        try:
            prefixes = {} if media_type in RESULT_FORMATS else PREFIXES
            with await self.open(Query(text, media_type, prefixes=prefixes), deadline_seconds) as chunks:
                return b"".join([chunk async for chunk in chunks])
        except StoreError as error:
            raise problem_of(error) from error

    async def table(self, text: str) -> Table:
        """Return the solutions of a SELECT. Raises Problem as `answer` does."""
        return read_table(await self.answer(text, "application/sparql-results+json"))

    async def known(self, text: str) -> Table:
        """Return the solutions of a SELECT that is asked once, since a generation never changes."""
        async with self._asking:
            if text not in self._known:
                self._known[text] = await self.table(text)
            return self._known[text]

    async def search(self, search: Search) -> Found:
        """Return what a full-text search finds. Raises Problem where there is no answer."""
        return await self._searching.find(search, ASKING.get())

    async def close(self) -> None:
        """End the processes that hold it and answer from it."""
        await self._searching.close()
        await self._evaluators.close()
        await asyncio.to_thread(self._keeper.close)
        if self._lines is not None:
            self._lines.close()


def read_table(results: bytes) -> Table:
    """Return SPARQL JSON results as a table.

    >>> read_table(b'{"head": {"vars": ["s"]}, "results": {"bindings": [{}]}}')
    Table(names=('s',), rows=({'s': None},))
    """
    document = json.loads(results)
    names = tuple(document["head"]["vars"])
    rows = tuple({name: _term(row.get(name)) for name in names} for row in document["results"]["bindings"])
    return Table(names, rows)


def read_lines(results: bytes) -> Iterator[Sequence[str]]:
    r"""Return an iterator over SPARQL CSV results as texts, empty where there is no value; for what has many rows.

    >>> list(read_lines(b"s,p\r\nhttps://example.org/s,\r\n"))
    [['https://example.org/s', '']]
    """
    lines = csv.reader(io.StringIO(results.decode("utf-8"), newline=""))
    next(lines, None)
    return lines


def _term(value: dict[str, Any] | None) -> Term | None:  # JSON as it comes: a quoted triple's value is an object
    if value is None:
        return None
    if isinstance(value["value"], str):
        return Term(value["type"], value["value"], value.get("xml:lang"), value.get("datatype"))
    return Term(value["type"], json.dumps(value["value"]))


def problem_of(error: StoreError) -> Problem:
    """Return the problem that tells a client of the store's error, without what is for the operator alone."""
    match error:
        case UnsupportedQueryError():
            return Problem("unsupported", _sentence(error))
        case QuerySyntaxError():
            place = _PLACE.match(str(error))
            members = {"line": int(place[1]), "column": int(place[2])} if place else {}
            return Problem("query-syntax", _sentence(error), members)
        case ForbiddenQueryError():
            return Problem("forbidden-query", _sentence(error))
        case ServiceFailedError():
            return Problem("service-failed", _sentence(error))
        case UnsupportedFormatError():
            return Problem("not-acceptable", _sentence(error))
        case ResultTooLargeError():
            return Problem("result-too-large", _sentence(error))
        case QueryTimeoutError():
            seconds = re.search(r"after ([\d.]+) s", str(error))
            wait = math.ceil(float(seconds[1])) if seconds else _BUSY_SECONDS
            return Problem("timeout", _sentence(error), headers={"Retry-After": str(max(wait, 1))})
        case ClientBusyError():
            return Problem("too-many-requests", _sentence(error), headers={"Retry-After": str(_BUSY_SECONDS)})
        case BusyError():
            detail = "All evaluators are at work, and as many queries are waiting as may."
            return Problem("busy", detail, headers={"Retry-After": str(_BUSY_SECONDS)})
        case EvaluatorLostError():
            detail = "The process that was answering ended before the answer did, most often for want of memory."
            return Problem("interrupted", detail, headers={"Retry-After": str(_BUSY_SECONDS)})
    # The message names files of this machine: for the log, not for clients.
    _log.error("the store failed: %s", error)
    return Problem("internal", "The store could not be read.")


def _sentence(error: StoreError) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}" if text.endswith(".") else f"{text[:1].upper()}{text[1:]}."
