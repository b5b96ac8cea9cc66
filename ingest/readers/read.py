"""Any letter's file as a document."""

from __future__ import annotations

from pathlib import Path

from claimgraph.ingest.read import read_text
from claimgraph.ingest.readers.bounded import read_bounded
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.readers.formats import format_of, with_name_remarked
from claimgraph.ingest.readers.limits import Limits


def read_document(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The letter in a file, whose format is told by its content.

    Raises `LetterError`, which names the file, what is wrong and what to do, for all that can't be read within the
    limits. What is read with a doubt has a remark.
    """
    form = format_of(path, limits)
    document = Document(read_text(path), "text") if form == "text" else read_bounded(path, form, limits)
    return with_name_remarked(path, form, document)
