"""Publishes and is killed, over and over: at each step on the file system in turn, then at random moments.

Run by test_crashes.py with a way to publish (`whole`, `difference` or `steps`), a directory and a seed. Each attempt is
a forked process; this one never opens a database, so that it can fork. Prints how many attempts were killed before and
after the pointer moved.
"""

from __future__ import annotations

import os
import random
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import cast

from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.store import growing, open_current, publish, publish_difference
from claimgraph.store.numpy_loading import load_numpy

WAY = sys.argv[1]
CHANGING = 20 if WAY == "steps" else 500  # of few changes the database grows, of many it is made anew
EVENTS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "shutil.rmtree", "os.link"}


def quads(version: int) -> list[Quad]:
    texts = [f"{n} of {version if n < CHANGING else 'all'}" for n in range(500)]
    predicate, graph = NamedNode("urn:p"), NamedNode("urn:g")
    return [Quad(NamedNode(f"urn:{n}"), predicate, Literal(text), graph) for n, text in enumerate(texts)]


def in_child(work: Callable[[], int]) -> int:
    """The exit code of the work done in a forked process; negative where a signal ended it."""
    pid = os.fork()
    if pid == 0:
        code = 99
        try:
            code = work()
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def killed_at(step: int, directory: Path, version: int) -> int:
    """Publishes, but kills itself just before the step-th thing done to a file of the store."""
    seen = 0

    def watch(event: str, args: tuple[object, ...]) -> None:
        nonlocal seen
        reads = event == "open" and not cast("int", args[2]) & (os.O_WRONLY | os.O_RDWR | os.O_CREAT)
        if event not in EVENTS or reads:
            return
        if isinstance(args[0], str | os.PathLike) and str(directory) in os.fspath(args[0]):
            seen += 1
            if seen == step:
                os.kill(os.getpid(), signal.SIGKILL)

    attempt(directory, version, lambda: sys.addaudithook(watch))
    return 0


def attempt(directory: Path, version: int, begin: Callable[[], None]) -> None:
    """Publishes the version as a whole, or what differs from the current one, at once or not; first calls `begin`."""
    if WAY == "whole" or not (directory / "current").exists():
        begin()
        publish(directory, quads(version), {}, keep=2)
        return
    last = open_current(directory)
    removed = list(last.open())
    begin()
    if WAY == "difference":
        publish_difference(directory, removed, quads(version), {}, after=last.number, keep=2)
        return
    with growing(directory, after=last.number, keep=2) as growth:
        growth.change(removed[:10], quads(version)[10:])
        assert len(growth.database()) > CHANGING
        growth.change(removed, quads(version))
        growth.publish({})


def current_version(directory: Path, versions: tuple[int, int]) -> int:
    """1 or 2 as the current generation is whole and the first or the second of the versions; 0 if it is neither."""
    generation = open_current(directory)
    found = set(generation.open())
    matching = [place for place, version in enumerate(versions, start=1) if found == set(quads(version))]
    return matching[0] if matching and len(found) == generation.manifest.quads else 0


def check(directory: Path, version: int, moved: list[int]) -> None:
    """The last good generation, or the one attempted, is current; and the next publish works."""
    state = in_child(lambda: current_version(directory, (version, version + 1)))
    assert state in (1, 2), f"after version {version + 1} was killed: {state}"
    moved[state - 1] += 1
    assert in_child(lambda: killed_at(0, directory, version + 2)) == 0
    left = sorted(path.name for path in (directory / "generations").iterdir())
    assert len(left) <= 2, left
    assert not [name for name in left if name.startswith(".")], left


def main() -> None:
    directory, seed = Path(sys.argv[2]), int(sys.argv[3])
    load_numpy()  # once, not in each of the forks
    assert in_child(lambda: killed_at(0, directory, 0)) == 0
    version, step, moved = 0, 1, [0, 0]
    while True:
        code = in_child(lambda: killed_at(step, directory, version + 1))  # noqa: B023 - called at once
        if code == 0:
            break
        assert code == -signal.SIGKILL, code
        check(directory, version, moved)
        version, step = version + 2, step + 1
    sys.stdout.write(f"steps {step - 1} {moved[0]} {moved[1]}\n")

    began = time.monotonic()
    version += 2
    assert in_child(lambda: killed_at(0, directory, version)) == 0
    whole = time.monotonic() - began
    moments, moved, killed = random.Random(seed), [0, 0], 0
    for _ in range(20):
        pid = os.fork()
        if pid == 0:
            try:
                attempt(directory, version + 1, lambda: None)
            finally:
                os._exit(0)
        time.sleep(moments.uniform(0, whole) * 0.8)
        os.kill(pid, signal.SIGKILL)
        killed += os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == -signal.SIGKILL
        check(directory, version, moved)
        version += 2
    sys.stdout.write(f"moments {killed} {moved[0]} {moved[1]}\n")


if __name__ == "__main__":
    main()
