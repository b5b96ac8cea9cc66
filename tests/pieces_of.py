"""A store's content in pieces, cut without regard to what its things have to do with one another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from hashlib import sha256

from pyoxigraph import NamedNode, Quad, Store

from claimgraph.ontology import CG, ONTOLOGY_GRAPH, Piece, Thing, things_of

OF_LETTERS = NamedNode("urn:graph:0")


def pieces_of(store: Store, number: int) -> Iterator[Piece]:
    """So many pieces with about as many things of their own each, and one with the others, which is a third.

    One of the graphs is that of letters.
    """
    places = number * 3 // 2 + 1
    return cut(store, number, lambda said: _number(said) % (number + 1 if isinstance(said, Quad) else places))


def cut(store: Store, number: int, place: Callable[[Thing | Quad], int]) -> Iterator[Piece]:
    """So many pieces and one with what is no piece's own.

    ``place`` tells in which piece a thing is, or a statement of letters about things that are no piece's own.
    """
    quads = [quad for quad in store if quad.graph_name != ONTOLOGY_GRAPH]
    known = [quad for quad in store if quad.graph_name == ONTOLOGY_GRAPH]
    things = {thing for quad in quads for thing in things_of(quad.triple)}
    others = frozenset(thing for thing in things if place(thing) >= number)
    between = [quad for quad in quads if others.issuperset(things_of(quad.triple))]
    in_letters = {quad for quad in between if quad.graph_name == OF_LETTERS}
    for at in range(number + 1):
        own = frozenset(thing for thing in things if place(thing) == at < number)
        said = [quad for quad in quads if _is_for(quad, own) and quad not in in_letters]
        said += [quad for quad in between if quad not in in_letters]
        said += [quad for quad in in_letters if place(quad) == at]
        yield _piece([*said, *known], own, others)


def _piece(quads: list[Quad], own: frozenset[Thing], others: frozenset[Thing]) -> Piece:
    held = Store()
    held.extend(quads)
    named = frozenset(thing for quad in quads for thing in things_of(quad.triple))
    return Piece(held, own, others & named, frozenset({OF_LETTERS}))


def _is_for(quad: Quad, own: frozenset[Thing]) -> bool:
    return quad.object == CG.RequestForComment or not own.isdisjoint(things_of(quad.triple))


def _number(said: Thing | Quad) -> int:
    return int(sha256(str(said).encode()).hexdigest(), 16)
