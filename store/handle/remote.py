"""Asking a SPARQL service over HTTP (SPARQL 1.1 Protocol, section 2.1.2)."""

import http.client
import json
import time
import urllib.error
import urllib.parse
import urllib.request

from claimgraph.store.errors import (
    BusyError,
    ForbiddenQueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    StoreError,
)
from claimgraph.store.handle.errors import AddressError, RemoteError

__all__ = ["MAX_BYTES", "RemoteAsker", "endpoint_of"]

MAX_BYTES = 1024 * 1024 * 1024
"""What is longer is no answer to hold in memory."""

_PIECE = 1024 * 1024
_BY_STATUS: dict[int, type[StoreError]] = {
    400: QuerySyntaxError,
    403: ForbiddenQueryError,
    413: QuerySyntaxError,
    422: ResultTooLargeError,
    429: BusyError,
}
_BY_TYPE: dict[str, type[StoreError]] = {"timeout": QueryTimeoutError, "busy": BusyError}


def endpoint_of(address: str) -> str:
    """Return the endpoint of the service at an address. Raises AddressError for what is no address of one.

    >>> endpoint_of("http://127.0.0.1:8000/"), endpoint_of("https://example.org/a/sparql")
    ('http://127.0.0.1:8000/sparql', 'https://example.org/a/sparql')
    """
    try:
        parts = urllib.parse.urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise AddressError(f"{address!r} is no address ({error})") from None
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise AddressError(f"{address!r} is no address of a service: it starts with http:// or https:// and a host")
    if "@" in parts.netloc:
        raise AddressError("a name and a password in a service's address would be seen by others; leave them out")
    path = parts.path.rstrip("/")
    return urllib.parse.urlunsplit(
        (parts.scheme, parts.netloc, path if path.endswith("/sparql") else f"{path}/sparql", "", "")
    )


class RemoteAsker:
    """Answers queries by asking a service for each.

    An answer may have `most` bytes. `generation` is the number of the one that the last answer came from which said
    so, None before.
    """

    def __init__(self, address: str, most: int = MAX_BYTES) -> None:
        self.endpoint = endpoint_of(address)
        self.generation: int | None = None
        self._most = most

    @property
    def root(self) -> str:
        """The service's address, without a slash at its end."""
        return self.endpoint.removesuffix("/sparql")

    def fetch(self, place: str, media_type: str, seconds: float) -> bytes:
        """Return what the service has at a place below its address, such as `search.json?q=lamps`.

        Raises what `ask` does.
        """
        request = urllib.request.Request(f"{self.root}/{place}", headers={"Accept": media_type})  # noqa: S310 - http only
        return self._answered(request, media_type, seconds)

    def ask(self, query: str, media_type: str, seconds: float) -> bytes:
        """Return the whole answer.

        Raises QueryTimeoutError, the error that the service's refusal stands for, or RemoteError.
        """
        headers = {"Accept": media_type, "Content-Type": "application/sparql-query; charset=utf-8"}
        request = urllib.request.Request(self.endpoint, query.encode("utf-8"), headers, method="POST")  # noqa: S310 - http only
        return self._answered(request, media_type, seconds)

    def close(self) -> None:
        """Nothing is held between queries."""

    def _answered(self, request: urllib.request.Request, media_type: str, seconds: float) -> bytes:
        ends = time.monotonic() + seconds
        try:
            with urllib.request.urlopen(request, timeout=seconds) as answer:  # noqa: S310 - http only
                given = answer.headers.get_content_type()
                if given != media_type:
                    raise RemoteError(
                        f"{request.full_url} answered with {given}, not {media_type}: is claimgraph served there?"
                    )
                number = answer.headers.get("Claimgraph-Generation", "")
                if number.isascii() and number.isdecimal():
                    self.generation = int(number)
                return self._body(answer, ends, seconds)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refusal(error) from None
        except urllib.error.URLError as error:
            if isinstance(error.reason, TimeoutError):
                raise self._late(seconds) from None
            raise RemoteError(f"{self.endpoint} can't be reached: {error.reason}") from None
        except TimeoutError:
            raise self._late(seconds) from None
        except (http.client.HTTPException, OSError) as error:
            raise RemoteError(f"{self.endpoint} broke the answer off ({type(error).__name__}); try again") from None

    def _body(self, answer: http.client.HTTPResponse, ends: float, seconds: float) -> bytes:
        pieces: list[bytes] = []
        size = 0
        while piece := answer.read(_PIECE):
            size += len(piece)
            if size > self._most:
                raise ResultTooLargeError(f"the answer is larger than {self._most:,} bytes; ask for less")
            if time.monotonic() > ends:
                raise self._late(seconds)
            pieces.append(piece)
        return b"".join(pieces)

    def _late(self, seconds: float) -> QueryTimeoutError:
        return QueryTimeoutError(f"{self.endpoint} did not finish within {seconds:g} s")

    def _refusal(self, error: urllib.error.HTTPError) -> StoreError:
        text = error.read(64 * 1024)
        try:
            problem = json.loads(text)
            kind, detail = str(problem["type"]).rpartition("#")[2], str(problem["detail"])
        except (KeyError, TypeError, ValueError):
            kind, detail = "", f"the service answered {error.code} {error.reason}"
        made = _BY_TYPE.get(kind) or _BY_STATUS.get(error.code)
        return made(detail) if made else RemoteError(f"{self.endpoint}: {detail}")
