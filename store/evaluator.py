"""An evaluator: a forked process that answers one query at a time and may be killed at any moment."""

import ctypes
import os
import resource
import select
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

import pyoxigraph

from claimgraph.store.errors import ResultTooLargeError, StoreError
from claimgraph.store.evaluate import evaluate_into
from claimgraph.store.wire import (
    CHUNK,
    HEADER,
    LENGTH_BYTES,
    Request,
    accepted_frame,
    decode_request,
    end_frame,
    error_frame,
    frame,
    request_length,
)

REQUEST_SECONDS = 5.0
GRACE_SECONDS = 1.0
"""What an evaluator waits for a request, and how long past its deadline it lives should its client not kill it."""

_PR_SET_PDEATHSIG = 1


class _ClientGoneError(Exception):
    """The client has closed its end."""


def serve(listener: socket.socket, lifeline: int, store: pyoxigraph.Store, query_memory_bytes: int) -> NoReturn:
    """Answers queries until the lifeline is closed.

    The kernel ends the process by SIGALRM where its client didn't in time, and by refusing memory past the limit:
    Oxigraph aborts then. Replacing it is the keeper's work.
    """
    _limit_memory(query_memory_bytes)
    while True:
        ready, _, _ = select.select([listener.fileno(), lifeline], [], [])
        if lifeline in ready:
            os._exit(0)
        try:
            connection, _ = listener.accept()
        except (BlockingIOError, ConnectionAbortedError):
            continue  # another evaluator took it, or it was given up
        connection.setblocking(True)
        with connection:
            signal.setitimer(signal.ITIMER_REAL, REQUEST_SECONDS)
            with suppress(_ClientGoneError, ConnectionError):
                _answer(connection, store)
            signal.setitimer(signal.ITIMER_REAL, 0)


def die_with_parent() -> None:
    """Has the kernel kill this process when the one that forked it ends (Linux; elsewhere the lifeline has to do)."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent or parent == 1:
            os._exit(1)


def _answer(connection: socket.socket, store: pyoxigraph.Store) -> None:
    request = _read_request(connection)
    signal.setitimer(signal.ITIMER_REAL, request.seconds + GRACE_SECONDS)
    _refuse_left(connection)
    connection.sendall(accepted_frame(os.getpid()))
    total = 0

    def write(chunk: bytes) -> None:
        nonlocal total
        header = b"" if total else frame(HEADER)
        total += len(chunk)
        try:
            connection.sendall(header + frame(CHUNK, chunk))
        except ConnectionError:
            # Not an OSError: the engine's own are about the store.
            raise _ClientGoneError from None

    try:
        evaluate_into(store, request.query, write, request.max_bytes)
        last = (b"" if total else frame(HEADER)) + end_frame(total)
    except StoreError as error:
        last = error_frame(error)
    except MemoryError:
        last = error_frame(ResultTooLargeError("the query needs more memory than it may have; ask for less"))
    connection.sendall(last)
    # Until the client has closed, its right to kill this process stands, so no other query may be taken.
    connection.recv(1)


def _read_request(connection: socket.socket) -> Request:
    return decode_request(_read(connection, request_length(_read(connection, LENGTH_BYTES))))


def _read(connection: socket.socket, count: int) -> bytes:
    parts = bytearray()
    while len(parts) < count:
        part = connection.recv(count - len(parts))
        if not part:
            raise _ClientGoneError
        parts += part
    return bytes(parts)


def _refuse_left(connection: socket.socket) -> None:
    """Raises _ClientGoneError where the client gave up while it was waiting."""
    with suppress(BlockingIOError):
        if not connection.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT):
            raise _ClientGoneError


def _limit_memory(query_memory_bytes: int) -> None:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        limit = int(lines["VmData"].split()[0]) * 1024 + query_memory_bytes
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        if hard == resource.RLIM_INFINITY or limit < hard:
            resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
