"""Quotes that stand in a letter, once: what can't be anchored is no proposal."""

from __future__ import annotations

from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.drafts.places import Place
from claimgraph.ingest.models import Letter
from claimgraph.ingest.sentences import Sentence


@dataclass(frozen=True, slots=True)
class Quote:
    """Words that stand in the letter, the context without which they would stand twice, and where that is."""

    words: str
    context: str | None
    anchored: Anchored


def quote_at(words: str, first: int, at: int, all_places: tuple[Place, ...], anchors: Anchors) -> Quote | None:
    """The words as a quote, if they stand where ``first`` is; ``at`` is which sentence is there.

    None where they can't be found there, or not told from others like them.
    """
    for context in (None, *_contexts(at, all_places)):
        try:
            anchored = anchors.find(words, context)
        except AnchorError:
            continue
        if anchored.whole.start <= first < anchored.whole.end:
            return Quote(words, context, anchored)
    return None


def notes_at(letter: Letter, place: Place, quote: Quote) -> tuple[int, ...]:
    """The footnotes of the sentence whose marks stand in the quote, or right after it."""
    span = quote.anchored.whole
    inside = [
        mark.number
        for mark in letter.marks
        if mark.number in place.notes
        and span.start <= mark.start
        and not any(span.end <= word.start < mark.start for word in place.sentence.words)
    ]
    return tuple(dict.fromkeys(inside))


def _contexts(at: int, all_places: tuple[Place, ...]) -> list[str]:
    """Longer and longer stretches of the letter around a sentence."""
    sentences: list[Sentence] = [place.sentence for place in all_places]
    return [
        " ".join(sentence.text for sentence in sentences[begin : end + 1])
        for reach in (1, 2, 3)
        for begin, end in ((max(0, at - reach), at), (at, at + reach), (max(0, at - reach), at + reach))
    ]
