"""Clients that break HTTP, stall, don't read or go away: each gets what it deserves, and others don't notice."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse, IncompleteRead
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx
import pytest
from fuzz.conftest import EVALUATORS
from fuzz.laws import check_problem
from fuzz.processes import evaluators, resident_bytes, settled, worker
from service_process import Running, start, stop

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

MIB = 1024 * 1024
IDLE = 900
CODINGS = ("identity", "gzip", "zstd")
QUERY = "ASK { }"
ROWS = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
# Rows at once, and then none until the time is over.
HALTING = (
    "SELECT * { { SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 4000 } UNION "
    "{ ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l FILTER(STRLEN(CONCAT(STR(?a), STR(?l))) < 0) } }"
)
TOO_LARGE = "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
DIRECT = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\n"
GET = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\n"


def get(query: str, version: str = "1.1", coding: str = "identity", client: str = "192.0.2.1") -> bytes:
    """The bytes of a request."""
    head = f"GET /sparql?query={quote(query)} HTTP/{version}\r\nHost: x\r\nX-Forwarded-For: {client}\r\n"
    return f"{head}Accept-Encoding: {coding}\r\n\r\n".encode()


def connect(running: Running, receive_bytes: int = 0) -> socket.socket:
    address = urlsplit(running.origin)
    connection = socket.socket()
    if receive_bytes:
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_bytes)
    connection.settimeout(20)
    connection.connect((str(address.hostname), address.port or 80))
    return connection


def answer_to(running: Running, data: bytes) -> tuple[int, bytes]:
    """The status and the body of the first answer to these bytes."""
    with connect(running) as connection:
        connection.sendall(data)
        with closing(HTTPResponse(connection)) as response:
            response.begin()
            return response.status, response.read()


def serves(running: Running) -> None:
    """Fails where another client's look-up isn't answered."""
    headers = {"X-Forwarded-For": "192.0.2.77"}
    look_up = "SELECT ?o { <urn:ring:1> <urn:next> ?o }"
    answer = httpx.get(f"{running.origin}/sparql", params={"query": look_up}, headers=headers, timeout=20)
    assert len(answer.json()["results"]["bindings"]) == 2


BROKEN = [
    ("an unknown version", b"GET / HTTP/9.9\r\n\r\n", 400),
    ("the beginning of TLS", b"\x16\x03\x01\x00\xa5\x01\x00\x00\r\n\r\n", 400),
    ("two hosts", GET + b"Host: a\r\nHost: b\r\n\r\n", 400),
    ("an address of 70 KB", b"GET /sparql?query=" + b"a" * 70_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 414),
    ("an address of 60 KB", b"GET /sparql?query=" + b"a" * 60_000 + b" HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("a header of 17 KB", GET + b"Host: x\r\nAccept: " + b"a/b," * 4300 + b"\r\n\r\n", 431),
    ("a header of 300 KB", GET + b"Host: x\r\nX: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    ("a header of 800 KB", GET + b"Host: x\r\nX: " + b"a" * 800_000 + b"\r\n\r\n", 431),
    ("150 headers", GET + b"Host: x\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(150)) + b"\r\n", 431),
    ("a header without a colon", GET + b"Host: x\r\nnonsense\r\n\r\n", 400),
    ("a NUL in a header", GET + b"Host: x\r\nX: a\x00b\r\n\r\n", 400),
    ("bytes that are no UTF-8 in the address", b"GET /sparql?query=\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    ("two lengths", DIRECT + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nASK{} ", 400),
    ("a negative length", DIRECT + b"Content-Length: -5\r\n\r\nASK{}", 400),
    ("a length of 23 digits", DIRECT + b"Content-Length: 99999999999999999999999\r\n\r\nASK{}", 400),
    ("a length of 10 GB", DIRECT + b"Content-Length: 9999999999\r\n\r\nASK{}", 413),
    (
        "a length and chunks",
        DIRECT + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\n\r\n",
        200,
    ),
    ("chunks that are none", DIRECT + b"Transfer-Encoding: chunked\r\n\r\nZZ\r\nASK{}\r\n0\r\n\r\n", 400),
    (
        "a chunk of 2^68 bytes",
        DIRECT + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFF\r\nASK{}\r\n0\r\n\r\n",
        400,
    ),
    (
        "chunks of 1.3 MB",
        DIRECT + b"Transfer-Encoding: chunked\r\n\r\n" + (b"FFFF\r\n" + b" " * 65535 + b"\r\n") * 20,
        413,
    ),
    ("a trailer", DIRECT + b"Transfer-Encoding: chunked\r\n\r\n5\r\nASK{}\r\n0\r\nX: y\r\n\r\n", 200),
    ("a coding that isn't known", DIRECT + b"Transfer-Encoding: gzip\r\n\r\nASK{}", 400),
    ("a compressed body", DIRECT + b"Content-Encoding: gzip\r\nContent-Length: 5\r\n\r\nASK{}", 415),
    ("a body that isn't UTF-8", DIRECT + b"Content-Length: 6\r\n\r\nASK{}\xff", 400),
    ("UTF-16", DIRECT + b"Content-Length: 12\r\n\r\n" + "ASK{}".encode("utf-16"), 400),
    ("a date past the end of time", GET + b"Host: x\r\nAccept-Datetime: Fri, 31 Dec 9999 23:59:59 -1400\r\n\r\n", 400),
    (
        "a generation of 18 digits",
        b"GET /sparql?query=ASK%7B%7D&generation=" + b"9" * 18 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        404,
    ),
    ("quotes without an end", GET + b"Host: x\r\nIf-None-Match: " + b'"' * 15_000 + b"\r\n\r\n", 200),
    ("a GET with a body", GET + b"Host: x\r\nContent-Length: 5\r\n\r\nHELLO", 200),
    ("a socket asked for", GET + b"Host: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n", 200),
    ("a way out of a folder", b"GET /static/../../../etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("an encoded way out", b"GET /static/%2e%2e/%2e%2e/pyproject.toml HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("a NUL in the path", b"GET /a%00b HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("a line end in the path", b"GET /a%0d%0aSet-Cookie:x HTTP/1.1\r\nHost: x\r\n\r\n", 404),
    ("a tunnel", b"TRACE /sparql HTTP/1.1\r\nHost: x\r\n\r\n", 405),
]


@pytest.mark.parametrize(("data", "status"), [each[1:] for each in BROKEN], ids=[each[0] for each in BROKEN])
def test_requests_that_break_the_rules(service: Running, data: bytes, status: int) -> None:
    found, body = answer_to(service, data)
    assert found == status, body
    assert b"Traceback" not in body


def test_a_body_longer_than_declared_is_no_second_request(service: Running) -> None:
    smuggled = DIRECT + b"Content-Length: 5\r\n\r\nASK{}" + b"\x00\x01GARBAGE\r\n\r\n"
    with connect(service) as connection:
        connection.sendall(smuggled)
        answers = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answers.startswith(b"HTTP/1.1 200")
    assert answers.count(b"HTTP/1.1 ") == 2
    assert b"HTTP/1.1 400" in answers


def test_requests_one_after_another_without_waiting(service: Running) -> None:
    with connect(service) as connection, connection.makefile("rb") as stream:
        connection.sendall(b"".join(get(f"SELECT ({i} AS ?n) {{ }}") for i in range(50)))
        for i in range(50):
            assert stream.readline().startswith(b"HTTP/1.1 200")
            head = b"".join(iter(stream.readline, b"\r\n")).lower()
            length = int(head.partition(b"content-length:")[2].split()[0])
            assert f'"value":"{i}"'.encode() in stream.read(length)


@dataclass(frozen=True)
class Stalled:
    """Connections of clients that stall, on a service of their own."""

    running: Running
    since: float
    idle: list[socket.socket]
    slow_head: socket.socket
    slow_body: socket.socket
    half_open: socket.socket
    after_one: socket.socket


@pytest.fixture(scope="module", autouse=True)
def stalled(large: Path) -> Iterator[Stalled]:
    """Begun with the first test, so that the one that looks at them needn't wait for long."""
    running = start(large, cache_bytes=0)
    with ExitStack() as stack:
        connections = [stack.enter_context(connect(running)) for _ in range(IDLE + 4)]
        slow_head, slow_body, half_open, after_one, *idle = connections
        slow_head.sendall(b"GET /sparql HTTP/1.1\r\nHost: x\r\nX-Slow: ")
        slow_body.sendall(DIRECT + b"Content-Length: 100\r\n\r\nASK")
        half_open.sendall(b"GET /sp")
        half_open.shutdown(socket.SHUT_WR)
        after_one.sendall(get(QUERY))
        yield Stalled(running, time.monotonic(), idle, slow_head, slow_body, half_open, after_one)
    assert "Traceback" not in stop(running)


def test_whoever_stalls_is_let_go_and_hurts_nobody(stalled: Stalled) -> None:
    serves(stalled.running)
    while time.monotonic() < stalled.since + 9:
        stalled.slow_head.sendall(b"x")  # one byte at a time is no progress
        time.sleep(0.2)
    assert stalled.half_open.recv(1000) in (b"", b"HTTP/1.1 400 Bad Request\r\n")
    assert stalled.slow_body.recv(1000).startswith(b"HTTP/1.1 408")
    for connection in (stalled.slow_head, stalled.after_one, *stalled.idle[:: IDLE // 9]):
        while connection.recv(65536):
            pass
    serves(stalled.running)
    assert resident_bytes(worker(stalled.running)) < 200 * MIB


def test_who_does_not_read_holds_little_memory_and_no_evaluator(service: Running) -> None:
    serves(service)
    before = resident_bytes(worker(service))
    with ExitStack() as stack:
        for i in range(6):
            connection = stack.enter_context(connect(service, receive_bytes=4096))
            connection.sendall(get(f"{ROWS} # {i}"))
        for _ in range(8):
            serves(service)
            assert resident_bytes(worker(service)) < before + 64 * MIB  # 6 answers of 24 MiB
            time.sleep(0.1)
    assert settled(service, 2 * EVALUATORS)


def test_who_goes_away_in_the_middle_frees_the_evaluator(service: Running) -> None:
    for i in range(12):
        with connect(service) as connection:
            connection.sendall(get(f"{ROWS if i % 2 else ENDLESS} # gone {i}"))
            if i % 2:
                assert connection.recv(100).startswith(b"HTTP/1.1 200")
            if i % 3:  # a reset instead of an end
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    serves(service)
    assert settled(service, 2 * EVALUATORS)


def cut(running: Running, cause: str, version: str) -> list[tuple[bytes, bytes]]:
    """Head and body, as they came, of answers that are cut short by the cause, one in each coding."""
    query = {"deadline": HALTING, "size": TOO_LARGE, "death": HALTING}[cause]

    def received(i: int) -> tuple[bytes, bytes]:
        with connect(running) as connection:
            asked = f"{query} # {cause} {CODINGS[i]} {version}"
            request = get(asked, version, CODINGS[i], f"192.0.2.{i}")
            connection.sendall(request.replace(b"Host: x", b"Host: x\r\nConnection: close"))
            first = connection.recv(65536)
            if cause == "death":
                for pid in evaluators(running):
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
            head, _, body = (first + b"".join(iter(lambda: connection.recv(MIB), b""))).partition(b"\r\n\r\n")
            return head.lower(), body

    with ThreadPoolExecutor(len(CODINGS)) as pool:
        return list(pool.map(received, range(len(CODINGS))))


@pytest.mark.parametrize("cause", ["deadline", "size", "death"])
def test_an_answer_cut_short_has_no_end(service: Running, cause: str) -> None:
    statuses = []
    for head, body in cut(service, cause, "1.1"):
        statuses.append(head.split()[1])
        if statuses[-1] == b"200":
            assert b"transfer-encoding: chunked" in head
            assert b"content-length" not in head
            assert not body.endswith(b"0\r\n\r\n")
        else:
            assert statuses[-1] in (b"503", b"422"), body
    assert b"200" in statuses
    assert settled(service, 2 * EVALUATORS)


@pytest.mark.parametrize(("cause", "status", "asked_of"), [("deadline", "503", "service"), ("size", "422", "patient")])
def test_http_1_0_gets_no_answer_instead_of_half_of_one(
    cause: str, status: str, asked_of: str, request: pytest.FixtureRequest
) -> None:
    for head, body in cut(request.getfixturevalue(asked_of), cause, "1.0"):
        assert head.startswith(f"http/1.0 {status}".encode())
        assert f"content-length: {len(body)}".encode() in head


def test_clients_see_that_an_answer_was_cut_short(service: Running, tmp_path: Path) -> None:
    address = f"/sparql?query={quote(HALTING)}"
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.get(f"{service.origin}{address}", timeout=20)
    connection = HTTPConnection(urlsplit(service.origin).netloc, timeout=20)
    connection.request("GET", address)
    response = connection.getresponse()
    assert response.status == 200
    with pytest.raises(IncompleteRead):
        response.read()
    connection.close()
    if curl := shutil.which("curl"):
        asked = [curl, "-s", "--compressed", "-o", str(tmp_path / "half"), f"{service.origin}{address}"]
        assert subprocess.run(asked, check=False, timeout=30).returncode == 18


@pytest.mark.parametrize("version", ["1.0", "1.1"])
@pytest.mark.parametrize("limit", [0, 1, 40, 1000])
def test_every_coding_is_of_the_same_bytes(service: Running, limit: int, version: str) -> None:
    query = f"SELECT * {{ ?a <urn:next> ?b . ?b <urn:label> ?c, ?d }} ORDER BY ?a ?b LIMIT {limit}"
    decode = {"identity": bytes, "gzip": lambda data: zlib.decompress(data, 31), "zstd": zstd.decompress, None: bytes}
    plain = None
    for coding in (*CODINGS, *CODINGS):  # the second time from what was kept
        with connect(service) as connection:
            connection.sendall(get(query, version, coding))
            with closing(HTTPResponse(connection)) as response:
                response.begin()
                assert response.status == 200
                used, body = response.getheader("content-encoding"), response.read()
        assert used in (None, coding)
        decoded = decode[used](body)
        plain = decoded if plain is None else plain
        assert decoded == plain


def test_problems_are_well_formed_for_the_worst(service: Running) -> None:
    with httpx.Client(base_url=service.origin) as client:
        for headers in ({"Accept": "a/b," * 5000}, {"Accept-Encoding": "*;q=0"}):
            answer = client.get("/sparql", params={"query": QUERY}, headers=headers)
            assert answer.status_code in (200, 406, 431)
            if answer.status_code != 200:
                check_problem(answer)
