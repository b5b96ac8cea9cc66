"""Writing a corpus's files so that a crash or another review spoils nothing."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.store.durable import replace_text

__all__ = ["CorpusFiles"]


class CorpusFiles:
    """The files of one corpus folder, written to by one review at a time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @contextmanager
    def held(self) -> Iterator[None]:
        """While it lasts no other review writes to this corpus; waits for the one that does."""
        handle = os.open(self._folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            yield
        finally:
            os.close(handle)

    def replace(self, path: Path, text: str) -> None:
        """Gives the file the text by one rename, and returns once both are on disk; what is linked stays linked."""
        replace_text(path.resolve(), text)
