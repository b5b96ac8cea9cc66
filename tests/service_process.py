"""The service in a process of its own, for the tests that talk to it."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

START = """
import sys
from pathlib import Path
from claimgraph.api.serve import ServeError, serve
store, port, timeout, *services = sys.argv[1:]
try:
    serve(
        Path(store), port=int(port), workers=2, timeout=float(timeout), memory=512,
        services=services, near=["127.0.0.1/32"] * bool(services),
    )
except ServeError as error:
    sys.exit(str(error))
"""


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers at `origin`."""

    origin: str
    process: subprocess.Popen[str]


def start(store: Path, port: int = 0, timeout: float = 1.5, services: Sequence[str] = ()) -> Running:
    """The service once it has printed its address; `services`, on this machine, are open to SERVICE."""
    process = subprocess.Popen(
        [sys.executable, "-c", START, str(store), str(port), str(timeout), *services],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    line = process.stdout.readline()
    watchdog.cancel()
    match = re.search(r"(http://[0-9.]+:[0-9]+)/", line)
    if match is None:
        process.kill()
        raise AssertionError(f"no address in {line!r}: {process.communicate()[1]}")
    return Running(match[1], process)


def stop(running: Running) -> str:
    """What the service wrote to standard error by the time it has ended."""
    running.process.terminate()
    return running.process.communicate(timeout=30)[1]
