"""A small server on this machine for one curator's review; it ends when the curator is done."""

import secrets
import sys
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socket import socket
from typing import Any

from claimgraph.api.review.gate import Gate
from claimgraph.api.review.pages import Answer, Pages

__all__ = ["ReviewServer"]

LARGEST = 256 * 1024
"""Bytes that a form may have."""

_SECONDS = 10.0  # that a client may take to send its request
_AT_ONCE = 16  # connections; a browser has six
_FORM = "application/x-www-form-urlencoded"
_ONCE = ("host", "origin", "sec-fetch-site", "content-type", "content-length", "transfer-encoding")
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "same-origin",  # "no-referrer" would have browsers send forms with the origin "null"
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}


class ReviewServer(ThreadingHTTPServer):
    """Serves a review's pages on a free port of 127.0.0.1, at an address that nobody can guess."""

    daemon_threads = True

    def __init__(self, pages: Callable[[str], Pages]) -> None:
        self._free = threading.BoundedSemaphore(_AT_ONCE)
        super().__init__(("127.0.0.1", 0), _Handler)
        self.gate = Gate(self.server_address[1], secrets.token_urlsafe(24))
        self.pages = pages(f"/{self.gate.secret}")
        self.one_at_a_time = threading.Lock()

    def run(self) -> None:
        """Serves until the curator is done, or stops it with Ctrl-C."""
        try:
            self.serve_forever(poll_interval=0.1)
        except KeyboardInterrupt:
            pass
        finally:
            self.server_close()

    def finish(self) -> None:
        """Ends `run` once it has answered what it is answering."""
        threading.Thread(target=self.shutdown).start()

    def process_request(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Answers in a thread of its own, as long as there are few; whoever comes above that is hung up on."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Answers one request."""
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: socket | tuple[bytes, socket], client_address: Any) -> None:
        """Says nothing of clients that went away or were too slow, which is their business; all else is ours."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    timeout = _SECONDS
    server: ReviewServer
    server_version = "claimgraph"
    sys_version = ""

    def do_GET(self) -> None:
        """Answers a request for a page."""
        self._answer()

    def do_POST(self) -> None:
        """Answers a form."""
        self._answer()

    def _answer(self) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        refused = self.server.gate.refusal(self.command, self.path, headers)
        if any(len(self.headers.get_all(name, [])) > 1 for name in _ONCE):
            refused = 400, "a header field stands twice"
        answer = Answer.plain(*refused) if refused else self._page(headers)
        self._send(answer)
        if answer.last:
            self.server.finish()

    def _page(self, headers: dict[str, str]) -> Answer:
        path = self.path.removeprefix(f"/{self.server.gate.secret}")
        form = b""
        if self.command == "POST":
            length = headers.get("content-length", "")
            if headers.get("content-type", "").partition(";")[0].strip() != _FORM or not length.isdecimal():
                return Answer.plain(415, "only forms are read here")
            if len(length) > 9 or int(length) > LARGEST:
                return Answer.plain(413, f"a form may have {LARGEST:,} bytes")
            form = self.rfile.read(int(length))
            if len(form) != int(length):
                return Answer.plain(400, "the form broke off")
        with self.server.one_at_a_time:
            return self.server.pages.post(path, form) if self.command == "POST" else self.server.pages.get(path)

    def _send(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in {**_HEADERS, **answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answers what isn't HTTP in plain words, under the same rules as everything else."""
        self.command = getattr(self, "command", None) or "GET"
        self.request_version = getattr(self, "request_version", "HTTP/1.0")
        self._send(Answer.plain(code, "this isn't a request that is understood here"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Writes nothing: the addresses have the secret in them."""
