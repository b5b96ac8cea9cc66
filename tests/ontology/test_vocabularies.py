"""Terms of other vocabularies keep in step with what those publish: `published-terms.csv` has what each one says."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from pyoxigraph import NamedNode, Triple
from rdflib import namespace

from claimgraph.ontology import OWL, PREFIXES, RDF, RDFS, ontology_modules

with (Path(__file__).parent / "published-terms.csv").open(encoding="utf-8") as table:
    PUBLISHED = {row["term"]: row for row in csv.DictReader(table)}
DECLARED: set[Triple] = set(ontology_modules()["vocabularies"])
OWL_KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}
OPEN = {
    # What RDF Schema leaves open an OWL 2 DL ontology has to settle.
    "rdfs:Class": {OWL.Class},
    "rdf:Property": OWL_KINDS - {OWL.Class},
}
CLOSED = {
    # rdflib carries the published lists of terms of these.
    "dcterms": namespace.DCTERMS,
    "foaf": namespace.FOAF,
    "org": namespace.ORG,
    "prov": namespace.PROV,
    "skos": namespace.SKOS,
}


def iri(term: str) -> NamedNode:
    prefix, name = term.split(":")
    return NamedNode(PREFIXES[prefix] + name)


def test_the_table_has_the_declared_terms_and_no_others() -> None:
    declared = {t.subject for t in DECLARED if t.predicate == RDF.type and t.object in OWL_KINDS}
    assert declared == {iri(term) for term in PUBLISHED}


@pytest.mark.parametrize("term", PUBLISHED)
def test_a_term_is_declared_as_it_is_published(term: str) -> None:
    row, node = PUBLISHED[term], iri(term)
    kinds = {t.object for t in DECLARED if t.subject == node and t.predicate == RDF.type} & OWL_KINDS
    assert len(kinds) == 1
    published = row["published as"]
    assert kinds <= (OPEN[published] if published in OPEN else {iri(published)})
    assert [t.object for t in DECLARED if t.subject == node and t.predicate == RDFS.isDefinedBy] == [
        NamedNode(row["defined by"])
    ]
    above = {t.object for t in DECLARED if t.subject == node and t.predicate in (RDFS.subClassOf, RDFS.subPropertyOf)}
    assert above == ({iri(row["under"])} if row["under"] else set())


@pytest.mark.parametrize("term", [term for term in PUBLISHED if term.split(":")[0] in CLOSED])
def test_a_term_is_in_its_vocabulary_s_published_list(term: str) -> None:
    prefix, name = term.split(":")
    assert name in CLOSED[prefix]
    assert f"{name}s" not in CLOSED[prefix], "a misspelt one is not"


def test_no_other_module_declares_a_term_of_another_vocabulary() -> None:
    others = [t for name, triples in ontology_modules().items() if name != "vocabularies" for t in triples]
    foreign = {
        t.subject
        for t in others
        if t.predicate == RDF.type and t.object in OWL_KINDS and not str(t.subject).startswith(f"<{PREFIXES['cg']}")
    }
    assert {node for node in foreign if isinstance(node, NamedNode)} == set()
