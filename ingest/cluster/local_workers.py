"""Workers on this machine: a process for each, started from a clean one, and none of them outlives this process."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import queue
import signal
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cache
from multiprocessing import forkserver, resource_tracker
from typing import Any, ClassVar

from claimgraph.ingest.cluster.outcomes import Done, Failed, Lost, Outcome, attempt

_AT_ONCE = 2
"""Tasks at each worker: one that it is at, and one that waits, so that it needn't."""

_START_SECONDS = 10
"""The time that a worker has to tell its number, if it hasn't yet, when it is to be ended."""

_function: bytes = b""
"""In a worker: what it was given, pickled."""


@dataclass(frozen=True, slots=True)
class LocalWorkers:
    """Workers on this machine, ``count`` of them.

    They are forked from a process that has loaded ``modules`` and the function's own, and nothing else: this process
    may have threads, which a fork of it would cut off in the middle of what they do; and a new interpreter for each
    worker would load everything again, which takes a second and 100 MB.
    """

    count: int
    modules: tuple[str, ...] = ()
    see_files: ClassVar[bool] = True

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[LocalCrew]:
        """The workers, until the block ends."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__, *_module_of(function), *self.modules])
        _start_without_interrupts()
        crew = LocalCrew(self.count, pickle.dumps(function))
        try:
            yield crew
        except KeyboardInterrupt:
            crew.kill()
            raise
        finally:
            crew.end()


class LocalCrew:
    """Processes that each have an executor of their own, so that it is known which task a dead one was at."""

    knows_culprit = True

    def __init__(self, count: int, function: bytes) -> None:
        self._ended: queue.SimpleQueue[tuple[_Lane, int, Future[Any]]] = queue.SimpleQueue()
        self._lanes = [_Lane(function) for _ in range(count)]

    def capacity(self) -> int:
        """Two for each worker."""
        return _AT_ONCE * len(self._lanes)

    def begin(self, number: int, task: Any) -> None:
        """Give the task to the worker that has least to do."""
        lane = min(self._lanes, key=lambda each: len(each.underway))
        lane.underway.append((number, task))
        self._submit(lane, number, task)

    def wait(self) -> tuple[int, Outcome[Any]]:
        """The next task that ends; of a dead worker's tasks the first is lost, the others it is given anew."""
        while True:
            lane, number, future = self._ended.get()
            if future not in lane.futures:
                continue  # of a worker that has been replaced
            lane.futures.remove(future)
            try:
                outcome: Done[Any] | Failed | Lost = future.result()
            except BrokenProcessPool:
                lane.replace()
                number, _ = lane.underway.popleft()
                for other, task in lane.underway:
                    self._submit(lane, other, task)
                return number, Lost()
            lane.underway = deque(each for each in lane.underway if each[0] != number)
            return number, outcome

    def end(self) -> None:
        """Let the workers finish what they are at, and end them."""
        for lane in self._lanes:  # in turn: none of them is given anything new
            lane.executor.shutdown(cancel_futures=True)

    def kill(self) -> None:
        """End the workers at once, whatever they are at."""
        for lane in self._lanes:
            lane.kill()

    def _submit(self, lane: _Lane, number: int, task: Any) -> None:
        try:
            future = lane.executor.submit(_apply, task)
        except BrokenProcessPool as error:  # it died in this moment
            future = Future()
            future.set_exception(error)
        lane.futures.append(future)
        future.add_done_callback(lambda done: self._ended.put((lane, number, done)))


class _Lane:
    """One worker, and what it has to do, in order; ``futures`` are those of the worker that lives."""

    def __init__(self, function: bytes) -> None:
        self._function = function
        self.underway: deque[tuple[int, Any]] = deque()
        self.futures: list[Future[Any]] = []
        self.executor = self._executor()

    def replace(self) -> None:
        """Have another worker for the one that died."""
        self.executor.shutdown()
        self.futures.clear()
        self.executor = self._executor()

    def kill(self) -> None:
        """End the worker, if it has begun."""
        with suppress(ProcessLookupError, BrokenProcessPool, TimeoutError):
            os.kill(self._pid.result(_START_SECONDS), signal.SIGKILL)

    def _executor(self) -> ProcessPoolExecutor:
        context = multiprocessing.get_context("forkserver")
        executor = ProcessPoolExecutor(1, context, initializer=_prepare, initargs=(self._function,))
        with _interrupted_later():
            self._pid = executor.submit(os.getpid)  # which starts the process
        return executor


def _start_without_interrupts() -> None:
    """Start the process that workers are forked from so that Ctrl-C, which is meant for us, never reaches it."""
    with _interrupted_later():
        resource_tracker.ensure_running()  # where it is started with the other, it lets Ctrl-C through again
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})  # a new process inherits this
        try:
            forkserver.ensure_running()
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _interrupted_later() -> Iterator[None]:
    """Has Ctrl-C wait for the block's end: a worker that is half begun would complain of its executor's end."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard: list[int] = []
    handler = signal.signal(signal.SIGINT, lambda number, frame: heard.append(number))
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, handler)
        if heard:
            signal.raise_signal(signal.SIGINT)


def _prepare(function: bytes) -> None:
    """In a worker: keep the function, leave Ctrl-C to the process that has the workers, and end when it does."""
    global _function
    _function = function
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the process that it is forked from may heed it
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent:
        parent.join()
        os._exit(1)


@cache
def _thawed() -> Callable[[Any], Any]:
    function: Callable[[Any], Any] = pickle.loads(_function)  # noqa: S301  (it comes from the process that started this)
    return function


def _apply(task: Any) -> Done[Any] | Failed:
    return attempt(_thawed(), task)


def _module_of(function: Callable[[Any], Any]) -> tuple[str, ...]:
    """The module that a function, or what an object like one is made of, comes from."""
    name = getattr(function, "__module__", None) or type(function).__module__
    return () if name == "__main__" else (name,)
