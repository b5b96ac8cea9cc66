"""Locks on files: one builder a store, and readers that keep their generation from being removed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.store.errors import StoreBusyError


@contextmanager
def build_lock(directory: Path) -> Iterator[None]:
    """Holds the directory's build lock; the kernel lets go of it when the process ends, however it ends.

    Raises StoreBusyError where another process holds it.
    """
    handle = os.open(directory / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise StoreBusyError(
                f"{directory}: another build is writing to this store; wait for its end, or choose another directory"
            ) from None
        yield
    finally:
        os.close(handle)


@contextmanager
def hold(path: Path) -> Iterator[None]:
    """Keeps the generation that this manifest belongs to from being removed, for as long as the block lasts.

    A process forked inside the block holds it too, until it ends. Raises FileNotFoundError where it is removed already.
    """
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_SH)
        path.stat()  # a removal may have begun between the two calls
        yield
    finally:
        os.close(handle)


def is_held(path: Path) -> bool:
    """Whether a reader holds the generation that this manifest belongs to."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
