"""Long work on millions of things that are no garbage."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def uncollected() -> Iterator[None]:
    """For as long as the block takes, no garbage is looked for, which takes the longer the more is held.

    What nothing refers to any more is freed all the same, but for cycles, of which the block is to make few.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
