"""Asking the evaluators of a keeper, with a deadline that holds and a fair share for every client."""

import asyncio
from collections import Counter, deque
from collections.abc import Callable
from pathlib import Path

from claimgraph.store.alarm import Alarm
from claimgraph.store.answer import Answer
from claimgraph.store.connection import Line
from claimgraph.store.errors import BusyError, ClientBusyError, EvaluatorLostError, QueryTimeoutError, StoreError
from claimgraph.store.evaluate import Query
from claimgraph.store.exchange import LONG_SECONDS, Exchange
from claimgraph.store.settings import Settings
from claimgraph.store.slow_clients import BRIEF_SECONDS, SlowClients
from claimgraph.store.turns import Turns
from claimgraph.store.wire import Request

MOST_AHEAD = 8
AHEAD_SECONDS = 0.002
"""How many queries of a client an evaluator has been sent at most, and for how long they are expected to keep it busy.

One that is at a query that takes as long as that itself has no other: should it turn out to take long, the evaluator
would have to be ended with it.
"""

OWN_BUFFER = 256 * 1024
"""What may wait for the reader of one answer in any case, however full the buffer is with those of others."""


class Evaluators:
    """The evaluators behind a keeper's socket, as one process asks them. Bound to the event loop it is used in.

    Each is asked on a line of its own; whoever closes it ends it, and the keeper makes another. `ends` counts those
    that were ended at a query: at its "deadline", because it was "given up", or by what else they were "lost".
    """

    def __init__(
        self,
        socket: Path,
        settings: Settings,
        ends: Counter[str] | None = None,
        ahead_seconds: float = AHEAD_SECONDS,
    ) -> None:
        self._socket, self._settings, self._ahead_seconds = socket, settings, ahead_seconds
        self._ends = Counter[str]() if ends is None else ends
        self._turns: Turns[Exchange] = Turns(settings.share)
        self._patience = Alarm(self._end_waiting)
        self._idle: list[Line] = []
        self._lines: set[Line] = set()
        self._paused: dict[Exchange, Line] = {}
        self._opening: set[asyncio.Task[None]] = set()
        self._owing: deque[str] = deque()  # the clients whose evaluators are to be replaced
        self._under_way: set[Exchange] = set()
        self._asked = Counter[str]()  # how many of them each client has
        self._slow = SlowClients()
        self._clients: dict[Line, str] = {}  # whose queries a line has; its place is theirs
        self._quick = self._unread = 0
        self._is_closed = False

    @property
    def under_way(self) -> int:
        """How many queries are being answered or waiting."""
        return len(self._under_way)

    @property
    def waiting(self) -> int:
        """How many queries are waiting for an evaluator."""
        return len(self._turns)

    async def answer(
        self,
        query: Query,
        deadline_seconds: float | None = None,
        client: str = "",
        on_long: Callable[[], None] | None = None,
    ) -> Answer:
        """The answer, once its first chunk is there. The deadline is the settings' timeout unless given.

        `client` says who asks, and has a share of the evaluators at most; `on_long` is called if the query takes long.
        Raises QuerySyntaxError, ForbiddenQueryError, UnsupportedFormatError, ResultTooLargeError, QueryTimeoutError,
        BusyError (too many are waiting, or none was free in time), ClientBusyError (the client has too many waiting) or
        EvaluatorLostError.
        """
        self._refuse_crowd(client)
        seconds = self._settings.timeout_seconds if deadline_seconds is None else deadline_seconds
        request = Request(query, seconds, self._settings.max_result_bytes).encode()
        exchange = Exchange(request, seconds, client, on_long)
        if client in self._slow:
            exchange.brief = BRIEF_SECONDS
        self._under_way.add(exchange)
        self._asked[client] += 1
        self._turns.add(client, exchange)
        self._be_patient(exchange)
        self._fill()
        self._dispatch()
        try:
            first = await self.read(exchange)
        except BaseException:
            self.give_up(exchange)
            raise
        return Answer(self, exchange, query.media_type, first)

    async def read(self, exchange: Exchange) -> bytes | None:
        """The next chunk of an answer, None after the last."""
        chunk = await exchange.next_chunk()
        if chunk is not None:
            self._let_go(len(chunk))
            if exchange in self._paused and exchange.unread < OWN_BUFFER:
                self._paused.pop(exchange).resume()
        return chunk

    def give_up(self, exchange: Exchange) -> None:
        """Frees the evaluator: by killing it if it has the query, otherwise by not beginning."""
        self._let_go(exchange.drop())
        self._paused.pop(exchange, None)
        if exchange.is_over:
            return
        self._leave(exchange)
        if self._turns.remove(exchange.client, exchange):
            exchange.finish()
            return
        line = next((line for line in self._lines if line.has(exchange)), None)
        if line is not None and line.exchange is exchange:
            self._ends["given up"] += 1
            line.kill(StoreError("the answer was given up"))
        else:
            exchange.finish()  # its evaluator throws the answer away, unless it takes long

    async def close(self) -> None:
        """Lets all evaluators go; what is under way fails with EvaluatorLostError."""
        self._is_closed = True
        self._patience.stop()
        self._fail_waiting(EvaluatorLostError("the service is closing; try again"))
        await asyncio.gather(*self._opening)
        for line in self._lines:
            line.close()
        while self._lines:
            await asyncio.sleep(0)  # the loop tells each of its end

    def greeted(self, line: Line) -> None:
        """The line is there, and can take a query."""
        if self._owing:
            self._turns.give_back(self._owing.popleft())
        self._idle.append(line)
        self._dispatch()

    def long(self, line: Line, behind: list[Exchange]) -> None:
        """The query on the line takes long: another may run at full speed beside it."""
        self._quick -= 1
        if self._clients[line] not in self._slow:
            self._slow.add(self._clients[line])
        self._put_back(behind)
        self._dispatch()

    def came(self, line: Line, exchange: Exchange, count: int) -> None:
        """So many bytes of an answer have come."""
        self._unread += count
        if self._unread > self._settings.buffer_bytes and exchange.unread >= OWN_BUFFER:
            line.pause()
            self._paused[exchange] = line

    def answered(self, line: Line, exchange: Exchange) -> None:
        """The query is over."""
        self._leave(exchange)
        if line.is_long and line.lasted >= LONG_SECONDS:
            self._slow.add(exchange.client)
        if line.is_open and not line.queries:
            self._quick -= not line.is_long
            self._turns.give_back(self._clients.pop(line))
            self._idle.append(line)  # the last, so that it is the next: what it knows is still in the caches
        self._dispatch()

    def broken(self, line: Line, exchange: Exchange | None, behind: list[Exchange]) -> None:
        """The line is of no more use; the query on it is over, and those behind it are to be asked elsewhere.

        Its place stays its client's until another evaluator is there: those that are free meanwhile are for others.
        """
        if exchange is not None:
            self._leave(exchange)
            if isinstance(exchange.error, QueryTimeoutError):
                self._ends["deadline"] += 1
            elif isinstance(exchange.error, EvaluatorLostError):
                self._ends["lost"] += 1
        if line.is_long and line.lasted >= LONG_SECONDS:
            self._slow.add(self._clients[line])
        self._quick -= not line.is_long
        self._owing.append(self._clients.pop(line))
        self._put_back(behind)
        self._dispatch()

    def lost(self, line: Line) -> None:
        """The line is closed."""
        self._lines.discard(line)
        if line in self._idle:
            self._idle.remove(line)
        self._fill()

    def _refuse_crowd(self, client: str) -> None:
        queue, own = self._settings.queue, max(1, self._settings.queue // 2)
        if len(self._under_way) >= self._settings.processes + queue:
            raise BusyError(f"{queue} queries are waiting already; try again later, or serve with more evaluators")
        if self._asked[client] >= self._settings.share + own:
            raise ClientBusyError(f"{own} queries of yours are waiting already; wait for their answers")

    def _leave(self, exchange: Exchange) -> None:
        if exchange in self._under_way:
            self._under_way.discard(exchange)
            self._asked[exchange.client] -= 1
            if not self._asked[exchange.client]:
                del self._asked[exchange.client]

    def _dispatch(self) -> None:
        workers = self._settings.evaluators
        while self._idle and self._quick < workers and (exchange := self._turns.take(self._may_begin)):
            self._quick += 1
            line = self._idle.pop()
            self._clients[line] = exchange.client
            line.begin(exchange)
        if not self._turns:
            return
        for line, client in list(self._clients.items()):
            ahead = min(MOST_AHEAD, self._ahead_seconds / line.pace)
            while not line.is_long and line.queries < ahead and (exchange := self._turns.take_behind(client)):
                line.begin(exchange)

    def _may_begin(self, client: str) -> bool:
        """Whether the client may have one more of the workers: not the last, if its queries tend to take long."""
        most = max(1, self._settings.evaluators - 1)
        return self._quick < most or client not in self._slow

    def _put_back(self, exchanges: list[Exchange]) -> None:
        for exchange in reversed(exchanges):
            if not exchange.is_over:
                self._turns.put_back(exchange.client, exchange)
                self._be_patient(exchange)

    def _fill(self) -> None:
        """Opens the lines that are missing."""
        for _ in range(0 if self._is_closed else self._settings.processes - len(self._lines) - len(self._opening)):
            task = asyncio.get_running_loop().create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opening.discard)

    async def _open(self) -> None:
        try:
            _, line = await asyncio.get_running_loop().create_unix_connection(lambda: Line(self), str(self._socket))
        except OSError as error:
            self._fail_waiting(
                EvaluatorLostError(f"{self._socket}: no keeper answers ({error.strerror}); start it again")
            )
        else:
            self._lines.add(line)

    def _fail_waiting(self, error: StoreError) -> None:
        for exchange in self._turns.clear():
            self._leave(exchange)
            exchange.finish(error)

    def _be_patient(self, exchange: Exchange) -> None:
        """Lets the query wait for its seconds."""
        loop = asyncio.get_running_loop()
        exchange.due = loop.time() + exchange.seconds
        self._patience.set(loop, exchange.due)

    def _end_waiting(self, now: float) -> float | None:
        """Ends the queries that have waited long enough; when the next one will have."""
        for exchange in [each for each in self._turns if each.due <= now]:
            self._turns.remove(exchange.client, exchange)
            self._leave(exchange)
            exchange.finish(
                BusyError(
                    f"no evaluator was free within {exchange.seconds:g} s; "
                    "try again later, or serve with more evaluators"
                )
            )
        return min((each.due for each in self._turns), default=None)

    def _let_go(self, count: int) -> None:
        self._unread -= count
        if self._paused and self._unread <= self._settings.buffer_bytes:
            paused, self._paused = self._paused, {}
            for line in paused.values():
                line.resume()
