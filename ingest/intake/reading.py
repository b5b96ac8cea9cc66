"""A submission's letter as a document, with what the record knows of it."""

from __future__ import annotations

from dataclasses import replace

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.intake.submissions import LetterFile, Submission
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers import Document, Limits, read_document


def read_filed(letter: LetterFile, submission: Submission, limits: Limits = Limits()) -> Document:  # noqa: B008
    """The letter in the best format that can be read; respondent, date and docket are the record's where it has them.

    Each format that can't be read is a remark. Raises the first one's `LetterError` when none can.
    """
    refused: list[LetterError] = []
    for path in (letter.path, *letter.others):
        try:
            document = read_document(path, limits)
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
