"""A finished HTTP answer, and the headers that every answer carries."""

import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from dataclasses import dataclass, field
from typing import Any

from claimgraph.api.service.problems import MEDIA_TYPE, Problem

__all__ = [
    "ALWAYS",
    "DATA_POLICY",
    "PAGE_POLICY",
    "Receive",
    "Reply",
    "Scope",
    "Send",
    "encoded",
    "etag",
    "header",
    "matches",
    "origin",
]

# ASGI's own types: the values of a scope and a message are of many kinds.
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"
PAGE_POLICY = (
    "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; object-src 'none'; "
    "img-src 'self' data:"
)

ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": (
        "Claimgraph-Generation, Content-Location, Content-Profile, ETag, Link, Location, Memento-Datetime, "
        "Preference-Applied, Retry-After"
    ),
}
_ALWAYS = [(name.lower().encode("ascii"), value.encode("ascii")) for name, value in ALWAYS.items()]
_DATA_POLICY = (b"content-security-policy", DATA_POLICY.encode("ascii"))
_HOST = re.compile(r"[A-Za-z0-9.-]+(?::[0-9]+)?|\[[0-9A-Fa-f:.]+\](?::[0-9]+)?")
_TAG = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class Reply:
    """Status, headers and body of one answer."""

    status: int
    body: bytes = b""
    content_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    policy: str = DATA_POLICY

    @classmethod
    def of(cls, problem: Problem, headers: Mapping[str, str] | None = None) -> "Reply":
        """Return the answer that states a problem; no cache keeps it."""
        headers = {"Cache-Control": "no-store", **(headers or {}), **problem.headers}
        return cls(problem.status, problem.body(), MEDIA_TYPE, headers)

    async def send(self, send: Send, *, head: bool = False) -> None:
        """Send the answer, without its body to a HEAD request."""
        headers = {"Content-Security-Policy": self.policy, **self.headers}
        if self.content_type:
            headers["Content-Type"] = self.content_type
        if self.status not in (204, 304):
            headers["Content-Length"] = str(len(self.body))
        await send({"type": "http.response.start", "status": self.status, "headers": encoded(headers)})
        await send({"type": "http.response.body", "body": b"" if head else self.body})


def encoded(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Return the headers, and those that every answer carries unless they are given, as ASGI has them."""
    own = [(name.lower().encode("ascii"), value.encode("latin-1")) for name, value in headers.items()]
    if "Content-Security-Policy" not in headers:
        own.append(_DATA_POLICY)
    return [*own, *_ALWAYS]


def etag(*parts: str) -> str:
    """Return a strong entity tag over the parts, in their order.

    >>> etag("a", "bc") == etag("ab", "c")
    False
    """
    digest = hashlib.sha256()
    for part in parts:
        encoded = part.encode("utf-8", "surrogatepass")
        digest.update(len(encoded).to_bytes(8, "big"))
        digest.update(encoded)
    return f'"{digest.hexdigest()[:32]}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Return whether If-None-Match names this tag (RFC 9110, section 13.1.2: compared weakly).

    >>> matches('W/"x", "y"', '"y"'), matches("*", '"y"'), matches(None, '"y"')
    (True, True, False)
    """
    if if_none_match is None or if_none_match == tag:
        return if_none_match is not None
    return if_none_match.strip() == "*" or tag in _TAG.findall(if_none_match)


def header(scope: Scope, name: bytes) -> str | None:
    """Return a request header by its lower-case name, several of them joined by commas, None where there is none."""
    found = [value.decode("latin-1") for key, value in scope["headers"] if key == name]
    return ", ".join(found) if found else None


def origin(scope: Scope) -> str:
    """Return scheme, host and port as the client wrote them; `localhost` stands for a host that can't be one."""
    host = header(scope, b"host") or ""
    return f"{scope.get('scheme', 'http')}://{host if _HOST.fullmatch(host) else 'localhost'}"
