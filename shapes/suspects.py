"""The things that the shapes may find wrong, by queries over all of the data at once."""

from __future__ import annotations

import os
import traceback
from collections import defaultdict
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store

from claimgraph.ontology import RDF, RDFS
from claimgraph.shapes.failing import failing
from claimgraph.shapes.shape_files import ShapesError, background, shapes_triples
from claimgraph.shapes.shape_graph import ShapeGraph, Term

Suspect = NamedNode | BlankNode


class Hierarchy(dict[str, tuple[str, ...]]):
    """What each class has below it, itself not among it; told apart by what it is, not by what it holds."""

    __hash__ = object.__hash__  # type: ignore[assignment]
    __eq__ = object.__eq__


def suspects(store: Store) -> dict[NamedNode, frozenset[Suspect]]:
    """What each shape may find wrong in what the store's graphs say, by queries or by its constraints in SPARQL.

    Everything else is sound; a shape that finds nothing wrong is left out. The queries share the machine's cores.
    Raises ShapesError if a shape can't be made a query.
    """
    found: dict[NamedNode, frozenset[Suspect]] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for shape, things in pool.map(lambda each: (each[0], found_by(store, each[1])), all_queries(store)):
            if things:
                found[shape] = found.get(shape, frozenset()) | things
    return found


def all_queries(store: Store) -> tuple[tuple[NamedNode, str], ...]:
    """The queries that are asked of a store, with the classes that it says are below others, each with its shape."""
    return _queries(hierarchy(store))


def found_by(store: Store, query: str) -> set[Suspect]:
    """What a query finds in all of the graphs, with nothing of the engine's left: that may not leave its thread."""
    rows = store.query(query, use_default_graph_as_union=True)
    if not isinstance(rows, QuerySolutions):
        raise ShapesError("a constraint in SPARQL isn't a SELECT query: make it one")
    thing = next(name for name in ("focus", "value", "this") if name in [each.value for each in rows.variables])
    try:
        return {row[thing] for row in rows}
    except Exception as error:  # a damaged store's
        traceback.clear_frames(error.__traceback__)
        del rows
        raise


@cache
def shape_graph() -> ShapeGraph:
    """The graph of our own shapes."""
    return ShapeGraph(shapes_triples())


def hierarchy(store: Store) -> Hierarchy:
    """The classes that each class has below it, as the store and the ontology say."""
    quads = store.quads_for_pattern(None, RDFS.subClassOf, None)
    said = {(str(quad.subject), str(quad.object)) for quad in quads}
    known = {(str(t.subject), str(t.object)) for t in background() if t.predicate == RDFS.subClassOf}
    return _below(frozenset(said | known))


@cache
def known_members() -> Hierarchy:
    """The things in each class that every graph is judged with: the rules."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    for triple in background():
        if triple.predicate == RDF.type:
            found[str(triple.object)].append(str(triple.subject))
    return Hierarchy({kind: tuple(sorted(things)) for kind, things in found.items()})


def classes_of(thing: Term, said: frozenset[str]) -> frozenset[str]:
    """The classes of a thing, each as `<IRI>`: those that the data says, and those that it is in whatever that says."""
    return said | _known_classes().get(str(thing), frozenset())


@cache
def _known_classes() -> dict[str, frozenset[str]]:
    found: defaultdict[str, set[str]] = defaultdict(set)
    for kind, members in known_members().items():
        for thing in members:
            found[thing].add(kind)
    return {thing: frozenset(kinds) for thing, kinds in found.items()}


@lru_cache(maxsize=8)  # data may declare classes of its own
def _queries(kinds: Hierarchy) -> tuple[tuple[NamedNode, str], ...]:
    shapes = shape_graph()
    return (*shapes.constraints(), *failing(shapes, kinds, known_members()))


@lru_cache(maxsize=8)
def _below(subclasses: frozenset[tuple[str, str]]) -> Hierarchy:
    """The classes below each class, itself not among them."""
    under: dict[str, set[str]] = defaultdict(set)
    for narrow, wide in subclasses:
        under[wide].add(narrow)
    closed = {}
    for kind in under:
        below: set[str] = set()
        ahead = [kind]
        while ahead:
            new = under.get(ahead.pop(), set()) - below
            below |= new
            ahead.extend(new)
        closed[kind] = tuple(sorted(below - {kind}))
    return Hierarchy(closed)
