"""What a curator has to see of a proposed claim before deciding on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimgraph.ingest.anchors import Anchored, AnchorError, Anchors
from claimgraph.ingest.drafts import DraftClaim
from claimgraph.ingest.models import Letter, Span
from claimgraph.ingest.review.decisions import lacking
from claimgraph.ingest.review.desk import Desk, fingerprint
from claimgraph.ingest.review.fields import EDITABLE, line_of
from claimgraph.ingest.review.yaml_entries import entry_data
from claimgraph.ingest.structure import read_spans

REACH = 500
"""How many characters of the paragraphs before and after that of the quote are shown."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """The quote where it stands, footnote marks and line wraps left out: what is before it, its words, what follows."""

    before: str
    words: str
    after: str


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote with a mark at the quote, and whether the claim has it."""

    number: int
    text: str
    taken: bool


@dataclass(frozen=True, slots=True)
class Near:
    """A proposition that the claim may take a position on; ``statement`` is None where it is gone by now."""

    slug: str
    statement: str | None
    topic: str | None
    stance: str | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """A claim of another letter with which this one may be aligned, and the alignments that both are in already."""

    claim: str
    quote: str | None
    proposition: str | None
    kind: str | None
    score: float
    reason: str
    aligned: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """One proposed claim with all that speaks for and against it; ``number`` counts from 1.

    ``fields`` are its keys in the form that a curator types; ``trouble`` is why its quote doesn't stand in the letter.
    """

    number: int
    slug: str
    seen: str
    status: str
    decided: str
    fields: Mapping[str, str]
    lacking: tuple[str, ...]
    section: str | None
    questions: tuple[tuple[str, str], ...]
    excerpt: Excerpt | None
    trouble: str | None
    notes: tuple[Note, ...]
    score: float
    reasons: tuple[str, ...]
    proposed_by: str
    statement: str | None
    near: tuple[Near, ...]
    candidates: tuple[Candidate, ...]


def sheet(desk: Desk, number: int) -> Sheet:
    """The sheet of the claim with that number in the draft, which has to be there."""
    claim = desk.draft.content.claims[number - 1]
    excerpt, trouble, notes = _in_letter(desk.letter, claim)
    proposed = claim.draft
    questions = dict(desk.corpus.questions)
    propositions = {each.slug: each for each in desk.corpus.propositions.content.propositions}
    on = propositions.get(claim.proposition or "")
    return Sheet(
        number,
        claim.slug,
        fingerprint(desk.entry(claim.slug).text),
        proposed.status,
        ", ".join(word for word in (proposed.by, proposed.date, proposed.because) if word),
        shown_fields(desk, claim.slug),
        lacking(claim),
        proposed.section,
        tuple((notation, questions.get(notation, "")) for notation in proposed.questions),
        excerpt,
        trouble,
        notes,
        proposed.score,
        proposed.reasons,
        proposed.proposed_by,
        on.statement if on else None,
        tuple(
            Near(
                each.proposition,
                propositions[each.proposition].statement if each.proposition in propositions else None,
                propositions[each.proposition].topic if each.proposition in propositions else None,
                each.stance,
                each.score,
                each.reason,
            )
            for each in proposed.near
        ),
        _candidates(desk, claim),
    )


def shown_fields(desk: Desk, slug: str) -> dict[str, str]:
    """The keys of a proposed claim in the form that a curator types, empty where there is none."""
    data = entry_data(desk.entry(slug).text)
    return {key: line_of(key, data.get(key)) for key in EDITABLE}


def undecided(desk: Desk, after: int = 0) -> int | None:
    """The number of the first claim behind ``after`` that nothing is decided on, else of the first at all."""
    numbers = [n for n, claim in enumerate(desk.draft.content.claims, 1) if claim.draft.status == "proposed"]
    return next((n for n in numbers if n > after), numbers[0] if numbers else None)


def _in_letter(letter: Letter, claim: DraftClaim) -> tuple[Excerpt | None, str | None, tuple[Note, ...]]:
    try:
        anchored = Anchors(letter).find(claim.quote, claim.context)
    except AnchorError as error:
        return None, str(error), _notes(letter, claim, ())
    start = anchored.spans[0].start
    bodies = [block.spans for block in letter.blocks]
    home = next((n for n, spans in enumerate(bodies) if _holds(spans, start)), None)
    if home is None:
        note = next((note.spans for note in letter.footnotes if _holds(note.spans, start)), anchored.spans)
        return _excerpt(letter, note, anchored, "", ""), None, _notes(letter, claim, ())
    before = _read(letter, bodies[home - 1]) if home else ""
    after = _read(letter, bodies[home + 1]) if home + 1 < len(bodies) else ""
    if len(before) > REACH:
        before = "… " + before[-REACH:].partition(" ")[2]
    if len(after) > REACH:
        after = after[:REACH].rpartition(" ")[0] + " …"
    return _excerpt(letter, bodies[home], anchored, before, after), None, _notes(letter, claim, bodies[home])


def _excerpt(letter: Letter, spans: tuple[Span, ...], anchored: Anchored, before: str, after: str) -> Excerpt:
    reading = read_spans(letter.text, spans, letter.marks)
    begin = next((n for n, offset in enumerate(reading.offsets) if offset >= anchored.spans[0].start), 0)
    end = begin + len(anchored.words)
    opening = f"{before}\n\n" if before else ""
    closing = f"\n\n{after}" if after else ""
    return Excerpt(opening + reading.text[:begin], reading.text[begin:end], reading.text[end:] + closing)


def _notes(letter: Letter, claim: DraftClaim, spans: tuple[Span, ...]) -> tuple[Note, ...]:
    taken = {reference.number for reference in claim.references}
    marked = {mark.number for mark in letter.marks if _holds(spans, mark.start)}
    return tuple(
        Note(note.number, note.text, note.number in taken) for note in letter.footnotes if note.number in taken | marked
    )


def _candidates(desk: Desk, claim: DraftClaim) -> tuple[Candidate, ...]:
    there = {
        f"{slug}/{each.slug}": each for slug, letter in desk.corpus.letters.items() for each in letter.content.claims
    }
    ours = f"{desk.slug}/{claim.slug}"
    return tuple(
        Candidate(
            each.claim,
            there[each.claim].quote if each.claim in there else None,
            there[each.claim].proposition if each.claim in there else None,
            each.kind,
            each.score,
            each.reason,
            tuple(
                judged.slug
                for judged in desk.corpus.alignments.content.alignments
                if {ours, each.claim} <= set(judged.claims)
            ),
        )
        for each in claim.draft.alignments
    )


def _read(letter: Letter, spans: tuple[Span, ...]) -> str:
    return read_spans(letter.text, spans, letter.marks).text


def _holds(spans: Iterable[Span], offset: int) -> bool:
    return any(span.start <= offset < span.end for span in spans)
