"""Which files of a folder are letters, each with what the record that came with it says."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from claimgraph.ingest.errors import Location, Problem
from claimgraph.ontology import name_slug

_COMMENT = re.compile(r"[A-Z][A-Z0-9_]*-\d{4}-\d{4}-\d{4,6}")
_NO_LETTERS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Facts:
    """What a record says of a submission: who sent it in, the day (ISO 8601) and the docket.

    ``kind`` is what the respondent's name is by the record: an organisation, a person, or words of a title that may be
    either.
    """

    respondent: str | None
    kind: Literal["organization", "person", "title"]
    date: str | None
    docket: str | None


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter as it lies in the corpus: its slug, its file, and its comment number where one is known.

    ``others`` are the same letter in other formats, best first; ``facts`` what the ``record`` says.
    """

    slug: str
    path: Path
    comment: str | None = None
    others: tuple[Path, ...] = ()
    facts: Facts | None = None
    record: Path | None = None


@dataclass(frozen=True, slots=True)
class FoundLetters:
    """The letters of a folder, by slug; ``left_out`` are those that are no use as they lie.

    ``cautions`` are what an agency withheld or took back, and what isn't there; ``remarks`` are files that are no
    letters.
    """

    files: tuple[LetterFile, ...] = ()
    left_out: tuple[Problem, ...] = ()
    cautions: tuple[Problem, ...] = ()
    remarks: tuple[Problem, ...] = ()


def letter_files(folder: Path, taken: Collection[str] = ()) -> FoundLetters:
    """The letters in a folder in which each file is one.

    ``taken`` are the slugs of annotated letters and the names of their files: those are left to the annotation. YAML
    files, hidden ones and a README are no letters; folders inside aren't looked into. Whether a file can be read is
    seen when it is. A file that can't be told apart from another letter's is left out.
    """
    found: dict[str, LetterFile] = {}
    problems: list[Problem] = []
    for name in sorted(os.listdir(folder)):  # noqa: PTH208  (most are taken: no need to make paths of them)
        if name in taken:
            continue
        path = folder / name
        if is_no_letter(path) or path.is_dir():
            continue
        keep(found, problems, LetterFile(path.stem, path, comment_number(path.stem)), taken)
    return FoundLetters(tuple(found[slug] for slug in sorted(found)), tuple(problems))


def is_no_letter(path: Path) -> bool:
    """Whether a file's name says that it is none."""
    hidden = path.name.startswith((".", "~$"))
    return hidden or path.suffix.lower() in _NO_LETTERS or path.stem.casefold() == "readme"


def comment_number(name: str) -> str | None:
    """The name, if it is a comment's number as regulations.gov gives them.

    >>> comment_number("NTIA-2023-0009-0180"), comment_number("ibm")
    ('NTIA-2023-0009-0180', None)
    """
    return name if _COMMENT.fullmatch(name) else None


def keep(found: dict[str, LetterFile], problems: list[Problem], file: LetterFile, taken: Collection[str]) -> None:
    """Add a letter, whose slug is a name as yet, under its slug; or a problem where it can't be told apart."""
    here = Location(str(file.path), 1)
    try:
        slug = name_slug(file.slug)
    except ValueError:
        problems.append(Problem(here, "the file's name makes no IRI: give it one with Latin letters or figures"))
        return
    if slug in taken:
        return
    if slug in found:
        other = found[slug].path.name
        problems.append(Problem(here, f"{other!r} is the letter {slug!r} already: rename one, or remove it"))
        return
    found[slug] = LetterFile(slug, file.path, file.comment, file.others, file.facts, file.record)
