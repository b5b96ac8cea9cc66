"""Answers on the wire: those that are cut short, those that are streamed, suffixes, and what is kept."""

from __future__ import annotations

import http.client
import json
import re
import subprocess
from ipaddress import ip_network
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from service_process import start, stop
from typer.testing import CliRunner

from claimgraph.api.cli import app
from claimgraph.api.service.cache import AnswerCache, Kept
from claimgraph.api.service.clients import Rates, client_of

ALL = "SELECT * { ?s ?p ?o }"
# Of the second, rows come at once, and go on for longer than the service allows.
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
ENDLESS_ROWS = "SELECT ?a ?d ?g ?j { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"


@pytest.mark.parametrize("coding", ["identity", "gzip", "zstd"])
def test_an_answer_cut_short_is_broken_off(service: str, coding: str) -> None:
    """By the limit of 64 MiB or the shared service's deadline of 1.5 s, whichever comes first."""
    url = f"{service}/sparql?query={quote(ENDLESS_ROWS)}"
    headers = {"Accept-Encoding": coding, "Accept": "text/csv"}
    with httpx.stream("GET", url, headers=headers, timeout=30) as answer:
        assert answer.status_code == 200
        with pytest.raises(httpx.RemoteProtocolError):
            for _ in answer.iter_raw():
                pass
    curl = ["curl", "-sS", "-o", "/dev/null", "-H", f"Accept-Encoding: {coding}", "-H", "Accept: text/csv", url]
    assert subprocess.run(curl, capture_output=True, check=False).returncode == 18, "partial file"


def test_an_old_client_never_gets_a_part(service: str) -> None:
    """HTTP/1.0 ends a body of unknown length by closing, so nothing is sent before the answer is whole."""
    where = urlsplit(service)
    for query, statuses in ((ENDLESS_ROWS, (422, 503)), (ALL, (200,))):
        connection = http.client.HTTPConnection(where.hostname or "", where.port, timeout=30)
        connection._http_vsn, connection._http_vsn_str = 10, "HTTP/1.0"  # type: ignore[attr-defined] # no other way
        connection.request("GET", f"/sparql?query={quote(query)}", headers={"Accept": "text/csv"})
        answer = connection.getresponse()
        assert answer.status in statuses
        assert len(answer.read()) == int(answer.headers["content-length"])
        connection.close()


def test_a_long_answer_is_streamed_and_then_kept(client: httpx.Client) -> None:
    query = f"{ALL} # streamed"
    first = client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert first.headers["transfer-encoding"] == "chunked"
    again = client.get("/sparql", params={"query": query}, headers={"Accept-Encoding": "identity"})
    assert again.headers["content-length"] == str(len(first.content))
    assert again.content == first.content


@pytest.mark.parametrize(("suffix", "media_type"), [("json", "application/sparql-results+json"), ("csv", "text/csv")])
def test_a_suffix_wins_over_accept(client: httpx.Client, suffix: str, media_type: str) -> None:
    answer = client.get(f"/sparql.{suffix}", params={"query": ALL}, headers={"Accept": "image/png"})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    assert f"</sparql.{suffix}?" in answer.headers["link"]


def test_a_suffix_of_the_wrong_kind(client: httpx.Client) -> None:
    assert client.get("/sparql.ttl", params={"query": ALL}).status_code == 406
    assert client.get("/sparql.csv", params={"query": "DESCRIBE <urn:x>"}).status_code == 406
    assert client.get("/sparql.ttl").headers["content-type"].startswith("text/turtle"), "the service description"
    assert client.get("/sparql.exe", params={"query": ALL}).status_code == 404


def test_metrics_tell_what_was_asked(store: Path) -> None:
    running = start(store, timeout=0.3, access_log=True, rate=0.001, burst=12)
    try:
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            for _ in range(3):
                tag = client.get("/sparql", params={"query": ALL}).headers["etag"]
            client.get("/sparql", params={"query": ALL}, headers={"If-None-Match": tag})
            client.get("/sparql", params={"query": "SELECT"})
            client.get(
                "/sparql", params={"query": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"}
            )
            for _ in range(9):
                client.get("/static/style.css")
            text = client.get("/metrics").text
    finally:
        stop(running)
    for line in (
        'claimgraph_requests_total{route="sparql",status="200"} 3.0',
        'claimgraph_requests_total{route="sparql",status="304"} 1.0',
        'claimgraph_requests_total{route="sparql",status="503"} 1.0',
        'claimgraph_requests_total{route="pages",status="429"} 3.0',
        'claimgraph_problems_total{kind="query-syntax"} 1.0',
        'claimgraph_problems_total{kind="timeout"} 1.0',
        'claimgraph_problems_total{kind="too-many-requests"} 3.0',
        'claimgraph_cache_requests_total{result="hit"} 2.0',
        'claimgraph_cache_requests_total{result="unchanged"} 1.0',
        'claimgraph_evaluators_ended_total{why="deadline"} 1.0',
        'claimgraph_request_seconds_count{route="sparql"} 6.0',
        "claimgraph_generation 1.0",
        "claimgraph_answers_cut_short_total 0.0",
        "claimgraph_queries_under_way 0.0",
    ):
        assert line in text
    assert re.search(r"^process_resident_memory_bytes \S+", text, re.MULTILINE)


ADDRESSES = [
    ("192.0.2.1", [], None, "192.0.2.1"),
    ("192.0.2.1", [], "203.0.113.9", "192.0.2.1"),
    ("10.0.0.1", ["10.0.0.0/8"], "203.0.113.9", "203.0.113.9"),
    ("10.0.0.1", ["10.0.0.0/8"], "198.51.100.7, 203.0.113.9, 10.0.0.2", "203.0.113.9"),
    ("10.0.0.1", ["10.0.0.0/8"], "nonsense, 10.0.0.2", "10.0.0.2"),
    ("10.0.0.1", ["10.0.0.0/8"], None, "10.0.0.1"),
    ("2001:db8:1:2:3:4:5:6", [], None, "2001:db8:1:2::"),
    ("10.0.0.1", ["10.0.0.0/8"], "2001:db8:1:2:ffff::1", "2001:db8:1:2::"),
]


@pytest.mark.parametrize(("peer", "trusted", "forwarded", "client"), ADDRESSES)
def test_who_the_client_is(peer: str, trusted: list[str], forwarded: str | None, client: str) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    assert client_of({"client": (peer, 1), "headers": headers}, tuple(map(ip_network, trusted))) == client


def test_a_rate_is_kept_over_time() -> None:
    now = [0.0]
    rates = Rates(2, 3, lambda: now[0])
    assert [rates.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert rates.wait("b") == 0
    now[0] = 0.5
    assert [rates.wait("a"), rates.wait("a")] == [0, 0.5]
    now[0] = 100
    assert [rates.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert [Rates(0, 1).wait("a") for _ in range(3)] == [0, 0, 0], "no limit"


def test_the_cache_is_bounded_and_forgets_the_oldest() -> None:
    cache = AnswerCache(100_000)
    for number in range(100):
        cache.put(Kept((str(number),), str(number), [], b"x" * 5000))
        cache.remember(("request", number), (str(number),), 100)
        cache.find(("request", 0))
        assert cache.bytes <= 100_000
    assert cache.find(("request", 0)) is not None, "used again and again"
    assert cache.find(("request", 1)) is None
    assert cache.find(("request", 99)) is not None
    for large in (Kept(("large",), "a", [], b"x" * 50_000), Kept(("large", b"x" * 50_000), "a", [], b"")):
        cache.put(large)
        assert cache.get(large.name) is None
    cache.clear()
    assert (len(cache), cache.bytes, cache.find(("request", 99))) == (0, 0, None)


def test_a_function_that_the_engine_does_not_have(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "SELECT (<urn:f>(1) AS ?x) {}"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/docs#unsupported"
    assert "urn:f" in answer.json()["detail"]


def test_the_scheme_is_a_trusted_proxys_word(store: Path) -> None:
    headers = {"Host": "claims.example.org", "X-Forwarded-Proto": "https", "Accept": "text/turtle"}
    for proxies, scheme in (([], "http"), (["127.0.0.1/32"], "https")):
        running = start(store, trusted_proxies=proxies)
        try:
            described = httpx.get(f"{running.origin}/sparql", headers=headers).text
        finally:
            stop(running)
        assert f"<{scheme}://claims.example.org/sparql>" in described


def test_the_access_log_has_every_request_and_no_secret(store: Path) -> None:
    running = start(store, access_log=True)
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        headers = {"User-Agent": "te\nst".replace("\n", " "), "Authorization": "Bearer not-to-be-logged"}
        client.get("/sparql", params={"query": ALL}, headers=headers)
        client.post("/sparql", data={"query": "SELECT"}, headers=headers)
        client.get("/none", headers=headers)
    running.process.terminate()
    written, errors = running.process.communicate(timeout=30)
    lines = [json.loads(line) for line in written.splitlines()]
    told = [(each["method"], each["path"], each["status"], each["agent"]) for each in lines]
    assert told == [
        ("GET", "/sparql", 200, "te st"),
        ("POST", "/sparql", 400, "te st"),
        ("GET", "/none", 404, "te st"),
    ]
    assert all(each["seconds"] >= 0 and each["client"] == "127.0.0.1" and each["bytes"] > 0 for each in lines)
    assert "not-to-be-logged" not in written + errors


def test_settings_are_shown_with_their_origin() -> None:
    environment = {"CLAIMGRAPH_RATE": "7", "CLAIMGRAPH_TRUSTED_PROXY": "10.0.0.0/8", "COLUMNS": "120"}
    shown = CliRunner().invoke(app, ["serve", "--show-settings", "--workers", "3"], env=environment)
    assert shown.exit_code == 0
    rows = {line.split()[0]: line.split()[1:] for line in shown.stdout.splitlines() if line.strip()}
    assert rows["--workers"] == ["CLAIMGRAPH_WORKERS", "3", "flag"]
    assert rows["--rate"] == ["CLAIMGRAPH_RATE", "7.0", "environment"]
    assert rows["--timeout"] == ["CLAIMGRAPH_TIMEOUT", "30.0", "default"]
    assert "10.0.0.0/8" in " ".join(rows["--trusted-proxy"])
    bad = CliRunner().invoke(app, ["serve", "--trusted-proxy", "everyone"])
    assert bad.exit_code == 2
    assert "--trusted-proxy" in bad.stderr
