"""Changing an index without touching the file of the one that it comes from, which others read."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from claimgraph.store.search.sealing import allows_pages, pages_of, seal, seal_pages, unsealed_pages

_PART = 20
_LEAST_BYTES = 1 << 20
"""Changed pages that are more than a twentieth of the file, and more than this, are put into a copy of it."""

_CACHE_KIB = 64 * 1024
_SETTINGS = (
    "locking_mode = EXCLUSIVE",  # what SQLite knows of the changed pages is in its memory, in no third file
    "synchronous = OFF",
    "wal_autocheckpoint = 0",
    "secure_delete = ON",  # nothing that was taken out stays; the digest's place is looked for by what stands there
    f"cache_size = -{_CACHE_KIB}",
)


@contextmanager
def changing(last: Path, path: Path) -> Iterator[sqlite3.Connection]:
    """Opens what the last index says; what the block makes of it is the new one, which it has to `unseal`.

    The new one is the last one's file under a second name, with the pages that are others beside it. Raises OSError,
    and sqlite3.Error where the last one is no index. Where anything is raised, what is left is none.
    """
    making = path.with_name(f".{path.name}-{uuid4().hex[:8]}")
    is_shared = _prepare(last, making)
    try:
        with closing(sqlite3.connect(making, isolation_level=None)) as file:
            try:
                for setting in _SETTINGS:
                    file.execute(f"PRAGMA {setting}")
                yield file
                if not is_shared:
                    file.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            finally:
                # At closing SQLite would write the pages into the file, which isn't ours alone, if it were in its place
                # (https://www.sqlite.org/c3ref/c_fcntl_begin_atomic_write.html#sqlitefcntlhasmoved).
                making.rename(path)
        if is_shared:
            pages_of(making).rename(pages_of(path))
            seal_pages(path)
        else:
            seal(path)
    finally:
        pages_of(making).unlink(missing_ok=True)


def remove_index(path: Path) -> None:
    """Removes the file and what stands beside it, if they are there."""
    pages_of(path).unlink(missing_ok=True)
    path.unlink(missing_ok=True)


def _prepare(last: Path, making: Path) -> bool:
    """Puts the last index in another place, and returns whether that is the same file."""
    pages = unsealed_pages(last)
    is_shared = allows_pages(last) and len(pages) <= max(_LEAST_BYTES, last.stat().st_size // _PART)
    if is_shared:
        try:
            making.hardlink_to(last)
        except OSError:  # a file system without links
            is_shared = False
    if not is_shared:
        shutil.copyfile(last, making)
    if pages:
        pages_of(making).write_bytes(pages)
    return is_shared
