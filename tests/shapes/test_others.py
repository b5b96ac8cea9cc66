"""Of what is no piece's own the whole store is asked no more than what pieces can't tell together."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from itertools import product

import pytest
from pieces_of import OF_LETTERS, cut
from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

from claimgraph.ontology import (
    CG,
    DCTERMS,
    ONTOLOGY_GRAPH,
    ORG,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    XSD,
    Iris,
    Thing,
    ontology_triples,
)
from claimgraph.shapes.grounds import all_limits, grounds
from claimgraph.shapes.others import Others
from claimgraph.shapes.shape_files import SH
from claimgraph.shapes.shape_graph import ShapeGraph, Step
from claimgraph.shapes.suspects import Hierarchy, hierarchy, suspects


def kind_of(shape: NamedNode) -> str:
    return str(shape).rpartition("#")[2][:-1]


def agreement(stances: Sequence[NamedNode], respondents: Sequence[str] = "ab") -> tuple[NamedNode, list[Triple]]:
    """An agreement, and what is said of it and of claims of these respondents with these stances."""
    iris = Iris("http://example.org/")
    thing, on = iris.alignment("same"), iris.proposition("on")
    said = [
        Triple(thing, RDF.type, CG.Agreement),
        Triple(thing, RDFS.label, Literal("same")),
        Triple(thing, CG.onProposition, on),
        Triple(thing, CG.justification, Literal("Both say it.")),
        Triple(on, RDF.type, CG.Proposition),
    ]
    for number, (stance, by) in enumerate(zip(stances, respondents, strict=True)):
        claim = NamedNode(f"http://example.org/claim/{number}")
        said += [
            Triple(claim, RDF.type, CG.Claim),
            Triple(thing, CG.aligns, claim),
            Triple(claim, stance, on),
            Triple(claim, CG.madeBy, NamedNode(f"http://example.org/by/{by}")),
        ]
    return thing, said


def asked_in_pieces(
    said: Sequence[Triple], place: Callable[[Thing | Quad], int], letters: Container[Triple] = ()
) -> dict[str, set[NamedNode]]:
    """Which shapes the whole store is asked of what is no piece's own, and what they are found to fail."""
    store = Store()
    store.extend(Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples())
    store.extend(Quad(*each, OF_LETTERS if each in letters else NamedNode("urn:graph:1")) for each in said)
    worker, others = Others(store, (ONTOLOGY_GRAPH,)), Others(store, (ONTOLOGY_GRAPH,))
    for piece in cut(store, 2, place):
        worker.look_at(piece, suspects(piece.store))
        others.add(*worker.news())
    return {kind_of(shape): ask() for shape, ask in others.questions()}


COUNTED = {"Alignment", "AlignmentOnProposition", "AgreementHasOneStance", "AgreementHasNoOpposites"}


@pytest.mark.parametrize("places", list(product(range(3), repeat=2)))
@pytest.mark.parametrize(
    ("stances", "respondents", "failed"),
    [
        ((CG.affirms, CG.affirms), "ab", set()),
        ((CG.affirms, CG.denies), "ab", {"AgreementHasOneStance", "AgreementHasNoOpposites"}),
        ((CG.affirms, CG.qualifies), "ab", {"AgreementHasOneStance"}),
        ((CG.topic, CG.topic), "ab", {"AgreementHasOneStance"}),
        ((CG.affirms, CG.affirms), "aa", {"Alignment"}),
        ((CG.affirms,), "a", {"Alignment"}),
    ],
)
def test_how_many_things_ways_lead_to_pieces_tell_together(
    stances: tuple[NamedNode, ...], respondents: str, failed: set[str], places: tuple[int, int]
) -> None:
    """Each claim is the first piece's, the second's, or no piece's: then the whole store is asked."""
    thing, said = agreement(stances, respondents)
    said += [Triple(thing, CG.reviewStatus, CG.Reviewed)]
    claims = [triple.object for triple in said if triple.predicate == CG.aligns]
    place = dict(zip(claims, places, strict=False))
    asked = asked_in_pieces(said, lambda each: place.get(each, 2))
    assert {shape for shape in COUNTED if thing in asked.get(shape, ())} == failed
    if 2 not in place.values():
        assert COUNTED & asked.keys() == failed
    else:
        assert {"AgreementHasOneStance", "AgreementHasNoOpposites"} <= asked.keys()


@pytest.mark.parametrize(
    ("change", "failed"),
    [
        ((), set()),
        ((RDFS.label, Literal("another")), {"Alignment"}),
        ((RDFS.label, NamedNode("http://example.org/claim/0")), {"Alignment"}),
        ((CG.confidence, Literal("perhaps")), {"Alignment"}),
        ((RDF.type, CG.Disagreement), {"AlignmentKind"}),
        ((CG.derivedBy, CG.Derived), {"Alignment", "ReviewedAlignment"}),
    ],
)
@pytest.mark.parametrize("piece", [None, 0, 1, 2])
def test_what_a_things_own_statements_say_a_piece_tells_that_has_them_all(
    change: tuple[NamedNode, NamedNode | Literal] | tuple[()], failed: set[str], piece: int | None
) -> None:
    """One statement more is in every piece, or said by letters of one."""
    iris = Iris("http://example.org/")
    thing, said = agreement((CG.affirms, CG.affirms))
    said += [
        Triple(thing, CG.reviewStatus, CG.Reviewed),
        Triple(thing, PROV.wasAttributedTo, iris.organization("who")),
        Triple(iris.organization("who"), RDF.type, ORG.Organization),
        Triple(thing, CG.confidence, Literal("high")),
        Triple(thing, DCTERMS.date, Literal("2024-01-31", datatype=XSD.date)),
    ]
    more = [Triple(thing, *change)] if change else []
    place = {triple.object: number for number, triple in enumerate(t for t in said if t.predicate == CG.aligns)}
    place |= {Quad(*each, OF_LETTERS): piece for each in more if piece is not None}
    asked = asked_in_pieces([*said, *more], lambda each: place.get(each, 2), more if piece is not None else ())
    near = {"Alignment", "AlignmentKind", "ReviewedAlignment"}
    assert {shape for shape in near if thing in asked.get(shape, ())} == failed
    if piece is None:
        assert near & asked.keys() == failed
    else:
        assert failed <= asked.keys()


def test_where_a_shape_looks_further_the_whole_store_is_asked_of_what_is_sound_so_far() -> None:
    work = Iris("http://example.org/").source("work")
    said = [
        Triple(work, RDF.type, CG.EvidenceSource),
        Triple(work, RDFS.label, Literal("work")),
        Triple(work, DCTERMS.date, Literal("perhaps")),
    ]
    assert asked_in_pieces(said, lambda each: 2)["EvidenceSource"] == {work}


def test_what_looks_further_than_pieces_can_tell_is_known() -> None:
    known = {kind_of(shape): each for shape, each in grounds(hierarchy(Store())).items()}
    assert {name for name, each in known.items() if each.far} == {
        "Citation",
        "ClaimIsItsRespondents",
        "CommentLetter",
        "EvidenceSource",
        "FormerClaim",
        "LetterElement",
        "LinkHasItsPlace",
        "TakenWithOneOfItsWork",
    }
    of_alignments = known["Alignment"]
    assert {step.property for step in of_alignments.steps} == {
        RDFS.label,
        CG.justification,
        CG.reviewStatus,
        CG.confidence,
        DCTERMS.date,
    }
    assert {path for each in of_alignments.counted for path in each.limits} >= {
        str(CG.aligns),
        f"{CG.aligns}/{CG.madeBy}",
    }


@pytest.mark.parametrize(
    ("part", "steps", "far"),
    [
        (
            "sh:property [ sh:path cg:affirms ; sh:disjoint cg:denies , cg:qualifies ]",
            {"affirms", "denies", "qualifies"},
            0,
        ),
        ("sh:property [ sh:path cg:affirms ; sh:disjoint ( cg:aligns cg:denies ) ]", set(), 1),
        ("sh:property [ sh:path ( cg:aligns cg:madeBy ) ; sh:nodeKind sh:IRI ]", set(), 1),
        ("sh:or ( [ sh:path cg:runBy ; sh:class cg:Section ] [ sh:path cg:runBy ; sh:class cg:Claim ] )", set(), 1),
        ("sh:not [ sh:path cg:runBy ; sh:minCount 1 ]", set(), 1),
        ("sh:not [ sh:property [ sh:path cg:runBy ; sh:hasValue cg:Claim ] ]", {"runBy"}, 0),
        ("sh:not [ sh:property [ sh:path cg:runBy ; sh:class cg:Section ] ]", set(), 1),
        ("sh:property [ sh:path ( cg:runBy cg:runBy cg:runBy ) ; sh:maxCount 1 ]", set(), 1),
        ("sh:property [ sh:path ( cg:runBy [ sh:inversePath cg:runBy ] ) ; sh:maxCount 1 ]", set(), 1),
        ("sh:property [ sh:path [ sh:inversePath cg:runBy ] ; sh:datatype xsd:string ]", set(), 1),
    ],
)
def test_what_a_part_rests_on(part: str, steps: set[str], far: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """A part that isn't told by the values of the thing's properties, or by counting, is left to the whole store."""
    lines = [f"@prefix {name}: <{iri}> ." for name, iri in {**PREFIXES, "sh": SH}.items()]
    text = "\n".join([*lines, f"cg:Shape sh:targetClass cg:Programme ; {part} ."])
    read = ShapeGraph(quad.triple for quad in parse(text.encode(), RdfFormat.TURTLE))
    monkeypatch.setattr("claimgraph.shapes.grounds.shape_graph", lambda: read)
    found = grounds(Hierarchy())[CG.Shape]
    assert {str(step.property).rpartition("#")[2][:-1] for step in found.steps} == steps
    assert (bool(found.far), found.counted) == (bool(far), ())


def test_paths_are_told_apart_by_how_they_are_written() -> None:
    known = all_limits(grounds(hierarchy(Store())).values())
    assert known[f"{CG.aligns}/{CG.madeBy}"].number == 2
    assert known[f"{CG.aligns}/({CG.denies}|{CG.qualifies})"].number == 1
    assert known[f"^{CG.submittedBy}"].ways == ((Step(CG.submittedBy, back=True),),)
    assert len({each.ways for each in known.values()}) == len(known)


def test_what_a_piece_tells_that_others_told_is_no_news() -> None:
    thing, said = agreement((CG.affirms, CG.denies))
    store = Store()
    store.extend(Quad(*each, NamedNode("urn:graph:1")) for each in said)
    others = Others(store, (ONTOLOGY_GRAPH,))
    place = {each.object: number for number, each in enumerate(each for each in said if each.predicate == CG.aligns)}
    first, second, rest = cut(store, 2, lambda each: place.get(each, 2))
    told = []
    for piece in (first, first, second, second, rest):
        others.look_at(piece, suspects(piece.store))
        _, news = others.news()
        told.append(thing in news)
    assert told == [True, False, True, False, True]
    assert others.news() == ({}, {})
