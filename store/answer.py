"""One answer, as whoever asked reads it."""

from types import TracebackType
from typing import Protocol, Self

from claimgraph.store.exchange import Exchange


class Source(Protocol):
    """Where an answer's chunks come from."""

    async def read(self, exchange: Exchange) -> bytes | None:
        """The next chunk of an answer, None after the last."""

    def give_up(self, exchange: Exchange) -> None:
        """Free the evaluator that is at it."""


class Answer:
    """The chunks of one answer, to be iterated once. Errors that are known before the first chunk came from `answer`.

    Iterating raises QueryTimeoutError, ResultTooLargeError or EvaluatorLostError where the answer is cut short: it is
    whole only if the iteration ends without. Whoever stops before calls `close`, or uses `with`.
    """

    def __init__(self, evaluators: Source, exchange: Exchange, media_type: str, first: bytes | None) -> None:
        self.media_type = media_type
        self._evaluators, self._exchange = evaluators, exchange
        self._first, self._ended = first, first is None

    @property
    def is_short(self) -> bool:
        """Whether the answer is whole with its first chunk."""
        return self._exchange.is_whole and not self._exchange.unread

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> bytes:
        if self._first is not None:
            chunk, self._first = self._first, None
            return chunk
        if self._ended:
            raise StopAsyncIteration
        try:
            following = await self._evaluators.read(self._exchange)
        except BaseException:
            self.close()
            raise
        if following is None:
            self._ended = True
            raise StopAsyncIteration
        return following

    def close(self) -> None:
        """Frees the evaluator if it is still at it; nothing more comes."""
        self._ended, self._first = True, None
        self._evaluators.give_up(self._exchange)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
