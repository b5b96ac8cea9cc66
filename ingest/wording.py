"""Whether the letter's own words bear out what an annotation says of its claims, of people and of ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, MutableMapping

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.annotations import Claim, LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.located import Key
from claimgraph.ingest.models import Section, Span


def anchor_conditions(
    annotation: File[LetterAnnotation],
    anchors: Anchors,
    places: MutableMapping[Key, Anchored],
    in_section: Mapping[Key, Section],
) -> Iterator[Problem]:
    """Add the place of each claim's condition to ``places``: in the quote, or else once in its section."""
    for i, claim in enumerate(annotation.content.claims):
        if claim.condition is None or ("claims", i) not in places:
            continue
        path = ("claims", i, "condition")
        for within in (places["claims", i].whole, _stretch(in_section["claims", i])):
            if anchors.names(claim.condition, within):
                break
        else:
            message = (
                f"the condition {claim.condition!r} stands neither in the quote nor in its section: copy its words"
            )
            yield Problem(annotation.at(*path), message)
            continue
        try:
            places[path] = anchors.find(claim.condition, within=within)
        except AnchorError:
            yield Problem(
                annotation.at(*path), f"the condition {claim.condition!r} stands there twice: give more of its words"
            )


def check_wording(
    corpus: Corpus,
    annotation: File[LetterAnnotation],
    anchors: Anchors,
    places: Mapping[Key, Anchored],
    in_section: Mapping[Key, Section],
) -> Iterator[Problem]:
    """A problem for whatever the letter's words don't bear out.

    That is a cue or a term that isn't in its claim's quote, an addressee or a programme that the claim's section
    doesn't name, and a person or a tied organisation that the quote doesn't name.
    """
    organizations = {each.slug: (each.name, *each.alternatives) for each in corpus.organizations.content.organizations}
    programmes = {each.slug: (each.name, *each.alternatives) for each in corpus.programmes.content.programmes}
    for i, claim in enumerate(annotation.content.claims):
        if ("claims", i) not in places:
            continue
        quote, section = places["claims", i].whole, _stretch(in_section["claims", i])
        for path, words in _verbatim(i, claim):
            if not anchors.names(words, quote):
                yield Problem(annotation.at(*path), f"{words!r} is not in the quote of {claim.slug!r}: copy its words")
        for j, slug in enumerate(claim.addressees):
            if not _named(anchors, organizations[slug], section):
                yield Problem(
                    annotation.at("claims", i, "addressees", j), _unnamed("section", slug, organizations[slug])
                )
        for j, slug in enumerate(claim.programmes):
            if not _named(anchors, programmes[slug], section):
                yield Problem(annotation.at("claims", i, "programmes", j), _unnamed("section", slug, programmes[slug]))
    yield from _people(annotation, anchors, places)
    yield from _ties(annotation, anchors, places, organizations)


def _people(annotation: File[LetterAnnotation], anchors: Anchors, places: Mapping[Key, Anchored]) -> Iterator[Problem]:
    for i, person in enumerate(annotation.content.people):
        family = person.name.split()[-1]
        if ("people", i) in places and not anchors.names(family, places["people", i].whole):
            message = (
                f"the quote doesn't name {person.name!r}: quote words that have {family!r} in them, as the letter does"
            )
            yield Problem(annotation.at("people", i, "quote"), message)


def _ties(
    annotation: File[LetterAnnotation],
    anchors: Anchors,
    places: Mapping[Key, Anchored],
    names: Mapping[str, tuple[str, ...]],
) -> Iterator[Problem]:
    for i, tie in enumerate(annotation.content.affiliations):
        known = names[tie.organization]
        if ("affiliations", i) in places and not _named(anchors, known, places["affiliations", i].whole):
            yield Problem(annotation.at("affiliations", i, "quote"), _unnamed("quote", tie.organization, known))


def _named(anchors: Anchors, names: tuple[str, ...], within: Span) -> bool:
    return any(anchors.names(name, within) for name in names)


def _verbatim(i: int, claim: Claim) -> Iterator[tuple[Key, str]]:
    if claim.cue is not None:
        yield ("claims", i, "cue"), claim.cue
    for j, term in enumerate(claim.defines):
        yield ("claims", i, "defines", j), term


def _stretch(section: Section) -> Span:
    return Span(section.start, section.end)


def _unnamed(where: str, slug: str, names: tuple[str, ...]) -> str:
    known = ", ".join(names)
    return f"the {where} doesn't name {slug!r} ({known}): remove it, or add the name printed there to its alternatives"
