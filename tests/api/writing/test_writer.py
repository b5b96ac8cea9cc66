"""The writer as a process: writes queue, may be killed at any moment, and what was acknowledged stays."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import WriteSettings
from claimgraph.api.writing.pipeline import Written
from claimgraph.api.writing.wire import WriteRequest
from claimgraph.api.writing.writer import WriterHandle, ask_writer, start_writer
from claimgraph.store import load_memory, open_current, publish
from claimgraph.store.lock import build_lock

FOREVER = "INSERT { ?a <a:p> ?b } WHERE { " + " ".join(
    f"VALUES ?{name} {{ {' '.join(map(str, range(20)))} }}" for name in "abcdefgh"
) + " FILTER(?a + ?b + ?c + ?d + ?e + ?f + ?g + ?h < 0) }"  # fmt: skip


def update(text: str) -> WriteRequest:
    return WriteRequest("UPDATE", text.encode(), "application/sparql-update")


def insert(number: int) -> WriteRequest:
    return update(f"INSERT DATA {{ <a:s> <a:p> {number} }}")


def put(body: bytes, content_type: str = "text/turtle") -> WriteRequest:
    return WriteRequest("PUT", body, content_type, "a:g", "a:g")


async def asked(writer: WriterHandle, request: WriteRequest) -> Written | Problem:
    try:
        return await ask_writer(writer.socket, request)
    except Problem as problem:
        return problem


def ask(writer: WriterHandle, request: WriteRequest) -> Written | Problem:
    return asyncio.run(asked(writer, request))


def numbers(store: Path) -> set[int]:
    return {int(getattr(quad.object, "value", "")) for quad in load_memory(open_current(store))}


@pytest.fixture
def store(tmp_path: Path) -> Path:
    publish(tmp_path / "store", [], {})
    return tmp_path / "store"


@pytest.fixture
def writer(store: Path) -> Iterator[WriterHandle]:
    settings = WriteSettings(timeout_seconds=4, queue=4, wait_seconds=20, patience_seconds=0.2, memory_bytes=2**30)
    with start_writer(store, settings) as started:
        yield started


def test_a_write_is_published_and_read_back(writer: WriterHandle, store: Path) -> None:
    assert ask(writer, insert(1)) == Written(2)
    assert ask(writer, put(b"<> <p> 2 .")) == Written(3, created=True)
    assert ask(writer, WriteRequest("DELETE", graph="a:g")) == Written(4)
    assert numbers(store) == {1}
    assert [*open_current(store).manifest.inputs] == ["write/0002", "write/0003", "write/0004"]
    assert open_current(store).manifest.inputs["write/0002"] == insert(1).digest()


PROBLEMS = {
    "no update": (update("SELECT * {}"), "query-syntax"),
    "an update's place": (update("INSERT DATA {\n <a:b> }"), "query-syntax"),
    "service": (update("INSERT { <a:s> <a:p> 1 } WHERE { SERVICE <http://127.0.0.1:9/> {} }"), "forbidden-query"),
    "load": (update("LOAD <http://127.0.0.1:9/>"), "forbidden-query"),
    "nothing to drop": (update("DROP GRAPH <a:none>"), "update-failed"),
    "not UTF-8": (WriteRequest("UPDATE", b"\xff", "application/sparql-update"), "bad-request"),
    "no RDF": (put(b"<> <p> ."), "data-syntax"),
    "a remote context": (put(b'{"@context": "http://127.0.0.1:9/"}', "application/ld+json"), "data-syntax"),
    "a type that can't be read": (put(b"", "application/pdf"), "media-type"),
    "another charset": (put(b"", "text/turtle; charset=latin-1"), "media-type"),
    "parts in a PUT": (put(b"", "multipart/form-data; boundary=x"), "media-type"),
    "no boundary": (WriteRequest("POST", b"", "multipart/form-data", "a:g"), "data-syntax"),
    "a part that ends too early": (
        WriteRequest("POST", b"--x\r\nContent-Type: text/turtle\r\n\r\n", "multipart/form-data; boundary=x", "a:g"),
        "data-syntax",
    ),
    "a part of another type": (
        WriteRequest("POST", b"--x\r\n\r\nwords\r\n--x--\r\n", "multipart/form-data; boundary=x", "a:g"),
        "media-type",
    ),
    "no graph to delete": (WriteRequest("DELETE", graph="a:g"), "not-found"),
    "a claim and nothing else": (put(b"<a:c> a <https://w3id.org/claimgraph/ontology#Claim> ."), "unsound"),
    "too long a work": (update(FOREVER), "write-timeout"),
}


def test_problems(writer: WriterHandle, store: Path) -> None:
    found = {name: ask(writer, request) for name, (request, _) in PROBLEMS.items()}
    assert {name: getattr(each, "kind", each) for name, each in found.items()} == {
        name: kind for name, (_, kind) in PROBLEMS.items()
    }
    assert open_current(store).number == 1
    place, report, stopped = (
        found[name] for name in ("an update's place", "a claim and nothing else", "too long a work")
    )
    assert isinstance(place, Problem)
    assert place.members["line"] == 2
    assert isinstance(report, Problem)
    assert report.members["count"]
    assert isinstance(stopped, Problem)
    assert stopped.detail == "The write was stopped after 4 s. Nothing was changed."
    assert stopped.headers["Retry-After"]
    assert ask(writer, insert(1)) == Written(2)


def test_too_much_memory_ends_its_own_write_alone(store: Path) -> None:
    values = " ".join(map(str, range(60)))
    explode = update(
        f"INSERT {{ ?s <a:p> ?o }} WHERE {{ VALUES ?a {{ {values} }} VALUES ?b {{ {values} }} VALUES ?c {{ {values} }} "
        "VALUES ?d { 1 2 3 4 5 6 7 8 9 } "
        "BIND(IRI(CONCAT('a:', STR(?a), '-', STR(?b), '-', STR(?c), '-', STR(?d))) AS ?s) "
        "BIND(CONCAT(STR(?s), STR(?s), STR(?s), STR(?s)) AS ?o) }"
    )
    with start_writer(store, WriteSettings(timeout_seconds=30, memory_bytes=512 * 2**20)) as writer:
        lost = ask(writer, explode)
        assert isinstance(lost, Problem)
        assert lost.kind in ("interrupted", "write-too-large")
        assert lost.detail.endswith("Nothing was changed.")
        assert ask(writer, insert(1)) == Written(2)
    assert numbers(store) == {1}


def test_writes_have_their_turns_in_order_and_the_queue_has_an_end(writer: WriterHandle, store: Path) -> None:
    async def crowd() -> list[Written | Problem]:
        first = asyncio.create_task(asked(writer, update(FOREVER)))
        await asyncio.sleep(0.2)
        others = [asyncio.create_task(asked(writer, insert(number))) for number in range(6)]
        return await asyncio.gather(first, *others)

    ask(writer, insert(-1))
    answers = asyncio.run(crowd())
    kinds = [each.kind if isinstance(each, Problem) else each.generation for each in answers]
    assert kinds == ["write-timeout", 3, 4, 5, 6, "write-busy", "write-busy"]
    assert numbers(store) == {-1, 0, 1, 2, 3}
    busy = answers[-1]
    assert isinstance(busy, Problem)
    assert busy.status == 503
    assert busy.headers["Retry-After"]


def test_one_that_waits_too_long_is_told(store: Path) -> None:
    async def both(writer: WriterHandle) -> list[Written | Problem]:
        await asked(writer, insert(1))
        first = asyncio.create_task(asked(writer, update(FOREVER)))
        await asyncio.sleep(0.2)
        return [await asked(writer, insert(2)), await first]

    with start_writer(store, WriteSettings(timeout_seconds=2, wait_seconds=0.3)) as writer:
        waited, _ = asyncio.run(both(writer))
        assert isinstance(waited, Problem)
        assert waited.kind == "write-busy"
    assert numbers(store) == {1}


def test_one_who_left_the_queue_writes_nothing(writer: WriterHandle, store: Path) -> None:
    async def leave() -> Written | Problem:
        await asked(writer, insert(1))
        first = asyncio.create_task(asked(writer, update(FOREVER)))
        await asyncio.sleep(0.2)
        left = asyncio.create_task(asked(writer, insert(2)))
        await asyncio.sleep(0.1)
        left.cancel()
        await first
        return await asked(writer, insert(3))

    assert asyncio.run(leave()) == Written(3)
    assert numbers(store) == {1, 3}


def test_a_build_under_way_is_waited_for_and_told(writer: WriterHandle, store: Path) -> None:
    with build_lock(store):
        busy = ask(writer, insert(1))
    assert isinstance(busy, Problem)
    assert (busy.kind, busy.status) == ("write-busy", 503)
    assert ask(writer, insert(1)) == Written(2)


def test_killed_at_random_moments_it_loses_nothing_acknowledged(writer: WriterHandle, store: Path) -> None:
    seeded = random.Random(20240327)
    acknowledged: set[int] = set()
    lost = 0

    async def one(number: int) -> Written | Problem:
        task = asyncio.create_task(asked(writer, insert(number)))
        await asyncio.sleep(seeded.uniform(0, 0.15))
        for pid in _forks(writer.process.pid) if number % 3 else [writer.process.pid]:
            with suppress(ProcessLookupError):  # it may be done by now
                os.kill(pid, signal.SIGKILL)
        return await task

    ask(writer, insert(-1))
    acknowledged.add(-1)
    for number in range(15):
        answer = asyncio.run(one(number))
        if isinstance(answer, Written):
            acknowledged.add(number)
            assert open_current(store).number >= answer.generation
        else:
            lost += 1
            assert answer.kind in ("interrupted", "unavailable")
        current = open_current(store)
        assert len(load_memory(current)) == current.manifest.quads == len(current.open())
    assert acknowledged <= numbers(store)
    assert lost >= 3
    assert isinstance(ask(writer, insert(99)), Written)
    assert not list(store.glob("generations/.building*"))


def test_it_ends_with_its_parent(store: Path) -> None:
    script = (
        "import sys, time\nfrom pathlib import Path\nfrom claimgraph.api.writing.writer import start_writer\n"
        "from claimgraph.api.service.settings import WriteSettings\n"
        "writer = start_writer(Path(sys.argv[1]), WriteSettings())\n"
        "print(writer.process.pid, flush=True)\ntime.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script, str(store)], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    pid = int(parent.stdout.readline())
    parent.kill()
    parent.communicate()
    for _ in range(200):
        if not Path(f"/proc/{pid}").exists() or "Z" in Path(f"/proc/{pid}/stat").read_text().split()[2]:
            return
        subprocess.run(["sleep", "0.05"], check=True)
    raise AssertionError(f"{pid} goes on without its parent")


def _forks(pid: int) -> list[int]:
    listed = subprocess.run(["ps", "-o", "pid=", "--ppid", str(pid)], capture_output=True, text=True, check=False)
    return [int(each) for each in listed.stdout.split()]
