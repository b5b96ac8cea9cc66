"""OWL class expressions in words, in the manner of Manchester syntax; each name has its IRI, to be linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.ontology import OWL, RDF

__all__ = ["Expressions", "Words"]

Node = NamedNode | BlankNode | Literal | Triple

Words = tuple[tuple[str, str | None], ...]
"""Text in pieces: a keyword has no IRI, a name is empty text with its IRI."""

_SOME = {OWL.someValuesFrom: "some", OWL.allValuesFrom: "only", OWL.hasValue: "value"}
_COUNTS = {OWL.minQualifiedCardinality: "min", OWL.maxQualifiedCardinality: "max", OWL.qualifiedCardinality: "exactly"}


@dataclass(frozen=True, slots=True)
class Expressions:
    """The statements about every node, to read expressions and lists from."""

    about: dict[Node, dict[NamedNode, list[Node]]]

    @classmethod
    def of(cls, triples: Iterable[Triple]) -> Expressions:
        """Those of a graph."""
        about: dict[Node, dict[NamedNode, list[Node]]] = {}
        for triple in triples:
            about.setdefault(triple.subject, {}).setdefault(triple.predicate, []).append(triple.object)
        return cls(about)

    def values(self, node: Node, predicate: NamedNode) -> list[Node]:
        """What the node's statements with the predicate say."""
        return self.about.get(node, {}).get(predicate, [])

    def members(self, head: Node) -> list[Node]:
        """The members of an RDF list."""
        found: list[Node] = []
        while head != RDF.nil:
            found += self.values(head, RDF.first)
            [head] = self.values(head, RDF.rest)
        return found

    def words(self, node: Node, nested: bool = False) -> Words:
        """The class, property or value in words; what is nested and has several parts stands in brackets."""
        if isinstance(node, NamedNode):
            return (("", node.value),)
        if isinstance(node, Literal):
            return ((node.value, None),)
        for predicate, word in ((OWL.intersectionOf, "and"), (OWL.unionOf, "or")):
            for head in self.values(node, predicate):
                return _bracketed(self._joined(self.members(head), word), nested)
        for head in self.values(node, OWL.oneOf):
            return (("{", None), *self._joined(self.members(head), ","), ("}", None))
        for named in self.values(node, OWL.inverseOf):
            return (("inverse", None), *self.words(named, True))
        for negated in self.values(node, OWL.complementOf):
            return (("not", None), *self.words(negated, True))
        return _bracketed(self._restriction(node), nested)

    def chain(self, head: Node) -> Words:
        """A chain of properties: one o the next."""
        return self._joined(self.members(head), "o")

    def _restriction(self, node: Node) -> Words:
        [role] = self.values(node, OWL.onProperty)
        for predicate, word in _SOME.items():
            for filler in self.values(node, predicate):
                return (*self.words(role, True), (word, None), *self.words(filler, True))
        for predicate, word in _COUNTS.items():
            for number in self.values(node, predicate):
                [filler] = self.values(node, OWL.onClass)
                return (*self.words(role, True), (word, None), *self.words(number), *self.words(filler, True))
        raise ValueError(
            f"the restriction on {role} is of a kind that isn't worded yet; extend claimgraph.api.expressions"
        )

    def _joined(self, nodes: list[Node], word: str) -> Words:
        parts: list[tuple[str, str | None]] = []
        for node in nodes:
            parts += [*([(word, None)] if parts else []), *self.words(node, True)]
        return tuple(parts)


def _bracketed(words: Words, nested: bool) -> Words:
    return (("(", None), *words, (")", None)) if nested else words
