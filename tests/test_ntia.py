"""The counts of a close reading of the two letters, asked of the published graph as a user would."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import Literal, NamedNode, Store

from claimgraph.api.build import Build, build
from claimgraph.api.coverage_report import measured
from claimgraph.ontology import PREFIXES

BASE = "https://w3id.org/claimgraph/ntia-2023-0009/"
HEAD = "\n".join(f"PREFIX {name}: <{iri}>" for name, iri in PREFIXES.items())


@pytest.fixture(scope="module")
def made(ntia: Path) -> Build:
    return build(ntia)


@pytest.fixture(scope="module")
def store(made: Build) -> Store:
    store = Store()
    store.bulk_extend(made.quads)
    return store


def ask(store: Store, where: str, select: str = "*") -> list[list[str]]:
    results = store.query(f"{HEAD}\nSELECT {select} WHERE {{ {where} }}", use_default_graph_as_union=True)
    return sorted([str(term.value) for term in row if isinstance(term, Literal | NamedNode)] for row in results)


COUNTS = [
    ("?x cg:footnoteOf ?letter", "?letter", {"ibm": 20, "microsoft": 46}),
    ("?x cg:marks/cg:footnoteOf ?letter", "?letter", {"ibm": 20, "microsoft": 47}),
    ("?x a cg:Citation ; cito:hasCitingEntity ?letter", "?letter", {"ibm": 21, "microsoft": 38}),
    ("?c cito:hasCitingEntity ?letter ; cg:citesSource ?x", "?letter", {"ibm": 19, "microsoft": 37}),
]


@pytest.mark.parametrize(("where", "group", "expected"), COUNTS)
def test_counts_by_letter(store: Store, where: str, group: str, expected: dict[str, int]) -> None:
    rows = ask(store, f"{{ SELECT {group} (COUNT(DISTINCT ?x) AS ?n) WHERE {{ {where} }} GROUP BY {group} }}")
    assert {row[0].rsplit("/", 1)[1]: int(row[1]) for row in rows} == expected


def test_works(store: Store) -> None:
    assert len(ask(store, "?c cg:citesSource ?work", "DISTINCT ?work")) == 54
    shared = ask(
        store,
        "?a cg:citesSource ?work ; cito:hasCitingEntity ?one . ?b cg:citesSource ?work ; cito:hasCitingEntity ?other"
        " FILTER(STR(?one) < STR(?other))",
        "DISTINCT ?work",
    )
    assert [row[0].rsplit("/", 1)[1] for row in shared] == ["ai-safety-is-not-a-model-property", "arxiv-2211.14946"]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("SelfCitation", {"ibm": [9, 10, 11, 12, 13, 14, 15], "microsoft": [14, 18, 46]}),
        ("AffiliatedCitation", {"microsoft": [2, 7, 11, 21, 24]}),
        ("GroupCitation", {"ibm": [20]}),
    ],
)
def test_whom_citations_are_to(store: Store, kind: str, expected: dict[str, list[int]]) -> None:
    where = f"?c a cg:{kind} ; cito:hasCitingEntity ?letter ; cg:citedIn/cg:noteNumber ?number"
    found: dict[str, list[int]] = {}
    for letter, number in ask(store, where, "DISTINCT ?letter ?number"):
        found.setdefault(letter.rsplit("/", 1)[1], []).append(int(number))
    assert {letter: sorted(numbers) for letter, numbers in found.items()} == expected


@pytest.mark.parametrize(
    ("kind", "count"),
    [("Agreement", 8), ("PartialAgreement", 31), ("QualifiedAgreement", 2), ("Disagreement", 2), ("SharedEvidence", 2)],
)
def test_reviewed_alignments(store: Store, kind: str, count: int) -> None:
    rows = ask(store, f"?a a cg:{kind} ; cg:reviewStatus cg:Reviewed", "DISTINCT ?a")
    assert len(rows) == count
    for (alignment,) in rows:
        speakers = ask(store, f"<{alignment}> cg:aligns/cg:madeBy ?who", "DISTINCT ?who")
        assert len(speakers) >= 2


def test_nothing_derived_looks_reviewed(store: Store) -> None:
    derived = NamedNode("https://w3id.org/claimgraph/ntia-2023-0009/graph/derived")
    statuses = {
        quad.object for quad in store.quads_for_pattern(None, None, None, derived) if "Status" in str(quad.predicate)
    }
    assert statuses <= {NamedNode("https://w3id.org/claimgraph/ontology#Derived")}


def test_every_passage_is_cut_from_its_letter(store: Store) -> None:
    rows = ask(
        store,
        "?p a cg:Passage ; cg:inText/cg:content ?text ; oa:exact ?exact ; oa:prefix ?prefix ; oa:suffix ?suffix ;"
        " oa:start ?start ; oa:end ?end",
        "?p ?text ?exact ?prefix ?suffix ?start ?end",
    )
    assert len(rows) > 200
    for _, text, exact, prefix, suffix, start, end in rows:
        assert text[int(start) : int(end)] == exact
        assert text[: int(start)].endswith(prefix)
        assert text[int(end) :].startswith(suffix)


def test_every_claim_has_words_and_their_place(store: Store) -> None:
    claims = ask(store, "?c a cg:Claim", "DISTINCT ?c")
    assert len(claims) >= 70
    whole = "?c cg:assertedIn ?p ; cg:quote ?q ; cg:statedIn ?s ; cg:affirms|cg:denies|cg:qualifies ?x"
    assert claims == ask(store, whole, "DISTINCT ?c")


def test_all_that_the_letters_say_is_there(ntia: Path, store: Store) -> None:
    for letter in measured(ntia):
        assert letter.share("covered", "excused") >= 95
        assert letter.share("excused") <= 10
        claims = ask(store, f"?c cg:statedIn/cg:sectionOf <{BASE}letter/{letter.letter}>", "DISTINCT ?c")
        assert len(claims) >= 100


ELEMENTS = [
    ("?x a cg:Risk ; cg:elementOf ?l", 12),
    ("?x a cg:Risk ; cg:riskFor cg:ModelDeveloper, cg:ModelConsumers", 1),
    ("?x a cg:Risk ; cg:riskFor cg:ModelDeveloper", 6),
    ("?x a cg:DistributionMethod", 4),
    ("?x a cg:AvailabilityLevel ; cg:rank ?rank", 5),
    ("?x a cg:AvailabilityLevel ; cg:variationOf ?level", 1),
    ("?x a cg:IntendedOutcome ; cg:requiresComponent ?c", 4),
    ("?x a cg:ReleaseConsideration ; ^cg:hasConsideration ?o", 5),
    ("?x a cg:Table ; cg:elementOf ?l", 2),
]


@pytest.mark.parametrize(("where", "count"), ELEMENTS)
def test_the_letters_own_structures(store: Store, where: str, count: int) -> None:
    assert len(ask(store, where, "DISTINCT ?x")) == count


def test_agencies_that_are_asked_to_act(store: Store) -> None:
    asked = {
        row[0].rsplit("/", 1)[1] for row in ask(store, "?c a cg:Recommendation ; cg:addressedTo ?o", "DISTINCT ?o")
    }
    assert asked >= {"ntia", "nist", "omb", "gsa", "nsf", "ostp", "dhs", "doe"}


def test_works_are_identified_as_far_as_they_can_be(store: Store) -> None:
    for where, count in [
        ("?w cg:publishedBy ?x", 51),
        ("?w dcterms:creator ?x", 15),
        ("?w dcterms:date ?x", 27),
        ("?w skos:exactMatch ?x", 11),
    ]:
        assert len(ask(store, f"?w a cg:EvidenceSource . {where}", "DISTINCT ?w")) == count


@pytest.mark.parametrize("publisher", ["stanford-crfm", "rand", "ai-snake-oil"])
def test_what_is_cited_from_an_organization_and_for_which_claims(store: Store, publisher: str) -> None:
    assert ask(store, f"?claim cg:backedBy ?w . ?w cg:publishedBy <{BASE}organization/{publisher}>", "?claim ?w")


def test_propositions_form_a_hierarchy(store: Store) -> None:
    assert len(ask(store, "?a skos:broader ?b", "?a ?b")) >= 20
    assert ask(store, "?a cg:contradicts ?b", "?a ?b")
    assert not ask(store, "?a skos:broader+ ?a", "?a")


def test_a_power_is_no_footnote_and_a_pair_is_two(store: Store) -> None:
    rows = ask(store, "?m cg:marks/cg:noteNumber ?n ; oa:start ?start ; oa:end ?end", "?m ?n ?start ?end")
    texts = {row[0].rsplit("/", 1)[1]: row[1] for row in ask(store, "?l cg:currentText/cg:content ?text", "?l ?text")}
    power = texts["ibm"].index("10^{26}")
    pair = texts["microsoft"].index("^{27,28}")
    spans = [(mark.split("/letter/")[1].split("/")[0], int(n), int(start), int(end)) for mark, n, start, end in rows]
    assert not [span for span in spans if span[0] == "ibm" and power <= span[2] < power + 7]
    assert sorted(span[1] for span in spans if span[0] == "microsoft" and pair <= span[2] < pair + 8) == [27, 28]
    assert all(texts["microsoft"][start:end] == str(n) for _, n, start, end in spans if n in (27, 28))


def test_no_blank_nodes_in_the_data(made: Build) -> None:
    ontology = NamedNode("https://w3id.org/claimgraph/ontology")
    data = [quad for quad in made.quads if quad.graph_name != ontology]
    assert not [quad for quad in data if not isinstance(quad.subject, NamedNode)]
    assert not [quad for quad in data if not isinstance(quad.object, NamedNode | Literal)]


def test_two_builds_are_the_same(made: Build, ntia: Path) -> None:
    assert build(ntia).quads == made.quads
