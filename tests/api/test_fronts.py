"""Several fronts: whichever of them a request meets, it gets the same answers, limits and protection from others."""

from __future__ import annotations

import itertools
import json
import os
import shutil
import signal
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest
from pyoxigraph import Literal, NamedNode, Quad
from service_process import Running, start, stop

from claimgraph.store import publish

TOKEN = "a-token-of-forty-characters-for-the-tests"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
NUMBERS = itertools.count()


@contextmanager
def running(store: Path, **own: object) -> Iterator[Running]:
    """A service with two fronts, both of which answer; in the end none of its processes are left."""
    service = start(store, **{"fronts": 2, **own})  # type: ignore[arg-type] # of many kinds
    try:
        until(lambda: numbers(service)["claimgraph_fronts"] == 2)
        yield service
    finally:
        family = descendants(service.process.pid)
        written = stop(service)
        assert service.process.returncode == 0, written
        assert "Traceback" not in written
        until(lambda: not any(map(alive, family)))


def until(condition: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


@dataclass(frozen=True, slots=True)
class Told:
    """The answer to one request."""

    status: int
    headers: Mapping[str, str]
    body: str


def told(
    service: Running,
    path: str,
    source: str = "127.0.0.1",
    body: str | None = None,
    headers: Mapping[str, str] = {},
) -> Told:
    """The answer over a connection of its own, so that chance chooses the front."""
    port = int(service.origin.rpartition(":")[2])
    connection = HTTPConnection("127.0.0.1", port, timeout=60, source_address=(source, 0))
    try:
        connection.request("GET" if body is None else "POST", path, body, dict(headers))
        answer = connection.getresponse()
        return Told(answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read().decode())
    finally:
        connection.close()


def asked(service: Running, query: str, source: str = "127.0.0.1") -> Told:
    return told(service, f"/sparql?{urlencode({'query': query})}", source)


def numbers(service: Running) -> Counter[str]:
    """What /metrics tells."""
    found = Counter[str]()
    for line in told(service, "/metrics").body.splitlines():
        if not line.startswith("#"):
            name, _, value = line.rpartition(" ")
            found[name] = int(float(value))
    return found


def descendants(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    parents = dict(map(int, line.split()) for line in listed.splitlines())  # type: ignore[arg-type] # pairs

    def is_of(each: int) -> bool:
        while each in parents:
            each = parents[each]
            if each == pid:
                return True
        return False

    return sorted(filter(is_of, parents))


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def is_keeper(pid: int) -> bool:
    try:
        return b"keeper_process" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def fronts(service: Running) -> list[int]:
    """The processes that answer requests: those of the service's own children that listen."""
    listed = subprocess.run(
        ["ps", "--ppid", str(service.process.pid), "-o", "pid="], capture_output=True, text=True, check=True
    ).stdout
    return [pid for pid in map(int, listed.split()) if not is_keeper(pid) and alive(pid)]


def keepers(service: Running) -> list[int]:
    """The keepers of the service: those whose lifeline is in its folder. Evaluators are forks of them, named alike."""
    place = next(lifeline_of(pid) for pid in descendants(service.process.pid) if is_keeper(pid)).parents[1]
    return keepers_in(place)


def keepers_in(place: Path) -> list[int]:
    found = [int(each.name) for each in Path("/proc").iterdir() if each.name.isdigit()]
    of_it = {pid for pid in found if is_keeper(pid) and place in lifeline_of(pid).parents}
    return sorted(pid for pid in of_it if parent_of(pid) not in {0, *of_it})


def lifeline_of(pid: int) -> Path:
    try:
        return Path(f"/proc/{pid}/fd/0").readlink()
    except OSError:
        return Path()


def parent_of(pid: int) -> int:
    """The process's parent, 0 where it has ended meanwhile."""
    try:
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    except OSError:
        return 0


def published(store: Path, value: str) -> None:
    name = NamedNode("https://example.org/value")
    publish(store, [Quad(name, name, Literal(value), NamedNode("https://example.org/graph"))], {})


@pytest.fixture
def own_store(store: Path, tmp_path: Path) -> Path:
    return shutil.copytree(store, tmp_path / "store")


def test_one_keeper_and_one_tally_for_all(store: Path) -> None:
    with running(store) as service:
        assert len(keepers(service)) == 1
        before = numbers(service)
        answers = [asked(service, f"ASK {{ ?s ?p {n} }}") for n in range(40)]
        assert {each.status for each in answers} == {200}
        after = [numbers(service) for _ in range(8)]
    counted = [each['claimgraph_requests_total{route="sparql",status="200"}'] for each in after]
    known = before['claimgraph_requests_total{route="sparql",status="200"}']
    assert set(counted) == {known + 40}, "every front tells the same"
    misses = 'claimgraph_cache_requests_total{result="miss"}'
    assert after[0][misses] - before[misses] == 40
    assert after[0]["claimgraph_cache_answers"] - before["claimgraph_cache_answers"] == 40


def test_a_client_has_one_rate_whichever_front_it_asks(store: Path) -> None:
    with running(store, rate=0.01, burst=30) as service:
        statuses = Counter(asked(service, "ASK {}").status for _ in range(60))
        assert asked(service, "ASK {}", "127.0.0.2").status == 200
    assert statuses == {200: 30, 429: 30}


def test_a_front_that_dies_is_replaced_and_the_others_go_on(store: Path) -> None:
    with running(store) as service:
        for n in range(20):
            asked(service, f"ASK {{ ?s ?p {n} }}")
        before, keeper = numbers(service), keepers(service)
        place = lifeline_of(keeper[0]).parents[1]
        port = int(service.origin.rpartition(":")[2])
        answered = 0
        with ExitStack() as opened:
            connections = [HTTPConnection("127.0.0.1", port, timeout=30) for _ in range(16)]
            for each in connections:
                opened.callback(each.close)
                each.request("GET", "/health/live")
                assert each.getresponse().read()
            killed = fronts(service)[0]
            os.kill(killed, signal.SIGKILL)
            # A process that is dead but listed may have threads yet, and be given connections, which end with it.
            until(lambda: not Path(f"/proc/{killed}").exists())
            for each in connections:
                try:
                    each.request("GET", "/sparql?query=ASK%7B%7D")
                    answered += each.getresponse().status == 200
                except (OSError, HTTPException):  # it was the one that died
                    assert asked(service, "ASK {}").status == 200
        assert 0 < answered < 16
        until(lambda: numbers(service)["claimgraph_fronts"] == 2)
        after = numbers(service)
        name = 'claimgraph_requests_total{route="sparql",status="200"}'
        assert after[name] >= before[name], "what the dead one had counted still counts"
        assert keepers_in(place) == keeper, "the graph is held by the one that held it"


def test_what_goes_wrong_is_no_line_of_the_access_log(store: Path) -> None:
    with running(store, access_log=True) as service:
        assert asked(service, "ASK {}").status == 200
        killed = fronts(service)[0]
        os.kill(killed, signal.SIGKILL)
        until(lambda: killed not in fronts(service) and len(fronts(service)) == 2)
        service.process.terminate()
        written, errors = service.process.communicate(timeout=30)
    assert {json.loads(line)["path"] for line in written.splitlines()} == {"/sparql", "/metrics"}
    assert "[ERROR]" in errors


def test_a_lost_keeper_is_replaced_for_all(store: Path) -> None:
    with running(store) as service:
        lost = keepers(service)
        place = lifeline_of(lost[0]).parents[1]
        os.kill(lost[0], signal.SIGKILL)
        until(lambda: len(keepers_in(place)) == 1 and keepers_in(place) != lost)
        until(lambda: all(asked(service, f"ASK {{ ?s ?p {next(NUMBERS)} }}").status == 200 for _ in range(10)))


def test_a_new_generation_without_a_failed_request(own_store: Path) -> None:
    with running(own_store) as service:
        statuses = Counter[int]()
        done = threading.Event()

        def ask() -> None:
            while not done.is_set():
                statuses[asked(service, f"SELECT * {{ ?s ?p ?o }} LIMIT {next(NUMBERS)}").status] += 1

        threads = [threading.Thread(target=ask) for _ in range(2)]
        for each in threads:
            each.start()
        for value in ("first", "second"):
            published(own_store, value)
            until(
                lambda value=value: all(  # type: ignore[misc] # mypy can't infer the type of a default
                    value in asked(service, "SELECT ?o { <https://example.org/value> ?p ?o }").body for _ in range(10)
                )
            )
        done.set()
        for each in threads:
            each.join()
        assert set(statuses) == {200}
        until(lambda: len(keepers(service)) == 1)  # the former ones end
        assert numbers(service)["claimgraph_switches_total"] == 2


def test_what_is_written_is_read_from_every_front(tmp_path: Path) -> None:
    published(tmp_path, "none")
    headers = {"Authorization": f"Bearer {TOKEN}", "Content-Type": "application/sparql-update"}
    with running(tmp_path, token=TOKEN) as service:
        for n in range(3):
            update = f"INSERT DATA {{ GRAPH <urn:g> {{ <urn:s> <urn:p> {n} }} }}"
            written = told(service, "/sparql", body=update, headers=headers)
            assert written.status in (200, 204), written.body
            read = [asked(service, f"ASK {{ <urn:s> ?p {n} }}") for _ in range(12)]
            assert {each.headers["claimgraph-generation"] for each in read} == {
                written.headers["claimgraph-generation"]
            }
            assert all(json.loads(each.body)["boolean"] for each in read)


def test_endless_queries_of_one_client_leave_every_front_to_others(store: Path) -> None:
    with running(store, timeout=2.0) as service:
        stopped = threading.Event()
        refusals = Counter[int]()

        def ask_endlessly(n: int) -> None:
            while not stopped.is_set():
                refusals[asked(service, f"{ENDLESS} #{n}", "127.0.0.3").status] += 1

        threads = [threading.Thread(target=ask_endlessly, args=(n,)) for n in range(16)]
        for each in threads:
            each.start()
        time.sleep(1)
        # Joins, which need an evaluator, and would be 503 after waiting for one as long as an endless one may take.
        answers = [asked(service, f"SELECT * {{ ?s ?p ?o . ?o ?q ?r }} LIMIT {n}", "127.0.0.4") for n in range(1, 25)]
        stopped.set()
        for each in threads:
            each.join()
    assert {each.status for each in answers} == {200}
    assert set(refusals) <= {429, 503}


def test_no_process_is_left_when_all_are_killed(store: Path) -> None:
    service = start(store, fronts=2)  # type: ignore[arg-type] # of many kinds
    until(lambda: numbers(service)["claimgraph_fronts"] == 2)
    family = descendants(service.process.pid)
    service.process.kill()
    service.process.communicate(timeout=30)
    until(lambda: not any(map(alive, family)))
