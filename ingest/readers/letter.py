"""The letter that a document is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from claimgraph.ingest.models import Letter
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.structure import parse


def parse_document(document: Document, questions: Sequence[tuple[str, str]] = ()) -> Letter:
    """The structure of a document's text, with what its layout and its record know."""
    letter = parse(document.text, questions, document.layout, document.remarks)
    return replace(
        letter,
        respondent=document.respondent or letter.respondent,
        date=document.date or letter.date,
        docket=document.docket or letter.docket,
    )
