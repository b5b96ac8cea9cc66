"""Whatever changes, what is derived from the change alone is what is derived from scratch."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import cache
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.api.letter_reading import graphs_of, read_all
from claimgraph.ingest import load_corpus
from claimgraph.ingest.synthetic import write_docket
from claimgraph.ontology import CG, ORG, PROV, RDF, RDFS, DeriveError, Iris, derive, rederive, rules
from claimgraph.ontology.locality import locality

TESTS = Path(__file__).parent.parent
FIXTURES = Path(__file__).parent / "rules"
FIXTURE = Iris("https://example.org/docket/")
NAMES = ("lamps", "harbour", "kites", "synthetic")

ASKED = (
    *(CG.affirms, CG.denies, CG.madeBy, CG.assertedIn, CG.hasCitation, CG.citesSource, CG.publishedBy, CG.citedIn),
    *(CG.footnoteOf, CG.sectionOf, CG.submittedBy, CG.inText, CG.versionOf, CG.disclosedIn, CG.affiliate),
    *(CG.affiliatedWith, CG.onProposition, CG.sharesSource, CG.aligns, CG.reviewStatus, ORG.subOrganizationOf),
    *(PROV.wasRevisionOf, RDFS.label, RDF.type),
)
"""What the rules read."""


class Docket:
    """A store whose derived graph follows what changes in the others."""

    def __init__(self, quads: Collection[Quad], iris: Iris) -> None:
        self.iris, self.graph = iris, iris.derived_graph()
        self.store = Store()
        self.store.extend(quad for quad in quads if quad.graph_name != self.graph)
        self.store.extend(Quad(*triple, self.graph) for triple in self.from_scratch())

    def asserted(self, triple: Triple) -> bool:
        graphs = {quad.graph_name for quad in self.store.quads_for_pattern(*triple, None)}
        return not graphs <= {self.graph}

    def from_scratch(self) -> set[Triple]:
        return {triple for triple in derive(self.store, self.iris) if not self.asserted(triple)}

    def derived(self) -> set[Triple]:
        return {quad.triple for quad in self.store.quads_for_pattern(None, None, None, self.graph)}

    def change(self, out: Collection[Quad], put: Collection[Quad]) -> set[Triple]:
        """Makes the change, and says which derived triples it took out or put in; both ways have to agree."""
        touched = {quad.triple for quad in (*out, *put)}
        was = {triple for triple in touched if self.asserted(triple)}
        for quad in out:
            self.store.remove(quad)
        self.store.extend(put)
        now = {triple for triple in touched if self.asserted(triple)}
        found = rederive(self.store, self.iris, was - now, now - was)
        before = self.derived()
        assert set(found.take_out) <= before
        assert not set(found.put_in) & before
        assert list(found.take_out) == sorted(found.take_out, key=str)
        assert list(found.put_in) == sorted(found.put_in, key=str)
        for triple in found.take_out:
            self.store.remove(Quad(*triple, self.graph))
        self.store.extend(Quad(*triple, self.graph) for triple in found.put_in)
        assert self.derived() == self.from_scratch()
        return {*found.take_out, *found.put_in}


@pytest.fixture(scope="module")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[list[Quad], Iris]]:
    @cache
    def quads(name: str) -> tuple[list[Quad], Iris]:
        folder = TESTS / "corpora" / name
        if name == "synthetic":
            folder = tmp_path_factory.mktemp("synthetic") / "docket"
            write_docket(folder, letters=6, seed=7, claims=12, footnotes=8)
        read = load_corpus(folder)
        graphs, _ = graphs_of(read, read_all(read, None, lambda step, done, total: None, ()))
        return [quad for graph in graphs for quad in graph.quads()], Iris(read.base)

    return quads


SIGNS: dict[str, tuple[NamedNode, NamedNode | None]] = {
    "affiliated-citation": (RDF.type, CG.AffiliatedCitation),
    "agreement": (RDF.type, CG.Agreement),
    "backed-by": (CG.backedBy, None),
    "disagreement": (RDF.type, CG.Disagreement),
    "group-citation": (RDF.type, CG.GroupCitation),
    "relies-on": (CG.reliesOn, None),
    "self-citation": (RDF.type, CG.SelfCitation),
    "shared-evidence": (RDF.type, CG.SharedEvidence),
}
"""What a rule's conclusion says that no other's does."""


def concluded_by(triples: Collection[Triple]) -> set[str]:
    """The rules that conclude one of the triples."""
    return {
        rule
        for rule, (predicate, value) in SIGNS.items()
        if any(t.predicate == predicate and value in (None, t.object) for t in triples)
    }


@pytest.mark.parametrize("name", rules())
def test_each_statement_taken_out_and_put_in_again(name: str) -> None:
    """The rule's own docket, of which each statement bears on what its name says, or on nothing."""
    store = Store()
    store.load((FIXTURES / f"{name}.trig").read_bytes(), format=RdfFormat.TRIG)
    docket = Docket(list(store), FIXTURE)
    whole, met = docket.derived(), set()
    for quad in sorted(store, key=str):
        met |= concluded_by(docket.change([quad], []))
        docket.change([], [quad])
        assert docket.derived() == whole
    assert name in met


@pytest.mark.parametrize("name", NAMES)
def test_each_letter_taken_out_and_put_in_again(corpus: Callable[[str], tuple[list[Quad], Iris]], name: str) -> None:
    quads, iris = corpus(name)
    docket = Docket(quads, iris)
    whole, changed = docket.derived(), set()
    for graph in sorted({quad.graph_name for quad in quads if "/graph/letter/" in str(quad.graph_name)}, key=str):
        letter = [quad for quad in quads if quad.graph_name == graph]
        changed |= docket.change(letter, [])
        docket.change([], letter)
        assert docket.derived() == whole
    assert changed


def test_the_letters_of_the_corpora_meet_every_rule(corpus: Callable[[str], tuple[list[Quad], Iris]]) -> None:
    met = set()
    for name in NAMES:
        quads, iris = corpus(name)
        docket = Docket(quads, iris)
        letters = [quad for quad in quads if "/graph/letter/" in str(quad.graph_name)]
        met |= concluded_by(docket.change(letters, []))
    assert met == set(rules()) == set(SIGNS)


NUMBER = st.integers(0, 10**6)
CHANGES = st.lists(
    st.lists(
        st.tuples(
            st.sampled_from(
                ("letter", "statement", "statement", "mix", "swap", "parent", "conclusion", "judgement", "name")
            ),
            NUMBER,
            NUMBER,
        ),
        min_size=1,
        max_size=4,
    ),
    min_size=1,
    max_size=5,
)


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=12, deadline=None)
@given(changes=CHANGES)
def test_any_sequence_of_changes(
    corpus: Callable[[str], tuple[list[Quad], Iris]], name: str, changes: list[list[tuple[str, int, int]]]
) -> None:
    quads, iris = corpus(name)
    docket = Docket(quads, iris)
    for changed in changes:
        out: set[Quad] = set()
        put: set[Quad] = set()
        for kind, one, other in changed:
            for quad in affected(docket, quads, kind, one, other):
                (out if quad in docket.store else put).add(quad)
        docket.change(out, put)


def affected(docket: Docket, quads: list[Quad], kind: str, one: int, other: int) -> list[Quad]:
    """The quads that a change takes out, where they are there, and otherwise puts in."""
    about = docket.iris.docket_graph()

    def pick(number: int, *predicates: NamedNode) -> Quad:
        mine = [quad for quad in quads if quad.predicate in predicates]
        return mine[number % len(mine)] if mine else quads[number % len(quads)]

    if kind == "letter":
        graph = quads[one % len(quads)].graph_name
        return [quad for quad in quads if quad.graph_name == graph and "/letter/" in str(graph)]
    predicate = ASKED[other % len(ASKED)]
    first = pick(one, predicate)
    if kind == "statement":
        return [first]
    mixed = Quad(first.subject, first.predicate, pick(other, predicate).object, first.graph_name)
    if kind == "mix":
        return [mixed]
    if kind == "swap":
        return [first, mixed]
    if kind == "parent":
        ends = [pick(number, CG.publishedBy, CG.submittedBy).object for number in (one, other)]
        return [Quad(ends[0], ORG.subOrganizationOf, ends[1], about)] if isinstance(ends[0], NamedNode) else []
    if kind == "conclusion":
        derived = sorted(docket.derived(), key=str)
        return [Quad(*derived[one % len(derived)], first.graph_name)] if derived else []
    if kind == "name":
        return [Quad(first.subject, RDFS.label, Literal(f"name {other % 3}"), first.graph_name)]
    claim, work = pick(one, CG.affirms, CG.denies), pick(other, CG.citesSource)
    node = docket.iris.alignment(f"judgement-{one % 3}")
    return [
        Quad(node, CG.reviewStatus, CG.Reviewed, about),
        Quad(node, CG.onProposition, claim.object, about),
        Quad(node, CG.sharesSource, work.object, about),
        Quad(node, CG.aligns, claim.subject, about),
    ]


def test_blank_nodes_are_derived_of_too() -> None:
    """A build makes none, but whoever writes to the service may."""
    store = Store()
    store.load((FIXTURES / "agreement.trig").read_bytes(), format=RdfFormat.TRIG)
    docket = Docket(list(store), FIXTURE)
    claim, graph = BlankNode("new"), FIXTURE.docket_graph()
    said = [
        (CG.denies, FIXTURE.proposition("denied")),
        (CG.madeBy, FIXTURE.organization("gamma")),
        (CG.assertedIn, FIXTURE.passage("gamma", "0", 1, 2)),
        (CG.hasCitation, BlankNode("citation")),
    ]
    new = [Quad(claim, *each, graph) for each in said]
    new.append(Quad(BlankNode("citation"), CG.citesSource, FIXTURE.source("one"), graph))
    assert concluded_by(docket.change([], new)) == {"backed-by"}
    assert any(triple.predicate == CG.aligns and triple.object == claim for triple in docket.derived())
    docket.change(new[1:2], [])
    docket.change(new[4:], [])


def test_two_propositions_of_one_name() -> None:
    """The rules name what they make by the last part of an IRI, which may be that of another docket's."""
    store = Store()
    store.load((FIXTURES / "agreement.trig").read_bytes(), format=RdfFormat.TRIG)
    text = (FIXTURES / "agreement.trig").read_text("utf-8").replace("<proposition/", "<../other/proposition/")
    twins = [quad for quad in parse(text, format=RdfFormat.TRIG) if "/other/" in str(quad)]
    docket = Docket(list(store), FIXTURE)
    docket.change([], twins)
    for quad in twins:
        docket.change([quad], [])


class Counted:
    """A store that counts the statements that are read from it one by one."""

    def __init__(self, store: Store) -> None:
        self.store, self.read = store, 0

    def quads_for_pattern(self, *pattern: Any) -> Iterator[Quad]:  # as the engine's own
        for quad in self.store.quads_for_pattern(*pattern):
            self.read += 1
            yield quad

    def query(self, *args: Any, **options: Any) -> object:
        return self.store.query(*args, **options)


def crowd(others: int) -> list[Quad]:
    """A proposition that so many affirm, citing one work, of whom the curators have judged every second one."""
    graph, proposition, work = FIXTURE.docket_graph(), FIXTURE.proposition("denied"), FIXTURE.source("one")
    said: list[tuple[NamedNode, NamedNode, NamedNode | Literal]] = [
        (proposition, RDF.type, CG.Proposition),
        (proposition, RDFS.label, Literal("A proposition")),
        (work, RDF.type, CG.EvidenceSource),
        (work, RDFS.label, Literal("A work")),
    ]
    for name in (f"r{number}" for number in range(others)):
        claim, citation = FIXTURE.claim(name, "one"), FIXTURE.citation(name, 1, 1)
        said += [
            (FIXTURE.organization(name), RDFS.label, Literal(name)),
            (claim, CG.affirms, proposition),
            (claim, CG.madeBy, FIXTURE.organization(name)),
            (claim, CG.assertedIn, FIXTURE.passage(name, "0", 1, 2)),
            (claim, CG.hasCitation, citation),
            (citation, CG.citesSource, work),
        ]
        if not name.endswith(("1", "3", "5", "7", "9")):
            judgement = FIXTURE.alignment(name)
            said += [
                (judgement, CG.reviewStatus, CG.Reviewed),
                (judgement, CG.onProposition, proposition),
                (judgement, CG.sharesSource, work),
                (judgement, CG.aligns, claim),
            ]
    return [Quad(*each, graph) for each in said]


def test_who_made_a_claim_is_another_afterwards() -> None:
    """A claim has a respondent before and after, but nobody is new any longer."""
    docket = Docket(crowd(3), FIXTURE)
    said = (FIXTURE.claim("r1", "one"), CG.madeBy)
    old, new = (Quad(*said, FIXTURE.organization(name), FIXTURE.docket_graph()) for name in ("r1", "r0"))
    assert concluded_by(docket.change([old], [new])) == {"agreement", "shared-evidence"}
    assert concluded_by(docket.change([new], [old])) == {"agreement", "shared-evidence"}


def test_an_agreement_that_had_no_member_gets_one() -> None:
    """What is asked of a proposition holds all the time; but all passages are in texts that were revised."""
    graph, revisions = FIXTURE.docket_graph(), []
    docket = Docket(crowd(2), FIXTURE)
    for name in ("r0", "r1"):
        text, later = NamedNode(f"{FIXTURE.base}{name}/text"), NamedNode(f"{FIXTURE.base}{name}/later")
        revisions.append(Quad(later, PROV.wasRevisionOf, text, graph))
        docket.change([], [Quad(FIXTURE.passage(name, "0", 1, 2), CG.inText, text, graph)])
    assert concluded_by(docket.change([], revisions)) == {"agreement", "shared-evidence"}
    assert concluded_by(docket.change(revisions[:1], [])) == {"agreement", "shared-evidence"}
    assert docket.change(revisions[1:], [])


def test_no_more_is_read_where_more_stands_beside_the_change() -> None:
    read = set()
    for others in (30, 300):
        store = Store()
        store.extend(crowd(others))
        store.extend(Quad(*triple, FIXTURE.derived_graph()) for triple in derive(store, FIXTURE))
        claim = FIXTURE.claim("r0", "one")
        old, new = (Triple(claim, CG.assertedIn, FIXTURE.passage("r0", version, 1, 2)) for version in ("0", "1"))
        store.remove(Quad(*old, FIXTURE.docket_graph()))
        store.add(Quad(*new, FIXTURE.docket_graph()))
        counted = Counted(store)
        found = rederive(cast("Store", counted), FIXTURE, [old], [new])
        assert {triple.predicate for triple in found.put_in} == {CG.showsPassage}
        read.add(counted.read)
    assert len(read) == 1


def test_nothing_changes_where_nothing_has_changed() -> None:
    assert rederive(Store(), FIXTURE, (), ()).take_out == ()


@pytest.mark.parametrize(
    ("where", "complaint"),
    [
        ("?claim cg:hasCitation ?source", "doesn't say what it concludes about"),
        ("# Key: ?claim\n ?claim cg:hasCitation ?source . ?letter cg:submittedBy ?who", "isn't joined to \\?claim"),
        ("# Key: ?claim\n ?claim ?any ?source", "say which by VALUES"),
        ("# Key: ?claim\n { ?claim cg:hasCitation ?source } UNION { ?claim cg:x ?source }", "line 6.*'\\?claim' here"),
        ("# Key: ?claim\n OPTIONAL { ?claim cg:hasCitation ?source }", "line 6.*'OPTIONAL' here"),
        ("# Key: ?claim\n ?claim cg:hasCitation+ ?source", "line 6.*'\\+' here"),
        (
            "# Key: ?source\n ?one cg:hasCitation ?source FILTER EXISTS {\n# Key: ?one\n ?one cg:x ?y }",
            "can't stand here",
        ),
        ("# Member: ?claim\n # Key: ?source\n ?claim cg:hasCitation ?source", "has one subquery"),
        (
            "{ SELECT ?source ?how WHERE {\n# Key: ?source\n ?source cg:x ?how } }"
            "\n# Member: ?claim\n ?claim cg:hasCitation ?source ; cg:y ?how",
            "\\?how may be anything .* list it by VALUES",
        ),
        ("{ SELECT (COUNT(?x) AS ?n) WHERE { ?x cg:hasCitation ?source } }", "line 5.*'\\(' here"),
    ],
)
def test_a_rule_that_is_not_local_is_refused(where: str, complaint: str) -> None:
    text = f"PREFIX cg: <https://example.org/>\n\nCONSTRUCT {{ ?claim cg:backedBy ?source }}\nWHERE {{\n {where}\n}}\n"
    with pytest.raises(DeriveError, match=f"rules/odd.rq.*{complaint}"):
        locality("odd", text)
