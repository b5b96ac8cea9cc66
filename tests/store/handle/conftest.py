"""The small corpus as a store and as a service, and a handle on each."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from service_process import start, stop

import claimgraph
from claimgraph.api.build import build
from claimgraph.store import publish
from claimgraph.store.handle import Handle

LAMPS = Path(__file__).parent.parent.parent / "corpora" / "lamps"


@pytest.fixture(scope="session")
def lamps_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handle")
    made = build(Path(shutil.copytree(LAMPS, folder / "lamps")))
    publish(folder / "store", made.quads, made.inputs)
    return folder / "store"


@pytest.fixture(scope="session")
def lamps_service(lamps_store: Path) -> Iterator[str]:
    running = start(lamps_store, timeout=20)
    yield running.origin
    assert "Traceback" not in stop(running)


@pytest.fixture(params=["store", "service"])
def handle(request: pytest.FixtureRequest, lamps_store: Path) -> Iterator[Handle]:
    """A handle on the same graph, here and over HTTP."""
    where = lamps_store if request.param == "store" else request.getfixturevalue("lamps_service")
    with claimgraph.open(where) as made:
        yield made
