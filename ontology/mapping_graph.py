"""The mapping set as RDF, to be read beside the ontology and never with it."""

from __future__ import annotations

from pyoxigraph import Literal, NamedNode, RdfFormat, Triple, serialize

from claimgraph.ontology.mappings import SSSOM, MappingSet, mapping_set
from claimgraph.ontology.terms import DCTERMS, OWL, PREFIXES, RDF, RDFS, SKOS, XSD, Vocabulary

SEMAPV = Vocabulary("https://w3id.org/semapv/vocab/")


def mapping_triples(mappings: MappingSet) -> tuple[Triple, ...]:
    """The set as triples, sorted: each row as SKOS says it, and with its reason as an annotated axiom (SSSOM's RDF).

    A denied row, and one without a term found, are annotated only. No blank nodes: an axiom's IRI is made of its row.
    """
    made = {
        Triple(mappings.iri, RDF.type, SSSOM.MappingSet),
        Triple(mappings.iri, DCTERMS.title, Literal(mappings.title)),
        Triple(mappings.iri, DCTERMS.description, Literal(mappings.description)),
        Triple(mappings.iri, DCTERMS.license, mappings.licence),
        Triple(mappings.iri, OWL.versionInfo, Literal(mappings.version)),
        Triple(mappings.iri, SSSOM.creator_label, Literal(mappings.creator)),
    }
    for each in mappings.mappings:
        axiom = NamedNode(
            f"{mappings.iri.value}#{_local(each.subject)}-{each.strength}-{each.target_id.replace(':', '-')}"
        )
        made |= {
            Triple(mappings.iri, SSSOM.mappings, axiom),
            Triple(axiom, RDF.type, OWL.Axiom),
            Triple(axiom, OWL.annotatedSource, each.subject),
            Triple(axiom, OWL.annotatedProperty, SKOS[each.strength]),
            Triple(axiom, OWL.annotatedTarget, each.target or SSSOM.NoTermFound),
            Triple(axiom, RDFS.comment, Literal(each.comment)),
            Triple(axiom, SSSOM.confidence, Literal(str(each.confidence), datatype=XSD.double)),
            Triple(axiom, SSSOM.mapping_justification, SEMAPV.ManualMappingCuration),
            Triple(axiom, SSSOM.subject_label, Literal(each.subject_label)),
        }
        if each.target_label:
            made.add(Triple(axiom, SSSOM.object_label, Literal(each.target_label)))
        if each.denied:
            made.add(Triple(axiom, SSSOM.predicate_modifier, Literal("Not")))
        elif each.target:
            made.add(Triple(each.subject, SKOS[each.strength], each.target))
    return tuple(sorted(made, key=str))


def mapping_turtle() -> bytes:
    """The ontology's mapping set as Turtle, the same bytes for the same rows."""
    mappings = mapping_set()
    prefixes = {**mappings.prefixes, "owl": PREFIXES["owl"], "rdfs": PREFIXES["rdfs"], "xsd": PREFIXES["xsd"]}
    return serialize(mapping_triples(mappings), format=RdfFormat.TURTLE, prefixes=prefixes) or b""


def _local(node: NamedNode) -> str:
    return node.value.rpartition("#")[2].rpartition("/")[2]
