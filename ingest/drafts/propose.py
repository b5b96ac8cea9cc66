"""The draft of one letter: every sentence that asserts or recommends, as a claim for a curator to judge."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from claimgraph.ingest.anchors import Anchors
from claimgraph.ingest.drafts.asked import BY_WORDS, NOT_ASKED, Answer, Asked, kind_of
from claimgraph.ingest.drafts.draft_file import LEAST, DraftClaim, DraftHead, LetterDraft
from claimgraph.ingest.drafts.judge import Verdict, judge
from claimgraph.ingest.drafts.kinds import Kind, kind
from claimgraph.ingest.drafts.known import Known
from claimgraph.ingest.drafts.modality import Strength, condition, strength
from claimgraph.ingest.drafts.names import slug_of
from claimgraph.ingest.drafts.near import near_claims, near_propositions
from claimgraph.ingest.drafts.places import Place, places
from claimgraph.ingest.drafts.quotes import Quote, notes_at, quote_at
from claimgraph.ingest.models import Letter, Span

LONGEST = 4000
"""Characters; a table or a list of works that lost its full stops is longer, and costs time."""

_HALF = 0.5
_BRACKET = re.compile(r"\(([^()]+)\)")


@dataclass(frozen=True)
class Drafting:
    """A letter prepared for proposing claims of it.

    Sentences of which half the words are in ``settled`` stretches aren't proposed, and slugs that are ``taken`` not
    given.
    """

    slug: str
    letter: Letter
    known: Known
    settled: Collection[Span] = ()
    taken: Collection[str] = ()

    @cached_property
    def anchors(self) -> Anchors:
        """Where quotes stand in the letter."""
        return Anchors(self.letter)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """The letter's sentences that aren't settled, in their order; what is longer than `LONGEST` is no sentence."""
        return tuple(
            place
            for place in places(self.letter)
            if len(place.sentence.text) <= LONGEST and not is_settled(place, self.settled)
        )

    @cached_property
    def positions(self) -> dict[int, int]:
        """Which of ``places`` each is, by where it begins."""
        return {place.sentence.start: at for at, place in enumerate(self.places)}

    @cached_property
    def verdicts(self) -> dict[int, tuple[Verdict, Kind, Strength]]:
        """What is judged of each of ``places``, by where it begins."""
        return {place.sentence.start: judged(place, self.known, self.names) for place in self.places}

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What the letter may call its respondent."""
        return respondent_names(self.letter, self.known)


def draft_letter(drafting: Drafting, text_file: str, least: float = LEAST, asked: Asked = NOT_ASKED) -> LetterDraft:
    """What the letter seems to claim, in its order.

    That is what a model that was ``asked`` proposes, and of the sentences that it leaves alone, those that score at
    ``least`` so much by their words.
    """
    used = set(drafting.taken)
    covered = [span for _, anchored, _ in asked.claims for span in anchored.spans]
    wanted: list[tuple[int, str, Place, Answer | None]] = [
        (anchored.whole.start, anchored.words, place, answer) for place, anchored, answer in asked.claims
    ]
    for place in drafting.places:
        if not is_settled(place, covered) and drafting.verdicts[place.sentence.start][0].score >= least:
            wanted.append((place.sentence.start, place.sentence.text, place, None))
    claims: list[DraftClaim] = []
    for first, words, place, answer in sorted(wanted, key=lambda each: each[0]):
        if quote := quote_at(words, first, drafting.positions[place.sentence.start], drafting.places, drafting.anchors):
            claims.append(propose(drafting, place, quote, answer, asked.by, used))
    dropped = asked.dropped + len(wanted) - len(claims)
    return LetterDraft.model_validate(
        {
            "letter": drafting.slug,
            "text": text_file,
            "respondents": respondents(drafting.letter, drafting.known),
            "draft": _head(drafting.letter, least, dropped, asked.by),
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
    drafting: Drafting, place: Place, quote: Quote, answer: Answer | None, by: str, used: set[str]
) -> DraftClaim:
    """The claim as it goes into the draft file."""
    letter, known = drafting.letter, drafting.known
    verdict, what, shown = drafting.verdicts[place.sentence.start]
    reasons = verdict.reasons
    if answer:
        what, shown = kind_of(answer, what, by), answer.strength or strength(quote.words)
        reasons = (
            what.reason if answer.type else f"{by} proposes it",
            *(each for each in reasons if each != what.reason),
        )
    numbered = {note.number: note for note in letter.footnotes}
    notes = [number for number in notes_at(letter, place, quote) if number in numbered]
    given: dict[str, Any] = {
        "slug": slug_of(quote.words, used),
        "type": what.type,
        "quote": quote.words,
        "context": quote.context,
        "modality": shown.modality if shown.modality != "asserted" else None,
        "cue": shown.cue,
        "condition": condition(quote.words),
        "footnotes": notes or None,
        "draft": {
            "score": verdict.score,
            "proposed-by": by if answer else BY_WORDS,
            "line": letter.text.count("\n", 0, quote.anchored.whole.start) + 1,
            "section": place.section.heading,
            "questions": place.section.questions,
            "reasons": (*reasons, *_hints(place, quote)),
            "near": near_propositions(quote.words, known),
            "alignments": near_claims(
                quote.words, known.works(drafting.slug, (numbered[number] for number in notes)), known
            ),
        },
    }
    return DraftClaim.model_validate({key: value for key, value in given.items() if value is not None})


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


def _hints(place: Place, quote: Quote) -> Iterator[str]:
    for number in place.inner:
        yield f"footnote {number} has its mark inside the sentence: it backs only what stands before it"
    if quote.words.count(";") or quote.words.count(", but "):
        yield "it may say several things: split it where they can be judged apart"


def _head(letter: Letter, least: float, dropped: int, by: str) -> DraftHead:
    return DraftHead.model_validate(
        {
            "made-by": "claimgraph draft" if by == BY_WORDS else f"claimgraph draft, {by}",
            "text-sha256": letter.text_sha256,
            "least": least,
            "dropped": dropped,
            "respondent": letter.respondent,
            "date": letter.date,
        }
    )
