from __future__ import annotations

import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from pyoxigraph import Quad

from claimgraph.store import (
    Generation,
    Query,
    Settings,
    StoreAccessError,
    StoreDamagedError,
    StoreError,
    StoreMissingError,
    StoreVersionError,
    publish,
    start_keeper,
)
from claimgraph.store.keeper_process import fits_memory
from claimgraph.store.wire import Request

Quads = Callable[[int], list[Quad]]
ON_DISK = Settings(evaluators=1, memory_bytes=0)
IN_MEMORY = Settings(evaluators=1)

PARENT = """
import json, sys, time
from pathlib import Path
from claimgraph.store import Settings, start_keeper
handle = start_keeper(Path(sys.argv[1]), Settings(evaluators=2))
print(json.dumps([handle.process.pid, str(handle.socket)]), flush=True)
time.sleep(60)
"""


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def wait_until(condition: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def begin_endless(socket_path: Path) -> None:
    """Puts one evaluator to work without end, and lets go of nothing until this process ends."""
    text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
    request = Request(Query(text, "application/sparql-results+json"), 50, 1000)
    script = (
        "import socket, sys; s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1]); "
        "print(len(s.recv(5))); s.sendall(bytes.fromhex(sys.argv[2]))"
    )
    command = [sys.executable, "-c", script, str(socket_path), request.encode().hex()]
    assert subprocess.run(command, capture_output=True, text=True, check=True).stdout == "5\n"


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM])
def test_keeper_ends_with_its_parent(published: Generation, number: signal.Signals) -> None:
    command = [sys.executable, "-c", PARENT, str(published.directory.parents[1])]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        keeper, socket = json.loads(parent.stdout.readline())
        evaluators = children(keeper)
        assert len(evaluators) == 4
        begin_endless(Path(socket))
        assert Path(socket).exists()
        parent.send_signal(number)
        wait_until(lambda: not any(map(alive, [keeper, *evaluators])))
        wait_until(lambda: not Path(socket).parent.exists())


@pytest.mark.parametrize("settings", [IN_MEMORY, ON_DISK], ids=["memory", "disk"])
def test_evaluators_end_with_a_keeper_that_is_killed(published: Generation, settings: Settings) -> None:
    with start_keeper(published.directory.parents[1], settings) as handle:
        evaluators = children(handle.process.pid)
        assert len(evaluators) == 2
        begin_endless(handle.socket)
        handle.process.kill()
        wait_until(lambda: not any(map(alive, evaluators)))
    assert not handle.socket.parent.exists()


def test_close_leaves_nothing(published: Generation) -> None:
    handle = start_keeper(published.directory.parents[1], Settings(evaluators=3))
    pids = [handle.process.pid, *children(handle.process.pid)]
    begin_endless(handle.socket)
    handle.close()
    assert not any(map(alive, pids))
    assert not handle.socket.parent.exists()
    handle.close()


def test_a_keeper_ends_by_itself_while_it_replaces_evaluators(published: Generation) -> None:
    """New evaluators end at once when nobody holds the lifeline any more: they mustn't be replaced for ever."""
    for _ in range(12):
        handle = start_keeper(published.directory.parents[1], Settings(evaluators=8))
        for pid in children(handle.process.pid):
            os.kill(pid, signal.SIGKILL)
        handle.close()
        assert handle.process.returncode == 0, "it had to be killed"


def test_interrupt_is_left_to_the_parent(published: Generation) -> None:
    with start_keeper(published.directory.parents[1], IN_MEMORY) as handle:
        before = children(handle.process.pid)
        for pid in [handle.process.pid, *before]:
            os.kill(pid, signal.SIGINT)
        time.sleep(0.2)
        assert children(handle.process.pid) == before


def test_socket_is_for_this_user_alone(published: Generation) -> None:
    with start_keeper(published.directory.parents[1], IN_MEMORY) as handle:
        assert stat.S_IMODE(handle.socket.parent.stat().st_mode) == 0o700
        assert (handle.generation, handle.content) == (1, published.manifest.content)


@pytest.mark.parametrize("settings", [IN_MEMORY, ON_DISK], ids=["memory", "disk"])
def test_its_generation_is_kept_while_it_runs(published: Generation, quads: Quads, settings: Settings) -> None:
    store = published.directory.parents[1]
    with start_keeper(store, settings) as handle:
        publish(store, quads(2), {}, keep=1)
        assert published.directory.exists()
        evaluators = children(handle.process.pid)
        for evaluator in evaluators:
            os.kill(evaluator, signal.SIGKILL)
        wait_until(lambda: len(children(handle.process.pid) - evaluators) == 2)
        begin_endless(handle.socket)
    publish(store, quads(3), {}, keep=1)
    assert not published.directory.exists()


def test_memory_budget_decides_where_it_is_held(published: Generation) -> None:
    store, size = published.directory.parents[1], published.manifest.bytes
    assert not fits_memory(published, size)
    assert fits_memory(published, size + published.manifest.quads * 1000)
    for settings, in_memory in ((IN_MEMORY, True), (ON_DISK, False)):
        with start_keeper(store, settings) as handle:
            assert handle.in_memory is in_memory


def spoil_format(store: Path) -> None:
    manifest = store / "generations" / "0001" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"format": 2', '"format": 99'))


def spoil_content(store: Path) -> None:
    (store / "generations" / "0001" / "quads.nq").write_text("<urn:s> nonsense\n")


def spoil_database(store: Path) -> None:
    shutil.rmtree(store / "generations" / "0001" / "database")


def replace_by_file(store: Path) -> None:
    shutil.rmtree(store)
    store.write_text("x")


SPOILED: list[tuple[Callable[[Path], None], Settings, type[StoreError], str]] = [
    (shutil.rmtree, IN_MEMORY, StoreMissingError, "nothing has been published here"),
    (replace_by_file, IN_MEMORY, StoreAccessError, "is a file, not a store"),
    (spoil_format, IN_MEMORY, StoreVersionError, "store format 99 is newer"),
    (spoil_content, IN_MEMORY, StoreDamagedError, r"quads\.nq: can't be read"),
    (spoil_database, ON_DISK, StoreDamagedError, "database: can't be opened"),
]


@pytest.mark.parametrize(("spoil", "settings", "kind", "message"), SPOILED)
def test_what_keeps_it_from_starting_is_said(
    published: Generation, spoil: Callable[[Path], None], settings: Settings, kind: type[StoreError], message: str
) -> None:
    store = published.directory.parents[1]
    spoil(store)
    with pytest.raises(kind, match=message):
        start_keeper(store, settings)
