"""What is found around a change is what is found in all that there is after it, no less and no more."""

from __future__ import annotations

from itertools import cycle, product
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pieces_of import OF_LETTERS, cut, pieces_of
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.ontology import CG, ONTOLOGY_GRAPH, RDF, RDFS, XSD, Iris, ontology_triples
from claimgraph.shapes import Validation, questions, revalidate, validate, validate_store
from claimgraph.shapes.change import Change
from claimgraph.shapes.consequences import consequences
from claimgraph.shapes.lookouts import constraints
from claimgraph.shapes.marks import in_one_piece
from claimgraph.shapes.shape_graph import Step
from claimgraph.shapes.suspects import suspects

EXAMPLES = Path(__file__).parent / "examples"


def read(path: Path) -> list[Triple]:
    return [quad.triple for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)]


def normal(triples: set[Triple]) -> set[Triple]:
    """The triples as the engine writes them."""
    store = Store()
    store.extend(Quad(*triple) for triple in triples)
    return {quad.triple for quad in store}


VALID = normal({triple for path in sorted(EXAMPLES.glob("*.valid.ttl")) for triple in read(path)})
INVALID = sorted(EXAMPLES.glob("*.invalid.ttl"))
ORDERED = sorted(VALID, key=str)
SUBJECTS, PREDICATES, OBJECTS = (sorted({triple[at] for triple in VALID}, key=str) for at in range(3))
CLASSES = sorted({triple.object for triple in VALID if triple.predicate == RDF.type}, key=str)
ODD = [
    Literal(""),
    Literal("x", language="en"),
    Literal("-1", datatype=XSD.integer),
    Literal("99999", datatype=XSD.integer),
    Literal("2024-02-30", datatype=XSD.date),
    NamedNode("http://example.org/elsewhere"),
    BlankNode("odd"),
]
TERMS = st.one_of(st.sampled_from(ODD), st.sampled_from(OBJECTS))
CHANGES = st.one_of(
    st.tuples(st.just("take away"), st.sampled_from(ORDERED), TERMS),
    st.tuples(st.just("put another object"), st.sampled_from(ORDERED), TERMS),
    st.tuples(st.just("add an object"), st.sampled_from(ORDERED), TERMS),
    st.tuples(st.just("add a class"), st.sampled_from(ORDERED), st.sampled_from(CLASSES)),
    st.tuples(st.just("put another subject"), st.sampled_from(ORDERED), st.sampled_from([*SUBJECTS, BlankNode("odd")])),
    st.tuples(st.just("put another property"), st.sampled_from(ORDERED), st.sampled_from(PREDICATES)),
    st.tuples(st.just("take all away"), st.sampled_from(ORDERED), TERMS),
    st.tuples(st.just("make a subclass"), st.sampled_from(ORDERED), st.sampled_from(CLASSES)),
)


def changed(changes: list[tuple[str, Triple, NamedNode | BlankNode | Literal]]) -> set[Triple]:
    graph = set(VALID)
    for kind, triple, term in changes:
        subject, predicate, said = triple
        if kind in ("take away", "put another object", "put another property", "put another subject"):
            graph.discard(triple)
        if kind in ("put another object", "add an object"):
            graph.add(Triple(subject, predicate, term))
        elif kind == "add a class":
            graph.add(Triple(subject, RDF.type, term))
        elif kind == "put another subject" and not isinstance(term, Literal):
            graph.add(Triple(term, predicate, said))
        elif kind == "put another property" and isinstance(term, NamedNode):
            graph.add(Triple(subject, term, said))
        elif kind == "take all away":
            graph = {each for each in graph if each.subject != subject}
        elif kind == "make a subclass" and predicate == RDF.type and isinstance(said, NamedNode):
            graph.add(Triple(said, RDFS.subClassOf, term))
    return normal(graph)


def store_of(triples: set[Triple]) -> Store:
    """A store with the ontology's graph and some of the triples in each of three others."""
    graphs = cycle(NamedNode(f"urn:graph:{number}") for number in range(3))
    store = Store()
    store.extend(Quad(*triple, graph) for triple, graph in zip(sorted(triples, key=str), graphs, strict=False))
    store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
    return store


def test_what_is_valid_is_so_in_a_store() -> None:
    assert validate_store(store_of(VALID)) == ()


@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=1, max_size=6))
def test_around_any_change_is_found_what_is_found_in_all(
    changes: list[tuple[str, Triple, NamedNode | BlankNode | Literal]],
) -> None:
    graph = changed(changes)
    store = store_of(graph)
    every = validate(graph)
    assert revalidate(store, VALID - graph, graph - VALID) == every
    assert validate_store(store) == every


@pytest.mark.parametrize("path", INVALID, ids=[path.name.split(".")[0] for path in INVALID])
def test_what_an_invalid_example_brings_is_suspected(path: Path) -> None:
    new = normal(set(read(path))) - VALID
    store = store_of(VALID | new)
    assert consequences(store, Change(store, (), new, (ONTOLOGY_GRAPH,))) == suspects(store)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES.filter(lambda each: each[0] != "make a subclass"), min_size=1, max_size=8))
def test_queries_of_what_a_change_touches_find_what_queries_of_all_find(
    changes: list[tuple[str, Triple, NamedNode | BlankNode | Literal]],
) -> None:
    graph = changed(changes)
    store = store_of(graph)
    around = consequences(store, Change(store, VALID - graph, graph - VALID, (ONTOLOGY_GRAPH,)))
    every = suspects(store)
    requests = [t for t in graph - VALID if t.predicate == RDF.type and "RequestForComment" in str(t.object)]
    if not requests:
        # Of blank nodes nothing can be asked, so that those which are touched are left to pySHACL.
        named = {(shape, each) for shape, things in around.items() for each in things if isinstance(each, NamedNode)}
        assert named == {
            (shape, each) for shape, things in every.items() for each in things if isinstance(each, NamedNode)
        }
        assert all(things <= around.get(shape, frozenset()) for shape, things in every.items())


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=1, max_size=8), st.integers(1, 4))
def test_pieces_are_found_wrong_in_what_all_is_found_wrong_in(
    changes: list[tuple[str, Triple, NamedNode | BlankNode | Literal]], number: int
) -> None:
    graph = changed(changes)
    store = store_of(graph)
    validation = Validation(store)
    workers, told = (Validation(store), Validation(store)), Validation(store)
    for piece, worker in zip(pieces_of(store, number), cycle(workers), strict=False):
        validation.look_at(piece)
        worker.look_at(piece)
        told.add(worker.news())
    expected = validate(graph)
    assert validation.violations() == expected
    assert told.violations() == expected


@pytest.mark.parametrize("said", [(None, None), (None, 0), (0, 0), (0, 1)])
def test_an_alignment_of_no_piece_whose_claim_speaks_of_something_else_is_found(said: tuple[int | None, ...]) -> None:
    """Claim and proposition are in one piece, in two, or in none; pieces say both statements, or letters of one do."""
    claim, aligned, proposition = (NamedNode(f"http://example.org/{name}") for name in ("claim", "aligned", "about"))
    request = Triple(NamedNode("http://example.org/request"), RDF.type, CG.RequestForComment)
    statements = (Triple(aligned, CG.aligns, claim), Triple(aligned, CG.onProposition, proposition))
    graphs = (NamedNode("urn:graph:1") if piece is None else OF_LETTERS for piece in said)
    quads = [Quad(*each, graph) for each, graph in zip(statements, graphs, strict=True)]
    store = store_of({request})
    store.extend(quads)
    expected = validate({request, *statements})
    assert "takes a position" in str(expected)
    for places in product(range(3), repeat=2):
        place = {
            aligned: 2,
            **dict(zip((claim, proposition), places, strict=True)),
            **dict(zip(quads, said, strict=True)),
        }
        validation = Validation(store)
        for piece in cut(store, 2, lambda each, place=place: place.get(each, 0)):
            validation.look_at(piece)
        assert validation.violations() == expected, places


@pytest.mark.parametrize("place", range(3))
def test_a_value_of_the_wrong_class_is_found_wherever_it_is(place: int) -> None:
    """What has it is no piece's own; the value is the first piece's, the second's, or no piece's."""
    right = next(each for each in ORDERED if each.predicate == CG.runBy)
    wrong = Triple(right.subject, CG.runBy, NamedNode("http://example.org/nobody"))
    graph = {*VALID - {right}, wrong, Triple(wrong.object, RDF.type, CG.Topic)}
    store, expected = store_of(graph), validate(graph)
    assert "runBy" in str(expected)
    validation = Validation(store)
    for piece in cut(store, 2, lambda each: {wrong.subject: 2, wrong.object: place}.get(each, 0)):
        validation.look_at(piece)
    assert validation.violations() == expected


@pytest.mark.parametrize("at_once", [1, 2, 5, 9])
def test_of_many_things_of_no_piece_all_are_found(at_once: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Locations have two hosts, each in another piece, where nothing is wrong with them; few are asked of at once."""
    monkeypatch.setattr(questions, "AT_ONCE", at_once)
    store = store_of(set())
    iris = Iris("http://example.org/")
    hosts: dict[Quad, int] = {}
    for place in map(iris.location, "abcde"):
        store.extend(
            Quad(place, predicate, value, NamedNode("urn:graph:1"))
            for predicate, value in (
                (RDF.type, CG.WebLocation),
                (RDFS.label, Literal("where")),
                (CG.url, Literal("http://example.org/", datatype=XSD.anyURI)),
            )
        )
        hosts |= {Quad(place, CG.host, Literal(str(n)), OF_LETTERS): n for n in (0, 1)}
    store.extend(hosts)
    expected = validate_store(store)
    assert len(expected) == 5
    others = {quad.subject: 2 for quad in hosts}
    validation = Validation(store)
    for piece in cut(store, 2, lambda each: (hosts | others).get(each, 0)):
        validation.look_at(piece)
    assert validation.violations() == expected


def test_which_constraints_a_piece_can_answer_for_what_is_no_pieces_own() -> None:
    """Those that follow single statements from the thing; what must not hold may lead anywhere."""
    arms = {
        str(shape).rpartition("#")[2][:-1]: {str(step.property).rpartition("#")[2][:-1] for step in asked.arms}
        for shape, asked in constraints()
        if asked.arms is not None
    }
    assert arms == {
        "AlignedClaimsSpeakToTheProposition": {"onProposition", "aligns"},
        "AlignedClaimsCiteWhatTheyShare": {"sharesSource", "aligns"},
        "ClaimStandsInItsSection": {"statedIn"},
        "ShownPassagesAreItsClaims": {"showsPassage"},
        "TextIsWhole": {"content", "codePoints", "sha256"},
    }
    assert all(asked.arms <= asked.first_steps for _, asked in constraints() if asked.arms is not None)


def test_whatever_a_constraint_finds_is_found_by_a_pattern() -> None:
    """Of a union, or of a group that is counted, it isn't known which; but one of them it is."""
    for shape, asked in constraints():
        assert asked.possible_steps, shape
        assert asked.possible_steps >= asked.first_steps
    union = next(asked for shape, asked in constraints() if str(shape).endswith("PartsLieInText>"))
    assert not union.first_steps
    assert union.possible_steps >= {Step(CG.inText), Step(CG.sectionOf), Step(CG.footnoteOf), Step(CG.marks)}


@pytest.mark.parametrize(
    ("marks", "told"),
    [
        ([("own", CG.aligns)], True),
        ([("own", CG.aligns), ("own", CG.onProposition)], False),
        ([("own", CG.aligns), ("own", CG.topic)], True),
        ([("apart", CG.onProposition)], False),
        ([("says", CG.onProposition)], True),
    ],
)
def test_a_piece_tells_all_unless_statements_of_several_meet(marks: list[tuple[str, NamedNode]], told: bool) -> None:
    arms = (Step(CG.aligns), Step(CG.onProposition))
    assert in_one_piece([(how, str(name)) for how, name in marks], arms) is told
