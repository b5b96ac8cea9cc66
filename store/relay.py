"""A relay for the SERVICE calls of one query.

The engine can't be told which addresses it may call, how long it may wait, or how much it may read. So it is sent to a
server in its own process, on the loopback address, that makes the call: to an address that was checked (a name that
leads elsewhere a moment later changes nothing), without following redirects, with limits.
"""

import http.client
import secrets
import socket
import ssl
import threading
from collections import deque
from collections.abc import Mapping, Sequence
from functools import partial
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer
from types import TracebackType
from typing import Self

import pyoxigraph

from claimgraph.store.errors import ServiceFailedError
from claimgraph.store.federation import Endpoint

MAX_CALLS = 100
"""How often one query may call; the engine does it anew for each row that a FILTER EXISTS looks at."""
SILENCE_SECONDS = 30.0
MAX_ANSWER_BYTES = 64 * 1024 * 1024
MAX_QUERY_BYTES = 1024 * 1024

_HEADERS = {
    "Accept": "application/sparql-results+json, application/sparql-results+xml;q=0.9",
    "Content-Type": "application/sparql-query",
    "User-Agent": "claimgraph",
}


class Relay:
    """Answers at `addresses` for as long as it is entered; each stands for the endpoint that is its key.

    `targets` are endpoints with the addresses they may be called at; none means that the host isn't known.
    """

    def __init__(self, targets: Sequence[tuple[Endpoint, Sequence[str]]], max_bytes: int | None = None) -> None:
        self._targets = targets
        self._max_bytes = max_bytes or MAX_ANSWER_BYTES
        self._calls = 0
        self._failure: str | None = None
        self._server = TCPServer(("127.0.0.1", 0), partial(_Handler, self))
        self._secret = secrets.token_urlsafe(16)  # other users of this machine could ask here too
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)

    @property
    def addresses(self) -> Mapping[str, str]:
        """For each endpoint's URL the one to call instead."""
        origin = f"http://127.0.0.1:{self._server.server_address[1]}/{self._secret}"
        return {endpoint.url: f"{origin}/{number}" for number, (endpoint, _) in enumerate(self._targets)}

    def refuse_failure(self) -> None:
        """Raises ServiceFailedError where a call failed: to be asked when the engine gave up, for SILENT lets it be."""
        self.refuse_excess()
        if self._failure:
            raise ServiceFailedError(self._failure)

    def refuse_excess(self) -> None:
        """Raises ServiceFailedError where the query called too often, which SILENT must not hide."""
        if self._calls > MAX_CALLS:
            raise ServiceFailedError(
                f"the query asks other endpoints more than {MAX_CALLS} times; take SERVICE out of FILTER EXISTS"
            )

    def answer(self, path: str, body: bytes) -> tuple[int, str, bytes]:
        """Status, media type and body for the engine, after one call for it."""
        _, secret, number = [*path.split("/"), "", ""][:3]
        if not secrets.compare_digest(secret.encode(), self._secret.encode()):
            return 404, "text/plain", b""
        endpoint, addresses = self._targets[int(number)]
        self._calls += 1
        if self._calls > MAX_CALLS:
            return 429, "text/plain", b""
        try:
            if len(body) > MAX_QUERY_BYTES:
                raise _CallError(f"written out, what it is asked has more than {MAX_QUERY_BYTES:,} bytes")
            return (200, *_call(endpoint, addresses, body, self._max_bytes))
        except _CallError as error:
            reason = str(error)
        except ssl.SSLError as error:
            reason = f"no secure connection ({getattr(error, 'verify_message', '') or error.reason or 'TLS'})"
        except TimeoutError:
            reason = f"it said nothing for {SILENCE_SECONDS:g} s"
        except OSError as error:
            reason = f"no connection ({error.strerror or 'lost'})"
        except (http.client.HTTPException, ValueError):
            reason = "its answer is no whole HTTP message"
        self._failure = f"SERVICE <{endpoint.url}> failed: {reason}"
        return 502, "text/plain", b""

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class _CallError(Exception):
    """What the endpoint answered is no answer for the engine."""


class _Handler(BaseHTTPRequestHandler):
    timeout = SILENCE_SECONDS

    def __init__(self, relay: Relay, *request: object) -> None:
        self._relay = relay
        super().__init__(*request)  # type: ignore[arg-type]  # as the server gives them

    def do_POST(self) -> None:
        """Hand the engine's query on."""
        length = self.headers.get("Content-Length", "")
        body = self.rfile.read(min(int(length), MAX_QUERY_BYTES + 1)) if length.isdigit() else b""
        status, media_type, answer = self._relay.answer(self.path, body)
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server has
        """Says nothing: the secret is in the address."""


def _call(endpoint: Endpoint, addresses: Sequence[str], body: bytes, max_bytes: int) -> tuple[str, bytes]:
    """Media type and body of the endpoint's answer."""
    if not addresses:
        raise _CallError("its host is not known now")
    with _connect(endpoint, addresses) as connected:
        connection = http.client.HTTPConnection(endpoint.host, endpoint.port, timeout=SILENCE_SECONDS)
        connection.sock = connected  # so that it looks no name up
        connection.request("POST", endpoint.target, body, {"Host": _host(endpoint), **_HEADERS})
        response = connection.getresponse()
        if 300 <= response.status < 400:
            raise _CallError(f"it answered {response.status}, and redirects are not followed")
        if response.status != 200:
            raise _CallError(f"it answered {response.status}")
        answer = response.read(max_bytes + 1)
        if len(answer) > max_bytes:
            raise _CallError(f"its answer has more than {max_bytes:,} bytes")
        if response.length:  # what is missing of the length that it declared
            raise _CallError("its answer broke off")
        media_type = response.getheader("Content-Type", "")
        _refuse_unreadable(media_type, answer)
        return media_type, answer


def _refuse_unreadable(media_type: str, answer: bytes) -> None:
    """Raises _CallError for what the engine would fail at, since that happens in the midst of its own answer."""
    found = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
    if found not in (pyoxigraph.QueryResultsFormat.JSON, pyoxigraph.QueryResultsFormat.XML):
        raise _CallError(f"it answered in {media_type[:60]!r}, not in SPARQL JSON or XML")
    results = None
    try:
        results = pyoxigraph.parse_query_results(answer, format=found)
        if isinstance(results, pyoxigraph.QuerySolutions):
            deque(results, maxlen=0)
    except (SyntaxError, ValueError):
        raise _CallError("its answer isn't whole, or not SPARQL results") from None
    finally:
        results = None  # it may be dropped in this thread only, and an error's trace would keep it


def _connect(endpoint: Endpoint, addresses: Sequence[str]) -> socket.socket:
    """A connection to the first of the addresses that takes one."""
    for number, address in enumerate(addresses, 1):
        try:
            plain = socket.create_connection((address, endpoint.port), timeout=SILENCE_SECONDS)
            break
        except OSError:
            if number == len(addresses):
                raise
    if not endpoint.secure:
        return plain
    try:
        return ssl.create_default_context().wrap_socket(plain, server_hostname=endpoint.host)
    except BaseException:
        plain.close()
        raise


def _host(endpoint: Endpoint) -> str:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    usual = 443 if endpoint.secure else 80
    return host if endpoint.port == usual else f"{host}:{endpoint.port}"
