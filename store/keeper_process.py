"""The keeper: one process, one thread, that holds a generation and forks the evaluators that answer from it.

Run by `claimgraph.store.keeper.start_keeper`, or `shared_keeper.share_keeper`. The first line of its standard input is
its task; the rest of that pipe is its lifeline: when it closes, all who held it are gone or done, and everything here
ends. Its standard output says once
that it is ready, or why it can't be.
"""

import json
import os
import select
import shutil
import signal
import socket
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyoxigraph

from claimgraph.store.errors import StoreDamagedError, StoreError
from claimgraph.store.evaluate import Known
from claimgraph.store.evaluator import die_with_parent, serve
from claimgraph.store.generations import Generation, load_memory, open_current, open_generation
from claimgraph.store.numpy_loading import load_numpy
from claimgraph.store.settings import Settings
from claimgraph.store.wire import described

BYTES_PER_QUAD = 450
"""Memory of one quad beside its text: 400 to 570 bytes with it, measured on 200,000 quads of 158 bytes each."""

BACKLOG = 1024
CHECK_PARENT_SECONDS = 1.0
RESTART_SECONDS = 0.2


def main() -> None:
    """Holds the generation in the task until the lifeline closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which closes the lifeline
    parent = os.getppid()
    task = json.loads(_first_line())
    settings = Settings(**task["settings"])
    try:
        directory, number = Path(task["directory"]), task["number"]
        generation = open_current(directory) if number is None else open_generation(directory, number)
        with generation.held():
            store = _loaded(generation) if fits_memory(generation, settings.memory_bytes) else None
            if store is None:
                _try_open(generation)
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listener:
                listener.bind(task["socket"])
                listener.listen(BACKLOG)
                listener.setblocking(False)
                evaluators = _Evaluators(listener, generation, store, _known(generation), settings)
                evaluators.start()
                content = generation.manifest.content
                _report({"generation": generation.number, "content": content, "in_memory": store is not None})
                evaluators.run(None if task.get("is_shared") else parent)
        shutil.rmtree(Path(task["socket"]).parent, ignore_errors=True)
    except StoreError as error:
        _report(described(error))
        sys.exit(1)


def fits_memory(generation: Generation, memory_bytes: int) -> bool:
    """Whether the generation, held in memory, is expected to stay within so many bytes."""
    return generation.manifest.quads * BYTES_PER_QUAD + generation.manifest.bytes <= memory_bytes


def _loaded(generation: Generation) -> pyoxigraph.Store:
    """The generation in memory, loaded by a thread that is over when this returns.

    A thread has a heap of its own (glibc's arenas). Loading leaves its heap full of holes, and evaluators forked with
    it would put what a query needs there: all over the memory that they share, on pages that have to be copied and that
    no cache holds. Look-ups took half as long again that way.
    """
    with ThreadPoolExecutor(max_workers=1) as thread:
        return thread.submit(load_memory, generation).result()


class _Evaluators:
    """The forked processes: started, replaced when they die, and ended with the keeper."""

    def __init__(
        self,
        listener: socket.socket,
        generation: Generation,
        store: pyoxigraph.Store | None,
        known: Known | None,
        settings: Settings,
    ) -> None:
        self._listener, self._generation, self._settings = listener, generation, settings
        self._store, self._known = store, known
        self._pids: set[int] = set()
        self._woken, self._waker = os.pipe()

    def start(self) -> None:
        os.set_blocking(self._waker, False)
        signal.set_wakeup_fd(self._waker, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._fill()

    def run(self, parent: int | None) -> None:
        """Replaces evaluators until the lifeline closes, or the parent is gone if there is one; then ends them all."""
        lifeline = sys.stdin.fileno()
        while parent is None or os.getppid() == parent:
            ready, _, _ = select.select([lifeline, self._woken], [], [], CHECK_PARENT_SECONDS)
            if lifeline in ready:
                break
            if self._woken in ready:
                os.read(self._woken, 4096)
            self._reap()
            self._fill()  # and no more until the lifeline is looked at: without it they end as soon as they have begun
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        for pid in self._pids:
            os.kill(pid, signal.SIGKILL)
        for pid in self._pids:
            os.waitpid(pid, 0)

    def _reap(self) -> None:
        while self._pids:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            self._pids.discard(pid)
            if os.WIFEXITED(status) and os.WEXITSTATUS(status):
                time.sleep(RESTART_SECONDS)  # neither killed over a query nor let go: don't spin on whatever ails it

    def _fill(self) -> None:
        for _ in range(self._settings.processes - len(self._pids)):
            self._fork()

    def _fork(self) -> None:
        pid = os.fork()
        if pid:
            self._pids.add(pid)
            return
        # Nothing may leave this branch: the child must never run the keeper's code.
        try:
            die_with_parent()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            os.close(self._woken)
            os.close(self._waker)
            # RocksDB's threads don't survive a fork, so each evaluator opens the database itself.
            store = self._generation.open() if self._store is None else self._store
            serve(self._listener, sys.stdin.fileno(), store, self._known, self._settings.query_memory_bytes)
        except StoreError as error:
            os.write(2, f"evaluator: {error}\n".encode())
        except BaseException:
            sys.excepthook(*sys.exc_info())
            raise
        finally:
            os._exit(1)


def _known(generation: Generation) -> Known | None:
    """What answers some queries from the generation's columns, where it has any."""
    if not generation.columns_file.exists():
        return None
    load_numpy()
    from claimgraph.store.columns import open_columns
    from claimgraph.store.counting import Counter

    columns = open_columns(generation)
    return None if columns is None else Counter(columns).answer


def _try_open(generation: Generation) -> None:
    """Raises StoreDamagedError where the database can't be opened; tried in another process (RocksDB's threads)."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            generation.open()
            code = 0
        finally:
            os._exit(code)
    if os.waitpid(pid, 0)[1]:
        path = generation.directory / "database"
        raise StoreDamagedError(f"{path}: can't be opened; remove {path.parents[2]} and build it again")


def _first_line() -> bytes:
    """Standard input up to its first newline, not a byte more: what is buffered would hide the lifeline's end."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(sys.stdin.fileno(), 1)
        if not byte:
            sys.exit(1)
        line += byte
    return bytes(line)


def _report(message: dict[str, object] | dict[str, str]) -> None:
    os.write(1, json.dumps(message).encode() + b"\n")
    # A terminal or a log must not be held open by evaluators, and nothing else may be said here.
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.close(null)


if __name__ == "__main__":
    main()
