"""A file's text, or a plain word on why there is none."""

from __future__ import annotations

import re
import stat
from pathlib import Path

from claimgraph.ingest.errors import LetterError

LARGEST = 16 * 1024 * 1024
"""Bytes; the longest letter of a docket is far below, and what is above is no letter."""

_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f\x7f]")
_BYTE_ORDER_16 = (b"\xff\xfe", b"\xfe\xff")


def read_text(path: Path, largest: int = LARGEST) -> str:
    """The file's text, every code point as it stands, line ends and byte order mark included.

    The text's UTF-8 bytes are the file's bytes, so their SHA-256 are the same. At most ``largest`` bytes are read.
    Raises `LetterError` when the file is missing, too large, empty, binary or not UTF-8.
    """
    return text_of(path, read_bytes(path, largest), largest)


def read_bytes(path: Path, largest: int = LARGEST) -> bytes:
    """The file's bytes, and one more than ``largest`` at most; raises `LetterError` when it is missing or too large."""
    try:
        status = path.stat()
        size = status.st_size
        if stat.S_ISDIR(status.st_mode):
            raise LetterError(f"{path}: this is a folder: name a file")
        if not stat.S_ISREG(status.st_mode):
            raise LetterError(f"{path}: this is a pipe or a device, no file: save its content to a file first")
        if size > largest:
            raise LetterError(f"{path}: {size:,} bytes are too many for a text, {largest:,} at most: name another file")
        with path.open("rb") as file:
            return file.read(largest + 1)
    except FileNotFoundError as error:
        raise LetterError(f"{path}: there is no such file: check the name") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise LetterError(f"{path}: the file can't be read: {reason}") from error


def text_of(path: Path, data: bytes, largest: int = LARGEST) -> str:
    """The text that a file's bytes are; raises `LetterError` when they are too many, empty, binary or not UTF-8."""
    if len(data) > largest:
        raise LetterError(f"{path}: more than {largest:,} bytes are too many for a text: name another file")
    if data.startswith(_BYTE_ORDER_16):
        raise LetterError(f"{path}:1: this is UTF-16, not UTF-8: save it as UTF-8")
    control = _CONTROL.search(data)
    if control:
        at = control.start()
        raise LetterError(
            f"{path}:{_line(data, at)}: this is no text: byte {at} is the control character 0x{data[at]:02x}:"
            " give the letter as PDF, DOCX, HTML or plain text"
        )
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        at = error.start
        raise LetterError(
            f"{path}:{_line(data, at)}: this is not UTF-8: byte {at} is 0x{data[at]:02x}; it may be Latin-1 or"
            " Windows-1252: save it as UTF-8"
        ) from error
    if not text.strip().strip("\ufeff"):
        raise LetterError(f"{path}: the file is empty: give it a text")
    return text


def _line(data: bytes, at: int) -> int:
    return data.count(b"\n", 0, at) + 1
