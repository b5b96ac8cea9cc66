"""Asking one generation of a store, in a process that can be killed when its time is up."""

import json
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from pathlib import Path

from claimgraph.store.errors import EvaluatorLostError, QueryTimeoutError
from claimgraph.store.generations import Generation, open_current
from claimgraph.store.handle.errors import RemoteError
from claimgraph.store.wire import restored

__all__ = ["LocalAsker"]


class LocalAsker:
    """Answers queries from the generation that was current when it was opened, whatever is published later.

    A process holds the generation until `close`. Queries come one after the other; one that takes too long is ended
    with its process, and the next one gets a new process.
    """

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.generation: Generation = open_current(directory)
        self._turn = threading.Lock()
        self._process = self._started()

    def ask(self, query: str, media_type: str, seconds: float) -> bytes:
        """Return the whole answer. Raises QueryTimeoutError, EvaluatorLostError, or what refuses the query."""
        with self._turn:
            if self._process.poll() is not None:
                self._end()
                self._process = self._started()
            late = threading.Event()
            watch = threading.Timer(seconds, _kill, (self._process, late))
            watch.start()
            try:
                said, body = self._answer({"query": query, "media_type": media_type})
            except (OSError, ValueError):
                with suppress(subprocess.TimeoutExpired):
                    self._process.wait(5)
                if late.is_set():
                    raise QueryTimeoutError(f"the query was not finished after {seconds:g} s") from None
                raise EvaluatorLostError(
                    "the process that was answering ended before the answer did, most often for want of memory"
                ) from None
            finally:
                watch.cancel()
        if "error" in said:
            raise restored(said)
        return body

    def close(self) -> None:
        """Let go of the generation."""
        self._end()

    def _answer(self, asked: dict[str, str]) -> tuple[dict[str, str], bytes]:
        stdin, stdout = self._process.stdin, self._process.stdout
        if stdin is None or stdout is None:
            raise RemoteError("the process that answers has no pipes")
        stdin.write(json.dumps(asked).encode() + b"\n")
        stdin.flush()
        said = json.loads(stdout.readline())
        size = int(said.get("bytes", 0))
        body = stdout.read(size)
        if len(body) != size:
            raise ValueError("cut short")
        return said, body

    def _started(self) -> subprocess.Popen[bytes]:
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "claimgraph.store.handle.local_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._finalizer = weakref.finalize(self, _put_away, process)
        self._process = process
        task = {"directory": str(self._directory.absolute()), "number": str(self.generation.number)}
        try:
            said, _ = self._answer(task)
        except (OSError, ValueError):
            self._end()
            raise EvaluatorLostError("the process that should answer ended without a word") from None
        if "error" in said:
            self._end()
            raise restored(said)
        return process

    def _end(self) -> None:
        self._finalizer()


def _kill(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def _put_away(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with suppress(OSError):
                pipe.close()
