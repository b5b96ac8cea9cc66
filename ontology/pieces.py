"""A piece of what a store holds: small enough for memory, and whole in what it says of the things that are its own."""

from __future__ import annotations

from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Store

Thing = NamedNode | BlankNode


@dataclass(frozen=True, slots=True)
class Piece:
    """Some statements of a larger store, and the things that they speak of.

    ``store`` has every statement of the larger one in which a thing of ``own`` is subject or, but of rdf:type, object;
    those that say what is a request for comment, which constraints ask for; and the graphs that are published beside
    all data. ``others`` are things that are no piece's own, among them all that are named together with one of ``own``.
    A statement that speaks of ``others`` alone is in every piece that has its subject among them; but one in a graph of
    ``letters`` is in one piece alone. Whatever is said is in a piece whose ``own`` and ``others`` have all that it
    speaks of.
    """

    store: Store
    own: frozenset[Thing]
    others: frozenset[Thing]
    letters: frozenset[NamedNode] = frozenset()
