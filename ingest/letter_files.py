"""Which files of a folder are letters: one file, one letter, for the time being."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.errors import Location, Problem
from claimgraph.ontology import name_slug

_COMMENT = re.compile(r"[A-Z][A-Z0-9_]*-\d{4}-\d{4}-\d{4,6}")
_NO_LETTERS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class LetterFile:
    """A letter as it lies in the corpus: its slug, its file, and its comment number where the file's name is one."""

    slug: str
    path: Path
    comment: str | None = None


def letter_files(folder: Path, taken: Collection[str] = ()) -> tuple[tuple[LetterFile, ...], tuple[Problem, ...]]:
    """The letters in a folder, by slug, and the files that can't be told apart from another letter's.

    ``taken`` are the slugs of annotated letters and the names of their files: those are left to the annotation. YAML
    files, hidden ones and a README are no letters; folders inside aren't looked into. Whether a file can be read is
    seen when it is.
    """
    found: dict[str, LetterFile] = {}
    problems: list[Problem] = []
    for path in sorted(folder.iterdir(), key=lambda each: each.name):
        name = path.name
        if path.is_dir() or name.startswith((".", "~$")) or path.suffix.lower() in _NO_LETTERS or name in taken:
            continue
        if path.stem.casefold() == "readme":
            continue
        here = Location(str(path), 1)
        try:
            slug = name_slug(path.stem)
        except ValueError:
            problems.append(Problem(here, "the file's name makes no IRI: give it one with Latin letters or figures"))
            continue
        if slug in taken:
            continue
        if slug in found:
            other = found[slug].path.name
            problems.append(Problem(here, f"{other!r} is the letter {slug!r} already: rename one, or remove it"))
            continue
        found[slug] = LetterFile(slug, path, path.stem if _COMMENT.fullmatch(path.stem) else None)
    return tuple(found[slug] for slug in sorted(found)), tuple(problems)
