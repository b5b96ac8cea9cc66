"""A place to work in before anything is published; gone afterwards."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from claimgraph.store.durable import explained
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
