"""What a file is, by its content: its name is only a hint."""

from __future__ import annotations

import re
import stat
import zipfile
from dataclasses import replace
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.limits import Limits

_HEAD = 4096
_PICTURES = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_HTML = re.compile(rb"(?:\s|<!--.*?-->|<\?xml[^>]*>)*<(?:!doctype\s+html|html|head|body)\b", re.I | re.S)
_TAG = re.compile(rb"</?(?:p|div|br|span|h[1-6]|table|ul|ol|a|html|body)\b[^<>]*>", re.I)
_NAMES = {"pdf": (".pdf",), "docx": (".docx",), "html": (".html", ".htm", ".xhtml"), "json": (".json",)}


def format_of(path: Path, limits: Limits) -> str:
    """``pdf``, ``docx``, ``html``, ``json`` or ``text``.

    Raises `LetterError` for what is no file, too large, or of a format that isn't read, with what to do instead.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise LetterError(f"{path}: this is a folder: name a file")
        if not stat.S_ISREG(status.st_mode):
            raise LetterError(f"{path}: this is a pipe or a device, no file: save its content to a file first")
        if status.st_size > limits.size:
            raise LetterError(
                f"{path}: {status.st_size:,} bytes are too many for a letter, {limits.size:,} at most: split the file"
            )
        with path.open("rb") as file:
            head = file.read(_HEAD)
    except FileNotFoundError as error:
        raise LetterError(f"{path}: there is no such file: check the name") from error
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise LetterError(f"{path}: the file can't be read: {reason}") from error
    return _sniffed(path, head)


def with_name_remarked(path: Path, form: str, document: Document) -> Document:
    """The document, with a remark where the file's name promises another format than it has."""
    remark = misnamed(path, form)
    return replace(document, remarks=(Remark(remark), *document.remarks)) if remark else document


def misnamed(path: Path, form: str) -> str | None:
    """A remark where the name promises another format than the content is."""
    suffix = path.suffix.lower()
    promised = next((name for name, suffixes in _NAMES.items() if suffix in suffixes), None)
    if promised is None and suffix not in (".doc", ".rtf", ".xlsx", ".odt"):
        return None
    return f"the file is named {suffix}, but its content is {form}: it is read as that" if promised != form else None


def _sniffed(path: Path, head: bytes) -> str:
    bare = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith(b"PK\x03\x04") or head.startswith(b"PK\x05\x06"):
        return _zipped(path)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise LetterError(
            f"{path}: this is an old Word file (.doc) or an encrypted one: save it as .docx without password"
        )
    if bare.startswith(b"{\\rtf"):
        raise LetterError(f"{path}: this is RTF, which isn't read: save it as .docx or PDF")
    if head.startswith(_PICTURES):
        raise ScanError(
            f"{path}: this is a picture: recognise its text first, or name a program that does, as --ocr ocrmypdf"
        )
    if bare.startswith((b"{", b"[")) and (path.suffix.lower() == ".json" or re.match(rb'\{\s*"', bare)):
        return "json"
    if _HTML.match(bare) or (path.suffix.lower() in _NAMES["html"] and _TAG.search(head)):
        return "html"
    return "text"


def _zipped(path: Path) -> str:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise LetterError(f"{path}: this Word file (or other ZIP archive) is damaged: {error}: get it anew") from error
    if "word/document.xml" in names:
        return "docx"
    kind = "a spreadsheet" if any(name.startswith("xl/") for name in names) else "a ZIP archive, but no Word file"
    if "mimetype" in names and "content.xml" in names:
        kind = "an OpenDocument file"
    raise LetterError(f"{path}: this is {kind}: save the letter as .docx or PDF, or name the file inside")
