"""Claims carried from one version of a letter's text to the next: which stand in each, and which stand no longer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.annotations import Claim, LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.located import Key
from claimgraph.ingest.models import Letter


@dataclass(frozen=True, slots=True)
class EarlierText:
    """An earlier version of a letter's text, and where it makes the claims, by their number in the annotation."""

    letter: Letter
    claims: Mapping[int, Anchored]


def carry(annotation: LetterAnnotation, version: Letter) -> EarlierText:
    """Where an earlier text makes the claims: in the words that they have now, or in one of their earlier quotes."""
    anchors = Anchors(version)
    found = ((i, _find(anchors, claim)) for i, claim in enumerate(annotation.claims))
    return EarlierText(version, {i: anchored for i, anchored in found if anchored})


def check_versions(
    corpus: Corpus,
    annotation: File[LetterAnnotation],
    letter: Letter,
    earlier: Sequence[EarlierText],
    lost: Mapping[Key, AnchorError],
) -> Iterator[Problem]:
    """What stops a letter with the quotes in ``lost``, which its current text doesn't have.

    A claim that an earlier version makes may be lost, as long as no alignment speaks of it; nothing else may.
    """
    seen = {letter.text_sha256}
    for i, version in enumerate(earlier):
        if version.letter.text_sha256 in seen:
            yield Problem(annotation.at("earlier-texts", i), "this text is the same as another version: remove it")
        seen.add(version.letter.text_sha256)
    for path, error in lost.items():
        if path[0] != "claims":
            yield Problem(annotation.at(*path, "quote"), str(error))
            continue
        number = int(path[1])
        claim = annotation.content.claims[number]
        if not any(number in version.claims for version in earlier):
            yield Problem(annotation.at(*path, "quote"), f"claim {claim.slug!r}: {error}")
        else:
            yield from _still_aligned(corpus, f"{annotation.content.letter}/{claim.slug}")


def changes(
    annotation: File[LetterAnnotation],
    earlier: Sequence[EarlierText],
    lost: Mapping[Key, AnchorError],
    places: Mapping[Key, Anchored],
) -> Iterator[Problem]:
    """What became of the claims between the versions, for the curator: those no longer made, and those made anew."""
    for i, claim in enumerate(annotation.content.claims if earlier else ()):
        at = annotation.at("claims", i, "quote")
        if ("claims", i) not in places:
            yield Problem(at, f"claim {claim.slug!r} stands in an earlier text only: {lost['claims', i]}")
        for version, name in zip(earlier, annotation.content.earlier_texts, strict=True):
            if i not in version.claims:
                remedy = "if its words were others there, give them under earlier-quotes"
                yield Problem(at, f"claim {claim.slug!r} doesn't stand in {name}: {remedy}")


def _find(anchors: Anchors, claim: Claim) -> Anchored | None:
    for quote in (claim.quote, *claim.earlier_quotes):
        try:
            return anchors.find(quote, claim.context if quote == claim.quote else None)
        except AnchorError:
            continue
    return None


def _still_aligned(corpus: Corpus, claim: str) -> Iterator[Problem]:
    for i, alignment in enumerate(corpus.alignments.content.alignments):
        if claim in alignment.claims:
            at = corpus.alignments.at("alignments", i, "claims", alignment.claims.index(claim))
            yield Problem(at, f"{claim} stands no longer in its letter's text: correct its quote, or remove it here")
