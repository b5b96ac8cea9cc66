"""What the service and its writer say to each other over a Unix socket.

The service connects and waits. When it is its turn, the writer sends four bytes of zero; the service sends its request:
two lengths of four bytes (big-endian), then JSON that says what to do, then the body as the client sent it. The writer
sends one answer: a length of four bytes, then JSON; where it is never the request's turn, at once. Then both close.
"""

import hashlib
import json
import struct
from dataclasses import asdict, dataclass
from typing import Any, Literal

from claimgraph.api.service.problems import Problem
from claimgraph.api.writing.pipeline import Written

__all__ = [
    "ANSWER",
    "REQUEST",
    "YOUR_TURN",
    "WriteRequest",
    "decode_answer",
    "decode_request",
    "encode_answer",
]

REQUEST = struct.Struct(">II")
ANSWER = struct.Struct(">I")
YOUR_TURN = b""
"""What an answer of no length means: send your request."""


@dataclass(frozen=True, slots=True)
class WriteRequest:
    """A write as it came: an update (`UPDATE`) or an operation on a graph, with the body that carries it.

    `graph` is None for the default graph; `base` is what relative IRIs stand below; `using` and `using_named` are the
    dataset that the request names for an update. The body is an update's text or a document of the media type.
    """

    operation: Literal["UPDATE", "PUT", "POST", "DELETE", "PATCH"]
    body: bytes = b""
    content_type: str = ""
    graph: str | None = None
    base: str | None = None
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()
    if_match: str | None = None
    if_none_match: str | None = None

    def encode(self) -> bytes:
        """Return the request's bytes on the wire."""
        head = self._head()
        return REQUEST.pack(len(head), len(self.body)) + head + self.body

    def digest(self) -> str:
        """Return the SHA-256 of all that the request says, in hexadecimal."""
        return hashlib.sha256(self.encode()).hexdigest()

    def _head(self) -> bytes:
        fields = {name: value for name, value in asdict(self).items() if name != "body"}
        return json.dumps(fields, sort_keys=True).encode()


def decode_request(head: bytes, body: bytes) -> WriteRequest:
    """Return the request whose two parts these are."""
    fields = json.loads(head)
    for name in ("using", "using_named"):
        fields[name] = tuple(fields[name])
    return WriteRequest(body=body, **fields)


def encode_answer(answer: Written | Problem) -> bytes:
    """Return the answer's bytes on the wire."""
    fields: dict[str, object] = asdict(answer) if isinstance(answer, Written) else _said(answer)
    data = json.dumps(fields).encode()
    return ANSWER.pack(len(data)) + data


def decode_answer(data: bytes) -> Written | Problem:
    """Return the answer whose JSON this is."""
    fields: dict[str, Any] = json.loads(data)
    return Problem(**fields) if "kind" in fields else Written(**fields)


def _said(problem: Problem) -> dict[str, object]:
    return {
        "kind": problem.kind,
        "detail": problem.detail,
        "members": dict(problem.members),
        "headers": dict(problem.headers),
    }
