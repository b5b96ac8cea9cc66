"""What entries of several kinds need to know of a docket: who submitted, answered, claimed and cited what."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import NamedNode

from claimgraph.ontology import CG, SKOS
from claimgraph.store.search.entry import EVIDENCE, Facets
from claimgraph.store.search.statements import MOST, Said

STANCES = {"affirms": CG.affirms, "denies": CG.denies, "qualifies": CG.qualifies}
TYPES = {
    "factual": CG.FactualClaim,
    "value": CG.ValueClaim,
    "policy": CG.PolicyClaim,
    "recommendation": CG.Recommendation,
    "definition": CG.DefinitionalClaim,
    "self-report": CG.SelfReport,
}
CLAIMS = (CG.Claim, *TYPES.values())
"""Whatever is of one of these classes is a claim."""

TIED = (CG.AffiliatedCitation, CG.GroupCitation)
"""Citations of a work of somebody that the respondent is tied to."""


class Docket:
    """Statements, and what follows from several of them; each is worked out when it is first asked for."""

    def __init__(self, said: Said) -> None:
        self.said = said
        self._answered: dict[str, tuple[str, ...]] = {}
        self._facets: tuple[str, Facets] = ("", {})  # of the claim that was asked for last

    def is_any(self, thing: str, kinds: Iterable[NamedNode]) -> bool:
        """Whether the thing is of one of the classes."""
        return any(self.said.is_a(thing, kind) for kind in kinds)

    def is_respondent(self, thing: str) -> bool:
        """Whether it submitted a letter, or made a claim."""
        return any(self.said.subjects(each).get(thing, ()) for each in (CG.submittedBy, CG.madeBy))

    def answered(self, section: str) -> tuple[str, ...]:
        """The questions that a section answers, with those that they are parts of."""
        if section not in self._answered:
            if len(self._answered) >= MOST:
                self._answered.clear()
            self._answered[section] = self.with_parents(self.said.objects(CG.answers).get(section, ()))
        return self._answered[section]

    def facets(self, claim: str) -> Facets:
        """What a claim can be narrowed down by."""
        if claim != self._facets[0]:
            said = self.said
            citations = said.objects(CG.hasCitation).get(claim, ())
            own = any(said.is_a(each, CG.SelfCitation) for each in citations)
            tied = any(self.is_any(each, TIED) for each in citations)
            has = (bool(citations), own, tied, not citations)
            facets = {
                "respondent": said.objects(CG.madeBy).get(claim, ()),
                "question": union(self.answered(each) for each in said.objects(CG.statedIn).get(claim, ())),
                "topic": said.objects(CG.topic).get(claim, ()),
                "stance": tuple(name for name, way in STANCES.items() if said.objects(way).get(claim, ())),
                "type": tuple(name for name, kind in TYPES.items() if said.is_a(claim, kind)),
                "evidence": tuple(name for name, is_so in zip(EVIDENCE, has, strict=True) if is_so),
            }
            self._facets = (claim, facets)
        return self._facets[1]

    def with_parents(self, questions: Iterable[str]) -> tuple[str, ...]:
        """The questions and those that they are parts of: who answers 1a says something to 1."""
        above = self.said.objects(CG.subQuestionOf)
        found, ahead = set[str](), list(questions)
        while ahead:
            each = ahead.pop()
            if each not in found:
                found.add(each)
                ahead += above.get(each, ())
        return tuple(sorted(found))

    def names(self, things: Iterable[str]) -> tuple[str, ...]:
        """The things' names, and their other names."""
        others = self.said.objects(SKOS.altLabel)
        return tuple(name for each in things for name in (self.said.label(each), *others.get(each, ())))


def union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    """Whatever is in one of the groups, sorted."""
    return tuple(sorted({each for group in groups for each in group}))
