"""What the terminal asks before a claim is accepted, edited or aligned."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from claimgraph.ingest.review import (
    ALIGNMENT_KINDS,
    CHOICES,
    CONFIDENCES,
    EDITABLE,
    ORGANIZATION_KINDS,
    Desk,
    Edits,
    NewAlignment,
    NewOrganization,
    NewProposition,
    Sheet,
    alignment_slug,
    from_line,
)

__all__ = ["Acceptance", "Ask", "Head", "Say", "ask_acceptance", "ask_alignment", "ask_edits", "ask_head"]

Ask = Callable[[str, str], str]
"""Called with a prompt and what the line may hold already; returns the line. Raises EOFError at the input's end."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What a curator adds to a claim in order to accept it."""

    edits: Edits = field(default_factory=dict)
    new: NewProposition | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """What a letter's annotation begins with."""

    comment: str
    respondents: Sequence[str]
    new: Sequence[NewOrganization]


def ask_acceptance(desk: Desk, shown: Sheet, ask: Ask, say: Say) -> Acceptance | None:
    """Asks for what the claim still lacks; None if the curator goes back instead."""
    edits: dict[str, str] = {}
    new: NewProposition | None = None
    propositions = {each.slug: each for each in desk.corpus.propositions.content.propositions}
    slug = shown.fields["proposition"]
    if not slug or slug not in propositions:
        typed = ask("proposition (a number above, a slug, or a new slug; empty: back) > ", slug).strip()
        if typed.isdecimal() and 1 <= int(typed) <= len(shown.near):
            typed = shown.near[int(typed) - 1].slug
        if not typed:
            return None
        edits["proposition"] = slug = typed
    near = next((each for each in shown.near if each.slug == slug), None)
    topic = propositions[slug].topic if slug in propositions else ""
    if slug not in propositions:
        close = get_close_matches(slug, propositions, n=1)
        meant = f" (did you mean {close[0]!r}?)" if close else ""
        prompt = f"there is no {slug!r} yet{meant}; its statement, as a full sentence (empty: back) > "
        statement = ask(prompt, "").strip()
        topics = [each.slug for each in desk.corpus.propositions.content.topics]
        topic = ask_choice("topic", topics, shown.fields["topic"], ask, say) if statement else ""
        if not topic:
            return None
        new = NewProposition(slug, statement, topic)
    if not shown.fields["stance"]:
        guess = near.stance if near and near.stance else ""
        edits["stance"] = ask_choice("stance", CHOICES["stance"], guess, ask, say)
        if not edits["stance"]:
            return None
    if not shown.fields["topic"]:
        edits["topic"] = topic
    return Acceptance(edits, new)


def ask_head(desk: Desk, ask: Ask, say: Say) -> Head | None:
    """Asks which comment the letter is and whose; None if the curator goes back instead."""
    draft = desk.draft.content
    say("the letter has no annotation yet; before its first claim:")
    comment = ask("comment, as the docket numbers it (empty: back) > ", draft.comment or "").strip()
    if not comment:
        return None
    known = {each.slug for each in desk.corpus.organizations.content.organizations}
    typed = ask("respondents, slugs with commas (empty: back) > ", ", ".join(draft.respondents))
    slugs = [slug.strip() for slug in typed.split(",") if slug.strip()]
    new = []
    for slug in slugs:
        if slug not in known:
            name = ask(
                f"there is no organization {slug!r} yet; its name (empty: back) > ", draft.draft.respondent or ""
            )
            kind = ask_choice("kind", ORGANIZATION_KINDS, "", ask, say) if name.strip() else ""
            if not kind:
                return None
            new.append(NewOrganization(slug, name, kind))
    return Head(comment, slugs, new) if slugs else None


def ask_edits(shown: Sheet, ask: Ask, say: Say) -> Edits:
    """Asks for new values of the claim's keys, one after the other, until the curator has had enough."""
    edits: dict[str, object] = {}
    for n, key in enumerate(EDITABLE, 1):
        say(f"  {n:>2} {key}: {shown.fields[key]}")
    while True:
        key = ask("field (number or name; empty: done) > ", "").strip()
        if not key:
            return {key: from_line(key, str(line)) for key, line in edits.items()}
        if key.isdecimal() and 1 <= int(key) <= len(EDITABLE):
            key = EDITABLE[int(key) - 1]
        if key not in EDITABLE:
            say(f"there is no field {key!r}")
            continue
        choices = f" ({', '.join(CHOICES[key])})" if key in CHOICES else ""
        line = ask(f"{key}{choices}; empty: as it is, -: none > ", shown.fields[key]).strip()
        if line:
            edits[key] = "" if line == "-" else line


def ask_alignment(desk: Desk, shown: Sheet, ask: Ask, say: Say) -> NewAlignment | None:
    """Asks how the claim stands to one of another letter; None if the curator goes back instead."""
    typed = ask("with (l and a number above, or letter/claim; empty: back) > ", "").strip()
    number = typed.removeprefix("l")
    if number.isdecimal() and 1 <= int(number) <= len(shown.candidates):
        typed = shown.candidates[int(number) - 1].claim
    if not typed:
        return None
    chosen = next((each for each in shown.candidates if each.claim == typed), None)
    kind = ask_choice("kind", ALIGNMENT_KINDS, chosen.kind if chosen and chosen.kind else "", ask, say)
    if not kind:
        return None
    proposition: str | None = None
    if kind != "shared-evidence":
        proposition = ask("proposition > ", shown.fields["proposition"]).strip() or shown.fields["proposition"]
    justification = ask("justification, one sentence (empty: back) > ", "").strip()
    confidence = ask_choice("confidence", CONFIDENCES, "", ask, say) if justification else ""
    if not confidence:
        return None
    free = alignment_slug(desk, shown.slug, typed, proposition)
    slug = ask("slug of the alignment > ", free).strip() or free
    return NewAlignment(slug, typed, kind, justification, confidence, proposition)


def ask_choice(name: str, choices: Sequence[str], guess: str, ask: Ask, say: Say) -> str:
    """Asks for one of the choices, or the beginning that only one of them has; empty if the curator goes back."""
    if len(choices) > 6:
        say(f"{name}s: {', '.join(choices)}")
        prompt = f"{name} (empty: back) > "
    else:
        prompt = f"{name} ({', '.join(choices)}; empty: back) > "
    while typed := ask(prompt, guess).strip():
        fitting = [choice for choice in choices if choice == typed] or [c for c in choices if c.startswith(typed)]
        if len(fitting) == 1:
            return fitting[0]
        say(f"{typed!r} is none of them")
    return ""
