"""What entries of several kinds need to know of a docket: who submitted, answered, claimed and cited what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from functools import cached_property

from claimgraph.ontology import CG, CITO, SKOS
from claimgraph.store.search.entry import EVIDENCE, Facets
from claimgraph.store.search.statements import Statements, Values

STANCES = {"affirms": CG.affirms, "denies": CG.denies, "qualifies": CG.qualifies}
TYPES = {
    "factual": CG.FactualClaim,
    "value": CG.ValueClaim,
    "policy": CG.PolicyClaim,
    "recommendation": CG.Recommendation,
    "definition": CG.DefinitionalClaim,
    "self-report": CG.SelfReport,
}
_TIED = (CG.AffiliatedCitation, CG.GroupCitation)


class Docket:
    """Statements, and what follows from several of them; each is worked out when it is first asked for."""

    def __init__(self, said: Statements) -> None:
        self.said = said

    @cached_property
    def submitters(self) -> Values:
        """Who submitted each letter."""
        return self.said.objects(CG.submittedBy)

    @cached_property
    def respondents(self) -> frozenset[str]:
        """Whoever submitted a letter, or made a claim."""
        made = (*self.submitters.values(), *self.said.objects(CG.madeBy).values())
        return frozenset(each for by in made for each in by)

    @cached_property
    def answers(self) -> Values:
        """The questions that each section answers, with those that they are parts of."""
        found = self.said.objects(CG.answers)
        return {section: self.with_parents(questions) for section, questions in found.items()}

    @cached_property
    def claims(self) -> dict[str, Facets]:
        """What each claim can be narrowed down by."""
        said = self.said
        made, stated, topics = (said.objects(each) for each in (CG.madeBy, CG.statedIn, CG.topic))
        stances = {name: said.objects(relation) for name, relation in STANCES.items()}
        types = {name: frozenset(said.members(kind)) for name, kind in TYPES.items()}
        cited, own = said.objects(CG.hasCitation), frozenset(said.members(CG.SelfCitation))
        tied = frozenset(each for kind in _TIED for each in said.members(kind))
        found: dict[str, Facets] = {}
        for claim in sorted(frozenset(said.members(CG.Claim)).union(*types.values())):
            citations = frozenset(cited.get(claim, ()))
            has = (citations, citations & own, citations & tied, not citations)
            found[claim] = {
                "respondent": made.get(claim, ()),
                "question": _union(self.answers.get(each, ()) for each in stated.get(claim, ())),
                "topic": topics.get(claim, ()),
                "stance": tuple(name for name, takers in stances.items() if claim in takers),
                "type": tuple(name for name, members in types.items() if claim in members),
                "evidence": tuple(name for name, is_so in zip(EVIDENCE, has, strict=True) if is_so),
            }
        return found

    @cached_property
    def claimed(self) -> Values:
        """The claims that take a position on each proposition."""
        found: dict[str, list[str]] = defaultdict(list)
        for relation in STANCES.values():
            for claim, on in self.said.objects(relation).items():
                for each in on:
                    found[each].append(claim)
        return {each: tuple(claims) for each, claims in found.items()}

    @cached_property
    def backed(self) -> Values:
        """The claims that rest on each work."""
        works = self.said.objects(CG.citesSource)
        found: dict[str, list[str]] = defaultdict(list)
        for claim, citations in self.said.objects(CG.hasCitation).items():
            for work in _union(works.get(each, ()) for each in citations):
                found[work].append(claim)
        return {each: tuple(claims) for each, claims in found.items()}

    @cached_property
    def citers(self) -> Values:
        """The respondents whose letters cite each work."""
        letters = self.said.objects(CITO.hasCitingEntity)
        found: dict[str, list[str]] = defaultdict(list)
        for citation, works in self.said.objects(CG.citesSource).items():
            for work in works:
                found[work] += _union(self.submitters.get(each, ()) for each in letters.get(citation, ()))
        return {each: tuple(sorted(set(by))) for each, by in found.items()}

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

    def gathered(self, claims: Iterable[str], *fields: str) -> Facets:
        """What the claims have in the fields, taken together."""
        claims = [each for each in claims if each in self.claims]
        return {name: _union(self.claims[each][name] for each in claims) for name in fields}

    def names(self, things: Iterable[str]) -> tuple[str, ...]:
        """The things' names, and their other names."""
        others = self.said.objects(SKOS.altLabel)
        return tuple(name for each in things for name in (self.said.label(each), *others.get(each, ())))


def _union(groups: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({each for group in groups for each in group}))
