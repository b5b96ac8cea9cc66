"""What comes of a task in a worker: what the function gave, what it raised, or nothing, since the worker died."""

from __future__ import annotations

import pickle
import traceback
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from claimgraph.ingest.errors import ClusterError, IngestError

TaskT = TypeVar("TaskT")
ResultT = TypeVar("ResultT")


@dataclass(frozen=True, slots=True)
class Done(Generic[ResultT]):
    """The function's result."""

    result: ResultT


@dataclass(frozen=True, slots=True)
class Failed:
    """There is no result: ``error`` is what the function raised, or that workers died over the task."""

    error: Exception


@dataclass(frozen=True, slots=True)
class Lost:
    """So many workers died while they had the task; whether it was its fault may be unknown."""

    deaths: int = 1


Outcome = Done[ResultT] | Failed | Lost


def attempt(function: Callable[[TaskT], ResultT], task: TaskT) -> Done[ResultT] | Failed:
    """What the function gives for the task, or what it raises, as something that another process can read.

    >>> attempt(int, "7")
    Done(result=7)
    >>> attempt(int, "x")
    Failed(error=ValueError("invalid literal for int() with base 10: 'x'"))
    """
    try:
        return Done(function(task))
    except Exception as error:
        if not isinstance(error, IngestError):
            error.add_note(f"raised by a worker:\n{traceback.format_exc()}")  # its traceback stays behind
        return Failed(_portable(error))


def _portable(error: Exception) -> Exception:
    """The error, if it is the same after a journey between processes; otherwise one with its words."""
    try:
        arrived = pickle.loads(pickle.dumps(error))  # noqa: S301  (made in the same line)
    except Exception:
        return ClusterError(f"{type(error).__name__}: {error}")
    same = type(arrived) is type(error) and str(arrived) == str(error)
    return error if same else ClusterError(f"{type(error).__name__}: {error}")
