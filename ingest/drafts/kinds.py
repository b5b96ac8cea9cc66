"""What kind of claim a sentence makes, and by which words one sees that."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from claimgraph.ingest.drafts.english import ACTING, BELIEVING, DOING, RECOMMENDING, is_finite
from claimgraph.ingest.drafts.modality import Strength, commands, esteems, main_clause
from claimgraph.ingest.drafts.places import Place
from claimgraph.ingest.fields import ClaimType


@dataclass(frozen=True, slots=True)
class Kind:
    """A type of claim, and the reason for it in words."""

    type: ClaimType
    reason: str


_DEFINING = re.compile(
    r"\b(?:(?:is|are|be) (?:commonly |generally |often )?(?:defined|understood) (?:as|to)|refers? to"
    r"|(?:we|to) define|by which we mean|by .{3,40} we mean|means (?:that|any|a|an|the)\b|defines? .{3,60} as"
    r"|the term .{3,60} (?:includes|covers|means|describes))",
    re.I,
)
_TERM = re.compile(r"[“\"]?[\w-]+(?: [\w-]+){0,4}[”\"]?\s+[–—-]\s+(?=[a-z])")
_DEONTIC = re.compile(r"(?:should|must|shall|ought to|ha(?:s|ve) to|needs? to|it is .*)$", re.I)
_OPENING = re.compile(r"\W*(?:[^,]{2,40}, )?")
_CHARGED = re.compile(rf"(?P<whom>[A-Z].{{1,200}}?) to (?P<verb>{'|'.join(sorted(ACTING))})\b")
_BETWEEN = (
    r"(?:\W+(?:also|strongly|respectfully|further|therefore|thus|firmly|urgently|and|would|particularly|have|has|are|is)"
    r"\b){0,3}\W+"
)


def kind(place: Place, strength: Strength, names: Sequence[str]) -> Kind:
    """The type of claim that the sentence makes; ``names`` are those of the respondent."""
    text = place.sentence.text
    speaker = _speaks(text, names)
    if speaker and (verb := _verb(text, speaker, RECOMMENDING)):
        return Kind("recommendation", f'the respondent recommends ("{verb}")')
    if place.listed and (place.first or strength.modality == "advised") and (verb := commands(text)):
        return Kind("recommendation", f'it begins with a verb ("{verb}") in a list of recommendations')
    if place.listed and place.first and (charged := _CHARGED.match(text)) and not is_finite(charged["whom"]):
        return Kind("recommendation", f'it charges somebody ("to {charged["verb"]}") in a list of recommendations')
    if place.listed and strength.cue and _DEONTIC.match(strength.cue):
        return Kind("recommendation", f'it says what should be done ("{strength.cue}") in a list of recommendations')
    if _DEFINING.search(text) or (place.block.kind == "list-item" and _TERM.match(text)):
        return Kind("definitional", "it says what a word means")
    if strength.cue and _DEONTIC.match(strength.cue):
        return Kind("policy", f'it says what should be done ("{strength.cue}")')
    if strength.modality == "advised" and strength.cue:
        return Kind("policy", f'it advises ("{strength.cue}")')
    if speaker and not _verb(text, speaker, BELIEVING) and (verb := _verb(text, speaker, DOING)):
        return Kind("self-report", f'the respondent says what it does ("{speaker} … {verb}")')
    if strength.modality == "optional":
        return Kind("policy", f'it says what one may do ("{strength.cue}")')
    if (
        place.first
        and not speaker
        and place.block.kind == "list-item"
        and (verb := commands(text))
        and not _named(verb)
    ):
        return Kind("policy", f'it begins with a verb ("{verb}")')
    if word := esteems(text):
        return Kind("value", f'it judges ("{word}")')
    return Kind("factual", "it states what is so")


def _named(verb: str) -> bool:
    """Whether the verb may as well be the noun that a statement begins with: a gerund."""
    return verb.casefold().endswith("ing")


def _speaks(text: str, names: Sequence[str]) -> str | None:
    """The word for the respondent with which the main clause begins."""
    for begin in dict.fromkeys((0, main_clause(text))):
        opening = _OPENING.match(text, begin)
        at = opening.end() if opening else begin
        for name in ("We", "we", "I", *names):
            if text.startswith(name, at) and not text[at + len(name) : at + len(name) + 1].isalnum():
                return name
    return None


def _verb(text: str, speaker: str, verbs: frozenset[str]) -> str | None:
    """The verb that follows the respondent's name."""
    alternatives = "|".join(sorted(verbs))
    match = re.search(rf"\b{re.escape(speaker)}(?:{_BETWEEN}|\W+)({alternatives})\b", text)
    return match.group(1) if match else None
