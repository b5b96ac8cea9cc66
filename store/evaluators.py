"""Asking the evaluators of a keeper, with a deadline that holds."""

import asyncio
from pathlib import Path
from types import TracebackType
from typing import Self

from claimgraph.store.errors import BusyError, EvaluatorLostError
from claimgraph.store.evaluate import Query
from claimgraph.store.exchange import Exchange
from claimgraph.store.settings import Settings
from claimgraph.store.wire import Request


class Answer:
    """The chunks of one answer, to be iterated once. Errors that are known before the first chunk came from `answer`.

    Iterating raises QueryTimeoutError, ResultTooLargeError or EvaluatorLostError where the answer is cut short: it is
    whole only if the iteration ends without. Whoever stops before calls `aclose`, or uses `async with`.
    """

    def __init__(self, exchange: Exchange, media_type: str, first: bytes | None) -> None:
        self.media_type = media_type
        self._exchange = exchange
        self._first = first
        self._ended = first is None

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._ended:
            raise StopAsyncIteration
        try:
            following = await self._exchange.next_chunk()
        except BaseException:
            await self.aclose()
            raise
        if following is None:
            self._ended = True
            raise StopAsyncIteration
        return following

    async def aclose(self) -> None:
        """Frees the evaluator if it is still at it; nothing more comes."""
        self._ended, self._first = True, None
        self._exchange.give_up()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()


class Evaluators:
    """The evaluators behind a keeper's socket, as one process asks them. Bound to the event loop it is used in."""

    def __init__(self, socket: Path, settings: Settings) -> None:
        self._socket, self._settings = socket, settings
        self._under_way = 0

    @property
    def under_way(self) -> int:
        """How many queries are being answered or waiting."""
        return self._under_way

    async def answer(self, query: Query, deadline_seconds: float | None = None) -> Answer:
        """The answer, once its first chunk is there. The deadline is the settings' timeout unless given.

        Raises QuerySyntaxError, ForbiddenQueryError, UnsupportedFormatError, ResultTooLargeError, QueryTimeoutError,
        BusyError (too many are waiting, or none was free in time) or EvaluatorLostError.
        """
        if self._under_way >= self._settings.evaluators + self._settings.queue:
            raise BusyError(
                f"{self._settings.queue} queries are waiting already; try again later, or serve with more evaluators"
            )
        seconds = self._settings.timeout_seconds if deadline_seconds is None else deadline_seconds
        self._under_way += 1
        exchange = Exchange(Request(query, seconds, self._settings.max_result_bytes), self._over)
        try:
            await asyncio.get_running_loop().create_unix_connection(lambda: exchange, str(self._socket))
            first = await exchange.next_chunk()
        except OSError as error:
            exchange.give_up()
            raise EvaluatorLostError(f"{self._socket}: no keeper answers ({error.strerror}); start it again") from error
        except BaseException:
            exchange.give_up()
            raise
        return Answer(exchange, query.media_type, first)

    def _over(self) -> None:
        self._under_way -= 1
