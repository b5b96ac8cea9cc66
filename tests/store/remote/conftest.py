"""A store on each of the servers, empty before each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from sparql_servers import empty_server, wipe

from claimgraph.store.remote import Remote


@pytest.fixture(scope="session")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Remote]]:
    """Gives the server of a kind, started when it is asked for first."""
    running: dict[str, Remote] = {}
    with ExitStack() as stack:

        def start(kind: str) -> Remote:
            if kind not in running:
                running[kind] = stack.enter_context(empty_server(kind, tmp_path_factory.mktemp(kind)))
            return running[kind]

        yield start


@pytest.fixture(params=["oxigraph", "virtuoso"])
def remote(request: pytest.FixtureRequest, started: Callable[[str], Remote]) -> Remote:
    found = started(request.param)
    wipe(found)
    return found
