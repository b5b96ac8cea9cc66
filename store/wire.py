"""What a client and an evaluator say to each other over a Unix socket.

The client sends one request: four bytes of length (big-endian), then JSON. The evaluator sends frames: one byte of
kind, four of length, and the payload. An answer is whole only if it ends in END; END and ERROR are always the last.

    ACCEPTED   JSON {"pid"}: this process is evaluating it now, and can be killed
    HEADER     empty: the first chunk follows, or END where the answer is empty
    CHUNK      bytes of the answer
    END        eight bytes: how many bytes all chunks had
    ERROR      JSON {"error", "message"}; may come after chunks
"""

import json
import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass

from claimgraph.store import errors
from claimgraph.store.evaluate import Query
from claimgraph.store.federation import Federation

ACCEPTED, HEADER, CHUNK, END, ERROR = b"A", b"H", b"C", b"E", b"X"

_FRAME = struct.Struct(">cI")
_TOTAL = struct.Struct(">Q")
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
        data = json.dumps(asdict(self)).encode()
        return _LENGTH.pack(len(data)) + data


def request_length(data: bytes) -> int:
    """The number of bytes that follow the first LENGTH_BYTES of a request."""
    (length,) = _LENGTH.unpack(data)
    return int(length)


def decode_request(data: bytes) -> Request:
    """The request whose JSON this is."""
    fields = json.loads(data)
    query = fields.pop("query")
    for name in ("default_graphs", "named_graphs"):
        query[name] = tuple(query[name])
    federation = query.pop("federation")
    opened = Federation(tuple(federation["endpoints"]), tuple(federation["near"]))
    return Request(Query(**query, federation=opened), **fields)


def frame(kind: bytes, payload: bytes = b"") -> bytes:
    """One frame's bytes on the wire."""
    return _FRAME.pack(kind, len(payload)) + payload


def accepted_frame(pid: int) -> bytes:
    """The frame that names the evaluator's process."""
    return frame(ACCEPTED, json.dumps({"pid": pid}).encode())


def end_frame(total: int) -> bytes:
    """The frame that makes an answer of so many bytes whole."""
    return frame(END, _TOTAL.pack(total))


def error_frame(error: errors.StoreError) -> bytes:
    """The frame that hands an error on."""
    return frame(ERROR, json.dumps(described(error)).encode())


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
    """The process that an ACCEPTED frame names."""
    return int(json.loads(payload)["pid"])


def total_of(payload: bytes) -> int:
    """The number of bytes that an END frame names."""
    (total,) = _TOTAL.unpack(payload)
    return int(total)


def error_of(payload: bytes) -> errors.StoreError:
    """The error that an ERROR frame carries."""
    return restored(json.loads(payload))
