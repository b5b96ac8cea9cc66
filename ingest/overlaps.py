"""Words of a letter on which two parts of its annotation lay hold, where only one may."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from claimgraph.ingest.anchors import Anchored
from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.located import Key


def check_overlaps(annotation: File[LetterAnnotation], places: Mapping[Key, Anchored]) -> Iterator[Problem]:
    """A problem for each omission of words that a claim quotes, and for each claim that another one repeats.

    ``places`` has the quotes' places by the path of what rests on them; what has none is not looked at.
    """
    yield from _omitted_and_claimed(annotation, places)
    yield from _claimed_twice(annotation, places)


def _omitted_and_claimed(annotation: File[LetterAnnotation], places: Mapping[Key, Anchored]) -> Iterator[Problem]:
    for i in range(len(annotation.content.omissions)):
        for j, claim in enumerate(annotation.content.claims):
            if _overlap(places.get(("omissions", i)), places.get(("claims", j))):
                message = f"the claim {claim.slug!r} quotes words of this omission: shorten it, or remove it"
                yield Problem(annotation.at("omissions", i, "quote"), message)


def _claimed_twice(annotation: File[LetterAnnotation], places: Mapping[Key, Anchored]) -> Iterator[Problem]:
    first: dict[tuple[object, ...], str] = {}
    for i, claim in enumerate(annotation.content.claims):
        if ("claims", i) in places:
            same = first.setdefault((places["claims", i].spans, claim.proposition), claim.slug)
            if same != claim.slug:
                message = f"the claim {same!r} has the same words on the same proposition: keep one of them"
                yield Problem(annotation.at("claims", i), message)


def _overlap(one: Anchored | None, other: Anchored | None) -> bool:
    if one is None or other is None:
        return False
    return any(a.start < b.end and b.start < a.end for a in one.spans for b in other.spans)
