"""What was read of letters, kept in a folder, so that nothing is read twice."""

from __future__ import annotations

import contextlib
import hashlib
import os
import shutil
from functools import cache
from importlib.metadata import version
from pathlib import Path

import claimgraph.ingest
from claimgraph.ingest.survey.codec import decode, encode
from claimgraph.ingest.survey.models import Reading

_LIBRARIES = ("eyecite", "pypdfium2", "publicsuffixlist")


class Kept:
    """Readings by key in a folder, each a file that is whole or not there.

    Those of other versions of the program are removed, since what it reads may have changed. A folder that can't be
    written to keeps nothing, which costs time only.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder / code_version()
        if folder.is_dir():
            for other in folder.iterdir():
                if other != self._folder and other.is_dir():
                    shutil.rmtree(other, ignore_errors=True)

    def get(self, key: str) -> Reading | None:
        """What was kept under a key; None where there is nothing, or nothing whole."""
        try:
            return decode(Reading, (self._folder / f"{key}.json").read_text("ascii"))
        except (OSError, ValueError):
            return None

    def put(self, key: str, reading: Reading) -> None:
        """Keep a reading."""
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            draft = self._folder / f"{key}.{os.getpid()}.draft"
            draft.write_text(encode(reading), "ascii")
            draft.replace(self._folder / f"{key}.json")


@cache
def code_version() -> str:
    """A digest of all that decides what is read in a letter: this package's files, and the libraries' versions."""
    root = Path(claimgraph.ingest.__file__).parent
    digest = hashlib.sha256()
    for path in sorted([*root.rglob("*.py"), *root.rglob("*.tsv")]):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    digest.update(" ".join(f"{name} {version(name)}" for name in _LIBRARIES).encode())
    return digest.hexdigest()[:16]
