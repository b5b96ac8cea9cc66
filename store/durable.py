"""Writing that survives a crash: a file or a directory is either as before or as after."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from claimgraph.store.errors import StoreAccessError, StoreDamagedError, StoreFullError

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_FORBIDDEN = {errno.EACCES, errno.EPERM, errno.EROFS}
_NO_DIRECTORY = {errno.ENOTDIR, errno.EEXIST}
# Oxigraph hands RocksDB's errors on as text without a number.
_FULL_WORDS = ("No space left", "Disk quota exceeded", "File too large")


def sync_directory(path: Path) -> None:
    """Makes the names in the directory durable."""
    handle = os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_file(path: Path) -> None:
    """Makes the file durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_tree(path: Path) -> None:
    """Makes every file and every name below the directory durable."""
    for parent, _, names in os.walk(path, topdown=False):
        for name in names:
            sync_file(Path(parent, name))
        sync_directory(Path(parent))


def link(file: Path, beside: Path) -> None:
    """Has a file, which nobody changes any more, stand in another place, too: once, where there are links."""
    try:
        beside.hardlink_to(file)
    except OSError:  # a file system without links
        shutil.copyfile(file, beside)


def replace_text(path: Path, text: str) -> None:
    """Puts the text in the file's place by one rename; readers see the old text or the new one, never a part.

    A file that was there keeps its permissions.
    """
    beside = path.with_name(f".{path.name}-new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    if path.exists():
        shutil.copymode(path, beside)
    beside.rename(path)
    sync_directory(path.parent)


@contextmanager
def explained(directory: Path) -> Iterator[None]:
    """Turns the system's errors in the block into the store's own, which name the directory and the remedy."""
    try:
        yield
    except OSError as error:
        number, text = error.errno, str(error)
        if number in _FULL or any(word in text for word in _FULL_WORDS):
            raise StoreFullError(
                f"{directory}: no space left while writing; free some space or build into another directory "
                "(what was published before is unchanged)"
            ) from error
        if number in _FORBIDDEN:
            raise StoreAccessError(
                f"{directory}: may not be written ({error.strerror}: {error.filename}); "
                "give this user write permission or choose another directory"
            ) from error
        if number in _NO_DIRECTORY:
            raise StoreAccessError(
                f"{directory}: {error.filename} is a file where a directory is needed; choose another directory"
            ) from error
        if error.filename is not None and not Path(error.filename).is_relative_to(directory):
            raise  # an input's trouble, not the store's
        raise StoreDamagedError(
            f"{directory}: {' '.join(text.split())}; if it happens again, remove the directory and build it anew"
        ) from error
