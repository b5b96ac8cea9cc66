"""The ontology's page says of every term what its files say."""

from __future__ import annotations

import re
from collections.abc import Iterator

import httpx
import pytest
from pyoxigraph import Quad, RdfFormat, parse
from service_process import start, stop

from claimgraph.api.expressions import Expressions
from claimgraph.api.ontology_page import Term, ontology_document
from claimgraph.ontology import CG, ONTOLOGY_GRAPH, OWL, canonical, ontology_modules, ontology_triples
from claimgraph.store import publish

DOCUMENT = ontology_document()
TERMS = {term.name: term for _, terms in DOCUMENT.sections for term in terms}


def written(term: Term, fact: str) -> list[str]:
    """A fact's expressions as plain text."""
    return [
        " ".join(word or (iri or "").replace(str(CG), "").rpartition("/")[2] for word, iri in words)
        for title, found in term.facts
        if title == fact
        for words in found
    ]


FACTS = [
    ("Claim", "Subclass of", ["assertedIn some Passage", "statedIn some Section", "takesPositionOn some Proposition"]),
    ("PolicyClaim", "Subclasses", ["Recommendation"]),
    ("Recommendation", "Subclass of", ["PolicyClaim"]),
    ("Respondent", "Equivalent to", ["Agent and ( inverse submittedBy some CommentLetter )"]),
    ("Alignment", "Subclass of", ["aligns min 2 Claim"]),
    ("topic", "Domain", ["Claim or Proposition"]),
    ("reviewStatus", "Range", ["{ Reviewed , Derived , Unreviewed }"]),
    ("madeBy", "Property chain", ["statedIn o sectionOf o submittedBy"]),
    ("madeBy", "Inverse of", ["makesClaim"]),
    ("makesClaim", "Inverse of", ["madeBy"]),
    ("affirms", "Subproperty of", ["takesPositionOn"]),
    ("affirms", "Disjoint with", ["denies", "qualifies"]),
    ("takesPositionOn", "Subproperties", ["affirms", "denies", "qualifies"]),
    ("Proposition", "In the domain of", ["affirmedBy", "contradicts", "deniedBy", "statement", "topic"]),
    ("Audience", "Individuals", ["ModelConsumers", "ModelDeveloper"]),
    ("ModelDeveloper", "Type", ["Audience"]),
    ("ModelDeveloper", "Different from", ["ModelConsumers"]),
    ("quote", "Range", ["http://www.w3.org/2001/XMLSchema#string".rpartition("/")[2]]),
]


@pytest.mark.parametrize(("name", "fact", "expected"), FACTS)
def test_a_fact_is_told(name: str, fact: str, expected: list[str]) -> None:
    assert written(TERMS[name], fact) == expected


def test_every_term_is_there_with_its_words() -> None:
    ours = {t.subject.value for t in ontology_triples() if str(t.subject).startswith(f"<{CG}")}
    assert {term.iri for term in TERMS.values()} == ours
    assert all(term.label and term.definition and term.module in ontology_modules() for term in TERMS.values())
    assert TERMS["contradicts"].characteristics == ("symmetric",)
    assert TERMS["Claim"].examples == ("IBM: Openness and innovation go hand-in-hand.",)
    assert TERMS["Claim"].related[-1] == ("see also", "https://schema.org/Claim")
    assert TERMS["position"].notes[0].startswith("No domain: ")


def test_the_header_the_modules_and_the_terms_of_others_are_there() -> None:
    assert DOCUMENT.version == "https://w3id.org/claimgraph/ontology/0.1.0"
    assert [module.name for module in DOCUMENT.modules] == list(ontology_modules())
    assert sum(module.terms for module in DOCUMENT.modules) > len(TERMS) + len(DOCUMENT.foreign)
    assert ("http://purl.org/spar/cito/cites", "cites", "property", "http://purl.org/spar/cito/") in DOCUMENT.foreign


def test_a_large_group_of_disjoint_terms_stands_once() -> None:
    [group] = DOCUMENT.apart
    names = {iri.partition("#")[2] for words in group for _, iri in words if iri and iri.startswith(str(CG))}
    assert len(group) > 20
    assert names == {name for name, term in TERMS.items() if term.apart == (1,)}
    assert not any(written(TERMS[name], "Disjoint with") for name in names)


def test_an_expression_that_is_not_worded_yet_is_named() -> None:
    role, node = CG.madeBy, CG.x
    with pytest.raises(ValueError, match="expressions"):
        Expressions({node: {OWL.onProperty: [role], OWL.hasSelf: []}})._restriction(node)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a service that has nothing but the ontology."""
    store = tmp_path_factory.mktemp("ontology") / "store"
    publish(store, [Quad(*triple, ONTOLOGY_GRAPH) for triple in ontology_triples()], {})
    service = start(store)
    with httpx.Client(base_url=service.origin, timeout=30) as made:
        yield made
    stop(service)


def test_it_is_served_where_the_ontology_s_iri_leads(client: httpx.Client) -> None:
    text = client.get("/ontology", headers={"Accept": "text/html"}).text
    anchors = set(re.findall(r'id="([^"]+)"', text))
    assert {*TERMS, "modules", "module-core", "other-vocabularies", "prefixes"} <= anchors
    assert set(re.findall(r'href="(?:/ontology)?#([^"]+)"', text)) - anchors == set()
    assert "The claimgraph ontology</h1>" in text
    assert "<code>https://w3id.org/claimgraph/ontology#</code> and its name" in text
    assert "<q>IBM: Openness and innovation go hand-in-hand.</q>" in text


@pytest.mark.parametrize("path", ["core", "core/0.1.0", "core.ttl", "0.1.0", "claimgraph"])
def test_a_module_is_served_where_its_iris_lead(client: httpx.Client, path: str) -> None:
    answer = client.get(f"/ontology/{path}", headers={"Accept": "text/turtle"})
    if path == "claimgraph":  # the file's name, and no IRI
        assert answer.status_code == 404
        return
    name = "claimgraph" if path == "0.1.0" else "core"
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    read = canonical(quad.triple for quad in parse(answer.content, format=RdfFormat.TURTLE))
    assert read == ontology_modules()[name]
    tag = {"If-None-Match": answer.headers["etag"], "Accept": "text/turtle"}
    assert client.get(f"/ontology/{path}", headers=tag).status_code == 304


def test_a_module_in_a_browser_is_a_place_on_the_page(client: httpx.Client) -> None:
    answer = client.get("/ontology/core", headers={"Accept": "text/html"}, follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/ontology#module-core")
    assert client.get("/ontology/core", headers={"Accept": "image/png"}).status_code == 406
    refused = client.get("/ontology/cores", headers={"Accept": "application/json"})
    assert refused.status_code == 404
    assert "there are vocabularies, core" in refused.json()["detail"]
