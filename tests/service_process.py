"""The service in a process of its own, for the tests that talk to it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

START = """
import json, sys
from ipaddress import ip_network
from pathlib import Path
from claimgraph.api.errors import ServeError
from claimgraph.api.serve import serve
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.service.settings import WriteSettings
from claimgraph.store import Settings
store, port, limits, own = json.loads(sys.argv[1])
own['writing'] = WriteSettings(**own.get('writing', {}))
own["trusted_proxies"] = tuple(map(ip_network, own.get("trusted_proxies", ())))
try:
    serve(Path(store), port=port, settings=ServiceSettings(Settings(**limits), **own))
except ServeError as error:
    sys.exit(str(error))
"""

LIMITS = {"evaluators": 2, "timeout_seconds": 1.5, "query_memory_bytes": 512 * 1024 * 1024}
"""Of the store's settings; the service's own are `OWN`."""

OWN: dict[str, object] = {"rate": 0}


@dataclass(frozen=True, slots=True)
class Running:
    """A service that answers at `origin`."""

    origin: str
    process: subprocess.Popen[str]


def command(store: Path, port: int, limits: dict[str, object], own: dict[str, object]) -> list[str]:
    """What starts the service in a process of its own."""
    return [sys.executable, "-c", START, json.dumps([str(store), port, {**LIMITS, **limits}, {**OWN, **own}])]


def start(
    store: Path,
    port: int = 0,
    timeout: float = 1.5,
    services: Sequence[str] = (),
    limits: Mapping[str, object] | None = None,
    **own: object,
) -> Running:
    """The service once it has printed its address.

    `services`, which may be on this machine, are open to SERVICE; `limits` are settings of the store, `own` the
    service's own.
    """
    settings: dict[str, object] = {"timeout_seconds": timeout, **(limits or {})}
    if services:
        settings |= {"services": list(services), "near": ["127.0.0.1/32"]}
    process = subprocess.Popen(
        command(store, port, settings, own),
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
