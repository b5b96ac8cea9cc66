"""The line to one evaluator: asks it one query at a time, and kills it where it must."""

import asyncio
import os
import signal
from contextlib import suppress
from typing import Protocol, cast

from claimgraph.store.errors import EvaluatorLostError, QueryTimeoutError, StoreError
from claimgraph.store.exchange import Exchange
from claimgraph.store.wire import CHUNK, END, ERROR, HELLO, error_of, pid_of, take_frames, total_of

LONG_SECONDS = 0.1
"""A query that has taken so long gives way to others: it goes on with the processor time that they leave."""

_LOWEST_PRIORITY = 19


class Pool(Protocol):
    """Who is told what becomes of a line and of the query on it."""

    def greeted(self, line: "Line") -> None:
        """The line is there, and can take a query."""

    def long(self, line: "Line") -> None:
        """The query on the line takes long."""

    def came(self, line: "Line", exchange: Exchange, count: int) -> None:
        """So many bytes of an answer have come."""

    def answered(self, line: "Line", exchange: Exchange, *, was_long: bool, leaving: bool) -> None:
        """The query is over; the line can take another unless it is leaving."""

    def killed(self, exchange: Exchange, *, was_long: bool) -> None:
        """The query is over, and so is the evaluator that was at it."""

    def lost(self, line: "Line") -> None:
        """The line is closed."""


class Line(asyncio.Protocol):
    """One connection to one evaluator."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._buffer = bytearray()
        self._pid: int | None = None
        self._exchange: Exchange | None = None
        self._received = 0
        self._is_long = False

    @property
    def exchange(self) -> Exchange | None:
        """The query that the evaluator is at."""
        return self._exchange

    def begin(self, exchange: Exchange) -> None:
        """Sends the query; its time begins."""
        self._exchange, self._received, self._is_long = exchange, 0, False
        cast("asyncio.Transport", self._transport).write(exchange.request)
        if exchange.seconds <= LONG_SECONDS:
            self._timer = self._loop.call_later(exchange.seconds, self._took_too_long)
        else:
            self._timer = self._loop.call_later(LONG_SECONDS, self._takes_long)

    def kill(self, error: StoreError) -> None:
        """Ends the evaluator, and with it the query; the error is what its reader gets."""
        with suppress(ProcessLookupError):
            os.kill(cast("int", self._pid), signal.SIGKILL)
        self._pid = None
        self.close()
        self._fail(error)

    def close(self) -> None:
        """Lets the evaluator go."""
        if self._transport is not None:
            self._transport.abort()

    def pause(self) -> None:
        """Reads no more until `resume`, so that the evaluator has to wait."""
        cast("asyncio.Transport", self._transport).pause_reading()

    def resume(self) -> None:
        """Reads on."""
        if self._transport is not None and not self._transport.is_closing():
            self._transport.resume_reading()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Waits for the evaluator to greet."""
        self._transport = cast("asyncio.Transport", transport)

    def data_received(self, data: bytes) -> None:
        """Takes what has come."""
        self._buffer += data
        for kind, payload in take_frames(self._buffer):
            if kind == HELLO:
                self._pid = pid_of(payload)
                self._pool.greeted(self)
            elif self._exchange is None:
                continue  # given up: nobody reads it
            elif kind == CHUNK:
                self._received += len(payload)
                self._exchange.feed(payload)
                self._pool.came(self, self._exchange, len(payload))
            elif kind == END:
                total, leaving = total_of(payload)
                self._answered(None if total == self._received else _lost(), leaving=leaving)
            elif kind == ERROR:
                error, leaving = error_of(payload)
                self._answered(error, leaving=leaving)

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that hasn't ended never will."""
        self._fail(_lost())
        self._pool.lost(self)

    def _answered(self, error: StoreError | None, *, leaving: bool) -> None:
        exchange = self._ended()
        leaving = leaving or (self._is_long and not self._is_raised())
        if leaving:
            self.close()
        if exchange is not None:
            exchange.finish(error)
            self._pool.answered(self, exchange, was_long=self._is_long, leaving=leaving)

    def _fail(self, error: StoreError) -> None:
        exchange = self._ended()
        if exchange is not None:
            exchange.finish(error)
            self._pool.killed(exchange, was_long=self._is_long)

    def _ended(self) -> Exchange | None:
        exchange, self._exchange = self._exchange, None
        if self._timer is not None:
            self._timer.cancel()
        return exchange

    def _is_raised(self) -> bool:
        """Whether the evaluator has its full priority again; only privileged users may raise one."""
        try:
            os.setpriority(os.PRIO_PROCESS, cast("int", self._pid), 0)
        except (PermissionError, ProcessLookupError):
            return False
        return True

    def _takes_long(self) -> None:
        exchange = cast("Exchange", self._exchange)
        self._is_long = True
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, cast("int", self._pid), _LOWEST_PRIORITY)
        self._timer = self._loop.call_later(exchange.seconds - LONG_SECONDS, self._took_too_long)
        self._pool.long(self)
        if exchange.on_long is not None:
            exchange.on_long()

    def _took_too_long(self) -> None:
        seconds = cast("Exchange", self._exchange).seconds
        self.kill(
            QueryTimeoutError(f"the query was stopped after {seconds:g} s; make it ask for less, or raise the timeout")
        )


def _lost() -> EvaluatorLostError:
    return EvaluatorLostError(
        "the process that was answering ended before the answer did, most often for want of memory; "
        "try again, and if it happens again ask for less"
    )
