"""Keepers that several processes share."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from claimgraph.store import Generation, Settings, StoreMissingError, share_keeper, wait_for_keepers

SETTINGS = Settings(evaluators=1)

ANOTHER = """
import sys, time
from pathlib import Path
from claimgraph.store import Settings, share_keeper
keeper = share_keeper(Path(sys.argv[1]), Path(sys.argv[2]), Settings(evaluators=1))
print(keeper.socket, keeper.process.pid if keeper.process else 0, flush=True)
time.sleep(60)
"""


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_a_keeper_is_there_until_the_last_lets_go(published: Generation, tmp_path: Path) -> None:
    store = published.directory.parents[1]
    one, other = (share_keeper(tmp_path, store, SETTINGS) for _ in range(2))
    assert one.socket == other.socket
    assert one.process is not None
    assert other.process is None
    process = one.process
    one.close()
    assert not other.is_lost
    other.close()
    wait_for_keepers(tmp_path, 30)
    until(lambda: process.returncode is not None)
    assert not list(tmp_path.glob("k*/socket"))
    anew = share_keeper(tmp_path, store, SETTINGS)
    assert anew.process is not None
    anew.close()
    wait_for_keepers(tmp_path, 30)
    until(lambda: anew.process is not None and anew.process.returncode is not None)


def test_it_outlives_the_one_that_started_it_and_no_more_than_all(published: Generation, tmp_path: Path) -> None:
    store = published.directory.parents[1]
    command = [sys.executable, "-c", ANOTHER, str(tmp_path), str(store)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        socket, pid = starter.stdout.readline().split()
        ours = share_keeper(tmp_path, store, SETTINGS)
        starter.kill()
    assert (str(ours.socket), ours.process) == (socket, None)
    assert not ours.is_lost
    os.kill(int(pid), signal.SIGKILL)
    until(lambda: ours.is_lost)
    ours.close()


def test_other_settings_are_another_keepers(published: Generation, tmp_path: Path) -> None:
    store = published.directory.parents[1]
    keepers = [share_keeper(tmp_path, store, each) for each in (SETTINGS, Settings(evaluators=1, memory_bytes=0))]
    assert [each.in_memory for each in keepers] == [True, False]
    for each in keepers:
        each.close()
    wait_for_keepers(tmp_path, 30)
    for each in keepers:
        until(lambda each=each: each.process is not None and each.process.returncode is not None)  # type: ignore[misc] # a default's type


def test_nothing_to_share(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        share_keeper(tmp_path, tmp_path / "none", SETTINGS)
