"""Giving a generation its search index, all or nothing."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.store.durable import sync_directory
from claimgraph.store.errors import StoreAccessError
from claimgraph.store.generations import Generation, open_lines
from claimgraph.store.lines import Lines


def add_search(generation: Generation) -> None:
    """Makes the generation's search index, unless it has a whole one of this program's format.

    Where its lines can't be read, the database is asked for all. Raises OSError, what opening the generation raises,
    and StoreAccessError where this Python can't make one.
    """
    # Not at the top: who only reads a store, or asks one, needs no numpy.
    from claimgraph.store.search.index_file import make_index, open_index
    from claimgraph.store.search.sealing import pages_of

    path, content = generation.search_file, generation.manifest.content
    if (opened := open_index(path, content)) is not None:
        opened.close()
        return
    making = path.with_name(f".{path.name}")  # nobody else makes one: whoever does holds the store's lock
    making.unlink(missing_ok=True)  # what a process left that was killed
    try:
        with _explained(making), open_lines(generation) or Lines(()) as lines:
            make_index(generation.open(), making, content, lines if lines.bytes else None)
        pages_of(path).unlink(missing_ok=True)  # those of a file that was no whole index
        making.rename(path)
    finally:
        making.unlink(missing_ok=True)
    sync_directory(path.parent)


@contextmanager
def _explained(making: Path) -> Iterator[None]:
    """Turns SQLite's errors in the block into the system's own, or into the store's."""
    try:
        yield
    except sqlite3.Error as error:
        if "no such module" in str(error):
            raise StoreAccessError(
                f"{making}: this Python's SQLite ({sqlite3.sqlite_version}) has no full-text search (FTS5); "
                "use a Python whose SQLite has it, as those of python.org and of Debian do"
            ) from None
        # It doesn't say which of the system's errors there was; that of a full disk it has words for.
        raise OSError(errno.ENOSPC if "full" in str(error) else errno.EIO, str(error), str(making)) from error
