"""A folder at any address that fsspec knows, as ``s3://bucket/docket``: files by name, read and written whole.

Who may read and write there is told to fsspec by its own configuration, at each worker too.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from claimgraph.ingest.errors import ClusterError

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem


@dataclass(frozen=True, slots=True)
class Folder:
    """The folder at an address; every method raises `ClusterError` when there is no getting at it."""

    address: str

    def read(self, name: str) -> bytes:
        """A file's bytes; raises FileNotFoundError."""
        with self._opened(name) as (system, path):
            found = system.cat_file(path)
            return found if isinstance(found, bytes) else bytes(found)

    def write(self, name: str, data: bytes) -> None:
        """Put a file there in place of one that may be there; folders are made as needed."""
        try:
            self._write(name, data)
        except FileNotFoundError as error:
            raise ClusterError(f"{self.path(name)}: there is no such bucket or folder: make it first") from error

    def files(self) -> dict[str, str]:
        """The names of all files in it and below, sorted, each with a text that is another when the file has changed.

        The text is empty where the place doesn't tell. Raises FileNotFoundError.
        """
        with self._opened("") as (system, path):
            system.invalidate_cache()
            if not system.isdir(path):
                raise FileNotFoundError
            found = system.find(path, detail=True)
        root = path.rstrip("/") + "/"
        return {name.removeprefix(root): _state(found[name]) for name in sorted(found)}

    def path(self, name: str) -> str:
        """A file's address."""
        return f"{self.address.rstrip('/')}/{name}".rstrip("/")

    def _write(self, name: str, data: bytes) -> None:
        with self._opened(name) as (system, path):
            if path.startswith("/"):  # otherwise it starts with a bucket, which has no folders and isn't ours to make
                _make_folder(system, path.rpartition("/")[0])
            system.pipe_file(path, data)

    @contextmanager
    def _opened(self, name: str) -> Iterator[tuple[AbstractFileSystem, str]]:
        try:
            from fsspec.core import url_to_fs
        except ImportError as error:
            raise ClusterError("addresses of files need fsspec: pip install 'claimgraph[cluster]'") from error
        try:
            yield url_to_fs(self.path(name))
        except FileNotFoundError:
            raise FileNotFoundError(2, "there is no such file", self.path(name)) from None
        except ImportError as error:
            raise ClusterError(f"{self.path(name)}: {error}; install that package here and at the workers") from error
        except ClusterError:
            raise
        except Exception as error:  # each kind of address has errors of its own
            raise ClusterError(f"{self.path(name)}: {error or type(error).__name__}") from error


def _make_folder(system: AbstractFileSystem, path: str) -> None:
    """Make a folder, and those above it, unless they are there, or another worker makes them in this moment."""
    if not path or system.isdir(path):
        return
    _make_folder(system, path.rpartition("/")[0])
    try:
        system.mkdir(path, create_parents=False)
    except Exception:
        system.invalidate_cache()
        if not system.isdir(path):
            raise


def is_address(value: str) -> bool:
    """Whether a value is an address and not a path of this machine.

    >>> is_address("s3://bucket/docket"), is_address("letters"), is_address("/data/letters")
    (True, False, False)
    """
    return "://" in value


_CHANGES = (
    "ETag",
    "etag",
    "md5Hash",
    "content_md5",
    "checksum",
    "mtime",
    "LastModified",
    "last_modified",
    "modify",
    "created",
)
"""What file systems call the state of a file's content or the time of its change, the surest first."""


def _state(details: dict[str, object]) -> str:
    """Size, and the surest of what tells content or time; nothing where a place tells no more than a size."""
    changed = next((str(details[key]) for key in _CHANGES if details.get(key)), "")
    return f"{details.get('size')} {changed}" if changed else ""
