"""What can go wrong while reading letters and annotations.

IngestError
├── LetterError     a letter's file can't be read as text
│   └── ScanError   it is a picture of a text, which has to be recognised first
├── CorpusError     the corpus folder has problems, each with its place
├── ClusterError    workers, or the addresses that they read and write, can't be had
└── ReviewError     a step in the review of a draft can't be taken
"""

from __future__ import annotations

from dataclasses import dataclass


class IngestError(Exception):
    """Root of this folder's errors; its text is meant for the person at the command line."""


class LetterError(IngestError):
    """A letter's file is missing, empty, binary, not UTF-8 or too large."""


class ReviewError(IngestError):
    """A step in the review of a draft can't be taken; nothing was written."""


class ClusterError(IngestError):
    """Workers, or the places that they read from and write to, can't be reached or fail."""


class ScanError(LetterError):
    """A letter's file has pictures of text and no text."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file that a person wrote; line and column count from 1."""

    file: str
    line: int
    column: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One complaint: where, and what is wrong with what remedy."""

    at: Location
    message: str

    def __str__(self) -> str:
        return f"{self.at}: {self.message}"


class CorpusError(IngestError):
    """The corpus has problems; all that could be found in one go are in ``problems``."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(map(str, self.problems)))

    def __reduce__(self) -> tuple[type[CorpusError], tuple[tuple[Problem, ...]]]:
        """What it is made of, for the way from another process."""
        return CorpusError, (self.problems,)
