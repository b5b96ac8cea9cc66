"""Requests to one server: kept connections, time-outs, credentials, and another try where that can't do harm."""

import http.client
import re
import secrets
import ssl
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from claimgraph.store.errors import QueryTimeoutError
from claimgraph.store.remote.credentials import Credentials
from claimgraph.store.remote.errors import CredentialsError, RefusedError, UnreachableError
from claimgraph.store.remote.patience import Patience

__all__ = ["Client", "Request"]

_PIECE = 256 * 1024
_SHOWN = 300
_MOST_SAID = 64 * 1024
_TAG = re.compile(r"<style.*?</style>|<[!/a-zA-Z][^>]*>", re.DOTALL)
_ASK_AGAIN = frozenset((408, 425, 429, 502, 503, 504))
_DEADLOCK = "40001"  # the SQL state in which Virtuoso gives up one of two writes (status 500): it may be sent again
_LONGEST_PAUSE = 30.0
_HERE = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Request:
    """What is asked; `ends` is a moment of time.monotonic() by which the answer has to be whole."""

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    ends: float | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: the status, the media type without parameters, other headers in lower case, and the bytes."""

    status: int
    media_type: str
    headers: Mapping[str, str]
    body: bytes


class _Again(Exception):  # noqa: N818 - no error yet
    """It may be tried again, after so many seconds where the server said so."""

    def __init__(self, why: str, seconds: float | None = None) -> None:
        super().__init__(why)
        self.seconds = seconds


class Client:
    """Sends requests, each as often as patience lasts: all of ours may be repeated without doing harm.

    For one thread. It is let go of by `close`, or at a `with` block's end.
    """

    def __init__(self, credentials: Credentials | None, patience: Patience) -> None:
        self._credentials, self.patience = credentials, patience
        self._connections: dict[str, http.client.HTTPConnection] = {}
        self._challenges: dict[str, tuple[str, int]] = {}

    def __enter__(self) -> "Client":
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of all connections."""
        for connection in self._connections.values():
            connection.close()
        self._connections.clear()

    def send(self, request: Request, missing: bool = False) -> Answer:
        """The answer. With `missing`, status 404 is one too.

        Raises UnreachableError, RefusedError, CredentialsError, or QueryTimeoutError where the request has an end.
        """
        pieces: list[bytes] = []
        answer = self._persist(request, pieces.append, pieces.clear, missing)
        return Answer(answer.status, answer.media_type, answer.headers, b"".join(pieces))

    def download(self, request: Request, path: Path) -> Answer:
        """The answer, its body in the file. Raises as `send` does; with status 404 the file is empty."""
        with path.open("wb") as out:
            return self._persist(request, out.write, lambda: _emptied(out), missing=True)

    def _persist(
        self, request: Request, write: Callable[[bytes], object], restart: Callable[[], object], missing: bool
    ) -> Answer:
        pause = self.patience.pause
        for attempt in range(1, self.patience.attempts + 1):
            try:
                return self._try(request, write, missing)
            except _Again as again:
                restart()
                wait = min(pause if again.seconds is None else again.seconds, _LONGEST_PAUSE)
                if request.ends is not None and time.monotonic() + wait > request.ends:
                    raise QueryTimeoutError(f"{_shown(request.url)} did not answer in time: {again}") from None
                if attempt == self.patience.attempts:
                    raise UnreachableError(
                        f"{_shown(request.url)}: {again}; asked {attempt} times: see whether the server is up, and "
                        "try again"
                    ) from None
                time.sleep(wait)
                pause *= 2
        raise AssertionError("there is at least one attempt")

    def _try(self, request: Request, write: Callable[[bytes], object], missing: bool) -> Answer:
        url = urllib.parse.urlsplit(request.url)
        target = (url.path or "/") + (f"?{url.query}" if url.query else "")
        key = f"{url.scheme}://{url.netloc}"
        response = self._exchange(request, key, target, url)
        if response.status == 401 and self._take_challenge(url, response):
            response.close()
            self._drop(key)  # what it says beside the challenge is of no use
            response = self._exchange(request, key, target, url)
        is_whole = False
        try:
            with response:
                self._check(request, response, missing)
                for piece in _pieces(response):
                    write(piece)
                    if request.ends is not None and time.monotonic() > request.ends:
                        raise _late(request)
            is_whole = True
        finally:
            if not is_whole:
                self._drop(key)  # what is left of this answer would be taken for the next one
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(response.status, response.headers.get_content_type(), headers, b"")

    def _exchange(
        self, request: Request, key: str, target: str, url: urllib.parse.SplitResult
    ) -> http.client.HTTPResponse:
        headers = dict(request.headers)
        if allowed := self._authorization(request.method, target, url):
            headers["Authorization"] = allowed
        silence = self.patience.silence
        if request.ends is not None:
            silence = max(min(silence, request.ends - time.monotonic()), 0.05)
        fresh = key not in self._connections
        while True:
            connection = self._connection(key, url, silence)
            try:
                try:
                    connection.request(request.method, target, request.body or None, headers)
                except (BrokenPipeError, ConnectionResetError):
                    if connection.sock is None or fresh is False:
                        raise
                    # It may have said why it doesn't want to hear the rest.
                return connection.getresponse()
            except TimeoutError:
                self._drop(key)
                if request.ends is not None and time.monotonic() >= request.ends:
                    raise _late(request) from None
                raise _Again(f"no answer for {silence:g} s") from None
            except ssl.SSLCertVerificationError as error:
                self._drop(key)
                raise UnreachableError(
                    f"{_shown(request.url)}: its certificate isn't trusted ({error.verify_message}); have the system "
                    "trust who issued it"
                ) from None
            except (http.client.HTTPException, OSError) as error:
                self._drop(key)
                if not fresh:  # the server has closed a connection that was idle: no attempt is lost
                    fresh = True
                    continue
                reason = getattr(error, "strerror", None) or str(error) or type(error).__name__
                raise _Again(f"it can't be reached ({reason})") from None

    def _connection(self, key: str, url: urllib.parse.SplitResult, silence: float) -> http.client.HTTPConnection:
        connection = self._connections.get(key)
        if connection is None:
            made = http.client.HTTPSConnection if url.scheme == "https" else http.client.HTTPConnection
            connection = self._connections[key] = made(url.hostname or "", url.port, timeout=silence)
        connection.timeout = silence
        if connection.sock is not None:
            connection.sock.settimeout(silence)
        return connection

    def _drop(self, key: str) -> None:
        connection = self._connections.pop(key, None)
        if connection is not None:
            connection.close()

    def _authorization(self, method: str, target: str, url: urllib.parse.SplitResult) -> str | None:
        if self._credentials is None:
            return None
        if self._credentials.is_token:
            _refuse_open(url)
            return self._credentials.bearer()
        challenge, count = self._challenges.get(url.path, ("", 0))
        if not challenge:
            return None
        if challenge.lower().startswith("digest"):
            self._challenges[url.path] = challenge, count + 1
            return self._credentials.digest(challenge, method, target, count + 1, secrets.token_hex(8))
        _refuse_open(url)
        return self._credentials.basic()

    def _take_challenge(self, url: urllib.parse.SplitResult, response: http.client.HTTPResponse) -> bool:
        """Whether there is something else to say to the server than what it has just refused."""
        if self._credentials is None or self._credentials.is_token:
            return False
        offered = response.headers.get_all("WWW-Authenticate") or ["Basic"]
        digest = next((each for each in offered if each.lower().startswith("digest")), None)
        before, _ = self._challenges.get(url.path, ("", 0))
        if before and not (digest and "true" in digest.lower().partition("stale=")[2][:6]):
            return False
        self._challenges[url.path] = digest or "Basic", 0
        return True

    def _check(self, request: Request, response: http.client.HTTPResponse, missing: bool) -> None:
        status = response.status
        if status < 300 or (missing and status == 404):
            return
        place = _shown(request.url)
        if status < 400:
            leads = response.headers.get("Location", "another place")
            raise RefusedError(f"{place} leads to {leads[:_SHOWN]}; give the address that it leads to")
        page = _rest(response).decode("utf-8", "replace")
        said = " ".join(_TAG.sub(" ", page).split())[:_SHOWN]
        if status in (401, 403):
            given = "takes no such credentials" if self._credentials else "wants credentials"
            raise CredentialsError(
                f"{place} {given} (status {status}); name a file that has them with --store-credentials"
            )
        if status in _ASK_AGAIN or (status == 500 and _DEADLOCK in said):
            later = response.headers.get("Retry-After", "")
            raise _Again(
                f"it answers {status} {response.reason}",
                float(later) if later.isascii() and later.isdecimal() else None,
            )
        raise RefusedError(f"{place} answers {status} {response.reason}{f': {said}' if said else ''}")


def _pieces(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """The answer's body. Raises _Again where it breaks off."""
    size = 0
    try:
        while piece := response.read(_PIECE):
            size += len(piece)
            yield piece
    except (http.client.HTTPException, OSError) as error:
        raise _Again(f"the answer broke off ({type(error).__name__})") from None
    promised = response.headers.get("Content-Length", "")
    if promised.isdecimal() and size < int(promised):
        raise _Again("the answer was cut short")  # http.client says nothing of it


def _rest(response: http.client.HTTPResponse) -> bytes:
    """As much of a refusal as is of use; what can't be read is no loss."""
    try:
        return response.read(_MOST_SAID)
    except (http.client.HTTPException, OSError):
        return b""


def _late(request: Request) -> QueryTimeoutError:
    return QueryTimeoutError(
        f"{_shown(request.url)} did not finish in time; ask for less, or give it more with --store-timeout"
    )


def _refuse_open(url: urllib.parse.SplitResult) -> None:
    if url.scheme != "https" and url.hostname not in _HERE:
        raise CredentialsError(
            f"{url.scheme}://{url.netloc} would be sent the credentials for everyone on the way to read; use https"
        )


def _emptied(out: BinaryIO) -> None:
    out.seek(0)
    out.truncate()


def _shown(url: str) -> str:
    """The URL without its query, which may be long."""
    return url.partition("?")[0]
