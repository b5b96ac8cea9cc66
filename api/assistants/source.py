"""What the tools ask: a generation that is held here, or a service elsewhere; and where people can see the same."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from pydantic import ValidationError

from claimgraph.api.addresses import Addresses
from claimgraph.api.dockets import Dockets
from claimgraph.api.examples import page_query
from claimgraph.api.positions import Docket
from claimgraph.api.search_answer import SearchAnswer, search_answer
from claimgraph.api.search_page import Asked
from claimgraph.api.service.graph import Answering, Graph, Table, problem_of, read_table
from claimgraph.api.service.problems import Problem
from claimgraph.ontology.naming import iris_for
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import RESULT_FORMATS, Query, StoreError
from claimgraph.store.handle import HandleError, RemoteAsker

__all__ = ["Beginning", "Elsewhere", "Held", "Source", "Where", "elsewhere", "held"]

Result = TypeVar("Result")

_ROWS, _JSON = "application/sparql-results+json", "application/json"


@dataclass(frozen=True, slots=True)
class Beginning:
    """An answer's first bytes, and whether they are all of it."""

    body: bytes
    is_whole: bool


@dataclass(frozen=True, slots=True)
class Where:
    """The dockets' rows, IRIs and their addresses; `pages` is the origin of the service that shows them, or empty."""

    dockets: Table
    addresses: Addresses
    pages: str

    @classmethod
    def of(cls, dockets: Table, pages: str) -> "Where":
        """Return what the solutions of `page-dockets.rq` come to."""
        return cls(dockets, Addresses.of(iri.value for row in dockets.rows if (iri := row["docket"])), pages)

    def page(self, iri: str) -> str | None:
        """Return the page that shows the thing, on the web where it isn't of this graph; None where there is none."""
        return self.at(self.addresses.href(iri))

    def at(self, address: str | None) -> str | None:
        """Return an address of the service as a whole one."""
        if address is None or not address.startswith("/"):
            return address
        return f"{self.pages}{address}" if self.pages else None

    def iris(self, text: str) -> list[str]:
        """Return the IRIs that a text can stand for, likeliest first: also the address of a page that shows the thing.

        Raises Problem for what can be none.
        """
        plain = text.strip()
        if self.pages and plain.startswith(f"{self.pages}/"):
            return list(self.addresses.iris(plain.removeprefix(self.pages).partition("?")[0].partition("#")[0]))
        try:
            return [iri.value for iri in iris_for(plain, self.addresses.bases)]
        except ValueError:
            detail = f"{text[:300]!r} is no IRI; write a whole one, one below the docket's base, or a prefixed term."
            raise Problem("bad-request", detail) from None


class Source(Answering, Protocol):
    """A graph to ask. All methods raise Problem where there is no answer."""

    @property
    def generation(self) -> int | None:
        """The number of the generation that answers, None where that isn't known."""

    @property
    def where(self) -> Where:
        """What the dockets are, and where people can see them."""

    async def begin(self, text: str, media_type: str, most: int) -> Beginning:
        """Return no more than the first `most` bytes of an answer; the rest isn't waited for."""

    async def search(self, asked: Asked, limit: int) -> SearchAnswer:
        """Return what a search finds."""

    async def docket(self, iri: str) -> Docket:
        """Return the docket with this IRI."""


class Held:
    """A generation that this process has evaluators for."""

    def __init__(self, graph: Graph, where: Where, dockets: Dockets) -> None:
        self.where = where
        self._graph, self._dockets = graph, dockets

    @property
    def generation(self) -> int | None:
        """Its number."""
        return self._graph.number

    async def answer(self, text: str, media_type: str) -> bytes:
        """Return the whole answer to a query."""
        return await self._graph.answer(text, media_type)

    async def table(self, text: str) -> Table:
        """Return the solutions of a SELECT."""
        return await self._graph.table(text)

    async def begin(self, text: str, media_type: str, most: int) -> Beginning:
        """Return the first bytes of an answer; its evaluator is free as soon as there are enough."""
        prefixes = {} if media_type in RESULT_FORMATS else PREFIXES
        body = b""
        try:
            with await self._graph.open(Query(text, media_type, prefixes=prefixes)) as chunks:
                async for chunk in chunks:
                    body += chunk
                    if len(body) > most:
                        return Beginning(body[:most], is_whole=False)
        except StoreError as error:
            raise problem_of(error) from error
        return Beginning(body, is_whole=True)

    async def search(self, asked: Asked, limit: int) -> SearchAnswer:
        """Return what a search finds."""
        found = await self._graph.search(asked.search(limit))
        return search_answer(asked, limit, found, self._graph.number, self.where.addresses.href)

    async def docket(self, iri: str) -> Docket:
        """Return the docket, which is read once for each generation."""
        return await self._dockets.read(self._graph, iri)


class Elsewhere:
    """A service at an address, which is asked in threads, each answer within a time and a size."""

    def __init__(self, asker: RemoteAsker, seconds: float, where: Where) -> None:
        self.where = where
        self._asker, self._seconds = asker, seconds

    @property
    def generation(self) -> int | None:
        """The one that the last answer came from."""
        return self._asker.generation

    async def answer(self, text: str, media_type: str) -> bytes:
        """Return the whole answer to a query."""
        return await _asked(partial(self._asker.ask, text, media_type, self._seconds))

    async def table(self, text: str) -> Table:
        """Return the solutions of a SELECT."""
        return read_table(await self.answer(text, _ROWS))

    async def begin(self, text: str, media_type: str, most: int) -> Beginning:
        """Return the first bytes of an answer, all of which is fetched."""
        body = await self.answer(text, media_type)
        return Beginning(body[:most], is_whole=len(body) <= most)

    async def search(self, asked: Asked, limit: int) -> SearchAnswer:
        """Return what the service finds."""
        place = asked.address.removeprefix("/").replace("search?", f"search.json?limit={limit}&", 1)
        body = await _asked(partial(self._asker.fetch, place, _JSON, self._seconds))
        try:
            return SearchAnswer.model_validate_json(body)
        except ValidationError:
            detail = f"{self._asker.root} answers a search in a way that this claimgraph can't read; use query."
            raise Problem("unavailable", detail) from None

    async def docket(self, iri: str) -> Docket:
        """Return the docket, read anew: the service may have another generation by now."""
        return await Dockets().read(self, iri)


async def held(graph: Graph, dockets: Dockets, pages: str) -> Held:
    """Return the graph as a source. `pages` is the origin of the service that shows it, without a slash, or empty."""
    return Held(graph, Where.of(await graph.known(page_query("page-dockets")), pages), dockets)


async def elsewhere(asker: RemoteAsker, seconds: float) -> Elsewhere:
    """Return the service as a source. Raises Problem where it gives no answer."""
    body = await _asked(partial(asker.ask, page_query("page-dockets"), _ROWS, seconds))
    return Elsewhere(asker, seconds, Where.of(read_table(body), asker.root))


async def _asked(ask: Callable[[], bytes]) -> bytes:
    try:
        return await asyncio.to_thread(ask)
    except HandleError as error:
        raise Problem("unavailable", f"{error}.") from None
    except StoreError as error:
        raise problem_of(error) from error
