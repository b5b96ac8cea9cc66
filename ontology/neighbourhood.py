"""The statements in which a thing stands, as many of them as tell something; of a thing that all speak of, a few."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Set
from dataclasses import dataclass
from itertools import islice

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

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

    def changed_by(self, added: Collection[Triple]) -> set[NamedNode | BlankNode]:
        """The things of which the triples, which are in the store already, say something of a kind that wasn't said."""
        new = frozenset(added)
        changed: set[NamedNode | BlankNode] = set()
        for triple in added:
            for thing in things_of(triple):
                if thing not in changed and self._is_news(thing, triple, new):
                    changed.add(thing)
        return changed

    def _is_news(self, thing: NamedNode | BlankNode, triple: Triple, new: Set[Triple]) -> bool:
        """Whether nothing else of the same kind was said of the thing before, or every value counts."""
        predicate, value = triple.predicate, triple.object
        if predicate == RDF.type:
            return True
        backs = [back for back, end in ((False, triple.subject), (True, value)) if end == thing]
        if any((predicate.value, back) in self.rules.compared for back in backs):
            return True
        return any(
            all(
                quad.triple in new or not (back or _alike(quad.object, value))
                for quad in self._quads(thing, back, predicate)
            )
            for back in backs
        )

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


def things_of(triple: Triple) -> Iterator[NamedNode | BlankNode]:
    """What the triple speaks of. A class, of which much is a member, is none."""
    ends = (triple.subject,) if triple.predicate == RDF.type else (triple.subject, triple.object)
    yield from (end for end in ends if isinstance(end, (NamedNode, BlankNode)))


def _alike(one: object, other: object) -> bool:
    """Whether the rules can't tell the values apart: two things, or two literals of one datatype and language."""
    if isinstance(one, Literal) and isinstance(other, Literal):
        return (one.datatype, one.language) == (other.datatype, other.language)
    return not isinstance(one, Literal) and not isinstance(other, Literal)
