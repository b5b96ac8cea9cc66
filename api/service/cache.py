"""Answers that are kept: bounded in bytes, the least recently used go first."""

from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

__all__ = ["AnswerCache", "Kept", "Name"]

Name = tuple[str | bytes, ...]

# ASGI's raw headers.
Headers = list[tuple[bytes, bytes]]

_POLICY = b"content-security-policy"
_OVERHEAD = 1024  # what an entry takes beside its bytes: objects, the tables' own
_LARGEST_SHARE = 8
_REQUESTS_SHARE = 4


@dataclass(frozen=True)
class Kept:
    """A whole answer as it is sent: its entity tag, headers and body.

    `name` tells apart what is sent in different ways, such as with other links, under one entity tag.
    """

    name: Name
    tag: str
    headers: Headers
    body: bytes

    @property
    def size(self) -> int:
        """How many bytes it takes up, roughly: a name can have a whole query in it."""
        return len(self.body) + sum(map(len, self.name)) + sum(len(value) for _, value in self.headers) + _OVERHEAD

    @cached_property
    def unchanged(self) -> Headers:
        """The headers of its 304: without those that describe the body (RFC 9110, section 15.4.5)."""
        return [pair for pair in self.headers if not pair[0].startswith(b"content-") or pair[0] == _POLICY]


class AnswerCache:
    """Answers by their name, and by the requests that got them.

    A request is found again by its bytes, so that nothing has to be read or negotiated anew.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._answers: OrderedDict[Name, tuple[Kept, int]] = OrderedDict()
        self._names: OrderedDict[Hashable, tuple[Name, int]] = OrderedDict()
        self._names_bytes = 0
        self._bytes = 0

    @property
    def largest(self) -> int:
        """The size in bytes of the largest body that is kept."""
        return self._max_bytes // _LARGEST_SHARE

    @property
    def bytes(self) -> int:
        """How many bytes are taken up."""
        return self._bytes

    def __len__(self) -> int:
        return len(self._answers)

    def find(self, request: Hashable) -> Kept | None:
        """Return the answer that the same request got before."""
        found = self._names.get(request)
        if found is None:
            return None
        self._names.move_to_end(request)
        return self.get(found[0])

    def get(self, name: Name) -> Kept | None:
        """Return the answer with this name."""
        found = self._answers.get(name)
        if found is None:
            return None
        self._answers.move_to_end(name)
        return found[0]

    def put(self, kept: Kept) -> None:
        """Keep the answer, if it isn't too large; others may have to go."""
        size = kept.size
        if size > self.largest or kept.name in self._answers:
            return
        self._answers[kept.name] = kept, size
        self._bytes += size
        while self._bytes > self._max_bytes:
            _, (_, gone) = self._answers.popitem(last=False)
            self._bytes -= gone

    def remember(self, request: Hashable, name: Name, size: int) -> None:
        """Have the request, of this size in bytes, be answered by what has the name."""
        if request in self._names or size > self.largest:
            return
        self._names[request] = name, size + _OVERHEAD
        self._names_bytes += size + _OVERHEAD
        while self._names_bytes > self._max_bytes // _REQUESTS_SHARE:
            _, (_, gone) = self._names.popitem(last=False)
            self._names_bytes -= gone

    def clear(self) -> None:
        """Let go of everything."""
        self._answers.clear()
        self._names.clear()
        self._bytes = self._names_bytes = 0
