"""pySHACL's verdict, which is what counts. This is the only module that imports it, since that patches rdflib."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, serialize
from rdflib import RDF, SH, BNode, Graph, URIRef
from rdflib.collection import Collection as Items
from rdflib.plugins.parsers.ntriples import NTGraphSink, W3CNTriplesParser
from rdflib.term import Node

from claimgraph.ontology import PREFIXES
from claimgraph.shapes.shape_files import ShapesError, background, shapes_files

_ODD_VALUES = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What rdflib raises where a query counts with values that aren't what they say they are."""


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


@dataclass(frozen=True, slots=True)
class Suspicion:
    """The shapes that may be failed, and the things that may fail them: all that there is to be judged."""

    shapes: frozenset[NamedNode]
    things: frozenset[NamedNode | BlankNode]


def judge(data: Iterable[Triple], suspicion: Suspicion | None = None) -> tuple[Violation, ...]:
    """What pySHACL finds wrong with the data, sorted; where there is a suspicion, in those things by those shapes.

    The data has to hold all that the verdict rests on. Of the ontology only the subclass axioms and the rules'
    descriptions are taken in; nothing is inferred, imported or fetched. Raises ShapesError if the shapes are broken.
    """
    things = suspicion.things if suspicion else frozenset()
    triples = (*data, *background())
    try:
        shapes, report = _report(triples, suspicion, constraints=True)
    except _ODD_VALUES:
        # rdflib counts with what isn't a number, as "abc"^^xsd:integer, until it breaks; but the shapes complain of it.
        shapes, report = _report(triples, suspicion, constraints=False)
        if not list(report.subjects(RDF.type, SH.ValidationResult)):
            return _unjudged(things)
    owners = {part: owner for owner, part in shapes.subject_objects(SH.property | SH.sparql)}
    results = report.subjects(RDF.type, SH.ValidationResult)
    found = {_violation(report, shapes, owners, result) for result in results}
    focuses = {each.value for each in things}
    return tuple(sorted(each for each in found if not suspicion or each.focus in focuses))


def _report(triples: Iterable[Triple], suspicion: Suspicion | None, *, constraints: bool) -> tuple[Graph, Graph]:
    """The shapes that were asked for, and pySHACL's report, if need be without what constraints in SPARQL say."""
    import pyshacl  # Not at the top: it takes a tenth of a second, and where nothing is suspected nobody asks it.

    graph, shapes = _as_graph(triples, suspicion.things if suspicion else ()), _shapes()
    if suspicion:
        for shape in set(shapes.subjects(SH.targetClass)) - {URIRef(each.value) for each in suspicion.shapes}:
            shapes.remove((shape, SH.targetClass, None))
    if not constraints:
        shapes.remove((None, SH.sparql, None))
    _, report, _ = pyshacl.validate(graph, shacl_graph=shapes, inference=None, inplace=True, do_owl_imports=False)
    if not isinstance(report, Graph):
        raise ShapesError(f"pySHACL can't use the shapes; correct the Turtle files in shapes/: {report}")
    return shapes, report


def _unjudged(things: Iterable[NamedNode | BlankNode]) -> tuple[Violation, ...]:
    message = "The values are such that no engine can judge them; write numbers, dates and texts as the ontology asks."
    focuses = sorted(each.value for each in things) or [""]
    return tuple(Violation(focus, "", "", message, shape="", severity="Violation") for focus in focuses)


def _shapes() -> Graph:
    """A graph of the shapes that pySHACL may change."""
    shapes = Graph()
    for text in shapes_files().values():
        shapes.parse(data=text, format="turtle")
    return shapes


def _as_graph(triples: Iterable[Triple], things: Iterable[NamedNode | BlankNode]) -> Graph:
    """The triples in rdflib's terms; blank nodes among the things keep their labels."""
    graph = Graph()
    labels = {each.value: BNode(each.value) for each in things if isinstance(each, BlankNode)}
    text = serialize(triples, format=RdfFormat.N_TRIPLES) or b""
    W3CNTriplesParser(NTGraphSink(graph), bnode_context=labels).parsestring(text)
    return graph


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
        return "(" + "|".join(_written(graph, step) for step in Items(graph, alternatives)) + ")"
    return "/".join(_written(graph, step) for step in Items(graph, path))
