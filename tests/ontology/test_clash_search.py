"""Contradictions are found around a change, and part by part, as in all statements together."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import cycle
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pieces_of import pieces_of
from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.ontology import ONTOLOGY_GRAPH, OWL, RDF, clashes, clashes_around, clashes_in
from claimgraph.ontology.clash_search import ClashSearch
from claimgraph.ontology.clashes import known_rules
from claimgraph.ontology.facts import Fact
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.horn import SAME
from claimgraph.ontology.local_rules import local_rules
from claimgraph.ontology.saturate import Step, saturate
from claimgraph.ontology.signatures import Telling

EXAMPLES = Path(__file__).parent.parent / "shapes" / "examples"
VALID = {
    quad.triple
    for path in sorted(EXAMPLES.glob("*.valid.ttl"))
    for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
}
ORDERED = sorted(VALID, key=str)
SUBJECTS, PREDICATES, OBJECTS = (sorted({triple[at] for triple in VALID}, key=str) for at in range(3))
NAMES = [each for each in OBJECTS if isinstance(each, NamedNode)]
CLASSES = sorted({triple.object for triple in VALID if triple.predicate == RDF.type}, key=str)
LOCAL = local_rules(known_rules())
assert LOCAL is not None, "a rule joins what is said of several things: see ontology/local_rules.py"

things = st.one_of(st.sampled_from(SUBJECTS), st.just(BlankNode("new")), st.just(NamedNode("urn:new")))
statements = st.one_of(
    st.builds(Triple, things, st.sampled_from(PREDICATES), st.one_of(st.sampled_from(OBJECTS), things)),
    st.builds(Triple, things, st.just(RDF.type), st.sampled_from(CLASSES)),
    st.builds(lambda old, new: Triple(old.subject, old.predicate, new), st.sampled_from(ORDERED), things),
    st.builds(lambda old, new: Triple(new, old.predicate, old.object), st.sampled_from(ORDERED), things),
    st.just(Triple(NamedNode("urn:new"), OWL.sameAs, NAMES[0])),
)


def store_of(triples: set[Triple]) -> Store:
    store = Store()
    graphs = [NamedNode(f"urn:graph:{number}") for number in range(3)]
    store.extend(Quad(*triple, graphs[number % 3]) for number, triple in enumerate(sorted(triples, key=str)))
    store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
    return store


def steps(found: Iterable[Step]) -> set[tuple[str, str, tuple[Fact, ...]]]:
    return {(step.rule.name, str(step.rule.axiom), step.premises) for step in found}


def searched(
    store: Store, parts: Iterable[list[Triple]], few: int, *, around: bool = False
) -> dict[Step, tuple[Triple, ...]] | None:
    search = ClashSearch(store, few=few)
    for part in parts:
        if around:
            search.look_around(part)
        else:
            search.look_through(part)
    return None if search.names_meet else search.found


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(statements, min_size=1, max_size=5))
def test_around_a_change_clashes_what_clashes_in_all(added: list[Triple]) -> None:
    """By the same rules and of the same facts; which of several statements says a fact may differ."""
    every = VALID | set(added)
    store = store_of(every)
    whole = saturate((*ontology_triples(), *every), LOCAL.rules, 10_000)
    names_meet = any(key == SAME and one != other for key, one, other in whole.derived())
    for parts, few in (([added], 24), ([added], 0), ([ORDERED, added], 2)):
        found = searched(store, parts, few=few)
        assert found is None if names_meet else steps(found or ()) == steps(whole.clashes)
        around = searched(store, [list(set(added) - VALID)], few=few, around=True)
        assert around is None if names_meet else steps(around or ()) == steps(whole.clashes)
        for rests_on in (found or {}).values():
            assert set(rests_on) <= every
            assert saturate((*ontology_triples(), *rests_on), known_rules()).clashes


@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(statements, min_size=1, max_size=5), st.integers(1, 4))
def test_in_pieces_clashes_what_clashes_in_all(added: list[Triple], number: int) -> None:
    every = VALID | set(added)
    store, search = store_of(every), ClashSearch(store_of(every))
    workers, told = (ClashSearch(store), ClashSearch(store)), ClashSearch(store)
    for piece, worker in zip(pieces_of(store, number), cycle(workers), strict=False):
        search.look_at(piece)
        worker.look_at(piece)
        told.add(*worker.news(), names_meet=worker.names_meet)
    whole = saturate((*ontology_triples(), *every), LOCAL.rules, 10_000)
    for each in (search, told):
        each.look_at_others()
        if any(key == SAME and one != other for key, one, other in whole.derived()):
            assert each.names_meet
        else:
            assert steps(each.found) == steps(whole.clashes)


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(statements, min_size=1, max_size=3))
def test_a_contradiction_is_explained_wherever_it_was_looked_for(added: list[Triple]) -> None:
    every = VALID | set(added)
    store = store_of(every)
    around, parts = clashes_around(store, added), clashes_in(store)
    assert bool(clashes(every)) == bool(around) == bool(parts)
    for clash in {*around, *parts}:
        assert set(clash.statements) <= {*every, *ontology_triples()}
        assert clashes(clash.statements)
        for left_out in clash.statements:
            assert not clashes(triple for triple in clash.statements if triple != left_out)


def test_what_is_sound_has_no_contradiction() -> None:
    store = store_of(VALID)
    assert clashes_in(store) == clashes_around(store, ORDERED) == ()


@pytest.mark.parametrize(
    ("more", "is_new"),
    [
        (Telling(), False),
        (Telling({("p", "thing")}, {1: ("p", NAMES[0])}), False),
        (Telling({("q", "thing")}), True),
        (Telling(values={2: ("p", NAMES[0])}), True),
        (Telling(values={1: ("p", NAMES[1])}), True),
        (Telling(compared=True), True),
    ],
)
def test_whatever_is_told_and_was_not_is_new(more: Telling, is_new: bool) -> None:
    known = Telling({("p", "thing")}, {1: ("p", NAMES[0])})
    assert known.add(more) == is_new
    assert not known.add(more), "it is known now"
