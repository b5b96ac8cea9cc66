from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.read import LARGEST, read_text


@pytest.mark.parametrize(
    ("data", "complaints"),
    [
        (b"", ["empty"]),
        (b" \r\n\t\n", ["empty"]),
        (b"\xef\xbb\xbf\n", ["empty"]),
        (b"one\ntwo \x00 three", [":2:", "byte 8", "0x00", "plain text"]),
        (b"%PDF-1.7\n\x1b\xff", [":2:", "0x1b"]),
        ("fa\u00e7ade".encode("latin-1"), [":1:", "byte 2", "0xe7", "UTF-8", "Latin-1"]),
        (b"good\n\nbad \x93quote\x94", [":3:", "byte 10", "0x93"]),
        ("text".encode("utf-16"), ["UTF-16", "UTF-8"]),
    ],
)
def test_what_is_no_text_is_refused_with_its_place(data: bytes, complaints: list[str], tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(data)
    with pytest.raises(LetterError) as refusal:
        read_text(path)
    for complaint in [str(path), *complaints]:
        assert complaint in str(refusal.value)


@pytest.mark.parametrize("name", ["absent.txt", ".", "nul\0.txt"])
def test_what_cannot_be_opened_is_refused(name: str, tmp_path: Path) -> None:
    with pytest.raises(LetterError):
        read_text(tmp_path / name)


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(LetterError, match="pipe or a device"):
        read_text(tmp_path / "pipe.txt")


def test_what_is_too_large_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)  # NULs: were they read, the complaint would be another
    with pytest.raises(LetterError, match="50,000,000 bytes are too many"):
        read_text(path)
    path.write_bytes(b"x" * 11)
    with pytest.raises(LetterError, match="10 at most"):
        read_text(path, largest=10)
    assert LARGEST == 16 * 1024 * 1024


@pytest.mark.parametrize("text", ["a\r\nb\rc\n", "\ufeffDear\n", "e\u0301\u202a\U0001f600\n\f"])
def test_text_keeps_every_code_point(text: str, tmp_path: Path) -> None:
    path = tmp_path / "letter.txt"
    path.write_bytes(text.encode())
    read = read_text(path)
    assert read == text
    assert hashlib.sha256(read.encode()).digest() == hashlib.sha256(path.read_bytes()).digest()
