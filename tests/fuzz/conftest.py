"""The service over a store that is small, and has what bites: every kind of term, a ring to go round in, a docket."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import RdfFormat, parse
from service_process import Running, start, stop

from claimgraph.store import MEBIBYTE, publish

HERE = Path(__file__).parent
DOCKET = HERE.parent / "api" / "docket.trig"
RING = 300

TIMEOUT = 1.0
LIMITS: dict[str, object] = {
    "query_memory_bytes": 256 * MEBIBYTE,
    "max_result_bytes": 24 * MEBIBYTE,
    "buffer_bytes": 4 * MEBIBYTE,
}


def ring() -> str:
    """N-Quads: nodes in a circle, with chords and labels."""
    lines = (
        f"<urn:ring:{i}> <urn:next> <urn:ring:{(i + 1) % RING}> <urn:graph:ring> .\n"
        f"<urn:ring:{i}> <urn:next> <urn:ring:{(i * 7 + 3) % RING}> <urn:graph:ring> .\n"
        f'<urn:ring:{i}> <urn:label> "number {i} aaaaaaaaaaaaaaaaaaaaaaaa" <urn:graph:ring> .\n'
        for i in range(RING)
    )
    return "".join(lines)


@pytest.fixture(scope="session")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a docket and a ring."""
    directory = tmp_path_factory.mktemp("fuzz") / "large"
    publish(directory, [*parse(path=DOCKET, format=RdfFormat.TRIG), *parse(ring(), RdfFormat.N_QUADS)], {})
    return directory


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store so small that a product of it with itself twice over is soon made."""
    directory = tmp_path_factory.mktemp("fuzz") / "small"
    publish(directory, parse(path=HERE / "terms.trig", format=RdfFormat.TRIG), {})
    return directory


def _running(store: Path, **own: object) -> Iterator[Running]:
    running = start(store, timeout=TIMEOUT, limits=LIMITS, **own)
    yield running
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written, written


@pytest.fixture(scope="session")
def service(large: Path) -> Iterator[Running]:
    """The service over the large store."""
    yield from _running(large)


@pytest.fixture(scope="session")
def asked(small: Path) -> Iterator[httpx.Client]:
    """A client of the service over the small store."""
    for running in _running(small):
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            yield client


@pytest.fixture
def client(service: Running) -> Iterator[httpx.Client]:
    """A client of the service over the large store."""
    with httpx.Client(base_url=service.origin, timeout=30) as client:
        yield client
