"""Workers of a Dask cluster that somebody runs: at its scheduler's address, with the same program installed."""

from __future__ import annotations

import logging
import pickle
import platform
import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, ClassVar

from claimgraph.ingest.cluster.outcomes import Done, Failed, Lost, Outcome, attempt
from claimgraph.ingest.errors import ClusterError
from claimgraph.ingest.survey.keep import code_version

if TYPE_CHECKING:
    from distributed import Client, Future

_AT_ONCE = 2
"""Batches of tasks for each thread of a worker: one that it is at, and one that waits, so that it needn't."""

_BATCH_SECONDS, _MOST = 0.25, 8
"""How long a worker should be at a batch, and how many tasks it has at most: a batch by itself costs 10 to 20 ms."""

_ANSWER = 15.0
"""Seconds that a scheduler may take to answer."""

_LOOK = 2.0
"""Seconds after which workers are counted again."""


@dataclass(frozen=True, slots=True)
class DaskWorkers:
    """The workers of the Dask scheduler at ``address``, as ``tcp://host:8786``.

    With an address ``tls://…``, certificates are those of Dask's own configuration. ``patience`` is how many seconds
    to wait while there is no worker.
    """

    address: str
    patience: float = 60.0
    see_files: ClassVar[bool] = False

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[DaskCrew]:
        """The workers that there are, and those that come; raises `ClusterError` when nothing answers."""
        try:
            import dask
            from distributed import Client
        except ImportError as error:
            raise ClusterError("a cluster needs Dask: pip install 'claimgraph[cluster]'") from error
        logging.getLogger("distributed.client").setLevel(logging.ERROR)  # it warns of every result that is lost
        try:
            client = Client(self.address, timeout=min(self.patience, _ANSWER), set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClusterError(
                f"{self.address}: no Dask scheduler answers there ({error}): start one with dask scheduler"
            ) from error
        with (
            client,
            dask.config.set({"distributed.admin.large-graph-warning-threshold": "1GB"}),
        ):  # letters may be large
            yield DaskCrew(client, self.address, function, self.patience)


_Tasks = Sequence[tuple[int, Any]]
"""Tasks, each with its number."""


class DaskCrew:
    """A Dask client that keeps as much under way as there are threads for.

    Small tasks go in batches. The scheduler has those of a dead worker done by another by itself, and gives up one that
    is at, or waits at, several that die; its tasks then go one by one.
    """

    knows_culprit = False

    def __init__(self, client: Client, address: str, function: Callable[[Any], Any], patience: float) -> None:
        self._client, self._address, self._patience = client, address, patience
        self._ended: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._begun: dict[int, tuple[_Tasks, Future[Any]]] = {}
        self._gathered: list[tuple[int, Any]] = []
        self._done: deque[tuple[int, Outcome[Any]]] = deque()
        self._size = 1
        self._threads, self._counted = 0, 0.0
        self._wait_for_workers()
        self._program = program_version()
        # A task of its own, whose result goes from worker to worker; it is done again when all that have it are gone.
        self._function = client.submit(pickle.loads, pickle.dumps(function), pure=False)

    def capacity(self) -> int:
        """Two batches for each thread that the workers have."""
        if time.monotonic() - self._counted > _LOOK:
            self._count()
        return _AT_ONCE * self._threads * self._size

    def begin(self, number: int, task: Any) -> None:
        """Hand the task to the scheduler as soon as there are enough of them for a batch, or somebody waits."""
        self._gathered.append((number, task))
        if len(self._gathered) >= self._size:
            self._submit_gathered()

    def wait(self) -> tuple[int, Outcome[Any]]:
        """The next task that ends. Raises `ClusterError` when there was no worker for longer than the patience."""
        while not self._done:
            self._submit_gathered()
            self._take(*self._begun.pop(self._next()))
        return self._done.popleft()

    def _submit_gathered(self) -> None:
        gathered, self._gathered = self._gathered, []
        if gathered:
            self._submit(gathered)

    def _submit(self, tasks: _Tasks) -> None:
        number = tasks[0][0]
        future = self._client.submit(_apply, self._function, [task for _, task in tasks], self._program, pure=False)
        self._begun[number] = tasks, future
        future.add_done_callback(lambda _: self._ended.put(number))

    def _take(self, tasks: _Tasks, future: Future[Any]) -> None:
        """What has come of a batch. Raises `ClusterError`."""
        try:
            while future.status == "lost":  # its worker died after it was done, and the scheduler has it done again
                future.exception(timeout=self._patience)
            if future.status == "finished":
                seconds, outcomes = future.result(timeout=self._patience)
                self._done.extend((number, each) for (number, _), each in zip(tasks, outcomes, strict=True))
                self._size = max(1, min(_MOST, int(_BATCH_SECONDS * len(tasks) / max(seconds, 1e-6))))
                return
        except TimeoutError as error:
            raise ClusterError(f"{self._address}: a result that is done doesn't arrive: look at the workers") from error
        if future.status != "error":
            raise ClusterError(f"{self._address}: the scheduler has gone, or has cancelled the work: begin it again")
        trouble = future.exception()
        if type(trouble).__name__ != "KilledWorker":
            raise ClusterError(f"{self._address}: a worker can't do the work: {trouble}") from trouble
        if len(tasks) == 1:
            self._done.append((tasks[0][0], Lost(trouble.allowed_failures + 1)))
            return
        for task in tasks:  # so that it is seen which of them is to blame
            self._submit([task])

    def _next(self) -> int:
        """The number of the first task of a batch that has ended."""
        since = time.monotonic()
        while True:
            try:
                return self._ended.get(timeout=_LOOK)
            except queue.Empty:
                self._count()
            if self._threads:
                since = time.monotonic()
            elif time.monotonic() - since > self._patience:
                raise ClusterError(
                    f"{self._address}: all workers have gone, and none came: start some with dask worker"
                )

    def _count(self) -> None:
        try:
            self._threads = sum(self._client.nthreads().values())
        except (OSError, TimeoutError) as error:
            raise ClusterError(f"{self._address}: the scheduler has gone: begin it again") from error
        self._counted = time.monotonic()

    def _wait_for_workers(self) -> None:
        try:
            self._client.wait_for_workers(1, timeout=self._patience)
        except TimeoutError as error:
            raise ClusterError(f"{self._address}: the scheduler has no workers: start some with dask worker") from error
        self._count()


def program_version() -> str:
    """What has to be the same here and at the workers for the same results."""
    python = ".".join(platform.python_version_tuple()[:2])
    return f"claimgraph {version('claimgraph')} ({code_version()}), pyoxigraph {version('pyoxigraph')}, Python {python}"


def _apply(
    function: Callable[[Any], Any], tasks: Sequence[Any], program: str
) -> tuple[float, list[Done[Any] | Failed]]:
    """What comes of tasks at a worker, and how many seconds they take it.

    Raises `ClusterError` where another version of the program is installed.
    """
    if program_version() != program:
        raise ClusterError(f"it has {program_version()}, and not {program}: install the same")
    began = time.perf_counter()
    outcomes = [attempt(function, task) for task in tasks]
    return time.perf_counter() - began, outcomes
