"""A directory that follows a SPARQL server: what is published there is fetched, every so often, by a thread."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.store.errors import StoreError
from claimgraph.store.generations import current_generation
from claimgraph.store.publishing import KEEP
from claimgraph.store.remote.errors import UnreachableError
from claimgraph.store.remote.fetching import fetch
from claimgraph.store.remote.remote import Remote

__all__ = ["following"]

_LEAVE_SECONDS = 30.0


class _Stopped(Exception):  # noqa: N818 - it is what was asked for
    """The thread is to end."""


@contextmanager
def following(
    remote: Remote, directory: Path, every: float, tell: Callable[[str], object], *, keep: int = KEEP
) -> Iterator[None]:
    """A block in which the directory has what the server had at most `every` seconds, and the time to fetch it, ago.

    The first time is over before the block begins; where the server can't be reached then, and the directory has a
    generation, that one does. Later failures are told, and tried again. Raises what `fetch` raises.
    """
    try:
        fetch(remote, directory, keep=keep)
    except UnreachableError as error:
        if current_generation(directory) is None:
            raise
        tell(f"{error}; what {directory} has from before is used until then")
    stop = threading.Event()

    def watch(done: int) -> None:
        if stop.is_set():
            raise _Stopped

    def follow() -> None:
        while not stop.wait(every):
            try:
                fetch(remote, directory, watch, keep=keep)
            except _Stopped:
                return
            except StoreError as error:
                tell(str(error))

    thread = threading.Thread(target=follow, name="following", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stop.set()
        thread.join(_LEAVE_SECONDS)
