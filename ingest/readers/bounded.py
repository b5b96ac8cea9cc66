"""Reading within bounds: a process of its own reads the file, and can be killed."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.readers.codec import decode
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.limits import Limits

_REFUSED, _SCAN = 3, 4


def read_bounded(path: Path, form: str, limits: Limits) -> Document:
    """The document in a file of a format.

    Raises `LetterError` when the file can't be read, or not within the limits; whatever a hostile file does happens in
    another process.
    """
    task = json.dumps({"form": form, "path": str(path), "limits": asdict(limits)})
    return decode(run_bounded("claimgraph.ingest.readers.child", task, path, form, limits))


def run_bounded(module: str, task: str, path: Path, form: str, limits: Limits) -> str:
    """What a module of ours prints that reads a file in a process of its own, and is told its task on standard input.

    The module holds itself to the limits, and says with exit code 3 why it refuses. Raises `LetterError`.
    """
    command = [sys.executable, "-P", "-m", module]
    try:
        done = subprocess.run(  # noqa: S603  (our own module, no shell)
            command, input=task.encode(), capture_output=True, timeout=limits.seconds + 5, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise LetterError(_too_long(path, limits)) from error
    said = done.stdout.decode("ascii", "replace")
    if done.returncode == 0:
        return said
    if done.returncode in (_REFUSED, _SCAN):
        raise (ScanError if done.returncode == _SCAN else LetterError)(str(json.loads(said)))
    if done.returncode in (-signal.SIGXCPU, -signal.SIGKILL):
        raise LetterError(_too_long(path, limits))
    memory = f"more than {limits.memory // 2**20:,} MiB of memory"
    if b"MemoryError" in done.stderr or b"bad_alloc" in done.stderr:
        raise LetterError(f"{path}: reading this takes {memory}: split the file")
    raise LetterError(
        f"{path}: this {form.upper()} file makes its reader fail (exit code {done.returncode}):"
        f" it may be damaged, or need {memory}: print it to a new PDF"
    )


def _too_long(path: Path, limits: Limits) -> str:
    return f"{path}: reading this takes more than {limits.seconds} seconds: split the file, or print it to a new PDF"
