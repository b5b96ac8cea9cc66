"""The rules left out of the search for clashes change nothing about what clashes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import NamedNode, Triple

from claimgraph.ontology import CG, ORG, OWL, RDF
from claimgraph.ontology.axioms import Axiom
from claimgraph.ontology.clash_rules import clash_rules
from claimgraph.ontology.horn import SAME, Atom, Guard, HornRule, Term
from claimgraph.ontology.materialise import ontology_rules
from claimgraph.ontology.saturate import saturate

RULES = ontology_rules().rules
FEWER = clash_rules(RULES)

_WORDS = "affirms denies qualifies deniedBy affirmedBy concursWith conflictsWith makesClaim madeBy"
_MORE = "hasCitation citesSource backedBy publishedBy publishedUnder reliesOn submittedBy assertedIn"
PROPERTIES = [CG[name] for name in f"{_WORDS} {_MORE}".split()] + [OWL.sameAs, ORG.subOrganizationOf]
CLASSES = [CG[name] for name in ("Claim", "Passage", "Proposition", "EvidenceSource", "ContestedClaim", "Citation")]

things = st.sampled_from([NamedNode(f"urn:thing:{n}") for n in range(4)])
statements = st.one_of(
    st.builds(Triple, things, st.sampled_from(PROPERTIES), things),
    st.builds(Triple, things, st.just(RDF.type), st.sampled_from(CLASSES)),
)


@settings(max_examples=60)
@given(st.lists(statements, max_size=6))
def test_the_same_clashes(triples: list[Triple]) -> None:
    assert bool(saturate(triples, RULES).clashes) == bool(saturate(triples, FEWER).clashes)


def test_pairs_of_claims_are_left_out() -> None:
    heads = {rule.head.key for rule in set(RULES) - set(FEWER) if rule.head}
    assert {CG.concursWith.value, CG.conflictsWith.value} <= heads


def rule(body: str, head: str = "", guard: Guard | None = None) -> HornRule:
    atoms = [atom(each) for each in body.split()]
    return HornRule("test", Axiom(body, (), ()), tuple(atoms), atom(head) if head else None, guard, (0, 1))


def atom(said: str) -> Atom:
    """Of `pxy`: the property p of the things x and y; of `Cx`: the class C of x; a capital thing is one with a name."""
    ends: list[Term] = [each if each.isupper() else "xyzw".index(each) for each in said[1:]]
    return Atom(f"a urn:{said[0]}", ends[0]) if said[0].isupper() else Atom(f"urn:{said[0]}", *ends)


CHAIN = rule("pxy qyz", "rxz")
DOMAIN = rule("pxy", "Cx")

LEFT_OUT = {
    "nothing reads it": [CHAIN],
    "its domain is known": [CHAIN, DOMAIN, rule("rxy", "Cx"), rule("Cx Dx")],
    "it is symmetric": [CHAIN, DOMAIN, rule("qxy", "Cy"), rule("rxy", "ryx"), rule("rxy", "Cx"), rule("Cx Dx")],
    "it clashes anyway": [CHAIN, rule("pxy"), rule("rxy")],
}
KEPT = {
    "its domain is news": [CHAIN, rule("rxy", "Cx"), rule("Cx Dx")],
    "half of its symmetry is news": [CHAIN, DOMAIN, rule("rxy", "ryx"), rule("rxy", "Cx"), rule("Cx Dx")],
    "it must not be": [CHAIN, rule("rxy")],
    "nothing has it to itself": [CHAIN, rule("rxx")],
    "nothing has it to one thing": [CHAIN, rule("rxA")],
    "it is disjoint with another": [CHAIN, rule("rxy sxy")],
    "it is asked for twice": [CHAIN, rule("rxy ryz")],
    "there is one of it": [CHAIN, DOMAIN, rule("rxy", "Cx", "names differ"), rule("Cx Dx")],
    "it comes of two names": [rule("pxy qyz", "rxz", "names differ"), DOMAIN, rule("rxy", "Cx"), rule("Cx Dx")],
}


@pytest.mark.parametrize("case", LEFT_OUT)
def test_left_out(case: str) -> None:
    assert CHAIN not in clash_rules(LEFT_OUT[case])


@pytest.mark.parametrize("case", KEPT)
def test_kept(case: str) -> None:
    assert clash_rules(KEPT[case]) == tuple(KEPT[case])


def test_what_makes_two_names_one_is_kept() -> None:
    equal = HornRule("test", Axiom("", (), ()), (atom("pxy"), atom("pxz")), Atom(SAME, 1, 2))
    assert clash_rules([equal]) == (equal,)
