"""A letter of the corpus with all that is known of it: its text read, its citations resolved, its quotes anchored."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.annotations import Affiliation, Claim, LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import CorpusError, LetterError, Location, Problem
from claimgraph.ingest.models import Letter
from claimgraph.ingest.read import read_text
from claimgraph.ingest.references import unknown
from claimgraph.ingest.sources import Citation, resolve_citations, sources_by_address
from claimgraph.ingest.structure import parse


@dataclass(frozen=True, slots=True)
class AnchoredLetter:
    """A letter, its annotation, and where each quote of the annotation stands.

    ``claims`` and ``affiliations`` pair what the annotation says with its anchor, in the annotation's order;
    ``cautions`` are what the reader of the text could not settle.
    """

    slug: str
    annotation: File[LetterAnnotation]
    text_file: str
    letter: Letter
    citations: tuple[Citation, ...]
    claims: tuple[tuple[Claim, Anchored], ...]
    affiliations: tuple[tuple[Affiliation, Anchored], ...]
    cautions: tuple[Problem, ...]

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


def read_letter(corpus: Corpus, slug: str) -> AnchoredLetter:
    """A letter of the corpus, read and anchored; depends on nothing but the letter and the shared files.

    Raises `CorpusError` with every quote that can't be anchored and every footnote that isn't there, or when the
    letter's file can't be read.
    """
    annotation = corpus.letters[slug]
    path = corpus.text_path(slug)
    try:
        text = read_text(path)
    except LetterError as error:
        raise CorpusError((Problem(annotation.at("text"), str(error)),)) from error
    letter = parse(text, tuple((question.notation, question.text) for question in corpus.docket.content.questions))
    sources = corpus.sources.content
    citations = resolve_citations(slug, letter.footnotes, sources.overrides, sources_by_address(sources))
    problems = [*_unknown_footnotes(annotation, letter), *_idle_overrides(corpus, slug, letter)]
    anchors = Anchors(letter)
    claims: list[tuple[Claim, Anchored]] = []
    affiliations: list[tuple[Affiliation, Anchored]] = []
    for i, claim in enumerate(annotation.content.claims):
        try:
            claims.append((claim, anchors.find(claim.quote, claim.context)))
        except AnchorError as error:
            problems.append(Problem(annotation.at("claims", i, "quote"), f"claim {claim.slug!r}: {error}"))
    for i, tie in enumerate(annotation.content.affiliations):
        try:
            affiliations.append((tie, anchors.find(tie.quote, tie.context)))
        except AnchorError as error:
            problems.append(Problem(annotation.at("affiliations", i, "quote"), str(error)))
    if problems:
        raise CorpusError(tuple(problems))
    cautions = (
        *(Problem(Location(str(path), warning.line), warning.message) for warning in letter.warnings),
        *_contradictions(corpus, annotation, letter),
    )
    return AnchoredLetter(slug, annotation, str(path), letter, citations, tuple(claims), tuple(affiliations), cautions)


def _unknown_footnotes(annotation: File[LetterAnnotation], letter: Letter) -> Iterator[Problem]:
    known = {str(note.number) for note in letter.footnotes}
    for i, claim in enumerate(annotation.content.claims):
        entries = [
            (str(reference.number), annotation.at("claims", i, "footnotes", j))
            for j, reference in enumerate(claim.references)
        ]
        yield from unknown("footnote", entries, known)


def _contradictions(corpus: Corpus, annotation: File[LetterAnnotation], letter: Letter) -> Iterator[Problem]:
    """Where the letter's own word on its docket and its respondent differs from the annotation's."""
    docket = corpus.docket.content.identifier
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
