"""How strongly a sentence says what it says, and under which condition, by the words that show it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from claimgraph.ingest.drafts.english import ACTING, ESTEEM, RECOMMENDING, is_finite
from claimgraph.ingest.fields import Modality


@dataclass(frozen=True, slots=True)
class Strength:
    """A modality with its cue, the words of the sentence that show it; without one it is plainly asserted."""

    modality: Modality
    cue: str | None = None


_NEEDED = r"(?:essential|necessary|crucial|imperative|indispensable|required|paramount|vital|critical|important)"
_WORDS: tuple[tuple[Modality, str], ...] = (
    (
        "optional",
        r"(?:may|might|could|can) (?:also )?(?:consider|propose|explore|choose|opt|wish)|worth "
        r"(?:exploring|considering|examining|studying)|(?:would|could) be worthwhile",
    ),
    (
        "required",
        r"must|ha(?:s|ve) to|(?<!not )needs? to|requires?|shall"
        rf"|it is (?:also |therefore |thus )?{_NEEDED}(?= that| to| for|,)"
        r"|(?:is|are) (?:essential|necessary|required|imperative|indispensable)(?= to| for| that|[.,;])",
    ),
    ("advised", rf"should|ought to|{'|'.join(sorted(RECOMMENDING - {'ask', 'asks', 'request', 'requests'}))}"),
    ("probable", r"(?:most |more |very |un)?likely|unlikely|tends? to|typically|probably|presumably"),
    ("possible", r"may(?! \d)|might|could|can|cannot"),
)
_CUES = tuple((modality, re.compile(rf"\b(?:{words})\b", re.I)) for modality, words in _WORDS)
_SUBORDINATE = re.compile(
    r"(?:while|although|though|if|when|whenever|as|because|since|unless|until|given|where|whereas|once|despite|in order"
    r"|to|for example|in addition|by|with|without)\b",
    re.I,
)
_NESTING = re.compile(
    r"\b(?:which|who|whom|whose|where|if|whether|unless|because|while|although|so that|such that|that|as|when|until)\b",
    re.I,
)
_CONJUNCTIONS = frozenset({"if", "whether", "unless", "because", "while", "although", "as", "when", "until"})
_HOLDING = re.compile(
    r"\b(?:believes?|thinks?|expects?|agrees?|notes?|finds?|shows?|suggests?|recogni[sz]es?|acknowledges?|is clear"
    r"|is (?:\w+ )?(?:true|important|likely|possible|unlikely|clear)|emphasi[sz]es?|stress(?:es)?|means?|submits?"
    r"|(?:our|the) (?:view|position) is) that\b",
    re.I,
)
_CONDITION = re.compile(
    r"\b(?:if|unless|until|provided that|so long as|as long as|only (?:if|when|where)|in the absence of)\b", re.I
)
_NO_CONDITION = re.compile(
    r"(?:even|as|see|ask|wonder|whether|determine|what|which|that|and|or|sure|know|unclear|tell|decide)\s+$", re.I
)
_CLAUSE_END = re.compile(r",(?: then)?(?=\s)|;|\s[–—]\s|[.?!]+(?=\W*$)")
_SHORTEST = 3


def strength(text: str) -> Strength:
    """The modality of a sentence's main clause, by the first cue in it that governs it.

    >>> strength("While models can be copied, policymakers should not ban them.")
    Strength(modality='advised', cue='should')
    >>> strength("Openness is a driver of tools that could help.")
    Strength(modality='asserted', cue=None)
    """
    main = main_clause(text)
    found: list[tuple[int, int, Strength]] = []
    for rank, (modality, cues) in enumerate(_CUES):
        for match in cues.finditer(text, main):
            if not _nested(text[main : match.start()]):
                found.append((match.start(), rank, Strength(modality, match.group())))
    governing = min(found, default=None, key=lambda each: each[:2])
    return governing[2] if governing else Strength("asserted")


def _nested(before: str) -> bool:
    """Whether a cue after these words belongs to a clause that they open: "tools that", and not "tools that exist"."""
    openings = list(_NESTING.finditer(_HOLDING.sub(" ", before)))
    if not openings:
        return False
    since = _HOLDING.sub(" ", before)[openings[-1].end() :]
    return not is_finite(since) and not (openings[-1].group().casefold() in _CONJUNCTIONS and ", " in since)


def main_clause(text: str) -> int:
    """Where the main clause begins: after what a sentence that opens with "while" or "if" puts first."""
    begin = 0
    while _SUBORDINATE.match(text, begin):
        comma = text.find(", ", begin)
        if not 0 < comma < len(text) * 2 // 3:
            break
        begin = comma + 2
    return begin


def condition(text: str) -> str | None:
    """The one clause of the sentence on which it makes what it says depend; None where there is none, or several.

    >>> condition("If the weights are public, anybody can tune them.")
    'If the weights are public'
    """
    found = [match for match in _CONDITION.finditer(text) if not _NO_CONDITION.search(text[: match.start()])]
    if len(found) != 1:
        return None
    begin = found[0].start()
    if _nested(text[main_clause(text[:begin]) : begin]):
        return None
    ends = [match.start() for match in _CLAUSE_END.finditer(text, begin)] or [len(text)]
    opens = main_clause(text[:begin]) == begin
    end = ends[0] if opens else next(at for at in ends if at == ends[-1] or is_finite(text[at:]))
    clause = text[begin:end].strip()
    return clause if len(clause.split()) >= _SHORTEST and len(clause) < len(text) * 0.8 else None


def commands(text: str) -> str | None:
    """The verb with which a recommendation in a list begins: in its base form or as a gerund; None if it has none.

    >>> commands("Clearly define terms."), commands("Promoting research"), commands("Research is slow.")
    ('define', 'Promoting', None)
    """
    words = re.findall(r"[^\W\d_]+", text)[:3]
    while words and (words[0].casefold().endswith("ly") or words[0].casefold() in ("do", "not", "also", "to")):
        words = words[1:]
    if not words:
        return None
    verb = words[0].casefold()
    stems = {verb, *_stems(verb)} if verb.endswith("ing") else {verb}
    return words[0] if stems & ACTING else None


def esteems(text: str) -> str | None:
    """The adjective by which the main clause judges: "is vital", "remain too great"; None if it has none."""
    match = _ESTEEMS.search(text, main_clause(text))
    return match.group(1) if match else None


_ESTEEMS = re.compile(
    rf"\b(?:is|are|was|were|be|been|remains?|seems?)\s+(?:(?!not)[\w-]+\s+){{0,2}}?({'|'.join(sorted(ESTEEM))})\b", re.I
)


def _stems(gerund: str) -> tuple[str, ...]:
    bare = gerund.removesuffix("ing")
    return bare, bare + "e", bare[:-1] if bare[-2:-1] == bare[-1:] else bare
