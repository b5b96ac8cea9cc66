"""Documents as JSON, for the way from the process that reads a file to the one that asked for it.

Not pickled: what read a hostile file is not trusted with more than text and numbers.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from claimgraph.ingest.layout import KnownCell, KnownNote, Layout, Remark
from claimgraph.ingest.models import Link, Mark, Span
from claimgraph.ingest.readers.document import Attachment, Document


def encode(document: Document) -> str:
    """The document as one line of JSON, in ASCII."""
    return json.dumps(asdict(document))


def decode(data: str) -> Document:
    """The document that `encode` wrote.

    >>> decode(encode(Document("A", "text", pages=2, remarks=(Remark("so", 1),)))).remarks
    (Remark(message='so', start=1),)
    """
    made = json.loads(data)
    layout = made["layout"]
    return Document(
        text=str(made["text"]),
        form=str(made["form"]),
        layout=None if layout is None else _layout(layout),
        pages=made["pages"],
        remarks=tuple(Remark(str(each["message"]), int(each["start"])) for each in made["remarks"]),
        respondent=made["respondent"],
        date=made["date"],
        docket=made["docket"],
        attachments=tuple(
            Attachment(each["title"], tuple((kind, url) for kind, url in each["urls"]), each["restricted"])
            for each in made["attachments"]
        ),
        individual=bool(made["individual"]),
    )


def _layout(made: dict[str, Any]) -> Layout:  # Any: JSON of many shapes
    def maybe(key: str, one: type[Mark] | type[Link]) -> Any:  # Any: a tuple of ``one``, or None
        return None if made[key] is None else tuple(one(**each) for each in made[key])

    notes = made["notes"]
    return Layout(
        notes=None
        if notes is None
        else tuple(
            KnownNote(int(each["number"]), _span(each["label"]), _spans(each["spans"]), each["printed"])
            for each in notes
        ),
        marks=maybe("marks", Mark),
        furniture=None if made["furniture"] is None else _spans(made["furniture"]),
        headings=_spans(made["headings"]),
        links=maybe("links", Link),
        cells=tuple(
            KnownCell(_span(each["span"]), int(each["table"]), int(each["row"]), int(each["column"]))
            for each in made["cells"]
        ),
        further_marks=tuple(Mark(**each) for each in made["further_marks"]),
    )


def _span(made: dict[str, int]) -> Span:
    return Span(int(made["start"]), int(made["end"]))


def _spans(made: list[dict[str, int]]) -> tuple[Span, ...]:
    return tuple(_span(each) for each in made)
