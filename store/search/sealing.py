"""How a search index proves that it is as it was written: a digest in its file, and one behind its changed pages.

The pages that an index has other than the one that it grew out of may stand beside its file, which the two share then,
as a write-ahead log of SQLite's (https://www.sqlite.org/fileformat.html#the_write_ahead_log).
"""

from __future__ import annotations

import hashlib
import mmap
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from claimgraph.store.durable import sync_file

_ZEROS = "0" * 64
_MARK = "\x01sha256:"  # no text in the index has this character
_VERSIONS = slice(18, 20)  # of SQLite's format, for whoever writes and whoever reads
_LOGGED = b"\x02\x02"  # with a write-ahead log

_SETTLED = 1_000_000_000
"""Nanoseconds after which a file that is changed again has another time."""


def pages_of(path: Path) -> Path:
    """Where the pages are that the index has other than its file; SQLite looks for them there."""
    return path.with_name(f"{path.name}-wal")


def allows_pages(path: Path) -> bool:
    """Whether SQLite writes changed pages beside the file, not into it; it does since `seal` says so."""
    with path.open("rb") as file:
        return file.read(_VERSIONS.stop)[_VERSIONS] == _LOGGED


def unseal(opened: sqlite3.Connection, content: str) -> None:
    """Has the file be of that content, its digest's place empty."""
    opened.executemany("REPLACE INTO about VALUES (?, ?)", [("content", content), ("file", _MARK + _ZEROS)])


def seal(path: Path) -> None:
    """Puts the file's digest in its place, and makes all of it durable. From now on what changes stands beside it."""
    with (
        ThreadPoolExecutor(1) as pool,
        path.open("r+b") as file,
        mmap.mmap(file.fileno(), 0) as data,
    ):
        data[_VERSIONS] = _LOGGED
        writing = pool.submit(sync_file, path)  # most of it is written while it is hashed
        place = data.find((_MARK + _ZEROS).encode()) + len(_MARK)
        digest = hashlib.sha256(data).hexdigest()
        writing.result()
        data[place : place + len(digest)] = digest.encode()
    sync_file(path)


def seal_pages(path: Path) -> None:
    """Puts a digest behind the file's changed pages, which holds for them and the file, and makes them durable."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        place = _place(data)
        digest = data[place : place + len(_ZEROS)]
    with pages_of(path).open("r+b") as pages:
        sealed = _digest_of_pages(digest, pages.read())
        pages.write(sealed)
    sync_file(pages_of(path))


def unsealed_pages(path: Path) -> bytes:
    """The file's changed pages as SQLite wrote them; empty where there are none."""
    try:
        return pages_of(path).read_bytes()[: -len(_ZEROS)]
    except FileNotFoundError:
        return b""


def is_whole(path: Path) -> bool:
    """Whether an index is as it was written, by its digests; its content and format aren't looked at.

    A file is read once by a process, and again where its inode, size or time isn't the same; what stands beside it
    is always read.
    """
    with suppress(OSError, ValueError):  # an empty file can't be mapped
        status = path.stat()
        file = _File(path, status.st_dev, status.st_ino, status.st_size, status.st_mtime_ns)
        is_settled = time.time_ns() - file.changed > _SETTLED
        digest = _proven(file) if is_settled else _digest(path)
        return digest is not None and _fit(pages_of(path), digest)
    return False


@dataclass(frozen=True, slots=True)
class _File:
    """A file as the system tells it from others, under whichever name."""

    path: Path = field(compare=False)
    device: int
    inode: int
    size: int
    changed: int


@lru_cache(maxsize=16)
def _proven(file: _File) -> bytes | None:
    return _digest(file.path)


def _digest(path: Path) -> bytes | None:
    """The file's digest; None where it isn't the one that the file carries."""
    with (
        path.open("rb") as file,
        mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data,
        memoryview(data) as view,
    ):
        place = _place(data)
        with view[:place] as before, view[place + len(_ZEROS) :] as behind:
            unsealed = hashlib.sha256(before)
            unsealed.update(_ZEROS.encode())
            unsealed.update(behind)
        digest = unsealed.hexdigest().encode()
        return digest if digest == data[place : place + len(_ZEROS)] else None


def _place(data: mmap.mmap) -> int:
    return data.find(_MARK.encode()) + len(_MARK)


def _fit(pages: Path, digest: bytes) -> bool:
    """Whether changed pages are those of the file with that digest, as they were written, or there are none."""
    try:
        data = pages.read_bytes()
    except FileNotFoundError:
        return True
    return data[-len(_ZEROS) :] == _digest_of_pages(digest, data[: -len(_ZEROS)])


def _digest_of_pages(digest: bytes, pages: bytes) -> bytes:
    return hashlib.sha256(digest + pages).hexdigest().encode()
