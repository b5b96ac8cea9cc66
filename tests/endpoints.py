"""SPARQL endpoints on this machine that answer what they are told to, and note who asks."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer: status, media type, body and any other headers; with `after`, not before that is set."""

    status: int = 200
    media_type: str = JSON
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    after: threading.Event | None = None


def rows(*values: str) -> Said:
    """Solutions with the variable ``o``, one for each value."""
    found = [{"o": {"type": "literal", "value": value}} for value in values]
    return Said(body=json.dumps({"head": {"vars": ["o"]}, "results": {"bindings": found}}).encode())


@dataclass
class Elsewhere:
    """A server at `origin` that answers by path, and the requests it was sent: method and path, headers, body."""

    origin: str
    answers: dict[str, Said]
    asked: list[tuple[str, Mapping[str, str], bytes]] = field(default_factory=list)


@contextmanager
def elsewhere(**answers: Said) -> Iterator[Elsewhere]:
    """A server with an endpoint for each name, such as ``/rows``."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            made.asked.append((f"{self.command} {self.path}", dict(self.headers), body))
            said = made.answers.get(self.path.partition("?")[0].strip("/"), Said(404))
            if said.after is not None:
                said.after.wait(60)
            self.send_response(said.status)
            for name, value in {"Content-Type": said.media_type, **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(said.body)

        do_GET = do_POST  # noqa: N815 - the name that http.server looks for

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        made = Elsewhere(f"http://127.0.0.1:{server.server_port}", dict(answers))
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield made
        finally:
            server.shutdown()
