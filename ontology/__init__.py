"""The ontology: its terms and IRIs, its files, the rules that derive, the mappings and the reasoner that checks."""

from claimgraph.ontology.derive import derive
from claimgraph.ontology.errors import (
    DeriveError,
    InconsistentError,
    MappingError,
    OntologyError,
    ReasonerError,
    ReasonerMissing,
)
from claimgraph.ontology.files import citing_functions, ontology_files, ontology_triples, rules
from claimgraph.ontology.iris import ONTOLOGY_GRAPH, Iris, name_slug, rule_iri
from claimgraph.ontology.mapping_graph import mapping_triples, mapping_turtle
from claimgraph.ontology.mappings import (
    SSSOM,
    Mapping,
    MappingSet,
    mapping_file,
    mapping_set,
    read_mappings,
)
from claimgraph.ontology.reasoning import check_consistency
from claimgraph.ontology.terms import (
    CG,
    CITO,
    DCTERMS,
    FOAF,
    OA,
    ORG,
    OWL,
    PREFIXES,
    PROV,
    RDF,
    RDFS,
    SKOS,
    XSD,
    Vocabulary,
)

__all__ = [
    "CG",
    "CITO",
    "DCTERMS",
    "FOAF",
    "OA",
    "ONTOLOGY_GRAPH",
    "ORG",
    "OWL",
    "PREFIXES",
    "PROV",
    "RDF",
    "RDFS",
    "SKOS",
    "SSSOM",
    "XSD",
    "DeriveError",
    "InconsistentError",
    "Iris",
    "Mapping",
    "MappingError",
    "MappingSet",
    "OntologyError",
    "ReasonerError",
    "ReasonerMissing",
    "Vocabulary",
    "check_consistency",
    "citing_functions",
    "derive",
    "mapping_file",
    "mapping_set",
    "mapping_triples",
    "mapping_turtle",
    "name_slug",
    "ontology_files",
    "ontology_triples",
    "read_mappings",
    "rule_iri",
    "rules",
]
