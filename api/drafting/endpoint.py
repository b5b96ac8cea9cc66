"""One question to an endpoint that speaks OpenAI's chat completions, bounded in time, tries and bytes."""

from __future__ import annotations

import contextlib
import http.client
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from claimgraph.api.errors import EndpointError

_PATH = "/chat/completions"
_AGAIN = frozenset({408, 429, 500, 502, 503, 504})
_SHOWN = 160


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint that a user named, with the bounds on what is asked of it.

    ``seconds`` is how long one answer may take from the first byte sent to the last received, ``tries`` how often one
    question is asked, ``largest`` how many bytes of an answer are read. The key is in no message and no file.
    """

    url: str
    model: str
    key: str | None = field(default=None, repr=False)
    seconds: float = 120.0
    tries: int = 3
    largest: int = 2 * 1024 * 1024
    wait: Callable[[float], None] = time.sleep


class _TryAgainError(Exception):
    """What may be over the next time; ``after`` is how many seconds the server asks to wait."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.after = after


def ask(endpoint: Endpoint, messages: Sequence[dict[str, str]]) -> str:
    """What the model writes to the messages.

    Raises `EndpointError` where the address can't be used, the server refuses, or doesn't answer after all tries.
    """
    address = checked_address(endpoint)
    body = json.dumps({"model": endpoint.model, "messages": list(messages), "temperature": 0, "stream": False}).encode()
    reason = ""
    for attempt in range(endpoint.tries):
        try:
            return _content(_answered(endpoint, address, body), endpoint)
        except _TryAgainError as error:
            reason = str(error)
            if attempt + 1 < endpoint.tries:
                endpoint.wait(min(30.0, error.after if error.after is not None else 2.0**attempt))
    raise EndpointError(f"{endpoint.url}: {reason}, {endpoint.tries} times: is it running, and is it this address?")


def checked_address(endpoint: Endpoint) -> SplitResult:
    """The endpoint's address; raises `EndpointError` where it is none, or a key would go out in the open."""
    try:
        address = urlsplit(endpoint.url)
        usable = address.scheme in ("http", "https") and bool(address.hostname) and (address.port or 1) > 0
    except ValueError:
        usable = False
    if not usable or address.username or address.query or address.fragment:
        raise EndpointError(f"{endpoint.url!r} is no endpoint's address: give it as https://host/v1")
    if endpoint.key and address.scheme == "http" and not _is_here(address.hostname or ""):
        raise EndpointError(f"{endpoint.url}: the key would be readable on its way: use https, or give no key")
    return address


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def _answered(endpoint: Endpoint, address: SplitResult, body: bytes) -> bytes:
    headers = {"Content-Type": "application/json", "Accept": "application/json", "User-Agent": "claimgraph"}
    if endpoint.key:
        headers["Authorization"] = f"Bearer {endpoint.key}"
    path = address.path.rstrip("/")
    try:
        with _connection(address, endpoint.seconds) as connection:
            connection.request("POST", path if path.endswith(_PATH) else path + _PATH, body, headers)
            with connection.getresponse() as response:  # it holds the socket open by itself
                data = response.read(endpoint.largest + 1)
                status, after = response.status, response.getheader("Retry-After")
    except ssl.SSLCertVerificationError as error:
        raise EndpointError(f"{endpoint.url}: its certificate is not to be trusted: {error.verify_message}") from error
    except TimeoutError as error:
        raise _TryAgainError(f"no answer within {endpoint.seconds:g} seconds") from error
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise _TryAgainError(f"no answer ({_without_key(str(error) or type(error).__name__, endpoint)})") from error
    if len(data) > endpoint.largest:
        raise EndpointError(
            f"{endpoint.url}: its answer is longer than {endpoint.largest:,} bytes: is it this address?"
        )
    if status in _AGAIN:
        raise _TryAgainError(f"it answers {status}", float(after) if after and after.isdigit() else None)
    if status != http.client.OK:
        said = _without_key(" ".join(data[:_SHOWN].decode("utf-8", "replace").split()), endpoint)
        raise EndpointError(f"{endpoint.url}: it answers {status}: {said}")
    return data


def _content(data: bytes, endpoint: Endpoint) -> str:
    try:
        content = json.loads(data)["choices"][0]["message"]["content"]
    except (ValueError, KeyError, IndexError, TypeError, RecursionError) as error:
        raise _TryAgainError("it doesn't answer as chat completions do") from error
    if not isinstance(content, str):
        raise _TryAgainError("it answers without a text")
    return content


@contextmanager
def _connection(address: SplitResult, seconds: float) -> Iterator[http.client.HTTPConnection]:
    """A connection that is cut once the time is over, however slowly bytes trickle in. Raises TimeoutError then."""
    host = address.hostname or ""
    made: http.client.HTTPConnection
    if address.scheme == "https":
        made = http.client.HTTPSConnection(host, address.port, timeout=seconds, context=ssl.create_default_context())
    else:
        made = http.client.HTTPConnection(host, address.port, timeout=seconds)
    made.connect()
    over = threading.Event()

    def cut() -> None:
        over.set()
        with contextlib.suppress(OSError, AttributeError):
            made.sock.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield made
        if over.is_set():
            raise TimeoutError
    except (OSError, http.client.HTTPException) as error:
        if over.is_set():
            raise TimeoutError from error
        raise
    finally:
        timer.cancel()
        timer.join()
        made.close()


def _without_key(text: str, endpoint: Endpoint) -> str:
    return text.replace(endpoint.key, "…") if endpoint.key else text
