"""Generations come and go while requests are answered."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from pathlib import Path

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad
from service_process import Running, start, stop

from claimgraph.store import generation_numbers, open_generation, publish

ASK = "SELECT ?n { <urn:docket> <urn:version> ?n }"
SLOW = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . FILTER(?c != ?f) }"
SLOWER = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


def made(version: int) -> list[Quad]:
    graph = NamedNode("urn:graph")
    quads = [Quad(NamedNode(f"urn:s:{n}"), NamedNode("urn:p"), Literal(str(n)), graph) for n in range(1500)]
    return [*quads, Quad(NamedNode("urn:docket"), NamedNode("urn:version"), Literal(str(version)), graph)]


@pytest.fixture
def changing(tmp_path: Path) -> Iterator[tuple[Path, Running]]:
    """A store with one generation, and its service."""
    store = tmp_path / "store"
    publish(store, made(1), {})
    running = start(store, timeout=20)
    yield store, running
    if running.process.poll() is None:
        written = stop(running)
        assert "Traceback" not in written, written


def version(answer: httpx.Response) -> str:
    assert answer.status_code == 200, answer.text
    return str(answer.json()["results"]["bindings"][0]["n"]["value"])


def until_served(client: httpx.Client, number: int) -> None:
    end = time.monotonic() + 20
    while client.get("/health").json()["generation"] != number:
        assert time.monotonic() < end, "the new generation is not served"
        time.sleep(0.05)


def test_switching_fails_no_request(changing: tuple[Path, Running]) -> None:
    store, running = changing
    seen: list[list[int]] = []
    failures: list[str] = []
    done = threading.Event()

    def ask(slow: bool) -> None:
        mine: list[int] = []
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            while not done.is_set():
                answer = client.get("/sparql", params={"query": SLOW if slow else ASK})
                if answer.status_code != 200:
                    failures.append(answer.text)
                elif not slow:
                    mine.append(int(version(answer)))
                    assert answer.headers["claimgraph-generation"] == str(mine[-1])
        seen.append(mine)

    threads = [threading.Thread(target=ask, args=(slow,)) for slow in (False, False, True)]
    for thread in threads:
        thread.start()
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        for number in (2, 3, 4):
            publish(store, made(number), {})
            until_served(client, number)
            assert version(client.get("/sparql", params={"query": ASK})) == str(number)
    done.set()
    for thread in threads:
        thread.join()
    assert not failures
    for mine in seen:
        assert mine == sorted(mine), "time doesn't go backwards"


def test_older_generations_can_be_asked_for(changing: tuple[Path, Running]) -> None:
    store, running = changing
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        first = client.get("/sparql", params={"query": ASK})
        cited = first.headers["link"].partition(">")[0].lstrip("<")
        assert 'rel="cite-as memento"' in first.headers["link"]
        publish(store, made(2), {})
        until_served(client, 2)
        assert version(client.get("/sparql", params={"query": ASK})) == "2"
        again = client.get(cited)
        assert version(again) == "1"
        assert again.headers["claimgraph-generation"] == "1"
        assert "immutable" in again.headers["cache-control"]
        assert 'rel="original timegate"' in again.headers["link"]
        published = open_generation(store, 1).published
        assert parsedate_to_datetime(again.headers["memento-datetime"]) == published
        form = {"query": ASK, "generation": "1"}
        assert version(client.post("/sparql", data=form)) == "1"
        direct = {"Content-Type": "application/sparql-query"}
        assert version(client.post("/sparql?generation=1", content=ASK, headers=direct)) == "1"
        assert client.get("/health").json()["generation"] == 2
        listed = client.get("/generations").json()
        assert [(each["generation"], each["current"]) for each in listed] == [(1, False), (2, True)]
        assert client.get("/?generation=1").status_code == 200
        for path in ("/sparql?query=ASK%7B%7D&generation=9", "/query?generation=9"):
            missing = client.get(path)
            assert missing.status_code == 404
            assert missing.json()["type"] == "/docs#no-generation"
            assert "kept are 1, 2" in missing.json()["detail"]
        for wrong in ("x", "-1", "1&generation=2", ""):
            assert client.get(f"/sparql?query=ASK%7B%7D&generation={wrong}").status_code == 400


def test_going_back_in_time(changing: tuple[Path, Running]) -> None:
    store, running = changing
    (store / "generations" / "0001" / "published").write_text("2024-03-01T00:00:00+00:00\n")
    publish(store, made(2), {})
    with httpx.Client(base_url=running.origin, timeout=30, follow_redirects=True) as client:
        until_served(client, 2)
        for when, expected in (
            (datetime(2024, 6, 1, tzinfo=UTC), "1"),
            (datetime(2020, 1, 1, tzinfo=UTC), "1"),
            (datetime.now(UTC) + timedelta(days=1), "2"),
        ):
            headers = {"Accept-Datetime": format_datetime(when, usegmt=True)}
            answer = client.get("/sparql", params={"query": ASK}, headers=headers)
            assert version(answer) == expected
            assert answer.history[0].status_code == 302
            assert "Accept-Datetime" in answer.history[0].headers["vary"]
            assert answer.headers["memento-datetime"]
        assert client.get("/sparql", params={"query": ASK}, headers={"Accept-Datetime": "soon"}).status_code == 400


def test_a_generation_that_can_not_be_held_leaves_the_last_one(changing: tuple[Path, Running]) -> None:
    store, running = changing
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        publish(store, made(2), {})
        until_served(client, 2)
        (store / "current").write_text("nonsense\n")
        time.sleep(1.2)
        assert version(client.get("/sparql", params={"query": ASK})) == "2"
        (store / "current").write_text("0002\n")
        publish(store, made(3), {})
        until_served(client, 3)
    assert generation_numbers(store) == (1, 2, 3)
    assert "is no generation number" in stop(running)


def test_what_is_under_way_is_finished_before_the_end(changing: tuple[Path, Running]) -> None:
    _, running = changing
    answers: list[httpx.Response] = []

    def ask() -> None:
        answers.append(httpx.get(f"{running.origin}/sparql", params={"query": SLOW}, timeout=30))

    thread = threading.Thread(target=ask)
    thread.start()
    while httpx.get(f"{running.origin}/metrics").text.find("claimgraph_queries_under_way 1.0") < 0:
        assert not answers, "the query is too fast for this test"
    written = stop(running)
    thread.join()
    assert [each.status_code for each in answers] == [200], written
    assert "Traceback" not in written


def test_a_query_has_its_deadline_even_where_the_end_is_waited_for(tmp_path: Path) -> None:
    publish(tmp_path, made(1), {})
    running = start(tmp_path, timeout=7)  # longer than what is left to those who don't read their answers
    answers: list[httpx.Response] = []
    thread = threading.Thread(
        target=lambda: answers.append(httpx.get(f"{running.origin}/sparql", params={"query": SLOWER}, timeout=30))
    )
    thread.start()
    while httpx.get(f"{running.origin}/metrics").text.find("claimgraph_queries_under_way 1.0") < 0:
        assert not answers
    written = stop(running)
    thread.join()
    assert [each.status_code for each in answers] == [503], written
    assert answers[0].json()["title"], "it is told of its own deadline, not cut off"
