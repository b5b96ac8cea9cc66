"""The service itself, in a process of its own, over a small store."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from service_process import start, stop

from claimgraph.store import publish

HERE = Path(__file__).parent


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("served") / "store"
    publish(directory, parse(path=HERE / "docket.trig", format=RdfFormat.TRIG), {})
    return directory


@pytest.fixture(scope="session")
def service(store: Path) -> Iterator[str]:
    """The origin of a running service, without a slash at its end."""
    running = start(store)
    yield running.origin
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written


@pytest.fixture(scope="session")
def client(service: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service, timeout=30) as made:
        yield made
