"""A store with a letter that gives orders, and a service over it that answers assistants."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import assistant_calls as calls
import pytest
from service_process import start, stop

from claimgraph.store import publish


@pytest.fixture(scope="session")
def bribed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("bribed") / "store"
    publish(directory, calls.lamps(), {})
    return directory


@pytest.fixture(scope="session")
def origin(bribed: Path) -> Iterator[str]:
    """The service's, without a slash. Who names a client with X-Forwarded-For is taken for it."""
    running = start(bribed, assistants=True, assistants_hosts=["claims.example"], trusted_proxies=["127.0.0.1/32"])
    yield running.origin
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written
