"""The servers that are compared, each started on 127.0.0.1 over the same statements and ended with its block."""

from __future__ import annotations

import ctypes
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path

__all__ = ["SERVERS", "Corpus", "Endpoint", "claimgraph", "fixed_bytes", "started"]

READY_SECONDS = 180
_STOP_SECONDS = 20
_BIN = Path(sys.executable).parent
_VIRTUOSO = shutil.which("virtuoso-t"), shutil.which("isql-vt")
_PR_SET_PDEATHSIG = 1


@dataclass(frozen=True, slots=True)
class Corpus:
    """So many letters, published in a store; `quads_file` has the same as N-Quads."""

    letters: int
    store: Path
    quads_file: Path


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A server that answers queries at `path` of a port of 127.0.0.1; `prefix` goes before every query's text.

    `sql` is the port of Virtuoso's own protocol.
    """

    name: str
    port: int
    path: str
    pid: int
    prefix: str = ""
    ready_seconds: float = 0.0
    sql: int = 0


Server = Callable[[Corpus, Path], AbstractContextManager[Endpoint | None]]


@contextmanager
def started(command: list[str], log: Path, port: int, cwd: Path | None = None) -> Iterator[subprocess.Popen[bytes]]:
    """The process once its port answers; ended with the block, and by the kernel should this process die.

    Raises RuntimeError with the end of its log where it doesn't come up.
    """
    parent = os.getpid()

    def end_with_parent() -> None:
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM, 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=cwd, preexec_fn=end_with_parent)
    try:
        deadline = time.monotonic() + READY_SECONDS
        while not _answers(port):
            if process.poll() is not None or time.monotonic() > deadline:
                said = log.read_text(errors="replace")[-1000:]
                raise RuntimeError(f"{command[0]} did not start on port {port}; it said: {said}")
            time.sleep(0.005)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def claimgraph(corpus: Corpus, place: Path, *flags: str) -> Iterator[Endpoint]:
    """Ours, with the flags for `claimgraph serve`. `ready_seconds` is the time until the first answer."""
    port = _free_port()
    command = [str(_BIN / "claimgraph"), "serve", "--store", str(corpus.store), "--port", str(port), *flags]
    start = time.perf_counter()
    with started(command, place / f"claimgraph-{port}.log", port) as process:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sparql?query=ASK%7B%7D", timeout=60) as answer:
            answer.read()
        seconds = time.perf_counter() - start
        yield Endpoint("claimgraph", port, "/sparql", process.pid, ready_seconds=seconds)


@contextmanager
def oxigraph_disk(corpus: Corpus, place: Path) -> Iterator[Endpoint]:
    """Oxigraph's own server on its database."""
    port, database = _free_port(), place / f"oxigraph-{corpus.letters}"
    load = [str(_BIN / "oxigraph"), "load", "--location", str(database), "--file", str(corpus.quads_file)]
    subprocess.run(load, check=True, capture_output=True, timeout=READY_SECONDS)
    command = [str(_BIN / "oxigraph"), "serve", "--location", str(database), *_oxigraph_flags(port)]
    try:
        with started(command, place / f"oxigraph-{port}.log", port) as process:
            yield Endpoint("Oxigraph, disk", port, "/query", process.pid)
    finally:
        shutil.rmtree(database)


@contextmanager
def oxigraph_memory(corpus: Corpus, place: Path) -> Iterator[Endpoint]:
    """Oxigraph's own server in memory, loaded over HTTP."""
    port = _free_port()
    command = [str(_BIN / "oxigraph"), "serve", *_oxigraph_flags(port)]
    with started(command, place / f"oxigraph-{port}.log", port) as process, corpus.quads_file.open("rb") as quads:
        kind, size = "application/n-quads", str(corpus.quads_file.stat().st_size)
        address = f"http://127.0.0.1:{port}/store?no_transaction"
        headers = {"Content-Type": kind, "Content-Length": size}
        request = urllib.request.Request(address, quads, headers, method="POST")
        urllib.request.urlopen(request, timeout=READY_SECONDS).close()
        yield Endpoint("Oxigraph, memory", port, "/query", process.pid)


def _oxigraph_flags(port: int) -> list[str]:
    return ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]


@contextmanager
def virtuoso(corpus: Corpus, place: Path, buffers: int = 300_000, rows: int = 100_000) -> Iterator[Endpoint | None]:
    """Virtuoso, its cache of so many buffers of 8 KiB large enough for everything; None where it isn't installed.

    It gives so many `rows` at most.
    """
    server, client = _VIRTUOSO
    if server is None or client is None:
        yield None
        return
    home = place / f"virtuoso-{corpus.letters}"
    home.mkdir()
    port, sql = _free_port(), _free_port()
    (home / "virtuoso.ini").write_text(
        _VIRTUOSO_INI.format(
            home=home,
            sql=sql,
            port=port,
            data=corpus.quads_file.parent,
            buffers=buffers,
            dirty=buffers * 2 // 3,
            rows=rows,
        )
    )
    command = [server, "+foreground", "+configfile", str(home / "virtuoso.ini")]
    try:
        with started(command, home / "out.log", port, home) as process:
            folder, file = corpus.quads_file.parent, corpus.quads_file.name
            # A graph has to be named, though each statement names its own.
            load = f"ld_dir('{folder}', '{file}', 'urn:none');\nrdf_loader_run();\ncheckpoint;\n"
            subprocess.run(
                [client, str(sql), "dba", "dba"],
                input=load.encode(),
                capture_output=True,
                timeout=READY_SECONDS,
                check=True,
            )
            # Its DESCRIBE also gives what points at the thing, unless told otherwise.
            prefix = 'define sql:describe-mode "CBD" '
            yield Endpoint("Virtuoso", port, "/sparql", process.pid, prefix, sql=sql)
    finally:
        shutil.rmtree(home)


@contextmanager
def fixed_bytes(place: Path, body: bytes, *, is_hop: bool = False) -> Iterator[Endpoint]:
    """The same HTTP server as ours, as many processes of it, that always answer these bytes, or get them by a hop."""
    port, file = _free_port(), place / "body"
    file.write_bytes(body)
    fronts = str(min(len(os.sched_getaffinity(0)), 2))  # as ours with its usual two workers
    command = [sys.executable, str(Path(__file__).with_name("fixed_bytes.py")), str(port), str(file), fronts]
    with started([*command, *(["hop"] if is_hop else [])], place / f"fixed-{port}.log", port) as process:
        yield Endpoint("fixed bytes by a hop" if is_hop else "fixed bytes", port, "/", process.pid)


SERVERS: dict[str, Server] = {
    "claimgraph": claimgraph,
    "Oxigraph, disk": oxigraph_disk,
    "Oxigraph, memory": oxigraph_memory,
    "Virtuoso": virtuoso,
}

_VIRTUOSO_INI = """
[Database]
DatabaseFile = {home}/v.db
ErrorLogFile = {home}/v.log
LockFile = {home}/v.lck
TransactionFile = {home}/v.trx
xa_persistent_file = {home}/v.pxa
FileExtend = 200
MaxCheckpointRemap = 2000
[TempDatabase]
DatabaseFile = {home}/t.db
TransactionFile = {home}/t.trx
[Parameters]
ServerPort = 127.0.0.1:{sql}
ServerThreads = 40
NumberOfBuffers = {buffers}
MaxDirtyBuffers = {dirty}
ThreadsPerQuery = 2
DirsAllowed = {home}, {data}
LiteMode = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 32
MaxClientConnections = 64
KeepAliveTimeout = 30
MaxKeepAlives = 32
[SPARQL]
ResultSetMaxRows = {rows}
"""
