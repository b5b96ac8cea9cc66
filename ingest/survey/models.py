"""What comes of reading letters that nobody has annotated, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.ingest.letter_files import Facts, LetterFile
from claimgraph.ingest.models import Letter
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.works.citing import Citing

Questions = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a program reads in one letter's file: the file's format and pages, the letter's structure, what it cites.

    ``individual`` is true where the record that the letter came with gives a person, and no organisation; ``titled``
    where the respondent's name stands in the record's title only, and may be either's.
    """

    form: str
    pages: int | None
    individual: bool
    titled: bool
    letter: Letter
    citing: Citing


@dataclass(frozen=True, slots=True)
class ReadLetter:
    """A letter's file with what was read in it; ``sha256`` is of the file's bytes.

    ``remarks`` say which other formats couldn't be read, and that a program recognised a scan's text.
    """

    file: LetterFile
    sha256: str
    reading: Reading
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """A letter that could not be read, and why, with what to do; the line is the file's, from 1."""

    file: LetterFile
    message: str
    line: int = 1


@dataclass(frozen=True, slots=True)
class Task:
    """What the process that reads one letter is told."""

    path: str
    form: str
    slug: str
    questions: Questions
    limits: Limits
    facts: Facts | None = None
