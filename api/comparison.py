"""Two respondents side by side: on which propositions they agree, agree in part, differ, or only one speaks."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from claimgraph.api.positions import Docket, Held, Question, Respondent, is_disputed
from claimgraph.api.service.graph import Row

__all__ = ["BOTH", "Comparison", "Entry", "Part", "compared"]

BOTH = {
    "differ": "They differ",
    "agree": "They agree",
    "partly": "They agree in part",
    "near": "Both speak of it, and nobody has judged how they stand",
}
"""How two who both speak stand to one another, and the words for it."""

_JUDGED = {
    "disagreement": "differ",
    "agreement": "agree",
    "partial agreement": "partly",
    "qualified agreement": "partly",
}


@dataclass(frozen=True, slots=True)
class Entry:
    """A proposition on which both speak: each one's stances, and the alignments that judge them, reviewed first."""

    proposition: str
    one: tuple[str, ...]
    other: tuple[str, ...]
    judged: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """What falls under one main question (None: under none): entries by kind, and what only one speaks of."""

    question: Question | None
    both: Mapping[str, list[Entry]]
    only_one: list[Held]
    only_other: list[Held]

    @property
    def anchor(self) -> str:
        """The part's name in addresses."""
        return self.question.notation if self.question else "none"


@dataclass(frozen=True, slots=True)
class Comparison:
    """The parts in the docket's order; a part in which neither speaks is left out."""

    one: Respondent
    other: Respondent
    parts: tuple[Part, ...]

    def total(self, kind: str) -> int:
        """Return how many propositions both speak of and stand in this way on."""
        return sum(len(part.both[kind]) for part in self.parts)


def compared(docket: Docket, one: Respondent, other: Respondent, alignments: Iterable[Row]) -> Comparison:
    """Return how two respondents stand to one another on every proposition that either speaks of."""
    judged: dict[str, list[Row]] = defaultdict(list)
    for row in alignments:
        if row["proposition"]:
            judged[row["proposition"].value].append(row)
    parts: dict[str | None, Part] = {}
    questions = {each.iri: each for each in docket.questions}
    for held in docket.held:
        if not held.stances.keys() & {one.iri, other.iri}:
            continue
        part = parts.setdefault(held.home, Part(questions.get(held.home or ""), {kind: [] for kind in BOTH}, [], []))
        ours, theirs = (held.stances.get(each.iri, ()) for each in (one, other))
        if ours and theirs:
            entry = Entry(held.proposition, ours, theirs, tuple(judged[held.proposition]))
            part.both[_kind(held, entry, {one.iri, other.iri})].append(entry)
        else:
            (part.only_one if ours else part.only_other).append(held)
    return Comparison(one, other, tuple(parts.values()))


def _kind(held: Held, entry: Entry, two: set[str]) -> str:
    """Return how the two stand on it: as the first alignment says that judges, else by the stances themselves."""
    for row in entry.judged:
        if row["kind"] and row["kind"].value in _JUDGED:
            return _JUDGED[row["kind"].value]
    if is_disputed(held, two):
        return "differ"
    return "agree" if entry.one == entry.other and entry.one in (("affirms",), ("denies",)) else "near"
