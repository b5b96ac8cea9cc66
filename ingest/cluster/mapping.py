"""A function of a letter, mapped over many by workers that may die: on this machine, or in a cluster."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Generator, Iterable
from contextlib import AbstractContextManager
from itertools import chain
from typing import Any, ClassVar, Protocol

from claimgraph.ingest.cluster.outcomes import Done, Failed, Lost, Outcome, ResultT, TaskT
from claimgraph.ingest.errors import ClusterError

REDONE = 3
"""How often a task is begun again because its worker died."""

MOST_DEATHS = 40
"""So many workers dead in a row, with no task done between, are no fault of letters."""


class Crew(Protocol):
    """Workers that have a function to apply."""

    knows_culprit: bool
    """Whether a task that is lost is the one that its worker was at, and not one that waited there for its turn."""

    def capacity(self) -> int:
        """How many tasks may be under way at present, those that wait at a worker included."""

    def begin(self, number: int, task: Any) -> None:  # of the function's type, which differs by crew
        """Give a task to a worker."""

    def wait(self) -> tuple[int, Outcome[Any]]:
        """The number of a task that has come to an end, and what came of it. Raises `ClusterError`."""


class Workers(Protocol):
    """Where workers are."""

    see_files: ClassVar[bool]
    """Whether the files of this machine are theirs."""

    def crew(self, function: Callable[[Any], Any]) -> AbstractContextManager[Crew]:
        """Workers that apply the function, until the block ends. Raises `ClusterError`."""


def map_letters(
    function: Callable[[TaskT], ResultT], tasks: Iterable[TaskT], workers: Workers
) -> Generator[tuple[TaskT, Done[ResultT] | Failed], None, None]:
    """Each task with what came of it, in the order in which they are done.

    ``function`` is given to each worker once, so it may hold much; it, the tasks and the results have to be picklable.
    Tasks are taken from the iterable as workers become free; where there are none, no worker is called. A task for
    which the function raises has failed, and the others go on. One whose worker dies is begun again, at most three
    times; where it isn't known which of several was to blame, each of them runs alone before it counts as failed.
    Raises `ClusterError` when there are no workers, or they die one after the other. Close what is returned to leave
    the rest undone.
    """
    waiting, numbers = iter(tasks), 0
    first = next(waiting, _NONE)
    if first is _NONE:
        return
    waiting = chain((first,), waiting)
    underway: dict[int, TaskT] = {}
    suspects: deque[tuple[int, TaskT]] = deque()
    alone: set[int] = set()
    deaths: Counter[int] = Counter()
    in_a_row = 0
    with workers.crew(function) as crew:
        while True:
            while len(underway) < max(1, crew.capacity()):
                task = next(waiting, _NONE)
                if task is _NONE:
                    break
                underway[numbers] = task
                crew.begin(numbers, task)
                numbers += 1
            if not underway and suspects:
                number, task = suspects.popleft()
                alone.add(number)
                underway[number] = task
                crew.begin(number, task)
            if not underway:
                return
            number, outcome = crew.wait()
            if not isinstance(outcome, Lost):
                in_a_row = 0
                yield underway.pop(number), outcome
                continue
            in_a_row += outcome.deaths
            if in_a_row > MOST_DEATHS:
                raise ClusterError(f"{in_a_row} workers died one after the other: look for the reason in their logs")
            deaths[number] += outcome.deaths
            if deaths[number] <= REDONE:
                crew.begin(number, underway[number])
            elif crew.knows_culprit or number in alone:
                yield underway.pop(number), Failed(ClusterError(_words(deaths[number])))
            else:
                suspects.append((number, underway.pop(number)))


def _words(deaths: int) -> str:
    return f"{deaths} workers died over it, each time it was begun: it may need more memory than they have"


_NONE: Any = object()
