"""The corpus folder, read and checked: every file against its model, every name against what it names.

A folder whose letters nobody has annotated needs no files but the letters: what ``docket.yaml`` and the others would
say is left open then, and marked as such in the graph.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.docket_files import Alignments, Docket, Organizations, Programmes, Propositions, Sources
from claimgraph.ingest.errors import CorpusError, IngestError, Location, Problem
from claimgraph.ingest.letter_files import FoundLetters, LetterFile
from claimgraph.ingest.located import Document, Key, load
from claimgraph.ingest.record import Record
from claimgraph.ingest.submitted_letters import find_letters
from claimgraph.ingest.works_file import WorksFile
from claimgraph.ontology import Iris, name_slug

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
    """What people wrote about a docket; ``letters`` are in the order of their slugs.

    ``found`` are the letters about which nobody wrote anything. ``docket`` is None where nobody described that either;
    ``base`` is what IRIs start with.
    """

    folder: Path
    base: str
    docket: File[Docket] | None
    organizations: File[Organizations]
    sources: File[Sources]
    programmes: File[Programmes]
    propositions: File[Propositions]
    alignments: File[Alignments]
    letters: Mapping[str, File[LetterAnnotation]]
    works: File[WorksFile] | None = None
    found: FoundLetters = field(default_factory=FoundLetters)

    @property
    def unannotated(self) -> tuple[LetterFile, ...]:
        """The letters that nobody has annotated."""
        return self.found.files

    @property
    def identifier(self) -> str:
        """The docket's number; without ``docket.yaml`` the folder's name."""
        return self.docket.content.identifier if self.docket else self.folder.resolve().name

    @property
    def questions(self) -> tuple[tuple[str, str], ...]:
        """The notations and texts of the request's questions."""
        asked = self.docket.content.questions if self.docket else ()
        return tuple((question.notation, question.text) for question in asked)

    @property
    def respondents(self) -> frozenset[str]:
        """The slugs of the organisations that sent in the letters that people annotated."""
        return frozenset(slug for letter in self.letters.values() for slug in letter.content.respondents)

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


def load_corpus(
    folder: Path, base: str | None = None, load_file: LoadFile = load_file, unannotated: bool = True
) -> Corpus:
    """The corpus in a folder, each file checked against its model; ``load_file`` may keep what it has read before.

    ``base`` is what IRIs start with where there is no ``docket.yaml`` that says it, `default_base` if it is None.
    The letters are in the folder ``letters``, or beside one another in a folder that has none. As long as no letter is
    annotated the shared files may be missing.
    Those that nobody has annotated are looked for only if ``unannotated`` says so, since a download has many.
    Whether the names in it name something is the concern of `claimgraph.ingest.references`.
    Raises `CorpusError` with every problem of every file, not only the first.
    """
    problems: list[Problem] = []
    slugs = annotated_slugs(folder)
    shared: Corpus | None = None
    try:
        shared = load_shared(folder, base, load_file)
    except CorpusError as error:
        problems.extend(error.problems)
    read = {slug: _read(load_file, folder / "letters" / f"{slug}.yaml", LetterAnnotation, problems) for slug in slugs}
    letters = {slug: letter for slug, letter in read.items() if letter}
    for slug, letter in letters.items():
        problems.extend(misnamed(slug, letter))
    if problems or shared is None:
        raise CorpusError(tuple(problems))
    texts = {name for each in letters.values() for name in (each.content.text, *each.content.earlier_texts)}
    comments = frozenset(each.content.comment for each in letters.values() if each.content.comment)
    found = find_unannotated(folder, {*letters, *texts}, comments) if unannotated else FoundLetters()
    if unannotated and not (shared.docket or letters or found.files):
        if found.left_out or found.cautions:
            raise CorpusError((*found.left_out, *found.cautions))
        raise CorpusError((Problem(Location(str(folder), 1), "there are no letters here: name a folder of letters"),))
    return replace(shared, letters=letters, found=found)


def load_shared(folder: Path, base: str | None = None, load_file: LoadFile = load_file) -> Corpus:
    """The corpus in a folder without its letters: what `load_corpus` reads of the files that they share."""
    if not folder.is_dir():
        raise CorpusError((Problem(Location(str(folder), 1), "there is no such folder: name a corpus folder"),))
    problems: list[Problem] = []
    has_letters = bool(annotated_slugs(folder))

    def there(name: str) -> bool:
        return has_letters or (folder / name).exists()

    def shared(name: str, model: type[FileT], empty: FileT) -> File[FileT]:
        nothing = File(empty, Document(str(folder / name), {}, {}))
        return (_read(load_file, folder / name, model, problems) if there(name) else None) or nothing

    docket = _read(load_file, folder / "docket.yaml", Docket, problems) if there("docket.yaml") else None
    organizations = shared("organizations.yaml", Organizations, Organizations(organizations=()))
    sources = shared("sources.yaml", Sources, Sources(sources=()))
    programmes = shared("programmes.yaml", Programmes, Programmes(programmes=()))
    propositions = shared("propositions.yaml", Propositions, Propositions(topics=(), propositions=()))
    alignments = shared("alignments.yaml", Alignments, Alignments(alignments=()))
    has_works = (folder / "works.yaml").exists()
    works = _read(load_file, folder / "works.yaml", WorksFile, problems) if has_works else None
    if base and docket:
        problems.append(Problem(docket.at("base"), "the base IRI is given here already: leave --base out"))
    given = docket.content.base if docket else base or default_base(folder)
    try:
        Iris(given)
    except ValueError as error:
        problems.append(Problem(Location(str(folder), 1), f"{error}: name another with --base"))
    if problems:
        raise CorpusError(tuple(problems))
    rest = (organizations, sources, programmes, propositions, alignments)
    return Corpus(folder, given, docket, *rest, {}, works)


def annotated_slugs(folder: Path) -> tuple[str, ...]:
    """The slugs of the letters in a corpus folder that people annotated, sorted."""
    try:
        names = [name for name in os.listdir(folder / "letters") if name.endswith(".yaml")]  # noqa: PTH208  (of many)
    except OSError:
        return ()
    return tuple(sorted(name.removesuffix(".yaml") for name in names if not name.endswith(DRAFT_SUFFIX)))


def find_unannotated(folder: Path, taken: Collection[str], comments: Collection[str]) -> FoundLetters:
    """The letters that nobody has annotated; a file that bears an annotated letter's name is that letter.

    ``taken`` are the slugs of the annotated ones and the names of their texts, ``comments`` their comment numbers.
    """
    where = folder / "letters" if (folder / "letters").is_dir() else folder
    return find_letters(where, frozenset(taken), frozenset(comments))


def _read(load_file: LoadFile, path: Path, model: type[FileT], problems: list[Problem]) -> File[FileT] | None:
    """The file's content; what stops it is added to the problems."""
    try:
        return load_file(path, model)
    except CorpusError as error:
        problems.extend(error.problems)
    except IngestError as error:
        problems.append(Problem(Location(str(path), 1), str(error)))
    return None


def misnamed(slug: str, letter: File[LetterAnnotation]) -> tuple[Problem, ...]:
    """The problem of a letter that says another name than its file has."""
    said = letter.content.letter
    return () if said == slug else (Problem(letter.at("letter"), f"{said!r} must be the file's name, {slug!r}"),)


def default_base(folder: Path) -> str:
    """What the IRIs of a docket start with that nobody has described: an address that is nobody's.

    >>> default_base(Path("/data/Lamps, 2025"))
    'https://example.org/lamps-2025/'
    """
    try:
        return f"https://example.org/{name_slug(folder.resolve().name)}/"
    except ValueError:
        return "https://example.org/docket/"


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
