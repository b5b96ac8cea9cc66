"""A real HTTP server on 127.0.0.1 that answers as it is told, one way after the other; the last way from then on."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Way = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Heard:
    """Where the server listens, and what it was asked."""

    url: str
    requests: list[tuple[str, dict[str, str], Any]] = field(default_factory=list)


@contextmanager
def answering(*ways: Way) -> Iterator[Heard]:
    """The server, while the block lasts."""
    left = list(ways)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(body)))
            with suppress(OSError):
                (left.pop(0) if len(left) > 1 else left[0])(self)

        def log_message(self, *arguments: object) -> None:
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = False

        def handle_error(self, request: object, client_address: object) -> None:
            pass

    with Server(("127.0.0.1", 0), Handler) as server:
        heard = Heard(f"http://127.0.0.1:{server.server_port}/v1")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield heard
        finally:
            server.shutdown()
            thread.join()


def status(code: int, body: bytes = b"no", **headers: str) -> Way:
    """This status with this body."""

    def way(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return way


def says(content: object) -> Way:
    """A chat completion with this content."""
    text = content if isinstance(content, str) else json.dumps(content)
    return status(200, json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode())


def echoes_key(handler: BaseHTTPRequestHandler) -> None:
    """Refuses, and repeats the key."""
    status(401, f"bad key {handler.headers['Authorization']}".encode())(handler)


def hangs_up(handler: BaseHTTPRequestHandler) -> None:
    """Ends the connection without a word."""
    handler.close_connection = True
    handler.connection.shutdown(socket.SHUT_RDWR)


def stays_silent(handler: BaseHTTPRequestHandler) -> None:
    """Says nothing for as long as the other end waits; a few seconds at most."""
    handler.connection.settimeout(5)
    with suppress(OSError):
        handler.connection.recv(1)


def trickles(handler: BaseHTTPRequestHandler) -> None:
    """One byte of a header at a time, for a few seconds at most."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
    for _ in range(100):
        handler.wfile.write(b"x")
        handler.wfile.flush()
        time.sleep(0.05)


def floods(handler: BaseHTTPRequestHandler) -> None:
    """More bytes than anybody wants, without saying how many."""
    handler.connection.settimeout(5)
    handler.send_response(200)
    handler.end_headers()
    for _ in range(400):
        handler.wfile.write(b" " * 65536)
    handler.close_connection = True


def cut_short(handler: BaseHTTPRequestHandler) -> None:
    """Promises more bytes than it sends."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"choices": [')
    handler.close_connection = True
