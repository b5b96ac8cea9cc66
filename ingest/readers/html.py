"""A web page's text version, with its headings, links, raised figures and the notes that its marks lead to."""

from __future__ import annotations

import codecs
import re
from pathlib import Path

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.web_page import WebPage

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{2,40})", re.I)


def read_html(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The letter in a web page; scripts are not run and pictures not looked at.

    Raises `LetterError` when there is no text in it.
    """
    data = path.read_bytes()[: limits.size]
    text, doubt = decoded(data)
    document = read_markup(text)
    if not document.text.strip():
        raise LetterError(f"{path}: this web page has no text of its own (a script may load it): print it to a PDF")
    remarks = (*((Remark(doubt),) if doubt else ()), *document.remarks)
    return Document(document.text, "html", document.layout, remarks=remarks)


def read_markup(markup: str) -> Document:
    r"""The document that a page or a piece of one is.

    >>> read_markup("Dear Sir,<br/>we don&#39;t.").text
    "Dear Sir,\nwe don't.\n"
    """
    page = WebPage()
    page.feed(markup)
    page.close()
    return page.document()


def decoded(data: bytes) -> tuple[str, str | None]:
    r"""The text of a page's bytes by its byte order mark, its own word, or as UTF-8; and a doubt if that didn't fit.

    >>> decoded(b"caf\xe9")
    ('café', 'this page is neither UTF-8 nor says what it is: it is read as Windows-1252')
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace"), None
    try:
        return data.decode("utf-8"), None
    except UnicodeDecodeError:
        pass
    said = _CHARSET.search(data[:4096])
    name = said.group(1).decode("ascii").lower() if said else ""
    try:
        if name and codecs.lookup(name).name != "utf-8" and name not in ("latin1", "iso-8859-1", "us-ascii"):
            return data.decode(name), None
    except (LookupError, ValueError):
        pass
    doubt = None if said else "this page is neither UTF-8 nor says what it is: it is read as Windows-1252"
    return data.decode("cp1252", "replace"), doubt
