"""What ``claimgraph parse --json`` prints."""

from __future__ import annotations

from typing import Any

from claimgraph.ingest.models import Block, Footnote, Letter, Mark


def as_json(letter: Letter) -> dict[str, Any]:  # Any: JSON of many shapes
    """A letter's structure as plain data, ready for ``json.dumps``; offsets count code points of the letter's text."""
    return {
        "respondent": letter.respondent,
        "date": letter.date,
        "docket": letter.docket,
        "addressee": letter.addressee,
        "signatory": letter.signatory,
        "signatory_role": letter.signatory_role,
        "text_sha256": letter.text_sha256,
        "sections": [
            {"heading": s.heading, "questions": list(s.questions), "start": s.start, "end": s.end}
            for s in letter.sections
        ],
        "footnotes": [_footnote(note, letter.marks) for note in letter.footnotes],
        "links": [{"url": link.url, "anchor": link.anchor, "start": link.start} for link in letter.links],
        "blocks": [_block(block) for block in letter.blocks],
        "warnings": [
            {"message": warning.message, "start": warning.start, "line": warning.line} for warning in letter.warnings
        ],
    }


def _footnote(note: Footnote, marks: tuple[Mark, ...]) -> dict[str, Any]:  # Any: see as_json
    markers = [mark for mark in marks if mark.number == note.number]
    printed = {"printed": note.printed} if note.printed else {}
    return {
        "number": note.number,
        **printed,
        "page": note.page,
        "text": note.text,
        "urls": [link.url for link in note.links],
        "markers": [{"start": mark.start, "page": mark.page, "before": mark.before} for mark in markers],
    }


def _block(block: Block) -> dict[str, Any]:  # Any: see as_json
    shown: dict[str, Any] = {"kind": block.kind, "spans": [[span.start, span.end] for span in block.spans]}
    if block.kind == "list-item":
        shown["level"] = block.level
    if block.kind == "table-cell":
        shown |= {"table": block.table, "row": block.row, "column": block.column}
    return shown
