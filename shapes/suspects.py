"""The things that the shapes may find wrong, by queries over all of the data at once."""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import cache, lru_cache

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store

from claimgraph.ontology import RDFS
from claimgraph.shapes.failing import failing
from claimgraph.shapes.shape_files import ShapesError, shapes_triples
from claimgraph.shapes.shape_graph import ShapeGraph

Suspect = NamedNode | BlankNode


def suspects(store: Store) -> dict[NamedNode, frozenset[Suspect]]:
    """What each shape may find wrong in the store's default graph, by queries or by its constraints in SPARQL.

    Everything else is sound; a shape that finds nothing wrong is left out. The queries share the machine's cores.
    Raises ShapesError if a shape can't be made a query.
    """
    found: dict[NamedNode, frozenset[Suspect]] = {}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for shape, things in pool.map(lambda each: (each[0], _found(store, each[1])), all_queries(store)):
            if things:
                found[shape] = found.get(shape, frozenset()) | things
    return found


def all_queries(store: Store) -> tuple[tuple[NamedNode, str], ...]:
    """The queries that are asked of a store, with the classes that it says are below others, each with its shape."""
    subclasses = store.quads_for_pattern(None, RDFS.subClassOf, None)
    return _queries(frozenset((str(quad.subject), str(quad.object)) for quad in subclasses))


@lru_cache(maxsize=8)  # data may declare classes of its own
def _queries(subclasses: frozenset[tuple[str, str]]) -> tuple[tuple[NamedNode, str], ...]:
    shapes = shape_graph()
    return (*shapes.constraints(), *failing(shapes, _below(subclasses)))


@cache
def shape_graph() -> ShapeGraph:
    """The graph of our own shapes."""
    return ShapeGraph(shapes_triples())


def _found(store: Store, query: str) -> set[Suspect]:
    """What a query finds, with nothing of the engine's left: that may not leave its thread."""
    rows = store.query(query)
    if not isinstance(rows, QuerySolutions):
        raise ShapesError("a constraint in SPARQL isn't a SELECT query: make it one")
    thing = next(name for name in ("focus", "value", "this") if name in [each.value for each in rows.variables])
    return {row[thing] for row in rows}


def _below(subclasses: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
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
    return closed
