"""Servers that answer otherwise than they should: each is told in one line, and nobody gets credentials by mistake."""

from __future__ import annotations

import shutil
import ssl
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from endpoints import Said, elsewhere, rows
from sparql_servers import HASTY

from claimgraph.store import QueryTimeoutError, StoreError
from claimgraph.store.remote import (
    Credentials,
    CredentialsError,
    RefusedError,
    Remote,
    UnfaithfulError,
    UnreachableError,
    endpoints_of,
)
from claimgraph.store.remote.server import JSON

ADA = Credentials("ada", "open sesame")
TOKEN = Credentials("", "open-sesame")
WANTS = {"WWW-Authenticate": 'Basic realm="x"'}

ODD: list[tuple[Said, type[StoreError], str]] = [
    (Said(302, headers={"Location": "http://example.org/"}), RefusedError, "leads to http://example.org/"),
    (Said(200, "text/html", b"<p>hello</p>"), RefusedError, "answers with text/html: is that a SPARQL server"),
    (Said(200, JSON, b"{"), RefusedError, "no results in JSON"),
    (Said(200, JSON, b'{"boolean": true}'), RefusedError, "no results in JSON"),
    (
        Said(400, "text/html", b"<style>b{}</style><b>line 1</b>\n<i>wrong</i>"),
        RefusedError,
        "400 Bad Request: line 1 wrong$",
    ),
    (Said(404), RefusedError, "answers 404 Not Found"),
    (Said(401, headers=WANTS), CredentialsError, "takes no such credentials"),
    (Said(403), CredentialsError, "takes no such credentials"),
    (Said(200, JSON, b"{}", {"X-SPARQL-MaxRows": "5"}), UnfaithfulError, "cut its answer off after 5 rows"),
    (Said(503), UnreachableError, "it answers 503 Service Unavailable; asked 4 times"),
    (Said(429, headers={"Retry-After": "0"}), UnreachableError, "429"),
    (Said(500, body=b"Virtuoso 40001 Error SR172: Transaction deadlocked"), UnreachableError, "asked 4 times"),
    (Said(500, body=b"out of order"), RefusedError, "out of order"),
    (Said(200, JSON, b"short", {"Content-Length": "10"}), UnreachableError, "broke off|cut short"),
    (Said(401, headers={"WWW-Authenticate": "Digest realm=x"}), CredentialsError, "kind of Digest"),
]


@pytest.mark.parametrize(("said", "error", "message"), ODD)
def test_odd_answers(said: Said, error: type[StoreError], message: str) -> None:
    with elsewhere(query=said) as server:
        remote = Remote(endpoints_of(server.origin), ADA, HASTY)
        with remote.server() as asked, pytest.raises(error, match=message) as caught:
            asked.rows("SELECT * {}")
    assert "sesame" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_credentials_go_nowhere_by_themselves() -> None:
    with elsewhere(query=rows("x")) as server:
        for credentials, sent in ((None, None), (ADA, None), (TOKEN, "Bearer open-sesame")):
            with Remote(endpoints_of(server.origin), credentials, HASTY).server() as asked:
                assert asked.rows("SELECT * {}") == [{"o": "x"}]
            assert server.asked[-1][1].get("Authorization") == sent


def test_a_token_is_not_sent_for_all_to_read() -> None:
    with (
        Remote(endpoints_of("http://sparql.example.org"), TOKEN, HASTY).server() as asked,
        pytest.raises(CredentialsError, match="use https"),
    ):
        asked.rows("SELECT * {}")


def test_an_answer_that_takes_too_long() -> None:
    late = threading.Event()
    with elsewhere(query=Said(200, JSON, b"{}", after=late)) as server:
        begun = time.monotonic()
        with Remote(endpoints_of(server.origin), None, HASTY).server() as asked, pytest.raises(QueryTimeoutError):
            asked.answer("SELECT * {}", JSON, seconds=0.2)
        assert len(server.asked) == 1, "it may still be at work on it"
        late.set()
    assert time.monotonic() - begun < HASTY.silence


def test_a_certificate_that_nobody_trusts(tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("no openssl here to make a certificate with")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    made = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([openssl, *made, *files], check=True, capture_output=True, timeout=60)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked.append(self.headers.get("Authorization", ""))

    class Server(ThreadingHTTPServer):
        def handle_error(self, request: object, client_address: object) -> None:
            """The client has hung up, as it should."""

    with Server(("127.0.0.1", 0), Handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            remote = Remote(endpoints_of(f"https://localhost:{server.server_port}"), TOKEN, HASTY)
            with remote.server() as there, pytest.raises(UnreachableError, match="certificate isn't trusted"):
                there.rows("SELECT * {}")
        finally:
            server.shutdown()
            thread.join()
    assert asked == []
