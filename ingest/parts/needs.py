"""What a letter asks of the files that letters share: the entries that it names, and the works that it links to.

A letter's graph is made from these entries alone, so that it has to be made anew only when one of them has changed.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File, FileT
from claimgraph.ingest.docket_files import Source
from claimgraph.ingest.works.addresses import canonical_address


class _Named(Protocol):
    @property
    def slug(self) -> str: ...


EntryT = TypeVar("EntryT", bound=_Named)
ItemT = TypeVar("ItemT")


@dataclass(frozen=True, slots=True)
class Needs:
    """The slugs that a letter names, by kind, and its footnotes' addresses in canonical form; each sorted."""

    organizations: tuple[str, ...]
    programmes: tuple[str, ...]
    propositions: tuple[str, ...]
    topics: tuple[str, ...]
    addresses: tuple[str, ...]


class Shared:
    """What the letters of a corpus share, found by name; ``corpus`` has no letters."""

    def __init__(self, corpus: Corpus, canonical: Callable[[str], str] = canonical_address) -> None:
        """``canonical`` gives the canonical form of a work's address."""
        self.corpus = replace(corpus, letters={})
        self._organizations = _by_slug(corpus.organizations.content.organizations)
        self._programmes = _by_slug(corpus.programmes.content.programmes)
        self._propositions = _by_slug(corpus.propositions.content.propositions)
        self._topics = _by_slug(corpus.propositions.content.topics)
        self._sources: dict[str, list[Source]] = defaultdict(list)
        for source in corpus.sources.content.sources:
            for address in dict.fromkeys(map(canonical, source.urls)):
                self._sources[address].append(source)
        self._overrides = _by_letter(corpus.sources.content.overrides, lambda each: (each.letter,))
        self._alignments = _by_letter(
            corpus.alignments.content.alignments, lambda each: {claim.partition("/")[0] for claim in each.claims}
        )

    def needs(self, letter: File[LetterAnnotation], addresses: Iterable[str]) -> Needs:
        """What a letter asks whose footnotes have these addresses."""
        annotation, slug = letter.content, letter.content.letter
        corrected = (each.url for each in self._overrides.get(slug, ()))
        claims, people = annotation.claims, annotation.people
        return Needs(
            _sorted(
                *annotation.respondents,
                *(tie.organization for tie in annotation.affiliations),
                *(person.organization for person in people if person.organization),
                *(addressee for claim in claims for addressee in claim.addressees),
                *(each.by for each in self._overrides.get(slug, ())),
            ),
            _sorted(*(programme for claim in claims for programme in claim.programmes)),
            _sorted(*(claim.proposition for claim in claims)),
            _sorted(*(claim.topic for claim in claims)),
            _sorted(*map(canonical_address, (*addresses, *corrected))),
        )

    def narrowed(self, slug: str, needs: Needs) -> Corpus:
        """The corpus with no more than one letter asks, its letters left out.

        Places in files are those of the whole files: they are to be asked of the whole corpus.
        """
        corpus = self.corpus
        sources = {each.slug: each for address in needs.addresses for each in self._sources.get(address, ())}
        return replace(
            corpus,
            organizations=_with(corpus.organizations, organizations=_chosen(self._organizations, needs.organizations)),
            programmes=_with(corpus.programmes, programmes=_chosen(self._programmes, needs.programmes)),
            propositions=_with(
                corpus.propositions,
                propositions=_chosen(self._propositions, needs.propositions),
                topics=_chosen(self._topics, needs.topics),
            ),
            sources=_with(
                corpus.sources,
                sources=tuple(sources[each] for each in sorted(sources)),
                overrides=tuple(self._overrides.get(slug, ())),
            ),
            alignments=_with(corpus.alignments, alignments=tuple(self._alignments.get(slug, ()))),
        )

    def digest(self, slug: str, needs: Needs) -> str:
        """The SHA-256 of all that a letter asks."""
        small = self.narrowed(slug, needs)
        files = (small.organizations, small.programmes, small.propositions, small.sources, small.alignments)
        digest = hashlib.sha256(f"{small.base}\n{small.identifier}\n".encode())
        for file in (small.docket, *files):
            digest.update(file.content.model_dump_json().encode() + b"\n" if file else b"\n")
        return digest.hexdigest()


def _by_slug(entries: Iterable[EntryT]) -> dict[str, EntryT]:
    return {each.slug: each for each in entries}


def _by_letter(entries: Iterable[ItemT], letters: Callable[[ItemT], Iterable[str]]) -> dict[str, list[ItemT]]:
    found: dict[str, list[ItemT]] = defaultdict(list)
    for each in entries:
        for letter in letters(each):
            found[letter].append(each)
    return found


def _chosen(entries: Mapping[str, EntryT], slugs: Sequence[str]) -> tuple[EntryT, ...]:
    return tuple(entries[slug] for slug in slugs if slug in entries)


def _with(file: File[FileT], **lists: object) -> File[FileT]:
    return File(file.content.model_copy(update=lists), file.document)


def _sorted(*names: str) -> tuple[str, ...]:
    return tuple(sorted(set(names)))
