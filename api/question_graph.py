"""The example questions as a graph of their own, so that whoever has the data has the queries to ask of it."""

from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.api.examples import examples
from claimgraph.ontology.terms import CG, OWL, RDF, RDFS, XSD, Vocabulary

__all__ = ["QUESTIONS_GRAPH", "question_iri", "question_triples"]

QUESTIONS_GRAPH = NamedNode("https://w3id.org/claimgraph/questions")

_QUESTIONS = "https://w3id.org/claimgraph/question/"
_SH = Vocabulary("http://www.w3.org/ns/shacl#")


def question_iri(name: str) -> NamedNode:
    """Return the IRI of the example question with this name.

    >>> question_iri("definitions").value
    'https://w3id.org/claimgraph/question/definitions'
    """
    return NamedNode(_QUESTIONS + name)


def question_triples() -> tuple[Triple, ...]:
    """Return the example questions as SHACL executables, sorted: each with its title, description, place and query.

    A query declares its prefixes itself, so `sh:prefixes` is left out (SHACL, section 5.2.1). The terms of SHACL are
    declared with the questions: the ontology has no use for them, and undeclared they would take the graph out of
    OWL 2 DL.
    """
    return tuple(sorted((*_terms(), *_questions()), key=str))


def _terms() -> Iterator[Triple]:
    for term, kind, label in (
        (_SH.SPARQLExecutable, OWL.Class, "SPARQL executable"),
        (_SH.SPARQLSelectExecutable, OWL.Class, "SPARQL SELECT executable"),
        (_SH.select, OWL.AnnotationProperty, "SELECT query"),
    ):
        yield Triple(term, RDF.type, kind)
        yield Triple(term, RDFS.label, Literal(label, language="en"))
    yield Triple(_SH.SPARQLSelectExecutable, RDFS.subClassOf, _SH.SPARQLExecutable)


def _questions() -> Iterator[Triple]:
    for place, example in enumerate(examples(), start=1):
        subject = question_iri(example.name)
        yield Triple(subject, RDF.type, _SH.SPARQLExecutable)
        yield Triple(subject, RDF.type, _SH.SPARQLSelectExecutable)
        yield Triple(subject, RDFS.label, Literal(example.title))
        yield Triple(subject, RDFS.comment, Literal(example.description))
        yield Triple(subject, CG.position, Literal(str(place), datatype=XSD.integer))
        yield Triple(subject, _SH.select, Literal(example.query))
