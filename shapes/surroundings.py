"""The statements that decide what the shapes say of a thing.

A shape looks at a thing along its paths, and at the classes of what it meets there. So its verdict rests on the
statements that are reached from the thing by the properties that the shape names, in the direction in which it names
them. The same holds of a constraint in SPARQL, whose patterns hang together with what it finds wrong. What else is said
changes nothing, however large the graph.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pyoxigraph import NamedNode, Store, Triple

from claimgraph.ontology import RDF, RDFS
from claimgraph.shapes.judge import Suspicion, Violation, judge
from claimgraph.shapes.shape_files import ShapesError
from claimgraph.shapes.shape_graph import Path, ShapeGraph, Step, Term, ways
from claimgraph.shapes.suspects import Suspect, shape_graph

_IRI = re.compile(r"(\^?)<([^<>\s]*)>")
_QUOTED = re.compile(r'"[^"]*"')
_UNKNOWN = re.compile(r"\^(?!<)")


@dataclass(frozen=True, slots=True)
class _Steps:
    """The properties that a shape or a constraint follows, from subject to object and back."""

    forward: frozenset[NamedNode]
    backward: frozenset[NamedNode]


@cache
def _steps_of(shapes: ShapeGraph) -> tuple[tuple[NamedNode, _Steps], ...]:
    """The steps of each shape and of each constraint in SPARQL. Raises ShapesError where they can't be told."""
    of_constraints = ((shape, _named(query)) for shape, query in shapes.constraints())
    of_shapes = ((shape, _followed(shapes, shape)) for shape in shapes.node_shapes())
    return tuple((shape, _sorted_out(tuple(steps))) for shape, steps in chain(of_constraints, of_shapes))


def surroundings(
    store: Store, shapes: ShapeGraph, suspicion: Suspicion, beside: Collection[NamedNode] = ()
) -> set[Triple]:
    """The statements on which the verdicts that are asked for rest, and perhaps some more.

    They are those of all of the store's graphs, without the ones `beside` the data.
    """
    said = _Said(store, frozenset(beside))
    of_suspected = {steps for shape, steps in _steps_of(shapes) if shape in suspicion.shapes}
    found = {triple for steps in of_suspected for triple in _reached(said, steps, suspicion.things)}
    # Each request is asked by the constraints in SPARQL, and any class may be below another.
    for kind in {kind for shape, _ in shapes.constraints() for kind in shapes.objects(shape, "targetClass")}:
        found.update(said.triples(None, RDF.type, kind))
    found.update(said.triples(None, RDFS.subClassOf, None))
    return found


def judged(
    store: Store, found: Mapping[NamedNode, frozenset[Suspect]], beside: Collection[NamedNode]
) -> tuple[Violation, ...]:
    """PySHACL's verdict on what each shape is suspected to find wrong in a store, sorted."""
    if not found:
        return ()
    suspicion = Suspicion(frozenset(found), frozenset().union(*found.values()))
    return judge(surroundings(store, shape_graph(), suspicion, beside), suspicion)


@dataclass(frozen=True, slots=True)
class _Said:
    store: Store
    beside: frozenset[NamedNode]

    def triples(self, subject: Suspect | None, predicate: NamedNode, value: Term | None) -> Iterator[Triple]:
        quads = self.store.quads_for_pattern(subject, predicate, value)
        return (quad.triple for quad in quads if quad.graph_name not in self.beside)


def _reached(said: _Said, steps: _Steps, things: Iterable[Suspect]) -> set[Triple]:
    found: set[Triple] = set()
    seen: set[Term] = set()
    ahead: set[Term] = set(things)
    while ahead:
        seen |= ahead
        new: set[Triple] = set()
        for node in ahead:
            if isinstance(node, Suspect):
                for step in (RDF.type, *steps.forward):
                    new.update(said.triples(node, step, None))
            for step in steps.backward:
                new.update(said.triples(None, step, node))
        found |= new
        ahead = {
            end for triple in new for end in (triple.subject, triple.object) if triple.predicate != RDF.type
        } - seen
    return found


def _followed(shapes: ShapeGraph, shape: Term) -> Iterator[Step]:
    """The steps of a shape, of the shapes within it and of those that it refers to."""
    for name, value in shapes.parameters(shape):
        if name in ("path", "equals", "disjoint", "lessThan", "lessThanOrEquals"):
            yield from _single(shapes.path(value))
        elif name in ("property", "not", "qualifiedValueShape"):
            yield from _followed(shapes, value)
        elif name in ("or", "xone"):
            yield from chain.from_iterable(_followed(shapes, each) for each in shapes.members(value))


def _sorted_out(steps: tuple[Step, ...]) -> _Steps:
    ways = (frozenset(step.property for step in steps if step.back == back) for back in (False, True))
    return _Steps(*ways)


def _single(path: Path) -> Iterator[Step]:
    return chain.from_iterable(ways(path))


def _named(query: str) -> list[Step]:
    """The steps that a query names: all that stands in it in angle brackets, outside of quotation marks."""
    bare = _QUOTED.sub("", query)
    if _UNKNOWN.search(bare):
        raise ShapesError(f"only a single property may be followed back (^) in a constraint: {query}")
    return [Step(NamedNode(iri), bool(back)) for back, iri in _IRI.findall(bare)]
