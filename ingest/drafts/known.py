"""What a docket knows already: its propositions with the words that claims have for them, and other letters' claims."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from claimgraph.ingest.annotations import Claim
from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.docket_files import Organization, Sources
from claimgraph.ingest.drafts.similarity import Index
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Footnote
from claimgraph.ingest.sources import resolve_citations, sources_by_address
from claimgraph.ingest.works import canonical_address


@dataclass(frozen=True, slots=True)
class KnownClaim:
    """A claim of a letter already annotated; ``works`` are what its footnotes cite, each with the footnote's number."""

    letter: str
    claim: Claim
    statement: str
    works: Mapping[str, int]

    @property
    def name(self) -> str:
        """As alignments name it."""
        return f"{self.letter}/{self.claim.slug}"


@dataclass(frozen=True)
class Known:
    """A docket as far as it is known; the letter being drafted has no part in it."""

    questions: tuple[tuple[str, str], ...]
    statements: Mapping[str, str]
    claims: tuple[KnownClaim, ...]
    organizations: tuple[Organization, ...]
    sources: Sources

    @cached_property
    def worded(self) -> tuple[tuple[str, str, str | None], ...]:
        """Each proposition's slug with one of its wordings: its statement, or a claim's quote and that claim's name."""
        own = [(slug, statement, None) for slug, statement in self.statements.items()]
        return (*own, *((each.claim.proposition, each.claim.quote, each.name) for each in self._positions))

    @cached_property
    def propositions_index(self) -> Index:
        """Of ``worded``."""
        return Index([text for _, text, _ in self.worded])

    @cached_property
    def claims_index(self) -> Index:
        """Of ``claims``, each by its quote and the statement that it takes a position on."""
        return Index([f"{each.claim.quote} {each.statement}" for each in self.claims])

    @cached_property
    def questions_index(self) -> Index:
        """Of the request's questions."""
        return Index([text for _, text in self.questions])

    @property
    def _positions(self) -> Iterable[KnownClaim]:
        return (each for each in self.claims if each.claim.proposition in self.statements)

    def works(self, letter: str, notes: Iterable[Footnote]) -> dict[str, int]:
        """What footnotes cite: a work's slug, or its address where sources.yaml has none; with a footnote's number."""
        return cited(letter, tuple(notes), self.sources)


def known_docket(corpus: Corpus, letters: Iterable[AnchoredLetter]) -> Known:
    """What the corpus's shared files and these of its letters tell."""
    propositions = {each.slug: each for each in corpus.propositions.content.propositions}
    sources = corpus.sources.content
    claims = [
        KnownClaim(read.slug, claim, propositions[claim.proposition].statement, _works(read, claim, sources))
        for read in letters
        for _, claim, _ in read.claims
        if claim.proposition in propositions
    ]
    return Known(
        corpus.questions,
        {slug: each.statement for slug, each in propositions.items()},
        tuple(claims),
        corpus.organizations.content.organizations,
        sources,
    )


def cited(letter: str, notes: tuple[Footnote, ...], sources: Sources) -> dict[str, int]:
    """What the footnotes of a letter cite, with the number of the first that does."""
    found: dict[str, int] = {}
    for citation in resolve_citations(letter, notes, sources.overrides, sources_by_address(sources)):
        found.setdefault(citation.source or canonical_address(citation.url), citation.footnote)
    return found


def _works(read: AnchoredLetter, claim: Claim, sources: Sources) -> Mapping[str, int]:
    numbers = {reference.number for reference in claim.references}
    return cited(read.slug, tuple(note for note in read.letter.footnotes if note.number in numbers), sources)
