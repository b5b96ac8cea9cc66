"""How much speaks for a sentence's making a claim of the respondent's own, and what.

The score is a sum of weights, each for something that a reader can see in the sentence. The weights are set by hand,
are general, and were not fitted to letters; `bench/drafts.py` says what each score is worth on the annotated ones.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.drafts.english import REPORTERS, REPORTING, is_finite
from claimgraph.ingest.drafts.kinds import Kind
from claimgraph.ingest.drafts.modality import Strength
from claimgraph.ingest.drafts.places import Place


@dataclass(frozen=True, slots=True)
class Verdict:
    """A score from 0 to 1 with its reasons, those for it first."""

    score: float
    reasons: tuple[str, ...]


_BASE = 0.5
_SHORT, _WHOLE = 5, 9
_COURTESY = re.compile(
    r"\b(?:thank(?:s| you)|appreciates?|(?:are |is )?(?:pleased|grateful|honou?red)|welcomes?|commends?|applauds?"
    r"|looks? forward)\b(?=.{0,200}\b(?:opportunity|comment|consider|efforts?|leadership|engag|work|dialogue|discuss"
    r"|input|questions?|submit|provide|approach|solicit|attention|request|RFC|interest|time)\w*)",
    re.I,
)
_ANNOUNCING = re.compile(
    r"\b(?:in (?:our|this|these) (?:response|comments?|letter|submission)|(?:below|herein),? we"
    r"|we (?:outline|discuss|describe|address|organi[sz]e|respond|provide (?:our|the following))"
    r"|(?:our|these|this) (?:comments?|response|submission|letter)"
    r" (?:is|are|focus\w*|address\w*|will|outlines?|provides?|proceeds?)"
    r"|(?:the following|this|these|the) (?:tables?|figures?|charts?|lists?|sections?) (?:below )?"
    r"(?:is|are|shows?|provides?|lists?|summari[sz]es?|outlines?|describes?|illustrates?)"
    r"|as follows|see (?:above|below|also|figure|table|section))\b",
    re.I,
)
_REPORTED = re.compile(
    rf"^\W*(?:while |although |however, |indeed, )?(?:(?:many|several|certain)\s+)?(?:{'|'.join(sorted(REPORTERS))})"
    rf"\s+(?:\w+\s+){{0,3}}(?:{'|'.join(sorted(REPORTING))})\b"
    r"|\bit (?:is|has been) (?:often|sometimes|commonly|frequently|widely)? ?"
    r"(?:argued|said|claimed|suggested|assumed)\b"
    r"|\bcommonly (?:associated|thought|believed|held)\b",
    re.I,
)
_ARGUING = re.compile(
    r"\b(?:because|therefore|thus|hence|however|moreover|furthermore|rather than|in fact|as a result|consequently"
    r"|instead|in contrast)\b",
    re.I,
)
_ASKING = re.compile(r"\b(?:NTIA|the (?:RFC|request for comment|agency)) (?:also )?(?:asks?|seeks?|requests?)\b")
_LEADERS = re.compile(r"\.{5}|(?:\. ){5}")
_ENTRY = re.compile(
    r"\baccessed (?:on )?[A-Z\d]|\b[Vv]ol\. ?\d|\bpp?\. ?\d"
    r"|\b(?:Jan|Feb|March|April|May|June|July|Aug|Sept|Oct|Nov|Dec)[a-z]*\.? \d{1,2}, \d{4}\W*$"
)
_CAPITAL = re.compile(r"\b[A-Z]\w{3,}")
_LONG_WORD = re.compile(r"\b[^\W\d_]{4,}")
_MANY_CAPITALS = 0.4
_ADDRESS = re.compile(r"https?://|www\.")


def judge(place: Place, kind: Kind, strength: Strength, restated: float = 0.0, known: float = 0.0) -> Verdict:
    """How much speaks for the sentence's being a claim.

    ``restated`` is how near it is to the nearest question of the request, ``known`` to the nearest proposition.
    """
    weighed = list(_weighed(place, kind, strength, restated, known))
    score = _BASE + sum(weight for weight, _ in weighed)
    ordered = sorted((each for each in weighed if each[1]), key=lambda each: -each[0])
    reasons = (kind.reason, *(reason for _, reason in ordered if reason != kind.reason))
    return Verdict(round(min(0.99, max(0.01, score)), 2), reasons)


def _weighed(
    place: Place, kind: Kind, strength: Strength, restated: float, known: float
) -> Iterator[tuple[float, str]]:
    text = place.sentence.text
    length = len(place.sentence.words)
    finite = is_finite(text)
    yield (
        {"recommendation": 0.3, "policy": 0.25, "value": 0.1, "definitional": 0.1, "self-report": 0.0}.get(
            kind.type, 0.05
        ),
        kind.reason,
    )
    if strength.cue and kind.type in ("factual", "value", "self-report"):
        yield 0.1, f'it says how sure it is ("{strength.cue}")'
    if place.notes:
        yield 0.1, f"it rests on footnote {' and '.join(map(str, place.notes))}"
    if found := _ARGUING.search(text):
        yield 0.05, f'it argues ("{found.group()}")'
    if known >= 0.3:
        yield 0.05, "it is near a statement of the docket"
    if finite and length >= _WHOLE:
        yield 0.1, ""
    if not finite and kind.type != "recommendation":
        # The list of verbs is short, so that a long sentence in small letters passes without one.
        if length < _WHOLE or not text.endswith((".", ".”", '."')) or _capitals(text) > _MANY_CAPITALS:
            yield -0.25, "it may be no whole sentence"
    elif length < _SHORT:
        yield -0.15, "it is short"
    if place.part != "body":
        yield -0.5, f"it stands in the {place.part}"
    if place.block.kind == "table-cell":
        yield -0.2, "it stands in a table"
    if text.endswith("?"):
        yield -0.6, "it asks"
    elif restated >= 0.75:
        yield -0.4, "it restates a question of the request"
    if text.endswith(":"):
        yield -0.5 if kind.type == "recommendation" else -0.3, "it leads in to what follows"
    if found := _COURTESY.search(text):
        yield -0.35, f'it is a courtesy ("{found.group()}")'
    if found := _ANNOUNCING.search(text) or _ASKING.search(text):
        yield -0.2, f'it speaks of the letter or the request itself ("{found.group()}")'
    if found := _REPORTED.search(text):
        yield -0.25, f'it may report the view of others ("{found.group().strip()}")'
    if _LEADERS.search(text):
        yield -0.4, "it stands in a table of contents"
    elif found := _ENTRY.search(text):
        yield -0.25, f'it may be an entry of a list of works ("{found.group().strip()}")'
    if _ADDRESS.search(text):
        yield -0.15, "it has a web address in it"


def _capitals(text: str) -> float:
    """The share of the long words that have a capital: much in titles, names and lists of works."""
    return len(_CAPITAL.findall(text)) / max(1, len(_LONG_WORD.findall(text)))
