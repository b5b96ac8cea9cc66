"""The writer: one process that holds all that a write needs, and forks another for each write, which may be killed.

Run by `claimgraph.api.writing.writer.start_writer`, which hands it the socket that it listens on. The first line of its
standard input is its task; the rest of that pipe is its lifeline: when it closes, the parent is gone or done, and
everything here ends. A write under way then is cut off, which leaves the store as it was.
"""

import json
import logging
import os
import resource
import select
import signal
import socket
import sys
import time
from collections import deque
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import WriteSettings
from claimgraph.api.writing.changes import change_of, conditions_of
from claimgraph.api.writing.pipeline import WriteError, Written, write
from claimgraph.api.writing.problems import BUSY_SECONDS, write_problem
from claimgraph.api.writing.wire import ANSWER, REQUEST, YOUR_TURN, WriteRequest, decode_request, encode_answer
from claimgraph.ontology import ontology_rules
from claimgraph.shapes import validate
from claimgraph.store import StoreError, open_current
from claimgraph.store.evaluator import die_with_parent
from claimgraph.store.numpy_loading import load_numpy

REQUEST_SECONDS = 10.0
"""What a request may take to come once it is its turn: its body is in the service's memory already."""

NICENESS = 5
"""How far a write gives way to queries: deriving and validating may take seconds."""

CHECK_PARENT_SECONDS = 1.0

_log = logging.getLogger(__name__)


def main() -> None:
    """Carry out the writes that come over the listening socket, one after another, until the lifeline closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the lifeline
    logging.basicConfig(format="writer: %(message)s", level=logging.WARNING)
    parent = os.getppid()
    task = json.loads(_first_line())
    listener = socket.socket(fileno=task["listener"])
    listener.setblocking(False)
    # What is done once here needn't be done in each fork.
    validate(())
    ontology_rules()
    load_numpy()
    _Writer(listener, Path(task["directory"]), WriteSettings(**task["settings"])).run(parent)


@dataclass(frozen=True, slots=True)
class _Fork:
    """A process at its write: whom it answers, the pipe that closes when it ends, and by when it has to."""

    pid: int
    connection: socket.socket
    ended: int
    deadline: float
    before: int


class _Writer:
    """The writes that wait, in the order in which they came, and the one under way."""

    def __init__(self, listener: socket.socket, directory: Path, settings: WriteSettings) -> None:
        self._listener, self._directory, self._settings = listener, directory, settings
        self._waiting: deque[tuple[float, socket.socket]] = deque()
        self._fork: _Fork | None = None

    def run(self, parent: int) -> None:
        """Take writes in and let them have their turns until the parent is gone."""
        lifeline = sys.stdin.fileno()
        while os.getppid() == parent:
            watched = [lifeline, self._listener.fileno(), *([self._fork.ended] if self._fork else [])]
            ready, _, _ = select.select(watched, [], [], self._pause())
            if lifeline in ready:
                break
            if self._listener.fileno() in ready:
                self._accept()
            if self._fork and self._fork.ended in ready:
                self._finish(self._fork)
            self._check_times()
            if self._fork is None and self._waiting:
                self._begin(self._waiting.popleft()[1])
        if self._fork:
            os.kill(self._fork.pid, signal.SIGKILL)
            os.waitpid(self._fork.pid, 0)

    def _pause(self) -> float:
        times = [since + self._settings.wait_seconds for since, _ in self._waiting]
        times += [self._fork.deadline] if self._fork else []
        return max(min([CHECK_PARENT_SECONDS, *(moment - time.monotonic() for moment in times)]), 0)

    def _accept(self) -> None:
        with suppress(BlockingIOError, ConnectionAbortedError):
            connection, _ = self._listener.accept()
            if len(self._waiting) < self._settings.queue:
                self._waiting.append((time.monotonic(), connection))
            else:
                _answer(connection, _busy(f"{self._settings.queue} writes are waiting already"))

    def _check_times(self) -> None:
        now = time.monotonic()
        while self._waiting and now > self._waiting[0][0] + self._settings.wait_seconds:
            _, connection = self._waiting.popleft()
            _answer(connection, _busy(f"it was not this write's turn for {self._settings.wait_seconds:g} s"))
        if self._fork and now > self._fork.deadline:
            os.kill(self._fork.pid, signal.SIGKILL)
            seconds = self._settings.timeout_seconds
            self._bury(self._fork, Problem("write-timeout", f"The write was stopped after {seconds:g} s."))

    def _begin(self, connection: socket.socket) -> None:
        before = _current(self._directory)
        ended, alive = os.pipe()
        pid = os.fork()
        if pid:
            os.close(alive)
            deadline = time.monotonic() + self._settings.timeout_seconds
            self._fork = _Fork(pid, connection, ended, deadline, before)
            return
        # Nothing may leave this branch: the fork must never run the writer's code.
        try:
            die_with_parent()
            os.close(ended)
            self._listener.close()
            os.nice(NICENESS)
            _limit_memory(self._settings.memory_bytes)
            # In a thread of its own the engine seeds its random numbers anew. The first would go on where the parent
            # is, as that of every fork does, and give the blank nodes of two writes the same names.
            with ThreadPoolExecutor(1) as pool:
                pool.submit(_carry_out, connection, self._directory, self._settings).result()
            os._exit(0)
        except BaseException:
            sys.excepthook(*sys.exc_info())
        finally:
            os._exit(1)

    def _finish(self, fork: _Fork) -> None:
        lost = "The process that was writing ended before the write did, most often for want of memory."
        self._bury(fork, Problem("interrupted", lost))

    def _bury(self, fork: _Fork, problem: Problem) -> None:
        """Answer for a process that is at its end, unless it has answered itself."""
        _, status = os.waitpid(fork.pid, 0)
        os.close(fork.ended)
        self._fork = None
        if status == 0:
            fork.connection.close()
            return
        # It may have been stopped after the last step: what is published stays.
        now = _current(self._directory)
        problem.detail += (
            f" Generation {now} was published meanwhile: see whether it holds the change."
            if now != fork.before
            else " Nothing was changed."
        )
        problem.headers = {"Retry-After": str(BUSY_SECONDS)}
        _answer(fork.connection, problem)


def _carry_out(connection: socket.socket, directory: Path, settings: WriteSettings) -> None:
    connection.settimeout(REQUEST_SECONDS)
    try:
        request = _read_request(connection)
    except OSError:
        request = None
    if request is None:
        return
    answer: Written | Problem
    try:
        answer = write(
            directory,
            change_of(request),
            request.digest(),
            conditions_of(request),
            keep=settings.keep,
            patience_seconds=settings.patience_seconds,
        )
    except Problem as problem:
        answer = problem
    except (WriteError, StoreError) as error:
        answer = write_problem(error)
    except MemoryError:
        answer = Problem("write-too-large", "The write needs more memory than it may have. Nothing was changed.")
    except Exception:  # the last frame of this process: the log gets the trace, the client a problem document
        _log.exception("a write failed")
        answer = Problem("internal", "This should not have happened. Nothing was changed.")
    with suppress(OSError):  # a client that is gone will see what was published
        connection.sendall(encode_answer(answer))


def _read_request(connection: socket.socket) -> WriteRequest | None:
    """Return the request, None from a client that went away while it was waiting."""
    connection.sendall(ANSWER.pack(len(YOUR_TURN)))
    lengths = _read(connection, REQUEST.size)
    if len(lengths) < REQUEST.size:
        return None
    head, body = REQUEST.unpack(lengths)
    read = _read(connection, head), _read(connection, body)
    return decode_request(*read) if len(read[0]) == head and len(read[1]) == body else None


def _read(connection: socket.socket, count: int) -> bytes:
    """Return so many bytes, fewer where the connection ends."""
    parts = bytearray()
    while len(parts) < count and (part := connection.recv(min(count - len(parts), 1024 * 1024))):
        parts += part
    return bytes(parts)


def _answer(connection: socket.socket, problem: Problem) -> None:
    with connection, suppress(OSError):
        connection.settimeout(1.0)
        connection.sendall(encode_answer(problem))


def _busy(why: str) -> Problem:
    detail = f"Other writes come first: {why}. Nothing was changed."
    return Problem("write-busy", detail, headers={"Retry-After": str(BUSY_SECONDS)})


def _current(directory: Path) -> int:
    try:
        return open_current(directory).number
    except StoreError as error:
        _log.error("the store can't be read: %s", error)
        return 0


def _limit_memory(allowed: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    if hard == resource.RLIM_INFINITY or allowed < hard:
        resource.setrlimit(resource.RLIMIT_DATA, (allowed, hard))


def _first_line() -> bytes:
    """Return standard input up to its first newline, no byte more: what is buffered would hide the lifeline's end."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            sys.exit(1)
        line += byte
    return bytes(line)


if __name__ == "__main__":
    main()
