"""A submission's letter as a document, with what the record knows of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from claimgraph.ingest.errors import LetterError, ScanError
from claimgraph.ingest.intake.submissions import LetterFile, Submission
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers import Document, Limits, read_document


def read_filed(
    letter: LetterFile,
    submission: Submission,
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    ocr: Sequence[str] = (),
) -> Document:
    """The letter in the best format that can be read; respondent, date and docket are the record's where it has them.

    Each format that can't be read is a remark. Where none can, a scan is given to the program that ``ocr`` names.
    Raises the first one's `LetterError` when that doesn't help either.
    """
    refused: list[LetterError] = []
    scans: list[Path] = []
    for path, program in _attempts((letter.path, *letter.others), scans, ocr):
        try:
            document = read_document(path, limits, program)
        except ScanError as error:
            scans.append(path)
            refused.append(error)
        except LetterError as error:
            refused.append(error)
        else:
            remarks = [Remark(f"{error}; {path.name} is read instead") for error in refused]
            return replace(
                document,
                remarks=(*remarks, *document.remarks),
                respondent=submission.respondent or document.respondent,
                date=submission.date or document.date,
                docket=submission.docket or document.docket,
            )
    raise refused[0]


def _attempts(paths: Sequence[Path], scans: Sequence[Path], ocr: Sequence[str]) -> Iterator[tuple[Path, Sequence[str]]]:
    """All formats as they are, then, if none could be read, those found to be scans with the program."""
    yield from ((path, ()) for path in paths)
    yield from ((path, ocr) for path in scans[:1] if ocr)
