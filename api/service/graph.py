"""The served generation, as the endpoint and the pages ask it; the store's errors come out as problems."""

import json
import logging
import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimgraph.api.service.problems import Problem
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import (
    BusyError,
    EvaluatorLostError,
    Evaluators,
    ForbiddenQueryError,
    Query,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    Settings,
    StoreError,
    UnsupportedFormatError,
)

__all__ = ["Graph", "Row", "Served", "Table", "Term", "read_table"]

_PLACE = re.compile(r"line (\d+), column (\d+)")
_BUSY_SECONDS = 2

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Served:
    """What a keeper holds and where it answers; it can be handed to another process."""

    socket: Path
    generation: int
    content: str
    settings: Settings


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


class Graph:
    """One generation, asked from one event loop."""

    def __init__(self, served: Served) -> None:
        self.number, self.content = served.generation, served.content
        self._evaluators = Evaluators(served.socket, served.settings)

    async def answer(
        self,
        text: str,
        media_type: str,
        default_graphs: tuple[str, ...] = (),
        named_graphs: tuple[str, ...] = (),
        deadline_seconds: float | None = None,
    ) -> bytes:
        """Return the whole answer to a query. Raises Problem where there is none."""
        query = Query(text, media_type, default_graphs, named_graphs, PREFIXES)
        try:
            with await self._evaluators.answer(query, deadline_seconds) as chunks:
                return b"".join([chunk async for chunk in chunks])
        except StoreError as error:
            raise _problem(error) from error

    async def table(self, text: str) -> Table:
        """Return the solutions of a SELECT. Raises Problem as `answer` does."""
        return read_table(await self.answer(text, "application/sparql-results+json"))


def read_table(results: bytes) -> Table:
    """Return SPARQL JSON results as a table.

    >>> read_table(b'{"head": {"vars": ["s"]}, "results": {"bindings": [{}]}}')
    Table(names=('s',), rows=({'s': None},))
    """
    document = json.loads(results)
    names = tuple(document["head"]["vars"])
    rows = tuple({name: _term(row.get(name)) for name in names} for row in document["results"]["bindings"])
    return Table(names, rows)


def _term(value: dict[str, Any] | None) -> Term | None:  # JSON as it comes: a quoted triple's value is an object
    if value is None:
        return None
    if isinstance(value["value"], str):
        return Term(value["type"], value["value"], value.get("xml:lang"), value.get("datatype"))
    return Term(value["type"], json.dumps(value["value"]))


def _problem(error: StoreError) -> Problem:
    match error:
        case QuerySyntaxError():
            place = _PLACE.match(str(error))
            members = {"line": int(place[1]), "column": int(place[2])} if place else {}
            return Problem("query-syntax", _sentence(error), members)
        case ForbiddenQueryError():
            return Problem("forbidden-query", _sentence(error))
        case UnsupportedFormatError():
            return Problem("not-acceptable", _sentence(error))
        case ResultTooLargeError():
            return Problem("result-too-large", _sentence(error))
        case QueryTimeoutError():
            seconds = re.search(r"after ([\d.]+) s", str(error))
            wait = math.ceil(float(seconds[1])) if seconds else _BUSY_SECONDS
            return Problem("timeout", _sentence(error), headers={"Retry-After": str(max(wait, 1))})
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
