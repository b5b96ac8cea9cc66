"""A scan's text through a program that the user names: run without a shell, on a copy, within bounds."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.readers.limits import Limits

_NOT_RUN = 127
_SHOWN = 300


def recognise(path: Path, command: Sequence[str], folder: Path, limits: Limits) -> Path:
    """The file, in an empty folder, that the program made of a scan: a PDF or a text.

    The program gets two arguments behind its own: a copy of the scan, and the name of the file to write. It is held to
    ``limits.recognition`` seconds, and each of its processes to the limits' memory and file size. Raises `LetterError`
    when it can't be run, fails, takes too long or writes nothing.
    """
    program = command[0]
    copy, made, said = folder / f"scan{path.suffix.lower()}", folder / "recognised.pdf", folder / "said"
    shutil.copyfile(path, copy)
    confined = [sys.executable, "-P", "-m", "claimgraph.ingest.readers.confined"]
    bounds = [str(limits.recognition), str(limits.memory), str(limits.size)]
    with said.open("wb") as output:
        process = subprocess.Popen(  # noqa: S603  (the user names the program; there is no shell)
            [*confined, *bounds, *command, str(copy), str(made)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd=folder,
            start_new_session=True,
        )
        try:
            code = process.wait(limits.recognition + 5)
        except subprocess.TimeoutExpired:
            code = -signal.SIGXCPU
        finally:
            with suppress(ProcessLookupError):  # its children, too
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        raise LetterError(f"{path}: {program} takes more than {limits.recognition} seconds for this scan: split it")
    if code:
        what = "can't be run" if code == _NOT_RUN else f"fails on this scan (exit code {code})"
        raise LetterError(f"{path}: the program for scans, {program}, {what}: {_last_line(said)}")
    if not made.is_file():
        raise LetterError(
            f"{path}: {program} wrote no file: it is called with a scan and the name of the file to write"
        )
    return made


def _last_line(said: Path) -> str:
    with said.open("rb") as file:
        file.seek(max(0, said.stat().st_size - 4096))
        lines = file.read().decode("utf-8", "replace").split("\n")
    words = [" ".join(line.split()) for line in lines if line.strip()]
    return words[-1][:_SHOWN] if words else "it doesn't say why"
