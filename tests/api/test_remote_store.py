"""The commands on a store that is on a SPARQL server: the same words, the same answers as from a directory."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode
from sparql_servers import empty_server, graphs_on, wipe
from spoiling_proxy import Spoiling, spoilt

from claimgraph.api import cli
from claimgraph.api.build import build
from claimgraph.store.remote import Remote, publish_remote

PROGRAM = Path(sys.executable).parent / "claimgraph"
LAMPS = Path(__file__).parent.parent / "corpora" / "lamps"
SECRET = "open sesame"


@dataclass(frozen=True)
class Run:
    code: int
    out: bytes
    err: bytes


Claimgraph = Callable[..., Run]


@pytest.fixture
def claimgraph(monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]) -> Claimgraph:
    """Runs the command line in this process, as its script would."""

    def run(*arguments: str | Path, **environment: str) -> Run:
        with monkeypatch.context() as patch:
            patch.setattr("sys.argv", ["claimgraph", *map(str, arguments)])
            for name, value in environment.items():
                patch.setenv(name, value)
            code = 0
            try:
                cli.main()
            except SystemExit as stop:
                code = int(stop.code or 0)
        sys.stdout.flush()
        return Run(code, *capfdbinary.readouterr())

    return run


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Remote]:
    with empty_server("oxigraph", tmp_path_factory.mktemp("server")) as remote:
        yield remote


@pytest.fixture
def both(server: Remote, claimgraph: Claimgraph, tmp_path: Path) -> tuple[Remote, Path]:
    """The small corpus, built onto a server, and the directory that it was built in."""
    wipe(server)
    done = claimgraph("build", LAMPS, "--store", server.address, "--replica", tmp_path / "work", "--json")
    assert done.code == 0, done.err
    report = json.loads(done.out)
    assert (report["generation"], report["store"]) == (1, server.address)
    return server, tmp_path / "work"


COMMANDS = [
    ["query", "--example", "footnotes-marks-addresses", "--format", "csv"],
    ["query", "--example", "footnotes-marks-addresses", "--format", "table"],
    ["query", "--example", "agree-or-disagree", "--format", "json"],
    ["export", "--format", "nq"],
    ["export", "--format", "ttl", "--graph", "https://example.org/lamps/graph/docket"],
    ["explain", "https://example.org/lamps/letter/acme", "--json"],
]


def test_the_same_answers(claimgraph: Claimgraph, both: tuple[Remote, Path]) -> None:
    remote, place = both
    for arguments in COMMANDS:
        here, there = (claimgraph(*arguments, "--store", store) for store in (place, remote.address))
        assert here == there, arguments
        assert here.code == 0, here.err
        assert here.out


def test_a_build_goes_on_from_the_last_one(claimgraph: Claimgraph, both: tuple[Remote, Path]) -> None:
    remote, place = both
    before = graphs_on(remote)
    done = claimgraph("build", LAMPS, "--store", remote.address, "--replica", place)
    assert done.out.startswith(b"generation 1 in http://127.0.0.1:")
    assert graphs_on(remote) == before
    assert claimgraph("build", LAMPS, "--store", remote.address).out == done.out, "in a directory that goes afterwards"


def test_credentials_come_from_a_file_or_the_environment(
    claimgraph: Claimgraph, both: tuple[Remote, Path], tmp_path: Path
) -> None:
    remote, _ = both
    (tmp_path / "right").write_text(f"ada:{SECRET}\n")
    (tmp_path / "wrong").write_text("ada:sesame street\n")
    secret = {"CLAIMGRAPH_STORE_CREDENTIALS": f"ada:{SECRET}"}
    asked = ["query", "--example", "footnotes-marks-addresses", "--format", "csv", "--store"]
    with spoilt(remote, Spoiling(password=SECRET)) as by_proxy:
        plain = claimgraph(*asked, by_proxy.address)
        wrong = claimgraph(*asked, by_proxy.address, "--store-credentials", tmp_path / "wrong")
        right = [
            claimgraph(*asked, by_proxy.address, "--store-credentials", tmp_path / "right"),
            claimgraph(*asked, by_proxy.address, **secret),
        ]
        shown = claimgraph("serve", "--store", by_proxy.address, "--show-settings", **secret)
    assert [each.code for each in (plain, wrong, *right, shown)] == [1, 1, 0, 0, 0]
    assert b"wants credentials" in plain.err
    assert b"takes no such credentials" in wrong.err
    assert b"sesame" not in wrong.err + shown.out + shown.err


def test_a_service_follows_what_is_published(server: Remote, tmp_path: Path) -> None:
    wipe(server)
    quads = build(LAMPS).quads
    publish_remote(server, quads, {})
    flags = ["--port", "0", "--follow", "0.2", "--replica", tmp_path / "replica"]
    process = subprocess.Popen(
        [PROGRAM, "serve", "--store", server.address, *flags], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    watchdog = threading.Timer(100, process.kill)
    watchdog.start()
    try:
        assert process.stdout is not None
        match = re.search(r"http://[0-9.:]+[0-9]", process.stdout.readline())
        assert match is not None
        assert httpx.get(f"{match[0]}/health").json()["generation"] == 1
        fewer = [quad for quad in quads if not str(getattr(quad.graph_name, "value", "")).endswith("acme")]
        publish_remote(server, fewer, {})
        while (said := httpx.get(f"{match[0]}/health").json())["generation"] == 1:
            time.sleep(0.1)
        assert (said["generation"], said["triples"]) == (2, len(fewer))
        asked = {"query": "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"}
        names = httpx.get(f"{match[0]}/sparql", params=asked, headers={"Accept": "text/csv"}).text.split()[1:]
        assert set(names) == {quad.graph_name.value for quad in fewer if isinstance(quad.graph_name, NamedNode)}
    finally:
        process.terminate()
        _, written = process.communicate(timeout=60)
        watchdog.cancel()
    assert process.returncode == 0
    assert written == ""


def test_a_copy_cannot_be_written_to(claimgraph: Claimgraph) -> None:
    done = claimgraph("serve", "--store", "http://127.0.0.1:9", CLAIMGRAPH_TOKEN="0123456789abcdef")
    assert done.code == 2
    assert b"can't be written to" in done.err
