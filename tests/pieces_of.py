"""A store's content in pieces, cut without regard to what its things have to do with one another."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256

from pyoxigraph import Quad, Store

from claimgraph.ontology import CG, ONTOLOGY_GRAPH, Piece, Thing, things_of


def pieces_of(store: Store, number: int) -> Iterator[Piece]:
    """So many pieces with about as many things of their own each, and one with the others, which is a third."""
    quads = [quad for quad in store if quad.graph_name != ONTOLOGY_GRAPH]
    known = [quad for quad in store if quad.graph_name == ONTOLOGY_GRAPH]
    things = {thing for quad in quads for thing in things_of(quad.triple)}
    place = {thing: _number(thing) % (number * 3 // 2 + 1) for thing in things}
    for at in range(number):
        own = frozenset(thing for thing in things if place[thing] == at)
        yield _piece([quad for quad in quads if _is_for(quad, own)], known, own)
    yield _piece(quads, known, frozenset(thing for thing in things if place[thing] < number), shared=True)


def _piece(quads: list[Quad], known: list[Quad], own: frozenset[Thing], *, shared: bool = False) -> Piece:
    held = Store()
    held.extend((*quads, *known))
    others = frozenset(thing for quad in quads for thing in things_of(quad.triple)) - own
    return Piece(held, frozenset() if shared else own, others)


def _is_for(quad: Quad, own: frozenset[Thing]) -> bool:
    return quad.object == CG.RequestForComment or not own.isdisjoint(things_of(quad.triple))


def _number(thing: Thing) -> int:
    return int(sha256(str(thing).encode()).hexdigest(), 16)
