"""Whether files are as they were, told by what the file system says of them, as version control does."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from pathlib import Path

_SETTLED = 2_000_000_000
"""Nanoseconds: a file changed less long before it was looked at may change again without another time of change."""


def stamp(files: Iterable[str], now: int) -> str:
    """Sizes, times of change and inodes of the files; empty where one is missing, or has changed just before ``now``.

    ``now`` is in nanoseconds since 1970: when a build that reads the files began. Two stamps that are equal, and not
    empty, are of the same content.
    """
    parts = []
    for path in files:
        try:
            status = os.stat(path)  # noqa: PTH116  (a third of a Path's time, twice for each letter of a docket)
        except OSError:
            return ""
        if status.st_mtime_ns > now - _SETTLED:
            return ""
        parts.append(f"{status.st_size}:{status.st_mtime_ns}:{status.st_ino}")
    return " ".join(parts)


def sha256_of(path: Path) -> str | None:
    """The SHA-256 of a file's bytes, hexadecimal; None where it can't be read."""
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None
