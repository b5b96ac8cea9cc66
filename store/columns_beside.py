"""Columns made by a process of their own, while another thing is done that leaves a processor idle."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

LEAST_BYTES = 64 * 1024 * 1024
"""Of less text columns are made in little more time than a process needs to start."""


@contextmanager
def columns_beside(building: Path, content: str, size: int) -> Iterator[Callable[[], bool]]:
    """Has the columns of a generation, whose lines are in one file of that size, be made while the block lasts.

    What the block gets waits for them, and tells whether whatever columns there can be are there. Where it wasn't worth
    a process, or that has died, nothing is there; whoever makes them then learns why. Nothing goes on after the block.
    """
    if size < LEAST_BYTES:
        yield lambda: False
        return
    process = subprocess.Popen(  # noqa: S603 - our own module, no shell
        [sys.executable, "-P", "-m", "claimgraph.store.column_process", str(building.absolute()), content],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield lambda: process.wait() == 0
    finally:
        process.kill()
        process.wait()


def add_columns(building: Path, content: str) -> None:
    """Makes the columns of a generation whose lines are in one file, all or nothing."""
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.column_making import make_columns

    making = building / ".columns"
    making.unlink(missing_ok=True)  # what a process left that was killed
    if make_columns(building / "quads.nq", making, content):
        making.rename(building / "columns")
