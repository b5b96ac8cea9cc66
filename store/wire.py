"""What a client and an evaluator say to each other over a Unix socket.

An evaluator greets whoever connects with HELLO. Then the client sends requests: four bytes of length (big-endian) and
Python's marshal format, since both ends are one program of one user, and JSON takes as long as a short query. The
evaluator answers them in their order, in frames: one byte of kind, four of length, and the payload. An answer is whole
only if it ends in END; END and ERROR are always the last.

    HELLO      JSON {"pid"}: the process that answers on this connection, and can be killed
    CHUNK      bytes of the answer
    END        eight bytes: how many bytes all chunks had; one more: whether the evaluator ends now
    ERROR      JSON {"error", "message", "leaving"}; may come after chunks
"""

import json
import marshal
import struct
from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.store import errors
from claimgraph.store.evaluate import Query
from claimgraph.store.federation import Federation

HELLO, CHUNK, END, ERROR = b"H", b"C", b"E", b"X"

_FRAME = struct.Struct(">cI")
_TOTAL = struct.Struct(">Q?")
_LENGTH = struct.Struct(">I")
LENGTH_BYTES = _LENGTH.size


@dataclass(frozen=True, slots=True)
class Request:
    """A query with the seconds and the bytes that its answer may take."""

    query: Query
    seconds: float
    max_bytes: int

    def encode(self) -> bytes:
        """The request's bytes on the wire."""
        asked = self.query
        graphs, federation = (asked.default_graphs, asked.named_graphs), tuple(asked.federation)
        query = (asked.text, asked.media_type, *graphs, dict(asked.prefixes), asked.union, federation)
        data = marshal.dumps((query, self.seconds, self.max_bytes))
        return _LENGTH.pack(len(data)) + data


def request_length(data: bytes) -> int:
    """The number of bytes that follow the first LENGTH_BYTES of a request."""
    (length,) = _LENGTH.unpack(data)
    return int(length)


def decode_request(data: bytes) -> Request:
    """The request that was encoded so."""
    asked, seconds, max_bytes = marshal.loads(data)  # noqa: S302 - the socket is this user's alone
    text, media_type, default_graphs, named_graphs, prefixes, union, federation = asked
    query = Query(text, media_type, default_graphs, named_graphs, prefixes, union, Federation(*federation))
    return Request(query, seconds, max_bytes)


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame's bytes on the wire."""
    return _FRAME.pack(kind, len(payload)) + payload


def hello_frame(pid: int) -> bytes:
    """The frame that names the evaluator's process."""
    return frame(HELLO, json.dumps({"pid": pid}).encode())


def end_frame(total: int, *, leaving: bool = False) -> bytes:
    """The frame that makes an answer of so many bytes whole; an evaluator that is leaving takes no further request."""
    return frame(END, _TOTAL.pack(total, leaving))


def error_frame(error: errors.StoreError, *, leaving: bool = False) -> bytes:
    """The frame that hands an error on; an evaluator that is leaving takes no further request."""
    return frame(ERROR, json.dumps({**described(error), "leaving": leaving}).encode())


def described(error: errors.StoreError) -> dict[str, str]:
    """The error as JSON data, for `restored`."""
    return {"error": type(error).__name__, "message": str(error)}


def restored(data: dict[str, str]) -> errors.StoreError:
    """The error that `described` was given, of the same class."""
    found = getattr(errors, data["error"], None)
    kind = found if isinstance(found, type) and issubclass(found, errors.StoreError) else errors.StoreError
    return kind(data["message"])


def take_frames(buffer: bytearray) -> Iterator[tuple[bytes, bytes]]:
    """The whole frames at the buffer's beginning, as kind and payload, each taken off it.

    >>> buffer = bytearray(frame(CHUNK, b"abc") + frame(END)[:3])
    >>> list(take_frames(buffer)), len(buffer)
    ([(b'C', b'abc')], 3)
    """
    while len(buffer) >= _FRAME.size:
        kind, length = _FRAME.unpack_from(buffer)
        stop = _FRAME.size + length
        if len(buffer) < stop:
            return
        payload = bytes(memoryview(buffer)[_FRAME.size : stop])
        del buffer[:stop]
        yield kind, payload


def pid_of(payload: bytes) -> int:
    """The process that a HELLO frame names."""
    return int(json.loads(payload)["pid"])


def total_of(payload: bytes) -> tuple[int, bool]:
    """The number of bytes that an END frame names, and whether the evaluator ends now."""
    total, leaving = _TOTAL.unpack(payload)
    return int(total), bool(leaving)


def error_of(payload: bytes) -> tuple[errors.StoreError, bool]:
    """The error that an ERROR frame carries, and whether the evaluator ends now."""
    data = json.loads(payload)
    return restored(data), bool(data["leaving"])
