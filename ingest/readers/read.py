"""Any letter's file as a document."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.read import read_text
from claimgraph.ingest.readers.bounded import read_bounded
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.formats import format_of, with_name_remarked
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.recognised import recognise


def read_document(path: Path, limits: Limits = Limits(), ocr: Sequence[str] = ()) -> Document:  # noqa: B008  (frozen)
    """The letter in a file, whose format is told by its content.

    A scan is given to the program that ``ocr`` names, with its arguments (`recognise`); without one it is refused.
    Raises `LetterError`, which names the file, what is wrong and what to do, for all that can't be read within the
    limits. What is read with a doubt has a remark.
    """
    try:
        return _read(path, limits)
    except ScanError:
        if not ocr:
            raise
    return _read_scan(path, limits, ocr)


def _read(path: Path, limits: Limits) -> Document:
    form = format_of(path, limits)
    return with_name_remarked(path, form, _content(path, form, limits))


def _content(path: Path, form: str, limits: Limits) -> Document:
    return Document(read_text(path), "text") if form == "text" else read_bounded(path, form, limits)


def _read_scan(path: Path, limits: Limits, ocr: Sequence[str]) -> Document:
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
        made = recognise(path, ocr, Path(folder), limits)
        try:
            document = _content(made, format_of(made, limits), limits)
        except LetterError as error:
            raise LetterError(str(error).replace(str(made), f"{path}: what {ocr[0]} made of this scan")) from error
    remark = Remark(f"this is a scan whose text {ocr[0]} recognised: letters may be misread")
    return replace(document, remarks=(remark, *document.remarks))
