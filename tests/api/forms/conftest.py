"""The service over the small corpus as a build makes it, published after a generation that had one claim more."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, Store
from service_process import start, stop

from claimgraph.api.build import build
from claimgraph.ontology import CG, RDF
from claimgraph.store import publish

LAMPS = Path(__file__).parents[2] / "corpora" / "lamps"
BASE = "https://example.org/lamps/"


@pytest.fixture(scope="session")
def lamps_quads() -> list[Quad]:
    return list(build(LAMPS).quads)


@pytest.fixture(scope="session")
def lamps_graph(lamps_quads: list[Quad]) -> Store:
    store = Store()
    store.extend(lamps_quads)
    return store


@pytest.fixture(scope="session")
def formed(tmp_path_factory: pytest.TempPathFactory, lamps_quads: list[Quad]) -> Iterator[httpx.Client]:
    """A client of the running service."""
    store = tmp_path_factory.mktemp("formed") / "store"
    withdrawn = NamedNode(f"{BASE}claim/acme/withdrawn")
    publish(store, [*lamps_quads, Quad(withdrawn, RDF.type, CG.Claim, NamedNode(f"{BASE}graph/letter/acme"))], {})
    publish(store, lamps_quads, {})
    running = start(store)
    with httpx.Client(base_url=running.origin, timeout=60) as client:
        yield client
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written
