"""One query on its way: what was asked, and what has come back so far."""

import asyncio
from collections import deque
from collections.abc import Callable

from claimgraph.store.errors import StoreError

LONG_SECONDS = 0.1
"""A query that has taken so long gives way to others: it goes on with the processor time that they leave."""


class Exchange:
    """The request's bytes, and the chunks of its answer as they come.

    It takes all that comes and lets go of its evaluator at once, so a slow reader holds memory but no evaluator.
    `on_long` is called where the query turns out to take long, longer than `brief` seconds. `due` is the moment of the
    loop's clock at which it has waited long enough for an evaluator. `error` is what ended it, if anything did.
    """

    def __init__(self, request: bytes, seconds: float, client: str, on_long: Callable[[], None] | None = None) -> None:
        self.request, self.seconds, self.client, self.on_long = request, seconds, client, on_long
        self.is_over = False
        self.brief = LONG_SECONDS
        self.due = 0.0
        self.unread = 0
        self._chunks: deque[bytes] = deque()
        self.error: StoreError | None = None
        self._waiter: asyncio.Future[None] | None = None

    @property
    def is_whole(self) -> bool:
        """Whether all of the answer has come."""
        return self.is_over and self.error is None

    async def next_chunk(self) -> bytes | None:
        """The next bytes of the answer, None after the last ones of a whole one.

        Raises the error that ended it, without waiting for earlier chunks to be read.
        """
        while True:
            if self.error is not None:
                raise self.error
            if self._chunks:
                chunk = self._chunks.popleft()
                self.unread -= len(chunk)
                return chunk
            if self.is_over:
                return None
            self._waiter = asyncio.get_running_loop().create_future()
            await self._waiter

    def feed(self, chunk: bytes) -> None:
        """Takes a chunk that has come."""
        self._chunks.append(chunk)
        self.unread += len(chunk)
        self._wake()

    def finish(self, error: StoreError | None = None) -> None:
        """Ends the answer: it is whole, or cut short by the error."""
        if not self.is_over:
            self.is_over, self.error = True, error
            self._wake()

    def drop(self) -> int:
        """Lets go of what nobody will read, and returns its size in bytes."""
        dropped, self.unread = self.unread, 0
        self._chunks.clear()
        return dropped

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)
