"""A worker that is this process itself: for the few letters that aren't worth another one."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, ClassVar

from claimgraph.ingest.cluster.outcomes import Outcome, attempt


@dataclass(frozen=True, slots=True)
class OwnProcess:
    """The worker that does one task after the other, in this process."""

    see_files: ClassVar[bool] = True

    @contextmanager
    def crew(self, function: Callable[[Any], Any]) -> Iterator[OwnCrew]:
        """The function, and this process."""
        yield OwnCrew(function)


class OwnCrew:
    """Does a task when it is waited for."""

    knows_culprit = True

    def __init__(self, function: Callable[[Any], Any]) -> None:
        self._function = function
        self._waiting: deque[tuple[int, Any]] = deque()

    def capacity(self) -> int:
        """One task."""
        return 1

    def begin(self, number: int, task: Any) -> None:
        """Have the task wait."""
        self._waiting.append((number, task))

    def wait(self) -> tuple[int, Outcome[Any]]:
        """Do the next task."""
        number, task = self._waiting.popleft()
        return number, attempt(self._function, task)
