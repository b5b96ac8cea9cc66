from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.store import (
    BusyError,
    ClientBusyError,
    EvaluatorLostError,
    Evaluators,
    ForbiddenQueryError,
    KeeperHandle,
    Query,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    Settings,
    UnsupportedFormatError,
    publish,
    start_keeper,
)
from claimgraph.store.evaluators import AHEAD_SECONDS
from claimgraph.store.exchange import LONG_SECONDS
from claimgraph.store.wire import HELLO, Request, pid_of, take_frames

JSON = "application/sparql-results+json"
LOOK_UP = Query("SELECT ?o { <urn:s:1> ?p ?o }", JSON)
ENDLESS = Query("SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }", JSON)
# Sends at once, then goes on for longer than any test.
ENDLESS_ROWS = Query("SELECT ?a ?d ?g { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }", JSON)
ALL = Query("SELECT * { ?s ?p ?o }", JSON)
SETTINGS = Settings(evaluators=2, timeout_seconds=20, queue=6, max_result_bytes=20_000_000)


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("served") / "store"
    graph = NamedNode("urn:g")
    quads = (Quad(NamedNode(f"urn:s:{n}"), NamedNode("urn:p"), Literal(f"words {n} " * 5), graph) for n in range(3000))
    publish(directory, quads, {})
    return directory


@pytest.fixture(scope="module", params=["memory", "disk"])
def keeper(request: pytest.FixtureRequest, directory: Path) -> Iterator[KeeperHandle]:
    settings = Settings(evaluators=2, memory_bytes=0 if request.param == "disk" else 1 << 30)
    with start_keeper(directory, settings) as handle:
        assert handle.in_memory == (request.param == "memory")
        yield handle


def children(pid: int) -> set[int]:
    return {int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}


async def ask(evaluators: Evaluators, query: Query, seconds: float | None = None, client: str = "") -> bytes:
    with await evaluators.answer(query, seconds, client) as answer:
        return b"".join([chunk async for chunk in answer])


async def whole(evaluators: Evaluators) -> None:
    """Both evaluators answer: two queries, each of which keeps one of them busy until the other is answered.

    On a busy machine that may take long, which is remembered of who asks: of nobody whom a test asks for.
    """
    asking = [ask(evaluators, LOOK_UP, client="before") for _ in range(5)]
    assert all(b"words 1 " in data for data in await asyncio.gather(*asking))
    assert evaluators.under_way == 0


async def replaced(keeper: KeeperHandle, before: set[int], lost: int) -> None:
    """Waits until `lost` of the evaluators are dead and others have taken their place."""
    while len(now := children(keeper.process.pid)) < SETTINGS.processes or len(before - now) < lost:
        await asyncio.sleep(0.01)


async def settled(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    """Waits until all evaluators are there and idle, and those that were let go of are gone."""
    while len(evaluators._idle) < SETTINGS.processes or children(keeper.process.pid) != {
        line._pid for line in evaluators._idle
    }:
        await asyncio.sleep(0.01)


@asynccontextmanager
async def opened(keeper: KeeperHandle, ahead_seconds: float = AHEAD_SECONDS) -> AsyncIterator[Evaluators]:
    """The keeper's evaluators, let go of however the test ends: they are wanted by the next."""
    evaluators = Evaluators(keeper.socket, SETTINGS, ahead_seconds=ahead_seconds)
    try:
        yield evaluators
    finally:
        await evaluators.close()


def scenario(
    test: Callable[[KeeperHandle, Evaluators], Awaitable[None]], ahead_seconds: float = AHEAD_SECONDS
) -> Callable[[KeeperHandle], None]:
    def run(keeper: KeeperHandle) -> None:
        async def timed() -> None:
            async with asyncio.timeout(60):
                async with opened(keeper, ahead_seconds) as evaluators:
                    await whole(evaluators)
                    await settled(keeper, evaluators)
                    await test(keeper, evaluators)
                async with opened(keeper) as others:
                    await whole(others)

        asyncio.run(timed())

    run.__name__ = test.__name__
    return run


# However long a query took, the next is taken for a quick one, or for a slow one.
sending_ahead, never_ahead = partial(scenario, ahead_seconds=60), partial(scenario, ahead_seconds=0)


@scenario
async def test_answers_are_whole(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    answer = await evaluators.answer(ALL)
    assert answer.media_type == JSON
    chunks = [chunk async for chunk in answer]
    assert len(chunks) > 1
    assert len(json.loads(b"".join(chunks))["results"]["bindings"]) == 3000
    assert [chunk async for chunk in answer] == [], "only once"


@scenario
async def test_an_empty_answer_is_whole(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    query = Query("CONSTRUCT WHERE { <urn:none> ?p ?o }", "application/n-triples")
    assert await ask(evaluators, query) == b""


ERRORS: list[tuple[Query, type[QueryError]]] = [
    (Query("SELECT * {", JSON), QuerySyntaxError),
    (Query("SELECT * { SERVICE <http://127.0.0.1:9/> {} }", JSON), ForbiddenQueryError),
    (Query("DROP ALL", JSON), ForbiddenQueryError),
    (Query("ASK {}", "text/html"), UnsupportedFormatError),
    (Query("ASK {}", JSON, default_graphs=("x",)), QuerySyntaxError),
]


@scenario
async def test_errors_come_before_any_output_and_cost_no_evaluator(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    before = children(keeper.process.pid)
    for query, kind in ERRORS:
        with pytest.raises(kind):
            await evaluators.answer(query)
    assert children(keeper.process.pid) == before


@scenario
async def test_endless_query_is_stopped_while_the_others_are_answered(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    before = children(keeper.process.pid)
    stopped = asyncio.create_task(ask(evaluators, ENDLESS, 0.5))
    answered = 0
    while not stopped.done():
        assert b"words 1 " in await ask(evaluators, LOOK_UP)
        answered += 1
    with pytest.raises(QueryTimeoutError, match=r"stopped after 0\.5 s"):
        await stopped
    assert answered > 10
    await replaced(keeper, before, 1)


@scenario
async def test_deadline_holds_while_rows_are_coming(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    await evaluators.close()
    other = Evaluators(keeper.socket, Settings(max_result_bytes=1 << 40))
    with pytest.raises(QueryTimeoutError):
        await ask(other, ENDLESS_ROWS, 0.3)
    await other.close()
    await replaced(keeper, before, 1)


@scenario
async def test_killed_evaluator_fails_its_own_query_alone(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    one = asyncio.create_task(ask(evaluators, ENDLESS))
    (busy,) = await working(before, 1)
    other = asyncio.create_task(ask(evaluators, ALL))
    os.kill(busy, signal.SIGKILL)
    with pytest.raises(EvaluatorLostError, match="ended before the answer did"):
        await one
    assert len(json.loads(await other)["results"]["bindings"]) == 3000
    await replaced(keeper, before, 1)
    assert busy not in children(keeper.process.pid)


async def working(pids: set[int], count: int) -> set[int]:
    """The evaluators that are running or would be if the machine had a processor free, once there are `count`."""

    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "R"
        except FileNotFoundError:  # it has ended
            return False

    last: set[int] = set()
    while True:
        await asyncio.sleep(0.02)
        now = {pid for pid in pids if runs(pid)}
        if len(found := now & last) >= count:
            return found
        last = now


@scenario
async def test_consumer_that_stops_reading_frees_the_evaluator(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    with await evaluators.answer(ENDLESS_ROWS) as answer:
        assert await anext(answer)
        assert evaluators.under_way == 1
    assert evaluators.under_way == 0
    assert [chunk async for chunk in answer] == []
    await replaced(keeper, before, 1)


@scenario
async def test_consumer_that_is_cancelled_frees_the_evaluator(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    task = asyncio.create_task(ask(evaluators, ENDLESS))
    await working(before, 1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert evaluators.under_way == 0
    await replaced(keeper, before, 1)


@scenario
async def test_query_given_up_in_the_queue_is_never_begun(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    busy = [asyncio.create_task(ask(evaluators, ENDLESS, 1.0)) for _ in range(2)]
    await working(before, 2)
    waiting = asyncio.create_task(ask(evaluators, ENDLESS))
    await asyncio.sleep(0.1)
    waiting.cancel()
    results = await asyncio.gather(*busy, waiting, return_exceptions=True)
    assert [type(result) for result in results] == [QueryTimeoutError, QueryTimeoutError, asyncio.CancelledError]
    await replaced(keeper, before, 2)
    assert evaluators.under_way == 0


@scenario
async def test_queue_is_limited_and_waiting_ends(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    busy = [asyncio.create_task(ask(evaluators, ENDLESS, 2.0, client)) for client in "aabb"]
    await working(children(keeper.process.pid), 4)
    waiting = [asyncio.create_task(ask(evaluators, LOOK_UP, *of)) for of in ((0.2, "c"), *[(20, "d")] * 5)]
    await asyncio.sleep(0)
    with pytest.raises(BusyError, match="6 queries are waiting already"):
        await evaluators.answer(LOOK_UP)
    with pytest.raises(BusyError, match=r"no evaluator was free within 0\.2 s"):
        await waiting[0]
    assert all(b"words 1 " in data for data in await asyncio.gather(*waiting[1:]))
    results = await asyncio.gather(*busy, return_exceptions=True)
    assert [type(result) for result in results] == [QueryTimeoutError] * 4


@scenario
async def test_endless_queries_of_one_client_leave_the_others_their_share(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    greedy = [asyncio.create_task(ask(evaluators, ENDLESS, 15, "greedy")) for _ in range(5)]
    await working(children(keeper.process.pid), 2)
    with pytest.raises(ClientBusyError, match="3 queries of yours are waiting already"):
        await evaluators.answer(ENDLESS, client="greedy")
    for _ in range(50):
        assert b"words 1 " in await ask(evaluators, LOOK_UP, client="modest")
    assert evaluators.waiting == 3, "those of the greedy client"
    for task in greedy:
        task.cancel()
    await asyncio.gather(*greedy, return_exceptions=True)


@never_ahead
async def test_who_asks_long_queries_leaves_the_last_worker_to_others(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    with pytest.raises(QueryTimeoutError):
        await ask(evaluators, ENDLESS, 0.3, "greedy")
    greedy = [asyncio.create_task(ask(evaluators, ENDLESS, 5, "greedy")) for _ in range(2)]
    await asyncio.sleep(0)
    modest = [asyncio.create_task(ask(evaluators, ENDLESS, 5, client)) for client in "ab"]
    await asyncio.sleep(0)
    assert evaluators.waiting == 2, "one of the greedy client's, and one of the modest clients'"
    for task in (*greedy, *modest):
        task.cancel()
    await asyncio.gather(*greedy, *modest, return_exceptions=True)


@scenario
async def test_long_query_gives_way_and_its_evaluator_is_replaced(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    before = children(keeper.process.pid)
    told = asyncio.Event()
    task = asyncio.create_task(evaluators.answer(ENDLESS, 1.0, on_long=told.set))
    await told.wait()
    (busy,) = await working(before, 1)
    assert os.getpriority(os.PRIO_PROCESS, busy) == 19
    with pytest.raises(QueryTimeoutError):
        await task
    await replaced(keeper, before, 1)
    await settled(keeper, evaluators)
    assert {os.getpriority(os.PRIO_PROCESS, pid) for pid in children(keeper.process.pid)} == {0}


@scenario
async def test_client_that_is_slow_gives_way_sooner(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    with pytest.raises(QueryTimeoutError):
        await evaluators.answer(ENDLESS, 0.5, "slow")
    await settled(keeper, evaluators)
    # Too short for a client that nothing is known of to count as long.
    for client, is_long in (("slow", True), ("other", False)):
        told = asyncio.Event()
        with pytest.raises(QueryTimeoutError):
            await evaluators.answer(ENDLESS, LONG_SECONDS, client, told.set)
        assert told.is_set() == is_long
        await settled(keeper, evaluators)


@scenario
async def test_answer_past_the_limit_is_an_error_and_no_end(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    await evaluators.close()
    small = Evaluators(keeper.socket, Settings(max_result_bytes=150_000))
    with pytest.raises(ResultTooLargeError, match="larger than 150000 bytes"):
        await ask(small, ENDLESS_ROWS)
    await small.close()
    tiny = Evaluators(keeper.socket, Settings(max_result_bytes=100))
    with pytest.raises(ResultTooLargeError):
        await tiny.answer(ALL)
    await tiny.close()


@scenario
async def test_slow_reader_holds_no_evaluator(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    many = Query("SELECT ?s ?o { ?s ?p ?o VALUES ?n { 1 2 3 4 5 6 7 8 } }", "text/csv")
    answers = [await evaluators.answer(many) for _ in range(4)]
    for _ in range(5):
        assert b"words 1 " in await ask(evaluators, LOOK_UP)
    sizes = {len(b"".join([chunk async for chunk in answer])) for answer in answers}
    assert len(sizes) == 1
    assert min(sizes) > 1_000_000, "more than the socket holds"


@sending_ahead
async def test_query_sent_behind_one_that_takes_long_is_asked_elsewhere(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    endless = [asyncio.create_task(ask(evaluators, ENDLESS, 10, "a")) for _ in range(2)]
    behind = [asyncio.create_task(ask(evaluators, LOOK_UP, 10, "a")) for _ in range(2)]
    await asyncio.sleep(0)
    assert evaluators.waiting == 0, "all are sent"
    await asyncio.sleep(0.3)
    assert evaluators.waiting == 2, "the client has its share"
    for task in endless:
        task.cancel()
    assert all(b"words 1 " in data for data in await asyncio.gather(*behind))
    assert evaluators.under_way == 0


@sending_ahead
async def test_query_sent_behind_one_whose_evaluator_dies_is_asked_elsewhere(
    keeper: KeeperHandle, evaluators: Evaluators
) -> None:
    before = children(keeper.process.pid)
    tasks = [asyncio.create_task(ask(evaluators, query, 10, "a")) for query in (ENDLESS, ENDLESS, LOOK_UP, LOOK_UP)]
    await asyncio.sleep(0)
    assert evaluators.waiting == 0, "all are sent"
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(result) for result in results] == [EvaluatorLostError, EvaluatorLostError, bytes, bytes]
    await replaced(keeper, before, 4)


@sending_ahead
async def test_answer_given_up_behind_another_is_nobody_elses(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    first = [asyncio.create_task(ask(evaluators, ALL)) for _ in range(2)]
    behind = [asyncio.create_task(ask(evaluators, LOOK_UP)) for _ in range(2)]
    other = asyncio.create_task(ask(evaluators, Query("SELECT ?o { <urn:s:2> ?p ?o }", JSON)))
    await asyncio.sleep(0)
    assert evaluators.waiting == 0, "all are sent"
    for task in behind:
        task.cancel()
    assert b"words 2 " in await other
    assert len({len(data) for data in await asyncio.gather(*first)}) == 1
    assert all(map(asyncio.Task.cancelled, behind))
    assert evaluators.under_way == 0


@never_ahead
async def test_query_is_not_sent_behind_one_that_may_take_long(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    tasks = [asyncio.create_task(ask(evaluators, LOOK_UP)) for _ in range(4)]
    await asyncio.sleep(0)
    assert evaluators.waiting == 2, "the client has its share, and nobody is sent behind"
    await asyncio.gather(*tasks)


@scenario
async def test_nothing_is_lost_in_any_mixture(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    draw = random.Random(7)
    looked_up: list[asyncio.Task[bytes]] = []
    others: list[asyncio.Task[bytes]] = []
    for _ in range(150):
        client = draw.choice("abcd")
        choice = draw.random()
        try:
            if choice < 0.7:
                looked_up.append(asyncio.create_task(ask(evaluators, LOOK_UP, 20, client)))
            elif choice < 0.8:
                others.append(asyncio.create_task(ask(evaluators, ENDLESS, draw.choice((0.05, 0.3)), client)))
            elif choice < 0.9:
                others.append(asyncio.create_task(ask(evaluators, ALL, 20, client)))
            elif others:
                draw.choice(others).cancel()
        except BusyError:
            pass
        await asyncio.sleep(draw.choice((0, 0, 0.002, 0.02)))
    found = await asyncio.gather(*looked_up, return_exceptions=True)
    assert all(b"words 1 " in each if isinstance(each, bytes) else isinstance(each, BusyError) for each in found)
    assert sum(isinstance(each, bytes) for each in found) > 10
    for each in await asyncio.gather(*others, return_exceptions=True):
        assert isinstance(each, bytes | BusyError | QueryTimeoutError | asyncio.CancelledError), each
    assert (evaluators.under_way, evaluators.waiting) == (0, 0)


@scenario
async def test_unread_answers_have_a_budget_in_all(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    """Past it an evaluator waits until somebody reads."""
    await evaluators.close()
    many = Query("SELECT ?s ?o { ?s ?p ?o VALUES ?n { 1 2 3 4 5 6 7 8 } }", "text/csv")
    narrow = Evaluators(keeper.socket, Settings(buffer_bytes=300_000))
    answers = [await narrow.answer(many) for _ in range(2)]
    await asyncio.sleep(0.5)
    assert narrow.under_way == 2, "both wait for their readers"
    sizes = {len(b"".join([chunk async for chunk in answer])) for answer in reversed(answers)}
    assert len(sizes) == 1
    assert narrow.under_way == 0
    await narrow.close()


@scenario
async def test_client_that_dies_leaves_nothing_running(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    """A client that hangs or is killed can't kill the evaluator at the deadline; the kernel does it."""
    await evaluators.close()
    with socket.socket(socket.AF_UNIX) as client:
        client.settimeout(10)
        client.connect(str(keeper.socket))
        ((kind, payload),) = take_frames(bytearray(client.recv(1000)))
        assert kind == HELLO
        client.sendall(Request(ENDLESS, 0.2, 1000).encode())
        assert client.recv(1000) == b"", "killed"
    while pid_of(payload) in (now := children(keeper.process.pid)) or len(now) < SETTINGS.processes:
        await asyncio.sleep(0.01)


@scenario
async def test_client_that_says_nothing_harms_no_one(keeper: KeeperHandle, evaluators: Evaluators) -> None:
    await evaluators.close()
    for data in (b"", b"\0", b"\0\0\0\5ab"):
        with socket.socket(socket.AF_UNIX) as client:
            client.connect(str(keeper.socket))
            client.sendall(data)
        other = Evaluators(keeper.socket, SETTINGS)
        await whole(other)
        await other.close()


def test_memory_is_limited(directory: Path) -> None:
    """Grouping by every pair keeps millions of groups."""
    grouped = Query("SELECT ?s ?o (COUNT(*) AS ?n) { ?s ?p ?x . ?o ?p ?y } GROUP BY ?s ?o", JSON)

    async def limited(evaluators: Evaluators) -> None:
        with pytest.raises((EvaluatorLostError, ResultTooLargeError), match="memory"):
            await ask(evaluators, grouped)
        assert b"words 1 " in await ask(evaluators, LOOK_UP)
        await evaluators.close()

    with start_keeper(directory, Settings(evaluators=1, query_memory_bytes=50_000_000)) as keeper:
        asyncio.run(limited(Evaluators(keeper.socket, Settings(evaluators=1))))


def test_no_keeper_is_said_so(tmp_path: Path) -> None:
    async def asked() -> None:
        evaluators = Evaluators(tmp_path / "none", SETTINGS)
        with pytest.raises(EvaluatorLostError, match="no keeper answers"):
            await evaluators.answer(LOOK_UP)
        assert evaluators.under_way == 0

    asyncio.run(asked())


def test_closing_fails_what_is_under_way(directory: Path) -> None:
    async def closed() -> None:
        handle = start_keeper(directory, SETTINGS)
        evaluators = Evaluators(handle.socket, SETTINGS)
        task = asyncio.create_task(ask(evaluators, ENDLESS))
        await asyncio.sleep(0.2)
        await asyncio.to_thread(handle.close)
        with pytest.raises(EvaluatorLostError):
            await task
        await evaluators.close()

    asyncio.run(closed())
