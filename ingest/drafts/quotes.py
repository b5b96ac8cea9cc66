"""Quotes that stand in a letter, once: what can't be anchored is no proposal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.drafts.places import Place
from claimgraph.ingest.models import Letter

_REACH = 3


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


def _contexts(at: int, all_places: tuple[Place, ...]) -> Iterator[str]:
    """Longer and longer stretches of the letter around a sentence; up to its heading where that is near."""
    words = [place.sentence.text for place in all_places[max(0, at - _REACH) : at + _REACH + 1]]
    here = min(at, _REACH)
    for reach in range(1, _REACH + 1):
        for begin, end in ((here - reach, here), (here, here + reach), (here - reach, here + reach)):
            yield " ".join(words[max(0, begin) : end + 1])
    section = all_places[at].section
    for reach in range(_REACH):
        if at - reach >= 0 and all_places[at - reach].section is section and section.heading:
            yield " ".join([section.heading, *words[here - reach : here + 1]])
