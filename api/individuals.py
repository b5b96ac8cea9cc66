"""A generation's data graphs as OWL ontologies: each with a header, its imports and its individuals declared."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Triple, serialize

from claimgraph.ontology import CG, DCTERMS, ONTOLOGY_GRAPH, OWL, RDF, RDFS

__all__ = ["Individuals", "individuals"]

_GRAPHS = "graph/"
_CC0 = NamedNode("https://creativecommons.org/publicdomain/zero/1.0/")
_DERIVED = "What the rules derive"
_VERSION_DIGITS = 12


@dataclass(frozen=True, slots=True)
class Individuals:
    """One ontology of individuals: a short name for its file, its IRI and version IRI, and all its triples, sorted."""

    name: str
    iri: NamedNode
    version: NamedNode
    triples: tuple[Triple, ...]


def individuals(quads: Iterable[Quad]) -> tuple[Individuals, ...]:
    """The data graphs as ontologies, the first of which, `corpus`, imports the others and the full ontology.

    An ontology has its graph's IRI, and a hash of its statements for a version. A letter imports the docket, and what
    is derived imports the letters, so that each can be opened by itself.
    """
    graphs: dict[NamedNode, set[Triple]] = {}
    for quad in quads:
        if isinstance(quad.graph_name, NamedNode) and f"/{_GRAPHS}" in quad.graph_name.value:
            graphs.setdefault(quad.graph_name, set()).add(quad.triple)
    names = {iri: iri.value.partition(f"/{_GRAPHS}")[2] for iri in sorted(graphs, key=str)}
    docket = next(iri for iri, name in names.items() if name == "docket")
    letters = [iri for iri, name in names.items() if name.startswith("letter/")]
    made = []
    for iri, name in names.items():
        if iri == docket:
            imports, title = [ONTOLOGY_GRAPH], _label(graphs[iri], CG.Docket)
        elif iri in letters:
            imports, title = [docket], _label(graphs[iri], CG.CommentLetter)
        else:
            imports, title = [docket, *letters], _DERIVED
        made.append(_ontology(name.replace("/", "-"), iri, title, imports, graphs[iri]))
    everything = NamedNode(docket.value.removesuffix("docket") + "corpus")
    title = f"{_label(graphs[docket], CG.Docket)}: ontology and individuals"
    parts = frozenset(Triple(everything, OWL.imports, each.version) for each in made)
    return (_ontology("corpus", everything, title, [ONTOLOGY_GRAPH, *names], set(), parts), *made)


def _ontology(
    name: str,
    iri: NamedNode,
    title: str,
    imports: list[NamedNode],
    said: set[Triple],
    hashed: frozenset[Triple] = frozenset(),
) -> Individuals:
    content = serialize(sorted(said | hashed, key=str), format=RdfFormat.N_TRIPLES) or b""
    number = hashlib.sha256(content).hexdigest()[:_VERSION_DIGITS]
    version = NamedNode(f"{iri.value}/{number}")
    header = {
        Triple(iri, RDF.type, OWL.Ontology),
        Triple(iri, OWL.versionIRI, version),
        Triple(iri, OWL.versionInfo, Literal(number)),
        Triple(iri, DCTERMS.title, Literal(title, language="en")),
        Triple(iri, DCTERMS.creator, Literal("claimgraph")),
        Triple(iri, DCTERMS.license, _CC0),
        *(Triple(iri, OWL.imports, imported) for imported in imports),
    }
    named = {Triple(t.subject, RDF.type, OWL.NamedIndividual) for t in said if t.predicate == RDF.type}
    return Individuals(name, iri, version, tuple(sorted(header | named | said, key=str)))


def _label(triples: set[Triple], kind: NamedNode) -> str:
    """The label of the graph's one thing of this class."""
    things = {t.subject for t in triples if t.predicate == RDF.type and t.object == kind}
    labels = (t.object for t in triples if t.predicate == RDFS.label and t.subject in things)
    return min(label.value for label in labels if isinstance(label, Literal))
