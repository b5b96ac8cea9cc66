"""The process that makes one file for the service: lower in priority than all others, and limited in time and space.

It reads a line of JSON from standard input, and writes one: the file's size and hash, or what was wrong.
"""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import tempfile
from pathlib import Path
from typing import BinaryIO

from claimgraph.api.downloads.folder import write_file
from claimgraph.api.downloads.workshop import Workshop
from claimgraph.api.errors import ExportError
from claimgraph.store import StoreError, open_generation

__all__ = ["main"]


def main(source: BinaryIO, out: BinaryIO) -> None:
    """Make the file that is asked for."""
    task = json.loads(source.readline())
    _limit(int(task["seconds"]), int(task["file_bytes"]), int(task["memory_bytes"]))
    try:
        said: dict[str, object] = _made(Path(task["store"]), int(task["number"]), task["path"], Path(task["folder"]))
    except (ExportError, StoreError) as error:
        said = {"refused": str(error)}
    except MemoryError:
        said = {"refused": "making the file needs more memory than it may have; ask the endpoint for less"}
    except OSError as error:
        said = {"failed": error.strerror or str(error)}
    out.write(json.dumps(said).encode() + b"\n")


def _made(store: Path, number: int, path: str, folder: Path) -> dict[str, object]:
    generation = open_generation(store, number)
    with generation.held(), tempfile.TemporaryDirectory(dir=folder, prefix="work-") as work:
        workshop = Workshop(generation, Path(work))
        file = workshop.files[path]
        plain = workshop.files[path.removesuffix(f".{file.coding}")] if file.coding else file
        [written] = write_file(workshop, plain, (file.coding,), folder)
    return {"bytes": written.bytes, "sha256": written.sha256}


def _limit(seconds: int, file_bytes: int, memory_bytes: int) -> None:
    os.nice(10)
    signal.alarm(seconds)  # for when whoever started it is no longer there to end it
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # the write fails instead, and is told of
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))
    resource.setrlimit(resource.RLIMIT_DATA, (memory_bytes, memory_bytes))


if __name__ == "__main__":
    main(sys.stdin.buffer, sys.stdout.buffer)
