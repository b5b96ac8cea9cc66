"""Starting the process that writes, keeping it going, and asking it."""

import asyncio
import json
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from types import TracebackType
from typing import Self

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import WriteSettings
from claimgraph.api.writing.pipeline import Written
from claimgraph.api.writing.problems import BUSY_SECONDS
from claimgraph.api.writing.wire import ANSWER, YOUR_TURN, WriteRequest, decode_answer

__all__ = ["WriterHandle", "ask_writer", "start_writer"]

_BACKLOG = 128
_CLOSE_SECONDS = 5.0
_RESTART_SECONDS = 0.2


class WriterHandle:
    """A running writer, started again whenever it dies, until `close`.

    The listening socket is held here: what has connected to it waits there for the next process. The process ends with
    the one that started it, however that one ends. Only that one closes it; others need no more than `socket`.
    """

    def __init__(self, directory: Path, settings: WriteSettings) -> None:
        self._task = {"directory": str(directory.absolute()), "settings": asdict(settings)}
        self.socket = Path(tempfile.mkdtemp(prefix="claimgraph-")) / "writer"  # for this user alone
        self._listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._listener.bind(str(self.socket))
        self._listener.listen(_BACKLOG)
        self._closing, self._starting = threading.Event(), threading.Lock()
        self.process = self._start()
        self._watch = threading.Thread(target=self._restart, daemon=True)
        self._watch.start()

    def _start(self) -> subprocess.Popen[bytes]:
        handle = self._listener.fileno()
        process = subprocess.Popen(
            [sys.executable, "-P", "-m", "claimgraph.api.writing.writer_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            pass_fds=(handle,),
        )
        if process.stdin is not None:
            with suppress(BrokenPipeError):
                process.stdin.write(json.dumps({**self._task, "listener": handle}).encode() + b"\n")
                process.stdin.flush()
        return process

    def _restart(self) -> None:
        while True:
            self.process.wait()
            if self._closing.wait(_RESTART_SECONDS):
                return
            with self._starting:
                if not self._closing.is_set():
                    self._let_go()
                    self.process = self._start()

    def _let_go(self) -> None:
        if self.process.stdin is not None:
            with suppress(BrokenPipeError):
                self.process.stdin.close()

    def close(self) -> None:
        """End the writer; a write under way is cut off and has changed nothing, unless it was published already."""
        with self._starting:
            self._closing.set()
        self._let_go()
        try:
            self.process.wait(_CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self._watch.join(_CLOSE_SECONDS)
        self._listener.close()
        shutil.rmtree(self.socket.parent, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def start_writer(directory: Path, settings: WriteSettings) -> WriterHandle:
    """Return the writer of the directory's store; it takes writes from now on, and carries them out once it is up."""
    return WriterHandle(directory, settings)


async def ask_writer(address: Path, request: WriteRequest) -> Written:
    """Return what became of the write, once it is published and on disk. Raises Problem where it isn't."""
    try:
        reader, writer = await asyncio.open_unix_connection(address)
    except OSError:
        raise Problem(
            "unavailable", "Writing is not possible now.", headers={"Retry-After": str(BUSY_SECONDS)}
        ) from None
    try:
        said = await _said(reader)
        if said == YOUR_TURN:
            writer.write(request.encode())
            said = await _said(reader)
        answer = decode_answer(said)
    except (ConnectionError, asyncio.IncompleteReadError):
        detail = "The process that was writing is gone. See by a query whether the change was made."
        raise Problem("interrupted", detail, headers={"Retry-After": str(BUSY_SECONDS)}) from None
    finally:
        writer.close()
    if isinstance(answer, Problem):
        raise answer
    return answer


async def _said(reader: asyncio.StreamReader) -> bytes:
    (length,) = ANSWER.unpack(await reader.readexactly(ANSWER.size))
    return await reader.readexactly(int(length))
