"""The corpus folder, read and checked: every file against its model, every name against what it names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.docket_files import Alignments, Docket, Organizations, Programmes, Propositions, Sources
from claimgraph.ingest.errors import CorpusError, IngestError, Location, Problem
from claimgraph.ingest.located import Document, Key, load
from claimgraph.ingest.record import Record
from claimgraph.ingest.works_file import WorksFile

DRAFT_SUFFIX = ".draft.yaml"
"""How a draft's file name ends: what a program proposes beside a letter, no part of the corpus."""

FileT = TypeVar("FileT", bound=Record)


@dataclass(frozen=True, slots=True)
class File(Generic[FileT]):
    """A YAML file's checked content, and where each part of it stands."""

    content: FileT
    document: Document

    def at(self, *path: str | int) -> Location:
        """The place of the value at ``path``, such as ``at("claims", 3, "quote")``."""
        return self.document.at(path)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What people wrote about a docket; ``letters`` are in the order of their slugs."""

    folder: Path
    docket: File[Docket]
    organizations: File[Organizations]
    sources: File[Sources]
    programmes: File[Programmes]
    propositions: File[Propositions]
    alignments: File[Alignments]
    letters: Mapping[str, File[LetterAnnotation]]
    works: File[WorksFile] | None = None

    def text_path(self, slug: str) -> Path:
        """Where a letter's text lies."""
        return self.folder / "letters" / self.letters[slug].content.text

    def earlier_paths(self, slug: str) -> tuple[Path, ...]:
        """Where the earlier versions of a letter's text lie, oldest first."""
        return tuple(self.folder / "letters" / name for name in self.letters[slug].content.earlier_texts)

    def drafts(self) -> tuple[Path, ...]:
        """The drafts among the letters, which are no part of the corpus."""
        return tuple(sorted((self.folder / "letters").glob(f"*{DRAFT_SUFFIX}")))


class LoadFile(Protocol):
    """What gives the checked content of a file, as `load_file` does."""

    def __call__(self, path: Path, model: type[FileT]) -> File[FileT]:
        """The file's content; raises `IngestError`."""


def load_file(path: Path, model: type[FileT]) -> File[FileT]:
    """A YAML file checked against its model; raises `CorpusError` with every complaint."""
    return checked_file(load(path), model)


def checked_file(document: Document, model: type[FileT]) -> File[FileT]:
    """A document checked against its model; raises `CorpusError` with every complaint."""
    try:
        return File(model.model_validate(document.data), document)
    except ValidationError as error:
        raise CorpusError(tuple(_problem(document, details) for details in error.errors())) from error


def load_corpus(folder: Path, load_file: LoadFile = load_file) -> Corpus:
    """The corpus in a folder, each file checked against its model; ``load_file`` may keep what it has read before.

    Whether the names in it name something is the concern of `claimgraph.ingest.references`.
    Raises `CorpusError` with every problem of every file, not only the first.
    """
    if not folder.is_dir():
        raise CorpusError((Problem(Location(str(folder), 1), "there is no such folder: name a corpus folder"),))
    problems: list[Problem] = []

    def read(name: str, model: type[FileT]) -> File[FileT] | None:
        try:
            return load_file(folder / name, model)
        except CorpusError as error:
            problems.extend(error.problems)
        except IngestError as error:
            problems.append(Problem(Location(str(folder / name), 1), str(error)))
        return None

    docket = read("docket.yaml", Docket)
    organizations = read("organizations.yaml", Organizations)
    sources = read("sources.yaml", Sources)
    programmes = read("programmes.yaml", Programmes)
    propositions = read("propositions.yaml", Propositions)
    alignments = read("alignments.yaml", Alignments)
    works = read("works.yaml", WorksFile) if (folder / "works.yaml").exists() else None
    paths = sorted(path for path in (folder / "letters").glob("*.yaml") if not path.name.endswith(DRAFT_SUFFIX))
    letters = {path.stem: read(f"letters/{path.name}", LetterAnnotation) for path in paths}
    for slug, letter in letters.items():
        if letter and letter.content.letter != slug:
            problems.append(
                Problem(letter.at("letter"), f"{letter.content.letter!r} must be the file's name, {slug!r}")
            )
    if problems or not (docket and organizations and sources and programmes and propositions and alignments):
        raise CorpusError(tuple(problems))
    whole = {slug: letter for slug, letter in letters.items() if letter}
    return Corpus(folder, docket, organizations, sources, programmes, propositions, alignments, whole, works)


def _problem(document: Document, details: ErrorDetails) -> Problem:
    path: Key = details["loc"]
    name = ".".join(map(str, path)) or "the file"
    match details["type"]:
        case "missing":
            message = f"{name} is missing"
        case "extra_forbidden":
            message = f"{name} is not a key that is known here: see docs/annotation-format.md"
        case _:
            message = f"{name}: {details['msg']}, not {_shown(details['input'])}"
    return Problem(document.at(path), message)


def _shown(value: object, longest: int = 60) -> str:
    text = repr(value) if not isinstance(value, dict | list) else f"a {type(value).__name__}"
    return text if len(text) <= longest else f"{text[:longest]}…"
