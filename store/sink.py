"""Where an answer is written to: counts it, cuts it off at the limit, and hands it on in chunks of one size."""

import re
from collections.abc import Callable

from claimgraph.store.errors import ResultTooLargeError, UnsupportedFormatError

# https://www.w3.org/TR/xml/#charsets; letters read from PDF have form feeds.
_NOT_XML = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]|\xef\xbf[\xbe\xbf]")


class Sink:
    """A binary file for pyoxigraph to write to; `close` hands on what is left.

    Raises ResultTooLargeError past `max_bytes`, and UnsupportedFormatError for a character that XML can't carry.
    Carriage returns in XML are written as references, since readers take raw ones for line feeds (XML 1.0, 2.11).
    """

    def __init__(
        self, write: Callable[[bytes], object], chunk_bytes: int, max_bytes: int | None, *, is_xml: bool = False
    ) -> None:
        self._write, self._chunk_bytes, self._max_bytes, self._is_xml = write, chunk_bytes, max_bytes, is_xml
        self._held: list[bytes] = []
        self._held_bytes = 0
        self._bytes = 0

    def write(self, data: bytes) -> int:
        """The number of bytes taken, which is all of them."""
        self._bytes += len(data)
        if self._max_bytes is not None and self._bytes > self._max_bytes:
            raise ResultTooLargeError(
                f"the answer is larger than {self._max_bytes} bytes; "
                "ask for less (LIMIT, fewer variables) or page with OFFSET"
            )
        if self._is_xml and (found := _NOT_XML.search(data)):
            code = ord(found[0].decode())
            raise UnsupportedFormatError(
                f"the answer holds the character U+{code:04X}, which XML can't; ask for another format"
            )
        self._held.append(data.replace(b"\r", b"&#xD;") if self._is_xml else data)
        self._held_bytes += len(data)
        if self._held_bytes >= self._chunk_bytes:
            self.close()
        return len(data)

    def flush(self) -> None:
        """Nothing: pyoxigraph asks for it at the end, where `close` is what counts."""

    def close(self) -> None:
        """Hands on what is held."""
        if self._held:
            self._write(b"".join(self._held))
            self._held, self._held_bytes = [], 0
