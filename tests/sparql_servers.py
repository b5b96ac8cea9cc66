"""Other people's SPARQL servers, started empty on 127.0.0.1 for tests that publish to them."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType

import pytest

from claimgraph.store.remote import Credentials, Patience, Remote, endpoints_of
from claimgraph.store.remote.names import STORE

BENCH = Path(__file__).parent.parent / "bench"
HASTY = Patience(silence=20, attempts=4, pause=0.02, beat=0.1, lease=0.6)
"""Nothing here takes as long as what the defaults are made for."""

_ALL = "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"  # DISTINCT ?g takes Virtuoso 15 s


def started_servers() -> ModuleType:
    """The benchmarks' module that starts servers, which is in no package."""
    if "claimgraph_bench_servers" not in sys.modules:
        spec = importlib.util.spec_from_file_location("claimgraph_bench_servers", BENCH / "servers.py")
        assert spec is not None
        assert spec.loader is not None
        module = importlib.util.module_from_spec(spec)
        sys.modules["claimgraph_bench_servers"] = module
        spec.loader.exec_module(module)
    return sys.modules["claimgraph_bench_servers"]


@contextmanager
def empty_server(kind: str, place: Path) -> Iterator[Remote]:
    """A store on a new server of that kind; skips where it isn't installed."""
    servers = started_servers()
    nothing = place / "nothing.nq"
    nothing.write_bytes(b"")
    corpus = servers.Corpus(0, place, nothing)
    if kind == "oxigraph":
        if not (Path(sys.executable).parent / "oxigraph").exists():
            pytest.skip("no Oxigraph server here; install the group bench")
        with servers.oxigraph_memory(corpus, place) as endpoint:
            yield Remote(endpoints_of(f"http://127.0.0.1:{endpoint.port}", kind), patience=HASTY)
        return
    if not (shutil.which("virtuoso-t") and shutil.which("isql-vt")):
        pytest.skip("no Virtuoso here; install virtuoso-opensource-7-bin")
    with servers.virtuoso(corpus, place, buffers=5000, rows=5000) as endpoint:
        address = endpoints_of(f"http://127.0.0.1:{endpoint.port}", kind)
        yield Remote(address, Credentials("dba", "dba"), HASTY)


def graphs_on(remote: Remote) -> set[str]:
    """The names of all graphs that are there of a store, on the server's own terms."""
    with remote.server() as server:
        names = {row["g"] for row in server.rows(_ALL)}
    return {name for name in names if name.startswith(STORE) or "--version-" in name}


def wipe(remote: Remote) -> None:
    """Take the whole store from the server."""
    names = graphs_on(remote)
    with remote.server() as server:
        for name in names:
            server.drop(name)
