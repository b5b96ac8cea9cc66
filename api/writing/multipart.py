"""The documents in a body of the type multipart/form-data (RFC 7578), each part one RDF document."""

from email.message import Message
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

__all__ = ["MAX_PARTS", "MultipartError", "Part", "read_parts"]

MAX_PARTS = 100

Part = tuple[str, bytes]
"""The Content-Type of a part, empty where it names none, and its body."""


class MultipartError(ValueError):
    """The body is not what its Content-Type says."""


def read_parts(content_type: str, body: bytes) -> list[Part]:
    r"""Return the parts in order. Raises MultipartError.

    >>> body = b'--x\r\nContent-Type: text/turtle\r\n\r\n<a:b> <a:b> 1 .\r\n--x--\r\n'
    >>> read_parts("multipart/form-data; boundary=x", body)
    [('text/turtle', b'<a:b> <a:b> 1 .')]
    """
    message = Message()
    message["Content-Type"] = content_type
    boundary = message.get_boundary()
    if not boundary:
        raise MultipartError("the Content-Type of the body names no boundary")
    reading = _Reading()
    try:
        parser = MultipartParser(boundary.encode("latin-1"), reading.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, UnicodeEncodeError) as error:
        raise MultipartError(f"the body is no multipart/form-data: {error}") from None
    if not reading.ended:
        raise MultipartError("the body ends before its last boundary")
    return reading.parts


class _Reading:
    """The parts so far, as the parser tells them."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._field, self._value = b"", b""
        self._type, self._body = "", bytearray()

    def callbacks(self) -> "MultipartCallbacks":
        return {
            "on_part_begin": self._begin,
            "on_part_data": self._data,
            "on_part_end": self._end_part,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_end": self._end,
        }

    def _begin(self) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise MultipartError(f"the body has more than {MAX_PARTS} parts; send fewer, larger ones")
        self._type, self._body = "", bytearray()

    def _data(self, data: bytes, start: int, end: int) -> None:
        self._body += data[start:end]

    def _end_part(self) -> None:
        self.parts.append((self._type, bytes(self._body)))

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        if self._field.lower() == b"content-type":
            self._type = self._value.decode("latin-1")
        self._field, self._value = b"", b""

    def _end(self) -> None:
        self.ended = True
