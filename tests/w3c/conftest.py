"""One service over every data file of the suites, each a graph of its own under the file's IRI."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad
from service_process import start, stop
from w3c.cases import http_cases, query_cases
from w3c.manifests import path, read_graph

from claimgraph.store import publish


@pytest.fixture(scope="session")
def suites_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store whose one generation holds all data of the queries, and the graphs that the protocol's requests name."""
    directory = tmp_path_factory.mktemp("w3c") / "store"
    files = {graph: path(graph) for case in query_cases() for graph in (*case.data, *case.graphs)}
    files |= {graph: file for case in http_cases() for graph, named in case.graphs.items() for file in named}
    publish(directory, _quads(files), {})
    return directory


@pytest.fixture(scope="session")
def suites(suites_store: Path) -> Iterator[httpx.Client]:
    """A client of the service over that store."""
    running = start(suites_store, timeout=10)
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        yield client
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written


def _quads(files: dict[str, Path]) -> Iterator[Quad]:
    for graph, file in files.items():
        for quad in read_graph(file):
            yield Quad(*quad.triple, NamedNode(graph))
