"""Full-text search of one generation, off the event loop, a few at a time, each within its time."""

import asyncio
import logging
import threading
from collections import Counter, OrderedDict
from pathlib import Path

from claimgraph.api.service.problems import Problem
from claimgraph.store import SearchTimeoutError, StoreError
from claimgraph.store.search import Found, Search, SearchIndex

__all__ = ["Searching"]

WORKERS = 2
"""How many searches are made at a time, one at most for each client: who asks much waits for nobody but himself."""

SECONDS = 2.0
"""How long one may take."""

WAITING = 64
"""How many may wait, and of one client a quarter of them."""

KEPT = 128
"""Answers that are kept: a generation never changes, and people go back and forth."""

_log = logging.getLogger(__name__)


class Searching:
    """Asks the generation's index, which is opened when somebody first searches."""

    def __init__(self, number: int, path: Path, content: str) -> None:
        self._number, self._path, self._content = number, path, content
        self._turn = asyncio.Semaphore(WORKERS)
        self._asking = Counter[str]()
        self._turns: dict[str, asyncio.Lock] = {}
        self._kept: OrderedDict[Search, Found] = OrderedDict()
        self._idle: list[SearchIndex] = []
        self._closed = threading.Event()

    async def find(self, search: Search, client: str = "") -> Found:
        """Return what is found. Raises Problem where it isn't to be had, or the client asks for too much at a time."""
        if search in self._kept:
            self._kept.move_to_end(search)
            return self._kept[search]
        if self._asking[client] >= WAITING // 4:
            detail = "You have as many searches waiting as one client may have."
            raise Problem("too-many-requests", detail, headers={"Retry-After": "2"})
        if self._asking.total() >= WAITING:
            raise Problem("busy", "As many searches are waiting as may.", headers={"Retry-After": "2"})
        self._asking[client] += 1
        try:
            async with self._turns.setdefault(client, asyncio.Lock()), self._turn:
                found = await asyncio.to_thread(self._found, search)
        finally:
            self._asking[client] -= 1
            if not self._asking[client]:
                del self._asking[client], self._turns[client]
        self._kept[search] = found
        while len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    async def close(self) -> None:
        """Let go of the file; a search that is under way does so at its end."""
        self._closed.set()
        while self._idle:
            self._idle.pop().close()

    def _found(self, search: Search) -> Found:
        """Return what is found, in a thread: whoever gave up waiting leaves the index in use until it is done."""
        try:
            index = self._idle.pop()
        except IndexError:
            index = self._opened()
        try:
            return index.find(search, SECONDS)
        except SearchTimeoutError:
            detail = f"The search was stopped after {SECONDS:g} s; use fewer words, or longer ones."
            raise Problem("timeout", detail, headers={"Retry-After": "2"}) from None
        except StoreError as error:
            _log.error("the search failed: %s", error)  # the message names files: for the log, not for clients
            raise Problem("internal", "The search index could not be read.") from None
        finally:
            if self._closed.is_set():
                index.close()
            else:
                self._idle.append(index)

    def _opened(self) -> SearchIndex:
        index = SearchIndex.open(self._path, self._content)
        if index is None:
            detail = (
                f"Generation {self._number} has no search index that this service can read. Whoever runs it can add "
                "one: `claimgraph build` does, to the current generation. Everything else works."
            )
            raise Problem("unavailable", detail, headers={"Retry-After": "60"})
        return index
