"""Content codings: which one a client gets (RFC 9110, section 12.5.3), and compressing as the answer comes."""

import re
import sys
import zlib
from collections.abc import Callable
from functools import lru_cache
from typing import Protocol

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

__all__ = ["CODINGS", "IDENTITY", "Coder", "choose_coding", "coder"]

IDENTITY = "identity"
CODINGS = ("zstd", "gzip", IDENTITY)
"""What is on offer, the preferred one first."""

_GZIP = 16 + zlib.MAX_WBITS  # zlib's sign for gzip's header and trailer
_GZIP_LEVEL, _ZSTD_LEVEL = 5, 3
_ELEMENT = re.compile(
    r"\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?)\s*)?", re.IGNORECASE
)


class Coder(Protocol):
    """Codes one body, piece by piece."""

    def code(self, data: bytes) -> bytes:
        """Return what is there of the coded body so far and has not been returned yet."""

    def end(self) -> bytes:
        """Return the rest."""


@lru_cache(maxsize=512)
def choose_coding(accept_encoding: str | None) -> str | None:
    """Return the coding that the client likes best, None where it takes none of them, not even none at all.

    Equal weights go to the smaller body. Without the header nothing is coded, since few such clients could read it.

    >>> choose_coding("gzip, deflate, br"), choose_coding("gzip;q=0.5, zstd"), choose_coding(None)
    ('gzip', 'zstd', 'identity')
    >>> choose_coding("identity;q=0, br") is None
    True
    """
    if accept_encoding is None:
        return IDENTITY
    weights: dict[str, float] = {}
    for element in accept_encoding.split(","):
        if match := _ELEMENT.fullmatch(element):
            name = match[1].lower().removeprefix("x-")
            weights[name] = float(match[2]) if match[2] else 1.0
    anything = weights.get("*", 0.0)
    # Unless it is ruled out, no coding at all is fine, but what is named comes first.
    offered = {name: weights.get(name, anything) for name in CODINGS}
    if IDENTITY not in weights and "*" not in weights:
        offered[IDENTITY] = 0.0001
    best = max(CODINGS, key=lambda name: offered[name])
    return best if offered[best] else None


def coder(coding: str) -> Coder:
    """Return what codes one body."""
    return _CODERS[coding]()


class _Identity:
    def code(self, data: bytes) -> bytes:
        return data

    def end(self) -> bytes:
        return b""


class _Gzip:
    def __init__(self) -> None:
        self._compressor = zlib.compressobj(_GZIP_LEVEL, zlib.DEFLATED, _GZIP)

    def code(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    def end(self) -> bytes:
        return self._compressor.flush()


class _Zstd:
    def __init__(self) -> None:
        self._compressor = zstd.ZstdCompressor(level=_ZSTD_LEVEL)

    def code(self, data: bytes) -> bytes:
        return self._compressor.compress(data)

    def end(self) -> bytes:
        return self._compressor.flush()


_CODERS: dict[str, Callable[[], Coder]] = {"gzip": _Gzip, "zstd": _Zstd, IDENTITY: _Identity}
