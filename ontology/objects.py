"""A build as Python objects, by owlready2: classes with their instances, individuals with their properties."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from typing import Any

from pyoxigraph import Quad, RdfFormat, Triple, parse, serialize

from claimgraph.ontology.errors import ReasonerMissing
from claimgraph.ontology.facts import as_triple
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.materialise import materialise
from claimgraph.ontology.terms import CG, XSD


class Year(str):
    """A year, or a year and a month, as it is written: Python has no type for them."""

    __slots__ = ()


class YearMonth(Year):
    """A year and a month."""

    __slots__ = ()


def open_ontology(source: str | Path | Iterable[Triple | Quad], infer: bool = False) -> Any:  # owlready2 has no types
    """The ontology with a build's individuals as an owlready2 ontology, in a world of its own.

    `source` is a file that `claimgraph export` wrote, in any of its formats, or triples or quads as a build has them.
    With `infer`, what the OWL 2 RL rules derive is added, as the members of `onto.EvidencedClaim`. No Java is needed.
    Raises ReasonerMissing without the extra `reasoner`, and OSError or SyntaxError where the file can't be read.

        onto = open_ontology("claimgraph.nt")
        onto.Respondent.instances()
    """
    try:
        import owlready2
    except ImportError as error:
        raise ReasonerMissing(f"no {error.name}; install the extra: pip install 'claimgraph[reasoner]'") from error
    _declare_datatypes(owlready2)
    triples = dict.fromkeys((*ontology_triples(), *_triples(source)))
    if infer:
        triples |= dict.fromkeys(as_triple(fact) for fact in materialise(triples).derived())
    onto = owlready2.World().get_ontology(str(CG))
    onto.load(fileobj=BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES) or b""), format="ntriples")
    return onto


def _triples(source: str | Path | Iterable[Triple | Quad]) -> Iterable[Triple]:
    found = parse(path=source) if isinstance(source, str | Path) else source
    return (Triple(each.subject, each.predicate, each.object) for each in found)


def _declare_datatypes(owlready2: Any) -> None:
    """Tell owlready2, once in a process, of the datatypes that it refuses to read."""
    for datatype, iri in ((Year, XSD.gYear.value), (YearMonth, XSD.gYearMonth.value)):
        if datatype not in owlready2.base._universal_datatype_2_abbrev:
            owlready2.declare_datatype(datatype, iri, datatype, str)
