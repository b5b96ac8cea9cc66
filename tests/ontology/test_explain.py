"""Every derived statement of every corpus is explained, and every explanation holds."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple

from claimgraph.ingest import docket_graph, letter_graph, load_corpus, read_letter
from claimgraph.ontology import (
    CG,
    ONTOLOGY_GRAPH,
    RDFS,
    Derivation,
    ExplainError,
    Explanation,
    ExplanationTooLarge,
    Iris,
    NothingStatedError,
    Passage,
    Steps,
    Way,
    answered,
    derive,
    explain,
    explaining,
    ontology_triples,
    rule_iri,
    rules,
)
from claimgraph.ontology.companions import companion, companions
from claimgraph.ontology.derive import run_rule
from claimgraph.ontology.explain import check

ROOT = Path(__file__).parent.parent.parent
FOLDERS = {
    "lamps": ROOT / "tests" / "corpora" / "lamps",
    "harbour": ROOT / "tests" / "corpora" / "harbour",
    "ntia": ROOT / "corpus" / "ntia-2023-0009",
}
RULES = Path(__file__).parent / "rules"
CORPORA = [*FOLDERS, "ntia-unreviewed", *rules()]
LAMPS = Iris("https://example.org/lamps/")
HARBOUR = Iris("https://example.org/harbour/")


@cache
def corpus(name: str) -> tuple[Store, Iris]:
    """A corpus's graphs with what is derived from them; the real one also without its curators' judgements."""
    store = Store()
    if name in rules():
        store.load((RULES / f"{name}.trig").read_bytes(), format=RdfFormat.TRIG)
        iris = Iris("https://example.org/docket/")
        store.add(
            Quad(
                iris.docket(),
                NamedNode("http://www.w3.org/1999/02/22-rdf-syntax-ns#type"),
                CG.Docket,
                iris.docket_graph(),
            )
        )
    else:
        read = load_corpus(FOLDERS[name.removesuffix("-unreviewed")])
        iris = Iris(read.docket.content.base)
        for graph in (
            docket_graph(read, read.respondents),
            *(letter_graph(read, read_letter(read, slug)) for slug in read.letters),
        ):
            store.extend(graph.quads())
        store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
        if name.endswith("-unreviewed"):
            for quad in list(store.quads_for_pattern(None, CG.reviewStatus, CG.Reviewed)):
                store.remove(quad)
    store.extend(Quad(*triple, iris.derived_graph()) for triple in derive(store, iris))
    return store, iris


def derived(store: Store, iris: Iris) -> set[Triple]:
    return {quad.triple for quad in store.quads_for_pattern(None, None, None, iris.derived_graph())}


@cache
def explained(name: str) -> tuple[Explanation, ...]:
    """An explanation of every subject of the corpus's derived statements."""
    store, iris = corpus(name)
    return tuple(
        explain(store, subject) for subject in sorted({triple.subject.value for triple in derived(store, iris)})
    )


def derivations(name: str) -> Iterator[tuple[Derivation, Way]]:
    for explanation in explained(name):
        for derivation in explanation.derivations:
            for way in derivation.ways:
                yield derivation, way


def derives(way: list[Triple], derivation: Derivation, iris: Iris) -> bool:
    """Whether the rule, run on these statements alone, concludes the same, and nothing else of what it makes."""
    store = Store()
    store.extend(Quad(*triple, iris.docket_graph()) for triple in way)
    name = derivation.rule.value.rpartition("/")[2]
    about = derivation.conclusions[0].subject
    found = {triple for triple in run_rule(store, iris, name, rules()[name]) if triple.subject == about}
    conclusions = set(derivation.conclusions)
    return found == conclusions if derivation.whole else conclusions <= found


@pytest.mark.parametrize("name", CORPORA)
def test_every_derived_statement_has_an_explanation(name: str) -> None:
    store, iris = corpus(name)
    conclusions = [each for explanation in explained(name) for it in explanation.derivations for each in it.conclusions]
    assert set(conclusions) == derived(store, iris) != set()
    assert all(derivation.ways for explanation in explained(name) for derivation in explanation.derivations)


def test_every_rule_is_met_in_the_corpora() -> None:
    met = {derivation.rule for name in CORPORA for derivation, _ in derivations(name)}
    assert met == {rule_iri(name) for name in rules()}


@pytest.mark.parametrize("name", CORPORA)
def test_every_premise_is_asserted_in_the_graph_it_names(name: str) -> None:
    store, iris = corpus(name)
    for _, way in derivations(name):
        assert way.premises
        for premise in way.premises:
            assert Quad(*premise.statement, premise.graph) in store
            assert premise.graph != iris.derived_graph()


@pytest.mark.parametrize("name", CORPORA)
def test_the_premises_of_a_way_suffice(name: str) -> None:
    _, iris = corpus(name)
    for derivation, way in derivations(name):
        assert derives([premise.statement for premise in way.premises], derivation, iris)


@pytest.mark.parametrize("name", CORPORA)
def test_every_premise_counts(name: str) -> None:
    """Each premise belongs to a set that suffices and of which none can be spared."""
    _, iris = corpus(name)
    for derivation, way in derivations(name):
        given = [premise.statement for premise in way.premises]
        for premise in given:
            rest = [each for each in given if each != premise]
            if not derives(rest, derivation, iris):
                continue
            # Another one may do instead, as a second passage that discloses the same tie: take what can be spared away.
            kept = given
            for other in rest:
                fewer = [each for each in kept if each != other]
                kept = fewer if derives(fewer, derivation, iris) else kept
            if joint(premise, given):
                continue
            assert not derives([each for each in kept if each != premise], derivation, iris), premise


def joint(premise: Triple, given: list[Triple]) -> bool:
    """Whether it says who else made a claim of several respondents, which is told though one of them would do."""
    makers = [(each.subject, each.object) for each in given if each.predicate == CG.madeBy]
    several = {claim for claim, _ in makers if sum(claim == other for other, _ in makers) > 1}
    if premise.predicate == RDFS.label:
        return any(claim in several and maker == premise.subject for claim, maker in makers)
    return premise.predicate == CG.madeBy and premise.subject in several


@pytest.mark.parametrize("name", FOLDERS)
def test_premises_lead_to_the_words_of_the_letter(name: str) -> None:
    store, _ = corpus(name)
    texts = {quad.subject: quad.object.value for quad in store.quads_for_pattern(None, CG.content, None)}
    claims = {quad.subject for quad in store.quads_for_pattern(None, CG.assertedIn, None)}
    citations = {quad.subject: quad.object for quad in store.quads_for_pattern(None, CG.printedUrl, None)}
    for _, way in derivations(name):
        for premise in way.premises:
            for ground in premise.grounds:
                if isinstance(ground, Passage):
                    assert texts[ground.text][ground.start : ground.end] == ground.words
            kinds = [type(ground).__name__ for ground in premise.grounds]
            if premise.statement.subject in claims:
                assert kinds
                assert set(kinds) == {"Passage"}
            elif premise.statement.subject in citations:
                (note,) = premise.grounds
                assert note.url == citations[premise.statement.subject].value
            elif not premise.grounds:
                by_register = premise.graph.value.endswith("/graph/docket")
                assert by_register or premise.statement.predicate in {CG.submittedBy, CG.versionOf}


@pytest.mark.parametrize("name", ["harbour", "lamps"])
def test_the_same_graph_in_another_order_gives_the_same_explanations(name: str) -> None:
    store, _ = corpus(name)
    turned = Store()
    for quad in sorted(store, key=str, reverse=True):
        turned.add(quad)
    assert [explain(turned, each.iri.value) for each in explained(name)] == list(explained(name))


def test_each_rule_has_a_companion_with_the_variables_that_it_speaks_of() -> None:
    assert [each.name for each in companions()] == list(rules())
    names = {path.name for path in (ROOT / "ontology" / "rules" / "why").iterdir()}
    assert names == {f"{name}.rq" for name in rules()}
    for each in companions():
        assert "?way" in each.why.where
        assert all(f"?{name}" in each.why.where for name in each.key)


def test_a_negation_is_told_in_words_with_what_it_was_asked_of() -> None:
    node = f"{HARBOUR.base}alignment/derived/agreement/affirms/viewing-helps"
    (derivation,) = explain(corpus("harbour")[0], node).derivations
    (way,) = derivation.ways
    respondents = tuple(HARBOUR.organization(slug) for slug in ("mariners-league", "northgate", "tidal-institute"))
    assert way.counted[0].parts[-1] == respondents
    assert way.absent[0].parts == (
        "an alignment on ",
        (HARBOUR.proposition("viewing-helps"),),
        ", reviewed by curators, that has a claim of ",
        respondents,
    )


def narrowed(iri: str, prop: str | None = None, value: str | None = None) -> list[Triple]:
    found = explain(corpus("lamps")[0], iri, prop, value)
    return [triple for each in found.derivations for triple in each.conclusions]


CLAIM = LAMPS.claim("acme", "cities-should-pay")
DISAGREEMENT = "alignment/derived/disagreement/cities-pay"


@pytest.mark.parametrize(
    ("iri", "prop", "value", "count"),
    [
        (CLAIM.value, None, None, 3),
        ("claim/acme/cities-should-pay", None, None, 3),
        ("<claim/acme/cities-should-pay>", "cg:backedBy", None, 3),
        ("claim/acme/cities-should-pay", CG.backedBy.value, "source/guide", 1),
        ("claim/acme/cities-should-pay", None, LAMPS.source("guide").value, 1),
        (DISAGREEMENT, None, None, 11),
        (DISAGREEMENT, "rdf:type", "cg:Disagreement", 1),
        (DISAGREEMENT, "rdfs:label", "Disagreement, derived: “Cities should pay for street lamps.”", 1),
        (DISAGREEMENT, "rdfs:label", '"Disagreement, derived: “Cities should pay for street lamps.”"', 1),
    ],
)
def test_short_forms_and_narrowing(iri: str, prop: str | None, value: str | None, count: int) -> None:
    assert len(narrowed(iri, prop, value)) == count


def test_a_statement_of_a_node_has_the_derivation_of_the_node() -> None:
    store, _ = corpus("lamps")
    (all_of_it,) = explain(store, DISAGREEMENT).derivations
    (one,) = explain(store, DISAGREEMENT, "rdf:type", "cg:Disagreement").derivations
    assert replace(one, conclusions=all_of_it.conclusions) == all_of_it


@pytest.mark.parametrize(
    ("iri", "graphs", "passages"),
    [
        (DISAGREEMENT.replace("derived/disagreement/", "none"), None, 0),
        ("claim/borealis/cities-should-not-pay", {"https://example.org/lamps/graph/letter/borealis"}, 1),
        ("source/guide", {"https://example.org/lamps/graph/docket"}, 0),
        ("cg:backedBy", {ONTOLOGY_GRAPH.value}, 0),
    ],
)
def test_what_is_asserted_is_answered_with_what_asserts_it(iri: str, graphs: set[str] | None, passages: int) -> None:
    store, _ = corpus("lamps")
    if graphs is None:
        with pytest.raises(NothingStatedError):
            explain(store, iri)
        return
    found = explain(store, iri)
    assert found.derivations == ()
    assert set(found.about) == graphs
    assert len(found.grounds) == passages


def test_an_asserted_statement_is_a_premise_by_itself() -> None:
    found = explain(corpus("lamps")[0], CLAIM.value, "cg:quote")
    assert found.derivations == ()
    (premise,) = found.asserted
    assert premise.graph == LAMPS.letter_graph("acme")
    assert [ground.start for ground in premise.grounds] == [784]


def test_a_graph_and_what_is_only_named_are_known() -> None:
    store, _ = corpus("lamps")
    assert explain(store, "graph/docket").held == {
        LAMPS.docket_graph().value: len(list(store.quads_for_pattern(None, None, None, LAMPS.docket_graph())))
    }
    (graph,) = explain(store, "cg:Asserted").about
    assert graph == ONTOLOGY_GRAPH.value


@pytest.mark.parametrize(
    ("iri", "prop", "value", "complaint", "nearest"),
    [
        ("claim/acme/cities-shuld-pay", None, None, "says nothing about", (CLAIM.value,)),
        ("claim/acmee/cities-should-pay", None, None, "says nothing about", (CLAIM.value,)),
        ("wholly unlike", None, None, "is no IRI|No scheme|Invalid|invalid", ()),
        ("xyz", None, None, "says nothing about", ()),
        ("", None, None, "is no IRI", ()),
        (CLAIM.value, "cg:reliesOn", None, "says no cg:reliesOn of .*; it says .*cg:backedBy", ()),
        (CLAIM.value, "cg:backedBy", "source/none", "says nothing of .* with the value source/none", ()),
    ],
)
def test_what_is_not_said(
    iri: str, prop: str | None, value: str | None, complaint: str, nearest: tuple[str, ...]
) -> None:
    with pytest.raises(NothingStatedError, match=complaint) as raised:
        explain(corpus("lamps")[0], iri, prop, value)
    assert raised.value.nearest[:1] == nearest


def test_an_iri_of_many_steps_is_not_looked_for_step_by_step() -> None:
    assert asked_of_nothing(explaining(LAMPS.base + "a/" * 500)) < 6


def asked_of_nothing(steps: Steps[Explanation]) -> int:
    """How many queries the steps ask before they give up, where nothing is known."""
    next(steps)
    for asked in itertools.count(1):
        try:
            steps.send([])
        except NothingStatedError:
            return asked
    raise AssertionError


def spoilt(change: Callable[[Store], None]) -> Store:
    store = Store()
    store.extend(corpus("lamps")[0])
    change(store)
    return store


def test_what_no_rule_derives_is_not_explained() -> None:
    made_up = Quad(CLAIM, CG.backedBy, LAMPS.source("none"), LAMPS.derived_graph())
    with pytest.raises(ExplainError, match=r"no rule derives .*build it again"):
        explain(spoilt(lambda store: store.add(made_up)), CLAIM.value)


def test_what_no_longer_follows_is_not_explained() -> None:
    label = Quad(LAMPS.proposition("cities-pay"), RDFS.label, Literal("Other words."), LAMPS.docket_graph())

    def change(store: Store) -> None:
        for quad in list(store.quads_for_pattern(label.subject, RDFS.label, None)):
            store.remove(quad)
        store.add(label)

    with pytest.raises(ExplainError, match="doesn't derive"):
        explain(spoilt(change), DISAGREEMENT)


def test_a_derivation_that_lacks_a_premise_does_not_pass() -> None:
    found = explain(corpus("lamps")[0], CLAIM.value, "cg:backedBy", "source/guide")
    (derivation,) = found.derivations
    (way,) = derivation.ways
    lacking = replace(derivation, ways=(replace(way, premises=way.premises[1:]),))
    check(derivation, found)
    with pytest.raises(ExplainError, match=r"rules/backed-by.rq doesn't derive .*rules/why/backed-by.rq"):
        check(lacking, found)


def test_too_many_premises_are_refused_where_that_is_asked_for() -> None:
    store, _ = corpus("lamps")
    with pytest.raises(ExplanationTooLarge, match="backed-by"):
        answered(store, explaining(CLAIM.value, most=2))
    assert answered(store, explaining(CLAIM.value, most=3)).derivations


@pytest.mark.parametrize(
    ("rule", "why", "complaint"),
    [
        ("SELECT * WHERE { ?s ?p ?o }", "", "rules/broken.rq: write it as"),
        ("CONSTRUCT { ?s ?p ?o . ?a ?b ?c } WHERE { ?s ?p ?o . ?a ?b ?c }", "CONSTRUCT { } WHERE { }", "in common"),
        ("CONSTRUCT { ?s ?p ?o } WHERE { ?s ?p ?o }", "ASK { }", "rules/why/broken.rq: write it as"),
    ],
)
def test_a_broken_rule_or_companion_is_named(rule: str, why: str, complaint: str) -> None:
    with pytest.raises(ExplainError, match=complaint):
        companion("broken", rule, why)
