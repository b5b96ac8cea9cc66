"""Starting and stopping."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import time
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
from service_process import command, start, stop

from claimgraph.api.errors import ServeError
from claimgraph.api.serve import serve
from claimgraph.store import StoreMissingError


def children_of() -> dict[int, set[int]]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    children: dict[int, set[int]] = {}
    for line in listed.splitlines():
        child, parent = map(int, line.split())
        children.setdefault(parent, set()).add(child)
    return children


def descendants(pid: int) -> set[int]:
    children = children_of()
    found, todo = set(), {pid}
    while todo:
        todo = {child for each in todo for child in children.get(each, set())} - found
        found |= todo
    return found


def alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything(store: Path, how: signal.Signals) -> None:
    service = start(store)
    family = descendants(service.process.pid)
    assert len(family) >= 4  # a keeper, two evaluators, a web worker
    assert httpx.get(f"{service.origin}/health").status_code == 200
    os.kill(service.process.pid, how)
    _, written = service.process.communicate(timeout=30)
    assert service.process.returncode == 0
    assert "Traceback" not in written
    assert not any(map(alive, family))


def test_a_killed_service_leaves_nothing_behind(store: Path) -> None:
    service = start(store)
    family = descendants(service.process.pid)
    service.process.kill()
    service.process.communicate(timeout=30)
    for _ in range(200):
        if not any(map(alive, family)):
            break
        time.sleep(0.05)
    assert not any(map(alive, family))


def test_a_lost_keeper_is_replaced(store: Path) -> None:
    service = start(store)
    try:
        keeper = next(
            pid
            for pid in descendants(service.process.pid)
            if b"keeper_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
            and pid not in descendants(pid)  # the evaluators are its own forks, named alike
            and children_of().get(pid)
        )
        os.kill(keeper, signal.SIGKILL)
        statuses, end = set[int](), time.monotonic() + 20
        while time.monotonic() < end:
            health = httpx.get(f"{service.origin}/health", timeout=30)
            asked = httpx.get(f"{service.origin}/sparql", params={"query": f"ASK {{ }} #{len(statuses)}"}, timeout=30)
            statuses |= {health.status_code, asked.status_code}
            if asked.status_code == 503:
                assert "/" not in asked.json()["detail"]
                assert int(asked.headers["retry-after"]) >= 1
            if health.status_code == asked.status_code == 200 and not alive(keeper):
                break
            time.sleep(0.02)
        assert statuses <= {200, 503}
        assert health.status_code == 200
    finally:
        stop(service)


def test_a_port_in_use(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(ServeError, match=rf"can't listen on 127.0.0.1:{port}: address already in use"):
            serve(tmp_path / "not even a store", port=port)


def test_a_port_that_another_service_has(store: Path, service: str) -> None:
    port = int(service.rpartition(":")[2])
    done = subprocess.run(command(store, port, {}, {}), capture_output=True, text=True, timeout=60)
    assert done.returncode == 1
    assert re.fullmatch(r"can't listen on .*; choose another with --host or --port\n", done.stderr)
    assert done.stdout == ""


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.1"])
def test_an_address_that_is_not_here(tmp_path: Path, host: str) -> None:
    with pytest.raises(ServeError, match=f"can't listen on {host}:0: "):
        serve(tmp_path, host=host, port=0)


def test_nothing_to_serve(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="nothing has been published"):
        serve(tmp_path, port=0)


def test_a_client_that_goes_away_frees_its_evaluator(store: Path) -> None:
    service = start(store, timeout=60)
    address = urlsplit(service.origin)
    endless = urlencode({"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"})
    try:
        leaving = [socket.create_connection((str(address.hostname), address.port or 80)) for _ in range(2)]
        for connection in leaving:
            connection.sendall(f"GET /sparql?{endless} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode())
        with pytest.raises(httpx.ReadTimeout):
            httpx.get(f"{service.origin}/sparql", params={"query": "ASK {}"}, timeout=2)
        for connection in leaving:
            connection.close()
        answer = httpx.get(f"{service.origin}/sparql", params={"query": "ASK {}"}, timeout=20)
        assert answer.status_code == 200
    finally:
        service.process.terminate()
        service.process.communicate(timeout=30)
