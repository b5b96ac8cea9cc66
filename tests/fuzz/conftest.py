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

TIMEOUT = 0.8
CACHE = 1 * MEBIBYTE

EVALUATORS = 2
LIMITS: dict[str, object] = {
    "evaluators": EVALUATORS,
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


def _running(store: Path, place: Path, timeout: float) -> Iterator[Running]:
    """The service, with folders for its sockets at the place; it must end well and leave nothing there."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TMPDIR", str(place))
        running = start(store, timeout=timeout, limits=LIMITS, cache_bytes=CACHE, trusted_proxies=["127.0.0.1/32"])
    yield running
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written, written
    assert not list(place.iterdir())


@pytest.fixture(scope="session")
def service(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The service over the large store; what `X-Forwarded-For` says of its clients is believed."""
    yield from _running(large, tmp_path_factory.mktemp("large"), TIMEOUT)


@pytest.fixture(scope="session")
def patient(large: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """The same, for what mustn't be cut short by the deadline, however busy the machine is."""
    yield from _running(large, tmp_path_factory.mktemp("patient"), 20)


@pytest.fixture(scope="session")
def asked(small: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of the service over the small store."""
    for running in _running(small, tmp_path_factory.mktemp("small"), 1.5):
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            yield client


@pytest.fixture
def client(service: Running) -> Iterator[httpx.Client]:
    """A client of the service over the large store."""
    with httpx.Client(base_url=service.origin, timeout=30) as client:
        yield client
