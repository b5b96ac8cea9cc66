"""The line to one evaluator: asks it one query at a time, and kills it where it must."""

import asyncio
import os
import signal
import time
from collections import deque
from contextlib import suppress
from typing import Protocol, cast

from claimgraph.store.alarm import Alarm
from claimgraph.store.errors import EvaluatorLostError, QueryTimeoutError, StoreError
from claimgraph.store.exchange import LONG_SECONDS, Exchange
from claimgraph.store.wire import CHUNK, END, ERROR, HELLO, error_of, pid_of, take_frames, total_of

_LOWEST_PRIORITY = 19


class Pool(Protocol):
    """Who is told what becomes of a line and of the queries on it."""

    def greeted(self, line: "Line") -> None:
        """The line is there, and can take a query."""

    def long(self, line: "Line", behind: list[Exchange]) -> None:
        """The query on the line takes long; those behind it are to be asked elsewhere."""

    def came(self, line: "Line", exchange: Exchange, count: int) -> None:
        """So many bytes of an answer have come."""

    def answered(self, line: "Line", exchange: Exchange) -> None:
        """The query is over."""

    def broken(self, line: "Line", exchange: Exchange | None, behind: list[Exchange]) -> None:
        """The line is of no more use; the query on it is over, and those behind it are to be asked elsewhere."""

    def lost(self, line: "Line") -> None:
        """The line is closed."""


class Line(asyncio.Protocol):
    """One connection to one evaluator: the query that it is at, and those that were sent after it.

    An evaluator that has the next query when it is done with one needs no waking, which takes longer than many a query.
    """

    def __init__(self, pool: Pool) -> None:
        self._pool = pool
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None
        self._alarm = Alarm(self._ring)
        self._due = self._began = 0.0
        self._buffer = bytearray()
        self._pid: int | None = None
        self._exchanges: deque[Exchange] = deque()
        self._received = 0
        self._has_stale = False
        self.is_long = False
        self.pace = LONG_SECONDS
        """How many seconds its last query took."""

    @property
    def is_open(self) -> bool:
        """Whether the evaluator can be asked."""
        return self._pid is not None

    @property
    def exchange(self) -> Exchange | None:
        """The query that the evaluator is at."""
        return self._exchanges[0] if self._exchanges else None

    @property
    def queries(self) -> int:
        """How many queries it has been sent and has not answered."""
        return len(self._exchanges)

    @property
    def lasted(self) -> float:
        """For how many seconds the evaluator has been at its last query."""
        return time.perf_counter() - self._began

    def has(self, exchange: Exchange) -> bool:
        """Whether the query was sent here and isn't over."""
        return exchange in self._exchanges

    def begin(self, exchange: Exchange) -> None:
        """Sends the query; its time begins when those before it are over."""
        self._exchanges.append(exchange)
        cast("asyncio.Transport", self._transport).write(exchange.request)
        if len(self._exchanges) == 1:
            self._next()

    def kill(self, error: StoreError) -> None:
        """Ends the evaluator, and with it the query; the error is what its reader gets."""
        self._end_process()
        self._break(error)

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
            elif not self._exchanges:
                continue  # the line is broken: nobody reads it
            elif kind == CHUNK:
                self._received += len(payload)
                if not self._exchanges[0].is_over:
                    self._exchanges[0].feed(payload)
                    self._pool.came(self, self._exchanges[0], len(payload))
            elif kind == END:
                total, leaving = total_of(payload)
                self._answered(None if total == self._received else _lost(), leaving=leaving)
            elif kind == ERROR:
                error, leaving = error_of(payload)
                self._answered(error, leaving=leaving)

    def connection_lost(self, exc: Exception | None) -> None:
        """An answer that hasn't ended never will."""
        self._break(_lost())
        self._pool.lost(self)

    def _next(self) -> None:
        """The time of the first query begins."""
        exchange = self._exchanges[0]
        self._received = 0
        self._began = time.perf_counter()
        self._due = self._loop.time() + min(exchange.brief, exchange.seconds)
        self._alarm.set(self._loop, self._due)

    def _ring(self, now: float) -> float | None:
        """Sees to a query whose time has come; when the next one's will have."""
        if not self._exchanges:
            return None
        if now < self._due:
            return self._due
        if self._exchanges[0].is_over:  # given up before its turn, and too late to take back
            self.kill(StoreError("the answer was given up"))
            return None
        if self.is_long or self._exchanges[0].seconds <= self._exchanges[0].brief:
            self._took_too_long()
            return None
        self._takes_long()
        return self._due

    def _answered(self, error: StoreError | None, *, leaving: bool) -> None:
        exchange = self._exchanges.popleft()
        self.pace = time.perf_counter() - self._began
        exchange.finish(error)
        if leaving or self._has_stale or (self.is_long and not self._is_raised()):
            self._end_process()
            self._pool.broken(self, exchange, self._taken_back())
            return
        if self._exchanges:
            self._next()
        self._pool.answered(self, exchange)
        self.is_long = False

    def _break(self, error: StoreError) -> None:
        self._alarm.stop()
        exchange = self._exchanges.popleft() if self._exchanges else None
        if exchange is not None:
            exchange.finish(error)
        behind = self._taken_back()
        if exchange is not None or behind:
            self._pool.broken(self, exchange, behind)

    def _taken_back(self) -> list[Exchange]:
        """Those behind the first query, of which nothing has come yet."""
        behind = list(self._exchanges)
        self._exchanges.clear()
        return behind

    def _end_process(self) -> None:
        if self._pid is not None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)
        self._pid = None
        self.close()

    def _is_raised(self) -> bool:
        """Whether the evaluator has its full priority again; only privileged users may raise one."""
        try:
            os.setpriority(os.PRIO_PROCESS, cast("int", self._pid), 0)
        except (PermissionError, ProcessLookupError):
            return False
        return True

    def _takes_long(self) -> None:
        exchange = self._exchanges[0]
        self.is_long = True
        with suppress(ProcessLookupError, PermissionError):
            os.setpriority(os.PRIO_PROCESS, cast("int", self._pid), _LOWEST_PRIORITY)
        self._due += exchange.seconds - exchange.brief
        behind = [self._exchanges.pop() for _ in range(len(self._exchanges) - 1)][::-1]
        # They can't be taken back from the evaluator, so it is not to live longer than its query.
        self._has_stale = bool(behind)
        self._pool.long(self, behind)
        if exchange.on_long is not None:
            exchange.on_long()

    def _took_too_long(self) -> None:
        seconds = self._exchanges[0].seconds
        self.kill(
            QueryTimeoutError(f"the query was stopped after {seconds:g} s; make it ask for less, or raise the timeout")
        )


def _lost() -> EvaluatorLostError:
    return EvaluatorLostError(
        "the process that was answering ended before the answer did, most often for want of memory; "
        "try again, and if it happens again ask for less"
    )
