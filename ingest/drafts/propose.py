"""The draft of one letter: every sentence that asserts or recommends, as a claim for a curator to judge."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from claimgraph.ingest.anchors import Anchored, Anchors
from claimgraph.ingest.drafts.draft_file import DraftClaim, DraftHead, LetterDraft
from claimgraph.ingest.drafts.judge import Verdict, judge
from claimgraph.ingest.drafts.kinds import Kind, kind
from claimgraph.ingest.drafts.known import Known
from claimgraph.ingest.drafts.modality import Strength, condition, strength
from claimgraph.ingest.drafts.names import slug_of
from claimgraph.ingest.drafts.near import near_claims, near_propositions
from claimgraph.ingest.drafts.places import Place, places
from claimgraph.ingest.drafts.quotes import Quote, quote_of
from claimgraph.ingest.models import Letter, Span

LEAST = 0.4
"""The least score at which a sentence is proposed; chosen by ``bench/drafts.py``."""

BY_WORDS = "words"
_HALF = 0.5
_BRACKET = re.compile(r"\(([^()]+)\)")


def draft_letter(
    slug: str,
    text_file: str,
    letter: Letter,
    known: Known,
    least: float = LEAST,
    settled: Collection[Span] = (),
    taken: Collection[str] = (),
) -> LetterDraft:
    """What the letter seems to claim, in its order; nothing that scores below ``least``.

    Sentences of which half the words are in ``settled`` stretches are left out, and slugs that are ``taken`` not given.
    """
    anchors = Anchors(letter)
    names = respondent_names(letter, known)
    used = set(taken)
    found = places(letter)
    dropped = 0
    claims: list[DraftClaim] = []
    for at, place in enumerate(found):
        if is_settled(place, settled):
            continue
        verdict, claim_kind, claim_strength = judged(place, known, names)
        if verdict.score < least:
            continue
        quote = quote_of(place, at, found, anchors)
        if quote is None:
            dropped += 1
        else:
            claims.append(propose(slug, letter, place, quote, verdict, claim_kind, claim_strength, known, used))
    return LetterDraft.model_validate(
        {
            "letter": slug,
            "text": text_file,
            "respondents": respondents(letter, known),
            "draft": _head(letter, least, dropped),
            "claims": claims,
        }
    )


def judged(place: Place, known: Known, names: Sequence[str]) -> tuple[Verdict, Kind, Strength]:
    """What speaks for the sentence's being a claim, of what type, and how strong."""
    text = place.sentence.text
    shown = strength(text)
    what = kind(place, shown, names)
    if what.type == "recommendation" and shown.modality == "asserted":
        shown = Strength("advised")
    restated = known.questions_index.nearest(text, 1)
    nearest = known.propositions_index.nearest(text, 1)
    verdict = judge(place, what, shown, restated[0].score if restated else 0.0, nearest[0].score if nearest else 0.0)
    return verdict, what, shown


def propose(
    letter_slug: str,
    letter: Letter,
    place: Place,
    quote: Quote,
    verdict: Verdict,
    what: Kind,
    shown: Strength,
    known: Known,
    used: set[str],
    by: str = BY_WORDS,
) -> DraftClaim:
    """The claim as it goes into the draft file."""
    numbered = {note.number: note for note in letter.footnotes}
    notes = [number for number in place.notes if number in numbered]
    given: dict[str, Any] = {
        "slug": slug_of(quote.words, used),
        "type": what.type,
        "quote": quote.words,
        "context": quote.context,
        "modality": shown.modality,
        "cue": shown.cue,
        "condition": condition(quote.words),
        "footnotes": notes,
        "draft": {
            "score": verdict.score,
            "proposed-by": by,
            "line": letter.text.count("\n", 0, quote.anchored.whole.start) + 1,
            "section": place.section.heading,
            "questions": place.section.questions,
            "reasons": (*verdict.reasons, *_hints(place, quote)),
            "near": near_propositions(quote.words, known),
            "alignments": near_claims(
                quote.words, known.works(letter_slug, (numbered[number] for number in notes)), known
            ),
        },
    }
    lasting = {key: value for key, value in given.items() if value is not None and value != []}
    if lasting["modality"] == "asserted":
        del lasting["modality"]
    return DraftClaim.model_validate(lasting)


def is_settled(place: Place, settled: Collection[Span]) -> bool:
    """Whether half of the sentence's words stand in stretches of which something has been made already."""
    words = place.sentence.words
    inside = sum(any(span.start <= word.start < span.end for span in settled) for word in words)
    return inside >= _HALF * len(words)


def respondents(letter: Letter, known: Known) -> tuple[str, ...]:
    """The organisation with the name that the letter gives as its respondent's; none if several have it."""
    said = letter.respondent or ""
    forms = {form.strip(" ,.").casefold() for form in (said, _BRACKET.sub("", said), *_BRACKET.findall(said))} - {""}
    matching = [
        each.slug
        for each in known.organizations
        if any(name.casefold() in forms for name in (each.name, *each.alternatives))
    ]
    return tuple(matching) if len(matching) == 1 else ()


def respondent_names(letter: Letter, known: Known) -> tuple[str, ...]:
    """What the letter may call its respondent, longest first."""
    slugs = respondents(letter, known)
    listed = [name for each in known.organizations if each.slug in slugs for name in (each.name, *each.alternatives)]
    return tuple(sorted({*listed, *filter(None, (letter.respondent,))}, key=lambda name: (-len(name), name)))


def settled_spans(anchored: Collection[Anchored]) -> tuple[Span, ...]:
    """The stretches on which an annotation rests already."""
    return tuple(span for each in anchored for span in each.spans)


def _hints(place: Place, quote: Quote) -> Iterator[str]:
    for number in place.inner:
        yield f"footnote {number} has its mark inside the sentence: it backs only what stands before it"
    if quote.words.count(";") or quote.words.count(", but "):
        yield "it may say several things: split it where they can be judged apart"


def _head(letter: Letter, least: float, dropped: int) -> DraftHead:
    return DraftHead.model_validate(
        {
            "made-by": "claimgraph draft",
            "text-sha256": letter.text_sha256,
            "least": least,
            "dropped": dropped,
            "respondent": letter.respondent,
            "date": letter.date,
        }
    )
