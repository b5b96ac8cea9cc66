"""What the queries suspect is at least what pySHACL finds wrong, whatever is done to a graph."""

from __future__ import annotations

import gc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.ontology import RDF, RDFS, XSD
from claimgraph.shapes import ShapesError, validate
from claimgraph.shapes.failing import failing
from claimgraph.shapes.judge import judge
from claimgraph.shapes.shape_graph import ShapeGraph
from claimgraph.shapes.suspects import found_by

EXAMPLES = Path(__file__).parent / "examples"
VALID = [
    quad.triple
    for path in sorted(EXAMPLES.glob("*.valid.ttl"))
    for quad in parse(path.read_bytes(), format=RdfFormat.TURTLE, rename_blank_nodes=True)
]
SUBJECTS, PREDICATES, OBJECTS = (sorted({triple[at] for triple in VALID}, key=str) for at in range(3))
CLASSES = sorted({triple.object for triple in VALID if triple.predicate == RDF.type}, key=str)
ODD = [
    *(Literal(text) for text in ("", "x", "a\n", "2a\n")),
    *(Literal("x", language=tag) for tag in ("en", "EN")),
    *(Literal(text, datatype=XSD.integer) for text in ("abc", "-1", "0", "99999", "9" * 25)),
    *(Literal(text, datatype=XSD.date) for text in ("2024-02-30", "0001-01-01", "-0044-03-15", "12024-01-01")),
    *(Literal(text, datatype=XSD.date) for text in ("2024-03-27", "2024-03-27Z")),
    *(Literal(text, datatype=XSD.gYear) for text in ("2020", "20")),
    *(Literal(text, datatype=XSD.gYearMonth) for text in ("2020-12", "2020-13")),
    *(Literal(text, datatype=XSD.decimal) for text in ("0.5", "2.5")),
    Literal("true", datatype=XSD.boolean),
    Literal("x y", datatype=XSD.anyURI),
    NamedNode("http://example.org/elsewhere"),
]

TERMS = st.one_of(st.sampled_from(ODD), st.sampled_from(OBJECTS))
CHANGES = st.one_of(
    st.tuples(st.just("take away"), st.sampled_from(VALID), TERMS),
    st.tuples(st.just("put another object"), st.sampled_from(VALID), TERMS),
    st.tuples(st.just("add an object"), st.sampled_from(VALID), TERMS),
    st.tuples(st.just("add a class"), st.sampled_from(VALID), st.sampled_from(CLASSES)),
    st.tuples(st.just("put another property"), st.sampled_from(VALID), st.sampled_from(PREDICATES)),
    st.tuples(st.just("make a subclass"), st.sampled_from(VALID), st.sampled_from(CLASSES)),
)


def changed(changes: list[tuple[str, Triple, Literal | NamedNode | BlankNode]]) -> list[Triple]:
    graph = set(VALID)
    for kind, triple, term in changes:
        subject, predicate, said = triple
        if kind in ("take away", "put another object", "put another property"):
            graph.discard(triple)
        if kind in ("put another object", "add an object"):
            graph.add(Triple(subject, predicate, term))
        elif kind == "add a class":
            graph.add(Triple(subject, RDF.type, term))
        elif kind == "put another property" and isinstance(term, NamedNode):
            graph.add(Triple(subject, term, said))
        elif kind == "make a subclass" and predicate == RDF.type and isinstance(said, NamedNode):
            graph.add(Triple(said, RDFS.subClassOf, term))
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in graph)
    return [quad.triple for quad in store]


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(CHANGES, min_size=4, max_size=16))
def test_a_graph_is_judged_as_by_pyshacl_alone_whatever_is_changed(changes: list[tuple[str, Triple, Literal]]) -> None:
    graph = changed(changes)
    assert validate(graph) == judge(graph)


def test_a_literal_that_the_engine_would_rewrite_is_judged_as_it_is() -> None:
    long = Literal("7", datatype=NamedNode(f"{XSD}long"))
    graph = [Triple(t.subject, t.predicate, long if str(t.predicate).endswith("#end>") else t.object) for t in VALID]
    assert validate(graph) == judge(graph) != ()


def test_numbers_that_are_none_are_told_of_and_break_nothing() -> None:
    """rdflib counts with them in the constraints on passages, and breaks."""
    none = Literal("abc", datatype=XSD.integer)
    graph = [Triple(t.subject, t.predicate, none if str(t.predicate).endswith("#start>") else t.object) for t in VALID]
    for found in (judge(graph), validate(graph)):
        assert {each.value for each in found if each.path == "oa:start"} >= {"abc"}


SHAPE = """
@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
<urn:shape> a sh:NodeShape ; sh:targetClass <urn:class> ; {} .
"""


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ('sh:languageIn ( "en" )', r"no query is made from sh:languageIn"),
        ("sh:nodeKind sh:Literal", r"no query is made from sh:nodeKind"),
        ("sh:property [ sh:path <urn:p> ; sh:datatype xsd:duration ]", r"from the datatype .*duration"),
        ("sh:property [ sh:path [ sh:zeroOrMorePath <urn:p> ] ; sh:minCount 1 ]", r"paths by sh:zeroOrMorePath"),
        ("sh:property [ sh:path <urn:p> ; sh:path <urn:q> ; sh:minCount 1 ]", r"2 values of sh:path: give it one"),
        ('sh:not [ sh:property [ sh:path <urn:p> ; sh:pattern "x" ] ]', r"sh:pattern can't stand in sh:not"),
    ],
)
def test_what_no_query_can_be_made_from_is_refused(said: str, message: str) -> None:
    shapes = ShapeGraph(quad.triple for quad in parse(SHAPE.format(said), format=RdfFormat.TURTLE))
    with pytest.raises(ShapesError, match=message):
        list(failing(shapes, {}))


def test_what_a_damaged_store_answers_is_dropped_where_it_was_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine's answers may not be dropped in another thread, where their error arrives."""
    names = [NamedNode(f"https://example.org/{n}") for n in range(20_000)]
    whole = Store(tmp_path / "database")
    whole.bulk_extend(Quad(name, name, Literal(f"What is said of {name}"), name) for name in names)
    whole.optimize()
    del whole
    for file in (tmp_path / "database").glob("*.sst"):
        data = bytearray(file.read_bytes())
        for place in range(len(data) // 2, len(data) - 20_000, 1000):
            data[place] ^= 255
        file.write_bytes(data)
    told: list[object] = []
    monkeypatch.setattr("sys.unraisablehook", told.append)
    store = Store.read_only(str(tmp_path / "database"))
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(found_by, store, "SELECT ?focus { ?focus ?p ?o }")
        with pytest.raises(RuntimeError, match="checksum"):
            asked.result()
    del asked
    gc.collect()
    assert not told
