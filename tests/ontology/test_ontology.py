"""The ontology's files: profile, labels and definitions, the catalog, and agreement with docs/model.md and the code."""

from __future__ import annotations

import ast
import re
import typing
from collections import defaultdict
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from pyowl2_profiles import detect_profiles
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, RdfFormat, Store, Triple, parse

import claimgraph.ontology
from claimgraph.ingest.fields import CitingFunction
from claimgraph.ontology import (
    CG,
    ONTOLOGY_GRAPH,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    citing_functions,
    ontology_files,
    ontology_triples,
)

ROOT = Path(claimgraph.ontology.__file__).parents[1]
TURTLE = {name: text for name, text in ontology_files().items() if name.endswith(".ttl")}
TERM = re.compile(r"\b(cg|cito|dcterms|foaf|oa|org|prov|skos):([A-Za-z][A-Za-z0-9]*)")

FOR_REASONERS = {
    *("ContestedClaim", "EvidencedClaim"),
    *("affirmedBy", "concursWith", "conflictsWith", "deniedBy", "makesClaim", "publishedUnder"),
}
"""Terms that no data uses: the ontology's chains and defined classes give them to a reasoner's users."""

HEADERS = {"dcterms:description", "dcterms:license", "dcterms:source", "skos:example", "foaf:Agent", "cito:cites"}
"""Terms of others that the ontology itself needs, in its headers, hierarchies and notes."""


def merged() -> Store:
    store = Store()
    store.extend(Quad(*triple) for triple in ontology_triples())
    return store


def select(query: str) -> list[tuple[str, ...]]:
    prefixes = "".join(f"PREFIX {prefix}: <{iri}>\n" for prefix, iri in PREFIXES.items())
    return [tuple(term.value if term else "" for term in row) for row in merged().query(prefixes + query)]


def declared() -> set[str]:
    """The declared terms with their prefixes."""
    found = set()
    for (iri,) in select(
        """SELECT DISTINCT ?t { ?t a ?kind
            FILTER(isIRI(?t) && ?kind != owl:Ontology && STRSTARTS(STR(?kind), STR(owl:))) }"""
    ):
        prefix = next(p for p, namespace in PREFIXES.items() if iri.startswith(namespace))
        found.add(f"{prefix}:{iri.removeprefix(PREFIXES[prefix])}")
    return found


def test_it_is_in_owl_2_dl() -> None:
    verdict = detect_profiles(merged())["dl"]
    assert (verdict["in_profile"], verdict["sample_violations"]) == (True, [])


def test_every_class_and_individual_that_axioms_name_is_declared() -> None:
    undeclared = select(
        """
        SELECT DISTINCT ?term {
            { ?x rdfs:subClassOf|rdfs:domain|rdfs:range|owl:someValuesFrom|owl:onClass ?term } UNION
            { ?x owl:members|owl:intersectionOf|owl:unionOf|owl:oneOf|owl:distinctMembers ?list .
              ?list rdf:rest*/rdf:first ?term } UNION
            { ?x owl:onProperty|owl:inverseOf|rdfs:subPropertyOf ?term } UNION
            { ?x owl:propertyChainAxiom/rdf:rest*/rdf:first ?term }
            FILTER(isIRI(?term) && !STRSTARTS(STR(?term), STR(xsd:)))
            FILTER NOT EXISTS { ?term a ?kind }
        }"""
    )
    assert undeclared == []


def test_roles_that_chains_derive_are_neither_counted_nor_restricted() -> None:
    """OWL 2 structural specification, section 11.2: only simple roles may be functional, disjoint and so on."""
    derived = {t.subject for t in ontology_triples() if t.predicate == OWL.propertyChainAxiom}
    # What stands above or opposite to a role that isn't simple isn't simple either.
    upward = [t for t in ontology_triples() if t.predicate in (RDFS.subPropertyOf, OWL.inverseOf)]
    while more := {
        role
        for t in upward
        for role, other in ((t.object, t.subject), (t.subject, t.object))
        if other in derived and role not in derived and (t.predicate == OWL.inverseOf or role == t.object)
    }:
        derived |= more
    assert {CG.madeBy, CG.makesClaim, CG.publishedUnder, CG.reliesOn, CG.concursWith} <= derived
    restricted = {
        iri
        for (iri,) in select(
            """
            SELECT DISTINCT ?role {
                { ?role a ?kind VALUES ?kind { owl:FunctionalProperty owl:InverseFunctionalProperty
                    owl:IrreflexiveProperty owl:AsymmetricProperty } } UNION
                { ?x a owl:AllDisjointProperties ; owl:members/rdf:rest*/rdf:first ?role } UNION
                { ?x owl:onProperty ?role ; owl:minQualifiedCardinality|owl:maxQualifiedCardinality|
                    owl:qualifiedCardinality|owl:minCardinality|owl:maxCardinality|owl:cardinality ?n }
            }"""
        )
    }
    assert {str(CG.sectionOf.value), str(CG.affirms.value), str(CG.aligns.value)} <= restricted
    assert restricted & {role.value for role in derived if isinstance(role, NamedNode)} == set()


def test_chains_are_regular() -> None:
    """The same, section 11.2: no role may be derived from itself, but for a chain that starts or ends with it."""
    needs: dict[str, set[str]] = defaultdict(set)
    chains = select("SELECT ?r ?s { ?r owl:propertyChainAxiom/rdf:rest*/rdf:first ?s }")
    for role, step in [*chains, *select("SELECT ?r ?s { ?s rdfs:subPropertyOf ?r }")]:
        needs[role].add(step)
    for role, other in select("SELECT ?r ?s { ?r owl:inverseOf ?s FILTER(isIRI(?r)) }"):
        needs[role].add(other)
    recursive = {CG.publishedUnder.value}
    for role in list(needs):
        reached, frontier = set(), {step for step in needs[role] if not (step == role and role in recursive)}
        while frontier:
            reached |= frontier
            frontier = {step for other in frontier for step in needs.get(other, ())} - reached
        assert role not in reached
    chain = select("SELECT ?first { cg:publishedUnder owl:propertyChainAxiom/rdf:first ?first }")
    assert chain == [(CG.publishedUnder.value,)]


@pytest.mark.parametrize("predicate", ["rdfs:label", "skos:definition"])
def test_every_term_of_ours_is_labelled_and_defined_in_english(predicate: str) -> None:
    missing = select(
        f"""SELECT ?t {{ ?t a ?kind FILTER(STRSTARTS(STR(?t), STR(cg:)))
            FILTER NOT EXISTS {{ ?t {predicate} ?text FILTER(LANG(?text) = "en" && STRLEN(?text) > 1) }} }}"""
    )
    assert missing == []


def test_every_term_has_one_label_and_says_where_it_is_defined() -> None:
    terms = {t.subject for t in ontology_triples() if isinstance(t.subject, NamedNode) and t.subject in CG}
    assert terms == {
        t.subject for t in ontology_triples() if t.predicate == RDFS.isDefinedBy and t.object == ONTOLOGY_GRAPH
    }
    labels = select("SELECT ?t (COUNT(?l) AS ?n) { ?t rdfs:label ?l } GROUP BY ?t HAVING (COUNT(?l) != 1)")
    assert labels == []
    unlabelled = select("SELECT ?t { ?t a ?k FILTER(isIRI(?t)) FILTER NOT EXISTS { ?t rdfs:label|dcterms:title ?l } }")
    assert unlabelled == []


def test_no_two_definitions_are_the_same() -> None:
    texts = [t.object for t in ontology_triples() if t.predicate == SKOS.definition]
    assert len(texts) == len(set(texts)) > 100


def test_it_has_the_terms_of_the_model_and_no_others() -> None:
    model = (ROOT / "docs" / "model.md").read_text("utf-8")
    used = {f"{prefix}:{name}" for prefix, name in TERM.findall(model)}
    assert used - declared() == set()
    functions = {f"cito:{name}" for name in citing_functions()}
    extra = declared() - used - HEADERS - functions
    assert extra <= {f"cg:{name}" for name in FOR_REASONERS}


def test_its_citing_functions_are_those_that_annotations_may_name() -> None:
    assert set(citing_functions()) == set(typing.get_args(CitingFunction))


@pytest.mark.parametrize("folder", ["api", "ingest", "ontology", "shapes", "store"])
def test_code_uses_no_term_that_is_not_declared(folder: str) -> None:
    vocabularies = {prefix.upper(): prefix for prefix in PREFIXES if prefix not in ("owl", "rdf", "rdfs", "xsd")}
    terms = declared()
    used = {
        f"{vocabularies[node.value.id]}:{node.attr}"
        for path in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in vocabularies
    }
    assert used - terms == set()


@pytest.mark.parametrize("folder", ["api", "ontology", "shapes"])
def test_queries_and_shapes_use_no_term_that_is_not_declared(folder: str) -> None:
    files = [path for pattern in ("*.rq", "*.ttl") for path in (ROOT / folder).rglob(pattern)]
    used = {match for path in files for match in re.findall(r"\bcg:([A-Za-z][A-Za-z0-9]*)", path.read_text("utf-8"))}
    assert used - {term.removeprefix("cg:") for term in declared()} == set()


@pytest.mark.parametrize("name", TURTLE)
def test_each_file_uses_only_terms_that_it_or_its_imports_declare(name: str) -> None:
    texts = [TURTLE[name]]
    for text in texts:
        for imported in re.findall(rb"<https://w3id.org/claimgraph/ontology/(\w+)>", text):
            module = next(text for file, text in TURTLE.items() if Path(file).stem == imported.decode())
            if module not in texts:
                texts.append(module)
    triples = [quad.triple for text in texts for quad in parse(text, format=RdfFormat.TURTLE)]
    known = {t.subject for t in triples if t.predicate == RDF.type}
    own = [quad.triple for quad in parse(TURTLE[name], format=RdfFormat.TURTLE)]
    ours = {node for t in own for node in (t.predicate, t.object) if node in CG}
    assert ours - known == set()


@pytest.mark.parametrize("name", TURTLE)
def test_each_module_has_a_whole_header(name: str) -> None:
    triples = [quad.triple for quad in parse(TURTLE[name], format=RdfFormat.TURTLE)]
    [header] = [t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology]
    about = {str(t.predicate.value): t.object for t in triples if t.subject == header}
    assert {"title", "description", "creator", "license"} <= {iri.removeprefix(PREFIXES["dcterms"]) for iri in about}
    assert about[f"{PREFIXES['dcterms']}creator"] == Literal("claimgraph")
    assert about[OWL.versionInfo.value] == Literal("0.1.0")
    assert about[OWL.versionIRI.value] == NamedNode(f"{header.value}/0.1.0")


def test_the_catalog_leads_to_every_module_by_a_relative_path() -> None:
    entries = {
        entry.attrib["name"]: entry.attrib["uri"] for entry in ET.fromstring(ontology_files()["catalog-v001.xml"])
    }
    headers = {}
    for name, text in TURTLE.items():
        triples = [quad.triple for quad in parse(text, format=RdfFormat.TURTLE)]
        [header] = [t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology]
        headers[str(header.value)] = name
        headers[f"{header.value}/0.1.0"] = name
    assert entries == headers


def test_the_merged_ontology_is_one_without_imports_and_always_the_same() -> None:
    triples = ontology_triples()
    assert [t.subject for t in triples if t.predicate == RDF.type and t.object == OWL.Ontology] == [ONTOLOGY_GRAPH]
    assert not [t for t in triples if t.predicate == OWL.imports]
    assert triples == ontology_triples() == tuple(sorted(set(triples), key=str))
    parts: set[Triple] = {quad.triple for text in TURTLE.values() for quad in parse(text, format=RdfFormat.TURTLE)}
    named = {t for t in parts if not isinstance(t.subject, BlankNode) and not isinstance(t.object, BlankNode)}
    headers = {t.subject for t in named if t.predicate == RDF.type and t.object == OWL.Ontology} - {ONTOLOGY_GRAPH}
    assert {t for t in named if t.subject not in headers and t.predicate != OWL.imports} <= set(triples)
