"""Framed JSON-LD: what is served is what a JSON-LD processor makes of the description and its frame."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from pyld import jsonld
from pyoxigraph import Literal, NamedNode, RdfFormat, Store, Triple, parse

from claimgraph.api.examples import about
from claimgraph.api.forms.context import CONTEXT, context, context_file
from claimgraph.api.forms.framed import framed
from claimgraph.api.forms.vocabulary import frames
from claimgraph.ontology import CITO, DCTERMS, OWL, RDF, RDFS, XSD, ontology_triples

DATE = DCTERMS.date.value
BASE = "https://example.org/lamps/"
FRAMES = {json.loads(frame)["type"]: name for name, frame in frames().items()}


def only_ours(url: str, options: object) -> dict[str, Any]:
    assert url == CONTEXT, "no context is fetched from anywhere"
    document = json.loads(context_file())
    return {"contentType": "application/ld+json", "contextUrl": None, "documentUrl": url, "document": document}


LOADING = {"documentLoader": only_ours}


def in_any_order(value: Any) -> Any:
    if isinstance(value, list):
        return sorted((in_any_order(each) for each in value), key=lambda each: json.dumps(each, sort_keys=True))
    return {key: in_any_order(each) for key, each in value.items()} if isinstance(value, dict) else value


def described(store: Store, iri: str) -> set[Triple]:
    return set(store.query(about("resource-describe", iri), use_default_graph_as_union=True))  # type: ignore[arg-type]


def test_every_thing_is_framed_as_a_processor_frames_it(lamps_graph: Store) -> None:
    things = {
        quad.subject.value
        for quad in lamps_graph
        if isinstance(quad.subject, NamedNode) and "/graph/" in str(quad.graph_name)
    }
    seen: set[str] = set()
    for iri in sorted(things):
        triples = described(lamps_graph, iri)
        document = json.loads(framed(iri, triples))
        back = {quad.triple for quad in parse(json.dumps(document).encode(), RdfFormat.JSON_LD)}
        assert back == triples, iri
        [kind, *_] = [each for each in document["type"] if each in FRAMES]
        seen.add(kind)
        frame = json.loads(frames()[FRAMES[kind]])
        again = jsonld.frame(jsonld.expand(document, LOADING), frame, LOADING)
        del document["@context"], again["@context"]
        assert in_any_order(again) == in_any_order(document), iri
    assert len(things) > 70
    assert seen >= {"Claim", "CommentLetter", "EvidenceSource", "Alignment", "Proposition", "Passage", "Citation"}


def test_a_processor_reads_the_same_triples(lamps_graph: Store) -> None:
    iri = f"{BASE}claim/acme/brighter-lamps-reduce-accidents"
    triples = described(lamps_graph, iri)
    lines = jsonld.to_rdf(json.loads(framed(iri, triples)), {"format": "application/n-quads", **LOADING})
    assert {quad.triple for quad in parse(lines.encode(), RdfFormat.N_QUADS)} == triples


def test_a_claim_reads_as_one_expects(lamps_graph: Store) -> None:
    iri = f"{BASE}claim/acme/brighter-lamps-reduce-accidents"
    claim = json.loads(framed(iri, described(lamps_graph, iri)))
    assert (claim["id"], claim["type"]) == (iri, ["Claim", "FactualClaim"])
    assert claim["quote"] == "Brighter lamps reduce accidents at night."
    assert claim["madeBy"] == [{"id": f"{BASE}organization/acme", "label": "Acme Lamps"}]
    assert claim["affirms"]["statement"] == "Brighter lamps make streets safer."
    [passage] = claim["assertedIn"]
    assert (passage["exact"], passage["start"], passage["end"]) == (claim["quote"], 504, 545)
    assert {each["label"] for each in claim["alignments"]} == {
        "Agreement: brightness helps",
        "Shared evidence, derived: “Lamps and accidents”",
    }
    assert set(claim["@context"]) < set(json.loads(context_file())["@context"])


@pytest.mark.parametrize(
    ("value", "key", "written"),
    [
        (Literal("2024-05-06", datatype=XSD.date), "date", "2024-05-06"),
        (Literal("2024-05", datatype=XSD.gYearMonth), "dateMonth", "2024-05"),
        (Literal("2024", datatype=XSD.gYear), "dateYear", "2024"),
        (Literal("spring"), DATE, "spring"),
        (Literal("Mai", language="de"), DATE, {"@language": "de", "@value": "Mai"}),
        (Literal("007", datatype=XSD.integer), DATE, {"type": XSD.integer.value, "@value": "007"}),
        (Literal(str(2**53 + 1), datatype=XSD.integer), DATE, {"type": XSD.integer.value, "@value": str(2**53 + 1)}),
        (Literal("-3", datatype=XSD.integer), DATE, -3),
        (Literal("true", datatype=XSD.boolean), DATE, True),
        (Literal("1", datatype=XSD.boolean), DATE, {"type": XSD.boolean.value, "@value": "1"}),
    ],
)
def test_literals_come_back_as_they_are(value: Literal, key: str, written: object) -> None:
    triple = Triple(NamedNode(f"{BASE}x"), NamedNode("http://purl.org/dc/terms/date"), value)
    document = framed(f"{BASE}x", [triple])
    assert json.loads(document)[key] == written
    assert [quad.triple for quad in parse(document, RdfFormat.JSON_LD)] == [triple]


def test_what_has_no_name_keeps_its_iri() -> None:
    this, other = NamedNode(f"{BASE}x"), NamedNode(f"{BASE}y")
    depicts = NamedNode("http://xmlns.com/foaf/0.1/depicts")
    triples = {Triple(this, depicts, other), Triple(other, depicts, this), Triple(this, depicts, this)}
    document = framed(f"{BASE}x", triples)
    assert {quad.triple for quad in parse(document, RdfFormat.JSON_LD)} == triples
    assert json.loads(document)["@reverse"] == {depicts.value: {"id": other.value}}


def test_the_context_names_the_whole_ontology() -> None:
    kinds: dict[NamedNode, set[object]] = {}
    for triple in ontology_triples():
        if triple.predicate == RDF.type and isinstance(triple.subject, NamedNode):
            kinds.setdefault(triple.subject, set()).add(triple.object)
    names = context()
    for term, own in kinds.items():
        if OWL["Class"] in own:
            assert term.value in names.classes, f"context-1.jsonld has no name for {term}"
        if own & {OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}:
            assert term.value in names.forwards, f"context-1.jsonld has no name for {term}"
        if OWL.ObjectProperty in own:
            assert term.value in names.backwards, f"context-1.jsonld has no name for {term} read backwards"
    assert names.name(RDFS.label.value, None).name == "label"
    assert names.classes[CITO.Citation.value] == "CitoCitation"


def test_context_and_frames_stand_at_their_addresses(formed: httpx.Client) -> None:
    answer = formed.get("/context/1.jsonld")
    assert answer.content == context_file()
    assert answer.headers["content-type"] == "application/ld+json"
    assert answer.headers["cache-control"] == "public, max-age=86400"
    assert formed.get("/context/1.jsonld", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    listed = formed.get("/frame").json()
    assert [each["class"] for each in listed] == list(FRAMES)
    for each in listed:
        frame = formed.get(each["frame"])
        assert frame.headers["content-type"] == 'application/ld+json;profile="http://www.w3.org/ns/json-ld#frame"'
        assert frame.json()["@context"] == str(formed.base_url.join("/context/1.jsonld"))
    assert formed.get("/frame/none.jsonld").status_code == 404
