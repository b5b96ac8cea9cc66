"""The comment in a record of the regulations.gov API: the words of the form's field, and what the record knows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers.document import Attachment, Document
from claimgraph.ingest.readers.html import read_markup
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.record import read_comment_record

_SEE_ATTACHED = re.compile(
    r"\W*(?:(?:please\s+)?(?:see|find|refer\s+to)?\s*(?:the\s+|our\s+|my\s+)?(?:comments?\s+)?(?:is\s+|are\s+)?(?:in\s+(?:the\s+)?)?"
    r"(?:attached|attachments?|enclosed)(?:\s*(?:file(?:\s*\(s\)|s)?|comments?|letter|document|pdf|\(s\)))*)\W*",
    re.I,
)
_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_POINTING = re.compile(
    r"\b(?:see|find|submit\w*|provid\w*|upload\w*|includ\w*|refer|review|accept|here(?:in|with)|is|are)\b.{0,80}"
    r"\b(?:attach(?:ed|ments?)|enclosed)\b|\b(?:attach(?:ed|ments?)|enclosed)\b.{0,40}"
    r"\b(?:please\s+find|is\s+(?:our|my|the|a)\b|are\s+(?:our|my|the)?\s*comments?)",
    re.I,
)
_LETTER = re.compile(r"\b(?:comments?|letter|submission|response|files?|pdf|documents?|remarks|statement)\b", re.I)
_COURTESY = re.compile(
    r"(?:dear\b.{0,60}|to whom it may concern\W*|(?:thank\s+you|thanks|sincerely|respectfully|regards)\b.{0,80})", re.I
)
_OPINION = re.compile(
    r"\b(?:should|shall|must|needs?|oppos\w+|support\w*|urg\w+|recommend\w*|believ\w+|(?:dis)?agree\w*|because|but|not|ask\w*)\b",
    re.I,
)
"""A sentence with one of these may say more than where the letter is."""

_LONGEST = 40
_MOST = 1500
"""Words of a sentence, and characters of a comment, that say no more than where the letter is."""


def read_record(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The comment in a record: its text, respondent, date of receipt and docket as the record's attributes have them.

    Each attachment counts once, in however many formats it is offered. Raises `LetterError` for what is no comment of
    version 4, or one that was withdrawn or is withheld.
    """
    record = read_comment_record(path, limits)
    if record.withdrawn:
        raise LetterError(f"{path}: this comment was withdrawn ({record.withdrawn}): it must not be used")
    remarks = list(_attached(record.attachments))
    document = read_markup(record.comment)
    if record.restricted:
        if not document.text.strip():
            raise LetterError(
                f"{path}: this comment's text is withheld ({record.restricted}): there is nothing to read"
            )
        remarks.append(Remark(f"this comment is restricted: {record.restricted}"))
    if not document.text.strip() and not record.attachments:
        raise LetterError(f"{path}: this comment has neither text nor attachments: there is nothing to read")
    if record.attachments and only_points(document.text):
        remarks.append(Remark("this comment says nothing itself: its letter is in what is attached"))
    return Document(
        document.text,
        "regulations.gov",
        document.layout,
        remarks=(*remarks, *document.remarks),
        respondent=record.respondent,
        date=record.date,
        docket=record.docket,
        attachments=record.attachments,
        individual=record.individual,
    )


def only_points(comment: str) -> bool:
    """Whether a comment's text says nothing but that the letter is attached.

    >>> only_points("Please find attached the comments of the Lamp Institute. Thank you for your time.")
    True
    >>> only_points("See attached. Lamps are dim."), only_points("We are attached to lamps.")
    (False, False)
    """
    lines = "\n".join(" ".join(line.split()) for line in comment.splitlines() if line.strip())
    if len(lines) > _MOST:
        return False
    if not lines or _SEE_ATTACHED.fullmatch(lines):
        return True
    sentences = [each for each in _SENTENCE.split(lines) if each.strip()]
    pointing = [each for each in sentences if _points(each)]
    return bool(pointing) and all(_points(each) or _COURTESY.fullmatch(each.strip()) for each in sentences)


def _points(sentence: str) -> bool:
    if _SEE_ATTACHED.fullmatch(sentence):
        return True
    named = _POINTING.search(sentence) is not None and _LETTER.search(sentence) is not None
    return named and _OPINION.search(sentence) is None and len(sentence.split()) <= _LONGEST


def _attached(attachments: tuple[Attachment, ...]) -> Iterator[Remark]:
    for number, each in enumerate(attachments, start=1):
        title = f"attachment {number}" + (f" “{each.title}”" if each.title else "")
        if each.restricted:
            yield Remark(f"{title} is restricted: {each.restricted}")
        elif not each.urls:
            yield Remark(f"{title} has no file")
        else:
            yield Remark(f"{title} is not read here: {', '.join(url for _, url in each.urls)}")
