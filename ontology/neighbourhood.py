"""The statements in which a thing stands, as many of them as tell something; of a thing that all speak of, a few."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import BlankNode, NamedNode, Quad, Store, Triple

from claimgraph.ontology.local_rules import LocalRules
from claimgraph.ontology.terms import RDF

FEW = 24
"""So many statements are taken as they come, which costs less than to ask for each property."""


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What the graphs of a store, without those `beside` its data, say of single things."""

    store: Store
    rules: LocalRules
    beside: frozenset[NamedNode]
    few: int = FEW

    def of(self, thing: NamedNode | BlankNode) -> Iterator[Triple]:
        """What decides by the rules what the thing is and whether that clashes.

        All statements in which it stands; where these are many, its classes, those by properties of which the rules ask
        for each value, and one by each of the other properties.
        """
        for back in (False, True):
            some = list(islice(self._quads(thing, back), self.few + 1))
            yield from (quad.triple for quad in (some if len(some) <= self.few else self._telling(thing, back)))

    def _telling(self, thing: NamedNode | BlankNode, back: bool) -> Iterator[Quad]:
        if not back:
            yield from self._said(self.store.quads_for_pattern(thing, RDF.type, None))
        for name in self.rules.properties:
            found = self._quads(thing, back, NamedNode(name))
            yield from found if (name, back) in self.rules.compared else islice(found, 1)

    def _quads(self, thing: NamedNode | BlankNode, back: bool, predicate: NamedNode | None = None) -> Iterator[Quad]:
        ends = (None, predicate, thing) if back else (thing, predicate, None)
        return self._said(self.store.quads_for_pattern(*ends))

    def _said(self, quads: Iterator[Quad]) -> Iterator[Quad]:
        return (quad for quad in quads if quad.graph_name not in self.beside)
