"""The ontology: its terms and IRIs, its files, the rules that derive, the mappings and the reasoner that checks."""

from claimgraph.ontology.asking import Steps, answered
from claimgraph.ontology.clash_search import ClashGrounds, ClashSearch, clashes_around, clashes_in
from claimgraph.ontology.clashes import Clash, clashes, justify
from claimgraph.ontology.derivations import Derivation, Explanation, Note, Passage, Premise, Way
from claimgraph.ontology.derive import derive, run_rule, statements_of_rules
from claimgraph.ontology.dl_queries import DlAnswers, DlQuery, dl_answers, dl_queries
from claimgraph.ontology.errors import (
    DeriveError,
    ExplainError,
    ExplanationTooLarge,
    FunctionalSyntaxMissing,
    InconsistentError,
    MappingError,
    NothingStatedError,
    OntologyError,
    OwlApiError,
    ReasonerError,
    ReasonerMissing,
)
from claimgraph.ontology.explain import explain, explaining
from claimgraph.ontology.files import (
    CATALOG,
    canonical,
    citing_functions,
    ontology_files,
    ontology_modules,
    ontology_triples,
    rules,
)
from claimgraph.ontology.functional import declarations, functional_syntax
from claimgraph.ontology.iris import ONTOLOGY_GRAPH, Iris, name_slug, rule_iri
from claimgraph.ontology.manchester import ManchesterError
from claimgraph.ontology.mapping_graph import mapping_triples, mapping_turtle
from claimgraph.ontology.mappings import (
    SSSOM,
    Mapping,
    MappingSet,
    mapping_file,
    mapping_set,
    read_mappings,
)
from claimgraph.ontology.materialise import materialise, ontology_rules
from claimgraph.ontology.neighbourhood import things_of
from claimgraph.ontology.objects import open_ontology
from claimgraph.ontology.owl_api import LoadedOntology, OwlReport, owl_reports
from claimgraph.ontology.pieces import Piece, Thing
from claimgraph.ontology.reasoning import Realisation, check_consistency, realise
from claimgraph.ontology.rederive import Rederived, rederive
from claimgraph.ontology.signatures import Telling
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
    "CATALOG",
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
    "Clash",
    "ClashGrounds",
    "ClashSearch",
    "Derivation",
    "DeriveError",
    "DlAnswers",
    "DlQuery",
    "ExplainError",
    "Explanation",
    "ExplanationTooLarge",
    "FunctionalSyntaxMissing",
    "InconsistentError",
    "Iris",
    "LoadedOntology",
    "ManchesterError",
    "Mapping",
    "MappingError",
    "MappingSet",
    "Note",
    "NothingStatedError",
    "OntologyError",
    "OwlApiError",
    "OwlReport",
    "Passage",
    "Piece",
    "Premise",
    "Realisation",
    "ReasonerError",
    "ReasonerMissing",
    "Rederived",
    "Steps",
    "Telling",
    "Thing",
    "Vocabulary",
    "Way",
    "answered",
    "canonical",
    "check_consistency",
    "citing_functions",
    "clashes",
    "clashes_around",
    "clashes_in",
    "declarations",
    "derive",
    "dl_answers",
    "dl_queries",
    "explain",
    "explaining",
    "functional_syntax",
    "justify",
    "mapping_file",
    "mapping_set",
    "mapping_triples",
    "mapping_turtle",
    "materialise",
    "name_slug",
    "ontology_files",
    "ontology_modules",
    "ontology_rules",
    "ontology_triples",
    "open_ontology",
    "owl_reports",
    "read_mappings",
    "realise",
    "rederive",
    "rule_iri",
    "rules",
    "run_rule",
    "statements_of_rules",
    "things_of",
]
