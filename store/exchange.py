"""One request to an evaluator and what comes back, as an asyncio protocol.

It reads as fast as the evaluator writes and lets go of it at once, so a slow reader holds memory (up to the limit of an
answer's size) but never an evaluator.
"""

import asyncio
import os
import signal
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from typing import cast

from claimgraph.store.errors import BusyError, EvaluatorLostError, QueryTimeoutError, StoreError
from claimgraph.store.wire import ACCEPTED, CHUNK, END, ERROR, Request, error_of, pid_of, take_frames, total_of


class Exchange(asyncio.Protocol):
    """Sends the request, gathers the answer, and kills the evaluator at the deadline or when the answer is given up.

    `on_over` is called once, when the evaluator is free or dead.
    """

    def __init__(self, request: Request, on_over: Callable[[], None]) -> None:
        self._request, self._on_over = request, on_over
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer = self._loop.call_later(request.seconds, self._waited_too_long)
        self._waiter: asyncio.Future[None] | None = None
        self._buffer = bytearray()
        self._chunks: deque[bytes] = deque()
        self._received = 0
        self._pid: int | None = None
        self._error: StoreError | None = None
        self._over = self._whole = self._given_up = False

    async def next_chunk(self) -> bytes | None:
        """The next bytes of the answer, None after the last ones of a whole one.

        Raises the evaluator's error, QueryTimeoutError, BusyError (none was free in time) or EvaluatorLostError,
        without waiting for earlier chunks to be read.
        """
        while True:
            if self._error is not None:
                raise self._error
            if self._chunks:
                return self._chunks.popleft()
            if self._whole:
                return None
            self._waiter = self._loop.create_future()
            await self._waiter

    def give_up(self) -> None:
        """Frees the evaluator: by killing it if it has the request, otherwise by telling it not to begin."""
        self._given_up = True
        self._chunks.clear()
        if self._over:
            return
        if self._pid is not None:
            self._kill()
        elif self._transport is not None:
            # Not closed: an evaluator that begins all the same says so, and is killed then.
            self._transport.write_eof()
        self._finish()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Sends the request."""
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request.encode())

    def data_received(self, data: bytes) -> None:
        """Takes what has come."""
        self._buffer += data
        for kind, payload in take_frames(self._buffer):
            if kind == ACCEPTED:
                self._accepted(pid_of(payload))
            elif kind == CHUNK:
                self._chunks.append(payload)
                self._received += len(payload)
            elif kind == ERROR:
                self._finish(error_of(payload))
            elif kind == END:
                self._whole = total_of(payload) == self._received
                self._finish(None if self._whole else _lost())
        self._wake()

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that hasn't ended never will."""
        self._finish(_lost())

    def _accepted(self, pid: int) -> None:
        self._pid = pid
        if self._given_up:
            self._kill()
        else:
            self._timer.cancel()
            self._timer = self._loop.call_later(self._request.seconds, self._took_too_long)

    def _waited_too_long(self) -> None:
        self._error = BusyError(
            f"no evaluator was free within {self._request.seconds:g} s; try again later, or serve with more evaluators"
        )
        self.give_up()

    def _took_too_long(self) -> None:
        self._error = QueryTimeoutError(
            f"the query was stopped after {self._request.seconds:g} s; make it ask for less, or raise the timeout"
        )
        self.give_up()

    def _kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(cast("int", self._pid), signal.SIGKILL)
        if self._transport is not None:
            self._transport.abort()

    def _finish(self, error: StoreError | None = None) -> None:
        if self._over:
            return
        self._over = True
        self._timer.cancel()
        self._error = self._error or error
        if self._transport is not None and not self._given_up:
            self._transport.close()
        self._on_over()
        self._wake()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _lost() -> EvaluatorLostError:
    return EvaluatorLostError(
        "the process that was answering ended before the answer did, most often for want of memory; "
        "try again, and if it happens again ask for less"
    )
