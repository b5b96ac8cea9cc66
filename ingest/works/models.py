"""The things that reading footnotes for works yields, as frozen records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

WEB = "web"
"""The scheme of a work that is known by its canonical address alone."""

WORDS = "words"
"""The scheme of a work that is known by a letter's words alone."""

ShortKind = Literal["id", "supra", "named", "title", "page", "case"]


@dataclass(frozen=True, slots=True, order=True)
class Identifier:
    """What a work is known by: ``doi``, ``arxiv`` ... with its normal form; ``web`` with a canonical address."""

    scheme: str
    value: str

    def __str__(self) -> str:
        return f"{self.scheme}:{self.value}"


@dataclass(frozen=True, slots=True, order=True)
class NoteLink:
    """A footnote's address; ``start`` and ``end`` are where its words stand in the note's text, None where unknown."""

    url: str
    start: int | None = None
    end: int | None = None


@dataclass(frozen=True, slots=True, order=True)
class Note:
    """A footnote's words and addresses; ``number`` 0 is for the addresses in a letter's body."""

    letter: str
    number: int
    text: str
    links: tuple[NoteLink, ...] = ()


@dataclass(frozen=True, slots=True, order=True)
class Reference:
    """One citation of one work: its own words in the note, its address if it has one, what the work is known by.

    ``version`` is the version of a preprint; ``beside`` are identifiers of the same work that stand next to it, each
    with the reason to take them for that; ``position`` counts the note's citations from 1.
    """

    letter: str
    note: int
    position: int
    text: str
    address: str | None
    key: Identifier
    version: str | None = None
    beside: tuple[tuple[Identifier, str], ...] = ()

    @property
    def place(self) -> tuple[str, int, int]:
        """Letter, note and position."""
        return self.letter, self.note, self.position


@dataclass(frozen=True, slots=True, order=True)
class ShortForm:
    """A short form, such as "Id." or "supra note 27": the full citation it stands for (``target``) or None, and why."""

    letter: str
    note: int
    position: int
    kind: ShortKind
    text: str
    target: Reference | None
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Unread:
    """A stretch of a note that looks like a citation but does not say of one work what it is."""

    letter: str
    note: int
    position: int
    text: str


@dataclass(frozen=True, slots=True, order=True)
class Merge:
    """Two citations taken for one work, and why."""

    first: Reference
    second: Reference
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class Apart:
    """Things that could have been taken for one work and were not, and why: for a curator to look at."""

    keys: tuple[Identifier, ...]
    reason: str


@dataclass(frozen=True, slots=True)
class Work:
    """A work: all that it is known by, the citations of it, and what can be said of it.

    ``title``, ``authors`` and ``year`` are given only where a citation's form shows them and no other one contradicts;
    ``titles`` are all that were given; ``label`` is the title or else a citation's own words. ``publisher`` is a slug
    of the table of publishers or of ``organizations.yaml``.
    """

    slug: str
    label: str
    keys: tuple[Identifier, ...]
    references: tuple[Reference, ...]
    merges: tuple[Merge, ...]
    title: str | None = None
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    year: str | None = None
    publisher: str | None = None

    @property
    def letters(self) -> tuple[str, ...]:
        """The letters that cite it, sorted."""
        return tuple(sorted({reference.letter for reference in self.references}))

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses under which it is cited, each once, sorted."""
        return tuple(sorted({reference.address for reference in self.references if reference.address}))
