"""A letter of the corpus with all that is known of it: its text read, its citations resolved, its quotes anchored."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.annotations import Claim, LetterAnnotation, quoted
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import CorpusError, LetterError, Location, Problem
from claimgraph.ingest.footnotes import check_footnotes
from claimgraph.ingest.located import Key
from claimgraph.ingest.models import Letter, Section
from claimgraph.ingest.overlaps import check_overlaps
from claimgraph.ingest.read import read_text
from claimgraph.ingest.sources import Citation, resolve_citations, sources_by_address
from claimgraph.ingest.structure import parse
from claimgraph.ingest.tables import anchor_tables
from claimgraph.ingest.versions import EarlierText, carry, changes, check_versions
from claimgraph.ingest.wording import anchor_conditions, check_wording


@dataclass(frozen=True, slots=True)
class AnchoredLetter:
    """A letter, its annotation, and where each quote of the annotation stands.

    ``anchors`` holds each quote's place by the path of what rests on it, as ``("claims", 3)``, and each condition's and
    each table head's by its own path; a claim that only an earlier version of the text makes has none. ``earlier``
    are those versions, oldest first; ``cautions`` what the readers of the text could not settle.
    """

    slug: str
    annotation: File[LetterAnnotation]
    text_file: str
    letter: Letter
    citations: tuple[Citation, ...]
    anchors: Mapping[Key, Anchored]
    earlier: tuple[EarlierText, ...]
    cautions: tuple[Problem, ...]

    @property
    def claims(self) -> tuple[tuple[int, Claim, Anchored], ...]:
        """The claims that the current text makes, each with its number in the annotation and its anchor."""
        return tuple(
            (i, claim, self.anchors["claims", i])
            for i, claim in enumerate(self.annotation.content.claims)
            if ("claims", i) in self.anchors
        )

    def section_at(self, offset: int) -> Section:
        """The section in which a code point of the text stands."""
        return _section_at(self.letter, offset)

    def text_location(self, offset: int) -> Location:
        """The place of a code point of the text in the letter's file."""
        begin = self.letter.text.rfind("\n", 0, offset) + 1
        return Location(self.text_file, self.letter.text.count("\n", 0, offset) + 1, offset - begin + 1)

    def unresolved(self) -> tuple[Problem, ...]:
        """The footnotes' addresses that lead to no known work."""
        notes = {note.number: note for note in self.letter.footnotes}
        return tuple(
            Problem(
                self.text_location(notes[citation.footnote].spans[0].start),
                f"footnote {citation.footnote} cites {citation.url}, which no work in sources.yaml lists: add it there",
            )
            for citation in self.citations
            if citation.source is None
        )


@dataclass(frozen=True, slots=True)
class LetterTexts:
    """A letter's text, and its earlier versions, oldest first; nothing of the annotation is in them yet."""

    current: Letter
    earlier: tuple[Letter, ...]


def read_letter(corpus: Corpus, slug: str) -> AnchoredLetter:
    """A letter of the corpus, read and anchored; depends on nothing but the letter and the shared files.

    Raises `CorpusError` with every quote that can't be anchored and every footnote that isn't there, or when one of the
    letter's files can't be read.
    """
    return anchor_letter(corpus, slug, read_texts(corpus, slug))


def read_texts(corpus: Corpus, slug: str, read: Callable[[Path], str] = read_text) -> LetterTexts:
    """The texts of a letter of the corpus, parsed; of the shared files only the docket's questions are asked.

    ``read`` gives a file's text, as `read_text` does. Raises `CorpusError` where it can't.
    """
    annotation = corpus.letters[slug]
    return LetterTexts(
        _parsed(corpus, read, corpus.text_path(slug), annotation.at("text")),
        tuple(
            _parsed(corpus, read, path, annotation.at("earlier-texts", i))
            for i, path in enumerate(corpus.earlier_paths(slug))
        ),
    )


def anchor_letter(corpus: Corpus, slug: str, texts: LetterTexts) -> AnchoredLetter:
    """The letter with each quote of its annotation found in its text; raises `CorpusError` as `read_letter` does."""
    annotation, letter = corpus.letters[slug], texts.current
    anchors = Anchors(letter)
    places: dict[Key, Anchored] = {}
    lost: dict[Key, AnchorError] = {}
    for path, record in quoted(annotation.content):
        try:
            places[path] = anchors.find(record.quote, record.context)
        except AnchorError as error:
            lost[path] = error
    earlier = tuple(carry(annotation.content, version) for version in texts.earlier)
    in_section = {path: _section_at(letter, anchored.spans[0].start) for path, anchored in places.items()}
    problems = [
        *check_versions(corpus, annotation, letter, earlier, lost),
        *anchor_tables(annotation, letter, anchors, places),
        *anchor_conditions(annotation, anchors, places, in_section),
        *check_wording(corpus, annotation, anchors, places, in_section),
        *check_footnotes(annotation, letter, places),
        *check_overlaps(annotation, places),
        *_idle_overrides(corpus, slug, letter),
    ]
    if problems:
        raise CorpusError(tuple(problems))
    sources = corpus.sources.content
    cautions = (
        *(Problem(Location(str(corpus.text_path(slug)), warning.line), warning.message) for warning in letter.warnings),
        *_contradictions(corpus, annotation, letter),
        *changes(annotation, earlier, lost, places),
    )
    return AnchoredLetter(
        slug,
        annotation,
        str(corpus.text_path(slug)),
        letter,
        resolve_citations(slug, letter.footnotes, sources.overrides, sources_by_address(sources)),
        places,
        earlier,
        cautions,
    )


def _parsed(corpus: Corpus, read: Callable[[Path], str], path: Path, named_at: Location) -> Letter:
    try:
        return parse(read(path), corpus.questions)
    except LetterError as error:
        raise CorpusError((Problem(named_at, str(error)),)) from error


def _section_at(letter: Letter, offset: int) -> Section:
    return letter.sections[bisect_right([section.start for section in letter.sections], offset) - 1]


def _contradictions(corpus: Corpus, annotation: File[LetterAnnotation], letter: Letter) -> Iterator[Problem]:
    """Where the letter's own word on its docket and its respondent differs from the annotation's."""
    docket = corpus.identifier
    if letter.docket and letter.docket != docket:
        yield Problem(
            annotation.at("comment"), f"the letter names docket {letter.docket}, not {docket}: is it the right one?"
        )
    organizations = {each.slug: each for each in corpus.organizations.content.organizations}
    named = [organizations[slug] for slug in annotation.content.respondents]
    names = [name.casefold() for each in named for name in (each.name, *each.alternatives)]
    said = (letter.respondent or "").casefold()
    if said and not any(name in said or said in name for name in names):
        message = f"the letter names {letter.respondent!r} as its respondent, not {' or '.join(e.name for e in named)}"
        yield Problem(annotation.at("respondents"), f"{message}: correct this, or add an alternative name")


def _idle_overrides(corpus: Corpus, slug: str, letter: Letter) -> Iterator[Problem]:
    printed = {(note.number, link.url) for note in letter.footnotes for link in note.links}
    for i, override in enumerate(corpus.sources.content.overrides):
        if override.letter == slug and (override.footnote, override.printed) not in printed:
            message = (
                f"footnote {override.footnote} of {slug} has no address {override.printed!r}: correct or remove it"
            )
            yield Problem(corpus.sources.at("overrides", i, "printed"), message)
