"""Starting, memory, and switching to the next generation."""

from __future__ import annotations

import itertools
import json
import threading
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path

from load import first_time, probe
from pyoxigraph import Literal, NamedNode, Quad
from queries import KINDS
from servers import Corpus, Endpoint
from synthetic import IRIS, quads

from claimgraph.ontology import RDFS
from claimgraph.store import publish

__all__ = ["Memory", "Switch", "memory", "processes", "switch"]

SWITCH_SECONDS = 60
_KEEPER = "keeper_process"
_WATCH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Memory:
    """MiB: the most that all processes took together, each shared page once, and that one evaluator had to itself."""

    total: float
    worker: float


@dataclass(frozen=True, slots=True)
class Switch:
    """Seconds from the publishing of a generation to the first answer from it (None: not seen), and failed requests."""

    seconds: float | None
    asked: int
    failed: int


def memory(endpoint: Endpoint, letters: int, place: Path) -> Memory:
    """The most memory that ours takes while it answers queries of each kind."""
    over = threading.Event()
    seen = [_memory_now(endpoint)]

    def watch() -> None:
        while not over.wait(_WATCH_SECONDS):
            seen.append(_memory_now(endpoint))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        for kind in KINDS:
            first_time(endpoint, kind, letters, 1, place, probe(endpoint, kind, letters))
    finally:
        over.set()
        thread.join()
    return Memory(max(each.total for each in seen), max(each.worker for each in seen))


def _memory_now(endpoint: Endpoint) -> Memory:
    tree = processes(endpoint.pid)
    workers = [pid for pid in tree if _KEEPER in _command(pid) and _KEEPER in _command(_parent(pid))]
    own = (_kilobytes(pid, "Private_Dirty:") + _kilobytes(pid, "Private_Clean:") for pid in workers)
    return Memory(sum(_kilobytes(pid, "Pss:") for pid in tree) / 1024, max(own, default=0) / 1024)


def switch(endpoint: Endpoint, corpus: Corpus) -> Switch:
    """Publishes a generation with one statement more, while look-ups go on."""
    more = Quad(IRIS.docket(), RDFS.label, Literal(f"Generation of {time.time_ns()}"), IRIS.docket_graph())
    before, over = _generation(endpoint), threading.Event()
    asked = failed = 0

    def look_up() -> None:
        nonlocal asked, failed
        while not over.wait(0.01):
            asked += 1
            try:
                _look_up(endpoint)
            except OSError:
                failed += 1

    thread = threading.Thread(target=look_up)
    thread.start()
    try:
        publish(corpus.store, itertools.chain(quads(corpus.letters), [more]), {})
        start = time.perf_counter()
        while time.perf_counter() - start < SWITCH_SECONDS:
            if _generation(endpoint) != before:
                return Switch(time.perf_counter() - start, asked, failed)
            time.sleep(0.02)
        return Switch(None, asked, failed)
    finally:
        over.set()
        thread.join()


_claim = NamedNode(f"{IRIS.base}claim/l0/c0")


def _look_up(endpoint: Endpoint) -> None:
    query = f"ASK%7B%3C{_claim.value}%3E%20%3Fp%20%3F{time.perf_counter_ns()}%7D"
    urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}/sparql?query={query}", timeout=30).close()


def _generation(endpoint: Endpoint) -> object:
    with urllib.request.urlopen(f"http://127.0.0.1:{endpoint.port}/health", timeout=30) as answer:
        return json.load(answer)["generation"]


def processes(root: int) -> list[int]:
    """The process and all below it."""
    parents = {int(path.name): _parent(int(path.name)) for path in Path("/proc").iterdir() if path.name.isdigit()}
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _parent(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:  # it has ended
        return 0


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def _kilobytes(pid: int, name: str) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(name)), 0)
