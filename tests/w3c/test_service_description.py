"""The W3C's service description suite, over HTTP in every format; the schema is the vocabulary's, as a table."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import httpx
import pytest
from pyoxigraph import BlankNode, Literal, NamedNode, RdfFormat, Triple, parse
from w3c.cases import DESCRIPTION, entries
from w3c.manifests import MISSING, RDF

SD = "http://www.w3.org/ns/sparql-service-description#"
FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}
# https://www.w3.org/TR/sparql11-service-description/, section 3: what each property is a property of, and its values.
PROPERTIES = {
    "endpoint": ("Service", ""),
    "feature": ("Service", "Feature"),
    "defaultEntailmentRegime": ("Service", "EntailmentRegime"),
    "defaultSupportedEntailmentProfile": ("Service", "EntailmentProfile"),
    "entailmentRegime": ("NamedGraph", "EntailmentRegime"),
    "supportedEntailmentProfile": ("NamedGraph", "EntailmentProfile"),
    "extensionFunction": ("Service", "Function"),
    "extensionAggregate": ("Service", "Aggregate"),
    "languageExtension": ("Service", "Feature"),
    "supportedLanguage": ("Service", "Language"),
    "propertyFeature": ("Service", "Feature"),
    "defaultDataset": ("Service", "Dataset"),
    "availableGraphs": ("Service", "GraphCollection"),
    "resultFormat": ("Service", ""),
    "inputFormat": ("Service", ""),
    "defaultGraph": ("Dataset", "Graph"),
    "namedGraph": ("GraphCollection", "NamedGraph"),
    "name": ("NamedGraph", ""),
    "graph": ("NamedGraph", "Graph"),
}
WITHIN = {"Dataset": {"GraphCollection"}}
INSTANCES = {
    "Language": {"SPARQL10Query", "SPARQL11Query", "SPARQL11Update"},
    "Feature": {"DereferencesURIs", "UnionDefaultGraph", "RequiresDataset", "EmptyGraphs", "BasicFederatedQuery"},
}
CLASSES = {each for pair in PROPERTIES.values() for each in pair if each}

Check = Callable[[list[Triple], str], None]


def has_endpoint(triples: list[Triple], endpoint: str) -> None:
    named = {each.object for each in triples if each.predicate == NamedNode(f"{SD}endpoint")}
    assert named == {NamedNode(endpoint)}


def is_rdf(triples: list[Triple], endpoint: str) -> None:
    assert len(triples) > 10


def conforms(triples: list[Triple], endpoint: str) -> None:
    kinds: dict[NamedNode | BlankNode, set[str]] = {}
    for each in triples:
        if each.predicate == NamedNode(f"{RDF}type") and each.object.value.startswith(SD):
            kind = each.object.value.removeprefix(SD)
            kinds.setdefault(each.subject, set()).update({kind}, WITHIN.get(kind, set()))
    assert set().union(*kinds.values()) <= CLASSES
    assert sum("Service" in each for each in kinds.values()) == 1
    for each in triples:
        if not each.predicate.value.startswith(SD):
            continue
        domain, kind = PROPERTIES[each.predicate.value.removeprefix(SD)]
        assert domain in kinds.get(each.subject, set()), f"{each}: {each.subject} is no sd:{domain}"
        assert not isinstance(each.object, Literal), each
        if kind in INSTANCES and each.object.value.startswith(SD):
            assert each.object.value.removeprefix(SD) in INSTANCES[kind], each
        elif kind in ("Dataset", "Graph", "NamedGraph", "GraphCollection"):
            assert kind in kinds.get(each.object, set()), f"{each}: {each.object} is no sd:{kind}"


CHECKS: Mapping[str, Check] = {
    "service-description#has-endpoint-triple": has_endpoint,
    "service-description#returns-rdf": is_rdf,
    "service-description#conforms-to-schema": conforms,
}
CASES = [each.id for each in entries(DESCRIPTION)] or [
    pytest.param("", id="none", marks=pytest.mark.skip(reason=MISSING))
]


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("media_type", FORMATS)
def test_description(suites: httpx.Client, case: str, media_type: str) -> None:
    answer = suites.get("/sparql", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    quads = parse(answer.content, FORMATS[media_type], base_iri="http://not-the-endpoint.example/")
    CHECKS[case]([each.triple for each in quads], f"{str(suites.base_url).rstrip('/')}/sparql")
