"""An evaluator: a forked process that answers one query at a time and may be killed at any moment."""

import ctypes
import os
import resource
import select
import signal
import socket
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pyoxigraph

from claimgraph.store.errors import ResultTooLargeError, StoreError
from claimgraph.store.evaluate import Known, evaluate_into
from claimgraph.store.wire import (
    CHUNK,
    LENGTH_BYTES,
    Request,
    decode_request,
    end_frame,
    error_frame,
    frame,
    hello_frame,
    request_length,
)

REQUEST_SECONDS = 5.0
GRACE_SECONDS = 1.0
"""What the rest of a request may take to come, and how long past its deadline an evaluator lives if nobody kills it."""

KEPT_MEMORY = 0.25
"""The share of a query's memory that may stay with the process after a query; beyond it the evaluator ends."""

_RECEIVED_BYTES = 64 * 1024
_LONG_SECONDS = 0.01  # what took less can't have taken much memory
_PR_SET_PDEATHSIG = 1


class _ClientGoneError(Exception):
    """The client has closed its end."""


def serve(
    listener: socket.socket, lifeline: int, store: pyoxigraph.Store, known: Known | None, query_memory_bytes: int
) -> NoReturn:
    """Answers the queries of one connection, one after another, until it or the lifeline is closed; then ends.

    The kernel ends the process by SIGALRM where its client didn't in time, and by refusing memory past the limit:
    Oxigraph aborts then. Replacing it is the keeper's work.
    """
    memory = _Memory(query_memory_bytes)
    connection = _accepted(listener, lifeline)
    with connection, suppress(_ClientGoneError, ConnectionError):
        connection.sendall(hello_frame(os.getpid()))
        requests = _Requests(connection, lifeline)
        leaving = False
        while not leaving:
            leaving = _answer(connection, requests.next(), store, known, memory)
    os._exit(0)


def _accepted(listener: socket.socket, lifeline: int) -> socket.socket:
    waiting = _poll(listener, lifeline)
    while True:
        _await(waiting, lifeline)
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue  # another evaluator took it, or it was given up
        connection.setblocking(True)
        return connection


def _poll(source: socket.socket, lifeline: int) -> select.poll:
    waiting = select.poll()
    waiting.register(source, select.POLLIN)
    waiting.register(lifeline, select.POLLIN | select.POLLHUP)
    return waiting


def _await(waiting: select.poll, lifeline: int) -> None:
    """Returns once there is something to read; ends the process when the lifeline is closed."""
    if any(handle == lifeline for handle, _ in waiting.poll()):
        os._exit(0)


def die_with_parent() -> None:
    """Has the kernel kill this process when the one that forked it ends (Linux; elsewhere the lifeline has to do)."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent or parent == 1:
            os._exit(1)


def _answer(
    connection: socket.socket, request: Request, store: pyoxigraph.Store, known: Known | None, memory: "_Memory"
) -> bool:
    """Answers one request, and returns whether this was the last one that this process should answer."""
    signal.setitimer(signal.ITIMER_REAL, request.seconds + GRACE_SECONDS)
    began = time.monotonic()
    held, total = b"", 0

    def write(chunk: bytes) -> None:
        nonlocal held, total
        total += len(chunk)
        # One behind, so that a short answer and its end go out together.
        sending, held = held, frame(CHUNK, chunk)
        if sending:
            _send(connection, sending)

    leaving = False
    try:
        evaluate_into(store, request.query, write, request.max_bytes, known)
        leaving = time.monotonic() - began > _LONG_SECONDS and memory.is_kept()
        last = held + end_frame(total, leaving=leaving)
    except StoreError as error:
        last = error_frame(error)
    except MemoryError:
        leaving = True
        last = error_frame(
            ResultTooLargeError("the query needs more memory than it may have; ask for less"), leaving=True
        )
    _send(connection, last)
    signal.setitimer(signal.ITIMER_REAL, 0)
    return leaving


def _send(connection: socket.socket, data: bytes) -> None:
    try:
        connection.sendall(data)
    except ConnectionError:
        # Not an OSError: the engine's own are about the store.
        raise _ClientGoneError from None


class _Requests:
    """The requests that come on a connection; the next one may be there before one is answered."""

    def __init__(self, connection: socket.socket, lifeline: int) -> None:
        self._connection, self._lifeline = connection, lifeline
        self._waiting = _poll(connection, lifeline)
        self._data = b""

    def next(self) -> Request:
        """The next request, once it is there. One that doesn't come whole in time ends the process."""
        if not self._data:
            _await(self._waiting, self._lifeline)
            self._receive()
        if not self._is_whole():
            signal.setitimer(signal.ITIMER_REAL, REQUEST_SECONDS)
            while not self._is_whole():
                self._receive()
        stop = LENGTH_BYTES + request_length(self._data[:LENGTH_BYTES])
        data, self._data = self._data[LENGTH_BYTES:stop], self._data[stop:]
        return decode_request(data)

    def _is_whole(self) -> bool:
        size = len(self._data)
        return size >= LENGTH_BYTES and size >= LENGTH_BYTES + request_length(self._data[:LENGTH_BYTES])

    def _receive(self) -> None:
        part = self._connection.recv(_RECEIVED_BYTES)
        if not part:
            raise _ClientGoneError
        self._data += part


class _Memory:
    """What this process may allocate beyond what it was forked with."""

    def __init__(self, query_bytes: int) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        beginning = _data_bytes()
        self._most_kept = beginning + int(query_bytes * KEPT_MEMORY)
        if beginning:
            limit = beginning + query_bytes
            _, hard = resource.getrlimit(resource.RLIMIT_DATA)
            if hard == resource.RLIM_INFINITY or limit < hard:
                resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))

    def is_kept(self) -> bool:
        """Whether queries that are over have left too much behind."""
        return _data_bytes() > self._most_kept


def _data_bytes() -> int:
    """The size of this process's private data, 0 where the system doesn't tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
    return int(lines["VmData"].split()[0]) * 1024
