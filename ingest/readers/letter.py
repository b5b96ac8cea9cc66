"""The letter that a document is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from claimgraph.ingest.models import Letter
from claimgraph.ingest.readers.document import Document
from claimgraph.ingest.structure import as_json, parse


def parse_document(document: Document, questions: Sequence[tuple[str, str]] = ()) -> Letter:
    """The structure of a document's text, with what its layout and its record know."""
    letter = parse(document.text, questions, document.layout, document.remarks)
    return replace(
        letter,
        respondent=document.respondent or letter.respondent,
        date=document.date or letter.date,
        docket=document.docket or letter.docket,
    )


def document_as_json(document: Document, letter: Letter) -> dict[str, Any]:  # Any: JSON of many shapes
    """What ``claimgraph parse --json`` prints: the letter's structure, and what its file is."""
    return {
        "format": document.form,
        "pages": document.pages,
        **as_json(letter),
        "attachments": [
            {
                "title": each.title,
                "formats": [{"format": kind, "url": url} for kind, url in each.urls],
                "restricted": each.restricted,
            }
            for each in document.attachments
        ],
    }
