"""What came in: submissions, and the files that are their letters."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter's file, to be given to `read_filed`.

    ``kind`` tells the words in a record's own field (``comment``; the path is the record's) from what came with it
    (``attachment``) and from a file without record (``letter``). ``others`` are the same letter in other formats, best
    first.
    """

    path: Path
    kind: Literal["comment", "attachment", "letter"]
    title: str | None = None
    others: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission to a docket: its record's facts (None or empty where there is no record), and its letters.

    ``id`` is the record's, or a file's path in the folder without ending. ``date`` is the day of the postmark or the
    receipt (ISO 8601). ``withdrawn`` and ``restricted`` hold the agency's reason; what was withdrawn has no letters.
    ``comment`` are the words of the record's field as plain text, also where they only say "see attached" and are
    therefore no letter. ``copies`` is the number of equal ones that the agency counted and didn't publish. ``remarks``
    say what is missing, refused or was chosen.
    """

    id: str
    letters: tuple[LetterFile, ...]
    record: Path | None = None
    title: str | None = None
    respondent: str | None = None
    organization: str | None = None
    submitter: str | None = None
    date: str | None = None
    docket: str | None = None
    withdrawn: str | None = None
    restricted: str | None = None
    comment: str = ""
    copies: int = 0
    remarks: tuple[str, ...] = ()
