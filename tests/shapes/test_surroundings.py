"""What a verdict rests on stays the same however many letters there are."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.shapes import ShapesError
from claimgraph.shapes.judge import Suspicion, judge
from claimgraph.shapes.shape_files import background
from claimgraph.shapes.shape_graph import ShapeGraph
from claimgraph.shapes.surroundings import surroundings
from claimgraph.shapes.suspects import shape_graph, suspects

EXAMPLES = Path(__file__).parent / "examples"
BASE = "https://example.org/docket/"
TEXTS = [path.read_text("utf-8") for path in sorted(EXAMPLES.glob("*.valid.ttl"))]


def triples(*names: str) -> list[Triple]:
    """The valid examples, with the letter of alpha as each of these letters."""
    texts = [text.replace("alpha", name) for name in ("alpha", *names) for text in TEXTS]
    return [quad.triple for text in texts for quad in parse(text, format=RdfFormat.TURTLE, rename_blank_nodes=True)]


def store_of(statements: list[Triple]) -> Store:
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in (*statements, *background()))
    return store


def every_shape(thing: NamedNode) -> Suspicion:
    return Suspicion(frozenset(shape_graph().node_shapes()), frozenset({thing}))


@pytest.mark.parametrize("name", ["claim/alpha/openness", "letter/alpha/section/0", "topic/safety", "request"])
def test_other_letters_are_no_part_of_a_things_surroundings(name: str) -> None:
    few, many = (
        surroundings(store_of(each), shape_graph(), every_shape(NamedNode(BASE + name)))
        for each in (triples(), triples("gamma", "zeta", "eta"))
    )
    assert few == many
    assert any(triple.subject == NamedNode(BASE + name) for triple in few)


def test_whoever_takes_a_position_is_part_of_a_propositions_surroundings() -> None:
    found = surroundings(
        store_of(triples("gamma")), shape_graph(), every_shape(NamedNode(f"{BASE}proposition/openness-improves-safety"))
    )
    claims = {triple.subject.value for triple in found if "/claim/" in str(triple.subject)}
    assert {f"{BASE}claim/alpha/openness", f"{BASE}claim/gamma/openness"} <= claims


def test_only_what_is_suspected_is_judged() -> None:
    claim = NamedNode(f"{BASE}claim/alpha/openness")
    store = store_of([each for each in triples() if each.subject != claim or "label" not in str(each.predicate)])
    shape = NamedNode("https://w3id.org/claimgraph/shapes#Claim")
    assert suspects(store) == {shape: {claim}}
    suspicion = Suspicion(frozenset({shape}), frozenset({claim}))
    found = judge(surroundings(store, shape_graph(), suspicion), suspicion)
    assert [(each.focus, each.path) for each in found] == [(claim.value, "rdfs:label")]


def test_a_constraint_that_goes_back_by_a_path_is_refused() -> None:
    text = """
        @prefix sh: <http://www.w3.org/ns/shacl#> .
        <urn:prefixes> sh:declare [ sh:prefix "x" ; sh:namespace "urn:x" ] .
        <urn:shape> a sh:NodeShape ; sh:targetClass <urn:class> ;
            sh:sparql [ sh:select "SELECT $this { $this ^(<urn:p>|<urn:q>) ?v }" ] .
    """
    shapes = ShapeGraph(quad.triple for quad in parse(text, format=RdfFormat.TURTLE))
    with pytest.raises(ShapesError, match="only a single property may be followed back"):
        surroundings(Store(), shapes, Suspicion(frozenset(), frozenset()))
