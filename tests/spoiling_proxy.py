"""A proxy before a SPARQL server that does what networks and bad servers do, as it is told to."""

from __future__ import annotations

import base64
import http.client
import threading
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from claimgraph.store.remote import Remote


@dataclass
class Spoiling:
    """What is done to requests and answers. `seen` lists the method and target of all that came."""

    fails: int = 0  # how many times each request is answered 503 before it is let through
    closes: int = 0  # how many times its connection is closed instead
    cuts: int = 0  # how many times its answer is cut off in the middle
    password: str = ""
    stall: Callable[[str, str], bool] = lambda method, target: False
    stalled: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    upload: Callable[[bytes], bytes] = lambda body: body
    download: Callable[[bytes], bytes] = lambda body: body
    seen: list[tuple[str, str]] = field(default_factory=list)
    counts: dict[tuple[str, str, bytes], int] = field(default_factory=dict)


class _Proxy(ThreadingHTTPServer):
    daemon_threads = True
    to: str
    spoiling: Spoiling


class _Handler(BaseHTTPRequestHandler):
    server: _Proxy
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # or each answer waits for the client to acknowledge its headers

    def _pass(self) -> None:
        spoiling = self.server.spoiling
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        spoiling.seen.append((self.command, self.path))
        if spoiling.password and not self._is_allowed(spoiling.password):
            self._answer(401, {"WWW-Authenticate": 'Basic realm="x"'}, b"no")
            return
        key = self.command, self.path, body
        turn = spoiling.counts[key] = spoiling.counts.get(key, 0) + 1
        if turn <= spoiling.closes:
            self.close_connection = True
            return
        if turn <= spoiling.closes + spoiling.fails:
            self._answer(503, {"Retry-After": "0"}, b"busy")
            return
        if spoiling.stall(self.command, self.path):
            spoiling.stalled.set()
            spoiling.go_on.wait(60)
        is_upload = self.command == "POST" and self.headers.get("Content-Type") == "application/n-triples"
        connection = http.client.HTTPConnection(self.server.to, timeout=60)
        try:
            kept = {
                name: value for name, value in self.headers.items() if name.lower() not in ("host", "content-length")
            }
            connection.request(self.command, self.path, spoiling.upload(body) if is_upload else body or None, kept)
            response = connection.getresponse()
            answer = response.read()
        finally:
            connection.close()
        if self.command == "GET":
            answer = spoiling.download(answer)
        dropped = ("connection", "content-length", "transfer-encoding", "keep-alive")
        headers = {name: value for name, value in response.headers.items() if name.lower() not in dropped}
        whole = turn > spoiling.closes + spoiling.fails + spoiling.cuts
        self._answer(response.status, headers, answer, whole=whole or len(answer) < 2)

    do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815 - the names that the server looks for

    def _is_allowed(self, password: str) -> bool:
        given = self.headers.get("Authorization", "")
        return given == f"Basic {base64.b64encode(f'ada:{password}'.encode()).decode()}"

    def _answer(self, status: int, headers: dict[str, str], body: bytes, *, whole: bool = True) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if status != 204:
            self.wfile.write(body if whole else body[: len(body) // 2])
        if not whole:
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that it has
        pass


@contextmanager
def spoilt(remote: Remote, spoiling: Spoiling) -> Iterator[Remote]:
    """The same store, reached by a proxy."""
    proxy = _Proxy(("127.0.0.1", 0), _Handler)
    proxy.to, proxy.spoiling = urllib.parse.urlsplit(remote.address).netloc, spoiling
    thread = threading.Thread(target=proxy.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        address = f"http://127.0.0.1:{proxy.server_address[1]}"
        urls = {name: getattr(remote.endpoints, name) for name in ("address", "query", "update", "graphs")}
        moved = {name: url.replace(remote.address, address) for name, url in urls.items()}
        yield replace(remote, endpoints=replace(remote.endpoints, **moved))
    finally:
        spoiling.go_on.set()
        proxy.shutdown()
        proxy.server_close()
        thread.join()
