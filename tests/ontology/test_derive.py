"""Each rule has a docket of its own in `rules/NAME.trig` and what it derives from it in `rules/NAME.expected.ttl`."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import CanonicalizationAlgorithm, Dataset, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.ontology import (
    CG,
    RDF,
    RDFS,
    DeriveError,
    Iris,
    derive,
    ontology_triples,
    rule_iri,
    rules,
    statements_of_rules,
)
from claimgraph.ontology.derive import run_rule

FIXTURES = Path(__file__).parent / "rules"
IRIS = Iris("https://example.org/docket/")


def docket(name: str) -> Store:
    store = Store()
    store.load((FIXTURES / f"{name}.trig").read_bytes(), format=RdfFormat.TRIG)
    return store


def canonical(triples: list[Triple]) -> Dataset:
    dataset = Dataset(Quad(*triple) for triple in triples)
    dataset.canonicalize(CanonicalizationAlgorithm.RDFC_1_0)
    return dataset


def expected(name: str) -> list[Triple]:
    return [quad.triple for quad in parse((FIXTURES / f"{name}.expected.ttl").read_bytes(), format=RdfFormat.TURTLE)]


@pytest.mark.parametrize("name", rules())
def test_a_rule_derives_just_what_it_should(name: str) -> None:
    derived = run_rule(docket(name), IRIS, name, rules()[name])
    assert set(canonical(derived)) == set(canonical(expected(name)))


def test_there_is_no_fixture_without_a_rule() -> None:
    assert {path.name for path in FIXTURES.iterdir()} == {
        f"{name}.{kind}" for name in rules() for kind in ("trig", "expected.ttl")
    }


def test_rules_and_descriptions_are_the_same_set() -> None:
    described = {t.subject for t in ontology_triples() if t.predicate == RDF.type and t.object == CG.Rule}
    assert described == {rule_iri(name) for name in rules()}


def test_an_empty_store_derives_nothing() -> None:
    assert derive(Store(), IRIS) == ()


@pytest.mark.parametrize("name", ["agreement", "disagreement", "shared-evidence", "relies-on", "group-citation"])
def test_no_part_of_a_docket_derives_a_half_built_node(name: str) -> None:
    """Whatever triple is missing, each derived alignment has all that the model asks for."""
    store = docket(name)
    needed = {RDFS.label, CG.aligns, CG.justification, CG.reviewStatus, CG.derivedBy, CG.showsPassage}
    for quad in list(store):
        store.remove(quad)
        derived = derive(store, IRIS)
        for node in {t.subject for t in derived if t.predicate == CG.reviewStatus}:
            about = [t for t in derived if t.subject == node]
            assert {t.predicate for t in about} >= needed
            assert sum(t.predicate == CG.aligns for t in about) > 1
            assert sum(t.predicate == RDFS.label for t in about) == 1
            assert sum(t.predicate == CG.justification for t in about) == 1
        store.add(quad)


def test_what_is_derived_is_sorted_and_does_not_depend_on_what_was_derived() -> None:
    store = docket("agreement")
    once = derive(store, IRIS)
    assert len(once) == len(set(once)) > 0
    assert list(once) == sorted(once, key=str)
    store.extend(Quad(*triple, IRIS.derived_graph()) for triple in once)
    store.extend(Quad(*triple, NamedNode("https://w3id.org/claimgraph/ontology")) for triple in ontology_triples())
    assert derive(store, IRIS) == once


def test_the_store_stays_as_it_was() -> None:
    store = docket("backed-by")
    before = set(store)
    derive(store, IRIS)
    assert set(store) == before


@pytest.mark.parametrize(
    ("query", "complaint"),
    [
        ("CONSTRUCT { ?s ?p }", "rules/broken.rq: .*correct the query"),
        ("SELECT * WHERE { ?s ?p ?o }", "rules/broken.rq: this isn't a CONSTRUCT query"),
    ],
)
def test_a_broken_rule_is_named(query: str, complaint: str) -> None:
    with pytest.raises(DeriveError, match=complaint):
        run_rule(Store(), IRIS, "broken", query)


def test_what_no_rule_speaks_of_makes_no_difference() -> None:
    asked = statements_of_rules()
    left_out = 0
    for name in rules():
        store = docket(name)
        whole = derive(store, IRIS)
        for quad in list(store):
            values = asked.get(quad.predicate, frozenset())
            if values is not None and quad.object not in values:
                store.remove(quad)
                left_out += 1
        assert derive(store, IRIS) == whole
    assert left_out
    assert asked[RDF.type] is not None
    assert asked[RDFS.label] is None
