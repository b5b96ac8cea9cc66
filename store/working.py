"""A place to work in before anything is published, or a database there as a generation has it; gone afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pyoxigraph

from claimgraph.store.durable import explained
from claimgraph.store.generations import Generation
from claimgraph.store.lock import hold, is_held

_HELD = "held"


@contextmanager
def working_place(directory: Path) -> Iterator[Path]:
    """A folder in a store's directory. Those that crashed processes left are removed.

    Raises StoreAccessError or StoreFullError, which the system's errors in the block become, too.
    """
    with explained(directory):
        directory.mkdir(parents=True, exist_ok=True)
        for left in directory.glob(".working-*"):
            if not is_held(left / _HELD):
                shutil.rmtree(left, ignore_errors=True)
        place = directory / f".working-{uuid4().hex[:8]}"
        place.mkdir()
        (place / _HELD).touch()
        try:
            with hold(place / _HELD):
                yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)


@contextmanager
def working_store(directory: Path, generation: Generation) -> Iterator[pyoxigraph.Store]:
    """A database as a generation has it that can be written to; its files are linked, so it costs next to nothing.

    Raises StoreAccessError, StoreDamagedError or StoreFullError.
    """
    with working_place(directory) as place:
        generation.open().backup(str(place / "database"))
        yield pyoxigraph.Store(str(place / "database"))
