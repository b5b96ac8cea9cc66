"""SHACL validation by pySHACL, which patches rdflib on import; this is the only module that imports it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files

import pyshacl
from pyoxigraph import RdfFormat, Triple, serialize
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from claimgraph.ontology import CG, PREFIXES, ontology_triples
from claimgraph.ontology import RDF as RDF_TERMS
from claimgraph.ontology import RDFS as RDFS_TERMS

MODULES = ("core", "argument", "evidence", "governance")


class ShapesError(Exception):
    """pySHACL can't use the shapes; the message says what it stumbles over."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """What is wrong with a thing, where, and what to do about it.

    `focus` is the thing's IRI and `shape` that of the shape it fails; `path` is a property path with our prefixes and
    `value` the offending value, each empty where there is none. Where a query finds a passage, a claim or
    another thing wrong, that thing is the focus.
    """

    focus: str
    path: str
    value: str
    message: str
    shape: str
    severity: str


def shapes_files() -> dict[str, bytes]:
    """The shapes' Turtle files, by name."""
    folder = files(__package__)
    return {f"{module}.ttl": folder.joinpath(f"{module}.ttl").read_bytes() for module in MODULES}


def validate(data: Iterable[Triple]) -> tuple[Violation, ...]:
    """What the shapes find wrong with the data, sorted; nothing if it is as it should be.

    The data has to hold all that it speaks of: a letter's graph is checked together with the docket's. Of the ontology
    only the subclass axioms and the rules' descriptions are taken in; nothing is inferred, imported or fetched.
    Raises ShapesError if the shapes themselves are broken.
    """
    graph = _as_graph([*data, *_background()])
    shapes = Graph()
    for text in shapes_files().values():
        shapes.parse(data=text, format="turtle")
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference=None, inplace=True, do_owl_imports=False)
    if not isinstance(report, Graph):
        raise ShapesError(f"pySHACL can't use the shapes; correct the Turtle files in shapes/: {report}")
    owners = {part: owner for owner, part in shapes.subject_objects(SH.property | SH.sparql)}
    results = report.subjects(RDF.type, SH.ValidationResult)
    return tuple(sorted({_violation(report, shapes, owners, result) for result in results}))


def _background() -> list[Triple]:
    triples = ontology_triples()
    rules = {t.subject for t in triples if t.predicate == RDF_TERMS.type and t.object == CG.Rule}
    return [t for t in triples if t.predicate == RDFS_TERMS.subClassOf or t.subject in rules]


def _as_graph(triples: list[Triple]) -> Graph:
    return Graph().parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")


def _violation(report: Graph, shapes: Graph, owners: dict[Node, Node], result: Node) -> Violation:
    focus = report.value(result, SH.focusNode)
    path = report.value(result, SH.resultPath)
    shape = report.value(result, SH.sourceShape)
    value = report.value(result, SH.value)
    if report.value(result, SH.sourceConstraintComponent) == SH.SPARQLConstraintComponent and value is not None:
        focus, value = value, None
    return Violation(
        focus=str(focus),
        path="" if path is None else _written(report, path),
        value="" if value is None or isinstance(value, BNode) else str(value),
        message=" ".join(sorted(map(str, report.objects(result, SH.resultMessage)))),
        shape=str(owners.get(shape, shape) if isinstance(shape, BNode) else shape),
        severity=str(report.value(result, SH.resultSeverity)).removeprefix(str(SH)),
    )


def _written(graph: Graph, path: Node) -> str:
    """The property path as SPARQL writes it, with our prefixes."""
    if isinstance(path, URIRef):
        prefix = next((p for p, iri in PREFIXES.items() if path.startswith(iri)), None)
        return f"<{path}>" if prefix is None else f"{prefix}:{path.removeprefix(PREFIXES[prefix])}"
    if (inverse := graph.value(path, SH.inversePath)) is not None:
        return "^" + _written(graph, inverse)
    if (alternatives := graph.value(path, SH.alternativePath)) is not None:
        return "(" + "|".join(_written(graph, step) for step in Collection(graph, alternatives)) + ")"
    return "/".join(_written(graph, step) for step in Collection(graph, path))
