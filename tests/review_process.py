"""`claimgraph review` in a process of its own, for the tests that talk to it."""

from __future__ import annotations

import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

COMMAND = [sys.executable, "-c", "from claimgraph.api.cli import main; main()", "review"]
PATIENCE = 60.0
"""Seconds that a test waits for what ought to come at once."""


@dataclass(frozen=True)
class Served:
    """A review that answers at ``address``, which ends with a slash."""

    address: str
    process: subprocess.Popen[str]

    @property
    def origin(self) -> str:
        return "/".join(self.address.split("/")[:3])

    def end(self) -> str:
        """What it says last, once it has ended by itself."""
        out, _ = self.process.communicate(timeout=PATIENCE)
        return out


@contextmanager
def served(corpus: Path) -> Iterator[Served]:
    command = [*COMMAND, "carbon", "--by", "editors", "--corpus", str(corpus), "--browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        assert process.stdout
        try:
            line = process.stdout.readline()
            found = re.search(r"http://\S+/", line)
            assert found, line + process.stdout.read()
            yield Served(found[0], process)
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
                process.wait(PATIENCE)


class Terminal:
    """A review in a terminal of its own: what it shows, and what is typed."""

    def __init__(self, corpus: Path, *arguments: str) -> None:
        self._ours, theirs = os.openpty()
        command = [*COMMAND, "carbon", "--by", "editors", "--corpus", str(corpus), *arguments]
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("4H", 50, 200, 0, 0))
        self._process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env={**os.environ, "TERM": "dumb"},
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # for Ctrl-C
        )
        os.close(theirs)
        self.shown = ""
        self._rest = ""

    def until(self, words: str, again: bytes = b"") -> str:
        """What is shown from now on to the words, which have to come; without line wraps, as are the words.

        The key ``again`` is pressed whenever nothing comes: Python's readline misses a Ctrl-C that comes right when it
        begins to wait, until the next key.
        """
        seen, end = self._rest, time.monotonic() + PATIENCE
        while words not in seen:
            left = max(0.0, end - time.monotonic())
            ready, _, _ = select.select([self._ours], [], [], min(2.0, left) if again else left)
            if again and left and not ready:
                self.press(again)
                continue
            assert ready, f"{words!r} was not shown, but: {seen}"
            try:
                part = os.read(self._ours, 65536)
            except OSError:  # the other end is closed
                part = b""
            assert part, f"the review ended before {words!r} was shown: {seen}"
            self.shown += part.decode("utf-8", "replace")
            seen = re.sub(r"\s+", " ", seen + part.decode("utf-8", "replace"))
        before, _, self._rest = seen.partition(words)
        return before + words

    def type(self, line: str) -> None:
        os.write(self._ours, f"{line}\n".encode())

    def press(self, key: bytes) -> None:
        os.write(self._ours, key)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(PATIENCE)

    def close(self) -> int:
        """Its exit code, once it has ended by itself."""
        try:
            return self._process.wait(PATIENCE)
        finally:
            if self._process.poll() is None:
                self.kill()
            os.close(self._ours)
