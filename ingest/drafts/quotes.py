"""Quotes that stand in a letter, once: what can't be anchored is no proposal."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.drafts.places import Place
from claimgraph.ingest.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the letter, the context without which they would stand twice, and where that is."""

    words: str
    context: str | None
    anchored: Anchored


def quote_of(place: Place, at: int, all_places: tuple[Place, ...], anchors: Anchors) -> Quote | None:
    """The sentence as a quote; None where it can't be found in the letter, or not told from others like it."""
    words = place.sentence.text
    for context in (None, *_contexts(at, all_places)):
        try:
            anchored = anchors.find(words, context)
        except AnchorError:
            continue
        if anchored.whole.start <= place.sentence.start < anchored.whole.end:
            return Quote(words, context, anchored)
    return None


def _contexts(at: int, all_places: tuple[Place, ...]) -> list[str]:
    """Longer and longer stretches of the letter around a sentence."""
    sentences: list[Sentence] = [place.sentence for place in all_places]
    return [
        " ".join(sentence.text for sentence in sentences[begin : end + 1])
        for reach in (1, 2, 3)
        for begin, end in ((max(0, at - reach), at), (at, at + reach), (max(0, at - reach), at + reach))
    ]
