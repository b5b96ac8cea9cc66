"""A Dask cluster on this machine, as an administrator would start it: a scheduler, and workers that can be killed."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

TESTS = Path(__file__).parent
DASK = (sys.executable, "-m", "dask")


class DaskProcesses:
    """A scheduler at `address`, and workers; their output is in `log`."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.log = folder, folder / "dask.log"
        self.processes: list[subprocess.Popen[bytes]] = []
        place = folder / "scheduler.json"
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0", "--scheduler-file", str(place))
        for _ in range(600):
            with suppress(FileNotFoundError, ValueError):
                self.address: str = json.loads(place.read_text("utf-8"))["address"]
                return
            time.sleep(0.05)
        raise AssertionError(self.log.read_text("utf-8"))

    def add_worker(self, *options: str) -> subprocess.Popen[bytes]:
        """Another worker of one thread; unless options say otherwise it isn't started again when it dies."""
        return self.start(
            "worker", self.address, "--host", "127.0.0.1", "--nthreads", "1", *(options or ["--no-nanny"])
        )

    def start(self, *arguments: str) -> subprocess.Popen[bytes]:
        """One of Dask's processes, with a process group of its own."""
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                [*DASK, *arguments, "--no-dashboard"],
                cwd=self.folder,
                env={**os.environ, "PYTHONPATH": str(TESTS)},
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self.processes.append(process)
        return process

    def end(self) -> None:
        """Kill them all."""
        for each in reversed(self.processes):
            with suppress(ProcessLookupError):
                os.killpg(each.pid, signal.SIGKILL)
            each.wait()


@contextmanager
def dask_processes(folder: Path) -> Iterator[DaskProcesses]:
    """A scheduler without workers, as long as the block lasts."""
    cluster = DaskProcesses(folder)
    try:
        yield cluster
    finally:
        cluster.end()
