"""OWL class expressions: read from RDF, written in Manchester syntax as Protégé shows them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.ontology.terms import OWL, RDF

Node = NamedNode | BlankNode | Literal | Triple


@dataclass(frozen=True, slots=True)
class Role:
    """An object or data property, or the inverse of one."""

    iri: str
    inverse: bool = False

    def __str__(self) -> str:
        return f"inverse {short(self.iri)}" if self.inverse else short(self.iri)


@dataclass(frozen=True, slots=True)
class Named:
    """A class or a datatype by its IRI."""

    iri: str

    def __str__(self) -> str:
        return short(self.iri)


@dataclass(frozen=True, slots=True)
class Compound:
    """`A and B`, `A or B`, `not A`, or the individuals of `{a, b}`, whose operands are classes named by their IRIs."""

    word: str
    parts: tuple[Expression, ...]

    def __str__(self) -> str:
        if self.word == "one of":
            return "{" + ", ".join(map(str, self.parts)) + "}"
        if self.word == "not":
            return f"not {_bracketed(self.parts[0])}"
        return f" {self.word} ".join(map(_bracketed, self.parts))


@dataclass(frozen=True, slots=True)
class Restriction:
    """`role some A`, `only A`, `value a`, `min 2 A` and so on; `count` is the number of the last kind."""

    role: Role
    word: str
    filler: Expression
    count: int = 0

    def __str__(self) -> str:
        number = f"{self.count} " if self.word in ("min", "max", "exactly") else ""
        return f"{self.role} {self.word} {number}{_bracketed(self.filler)}"


Expression = Named | Compound | Restriction

_COMPOUNDS = {OWL.intersectionOf: "and", OWL.unionOf: "or", OWL.oneOf: "one of"}
_RESTRICTIONS = {OWL.someValuesFrom: "some", OWL.allValuesFrom: "only", OWL.hasValue: "value"}
_COUNTS = {
    OWL.minQualifiedCardinality: "min",
    OWL.maxQualifiedCardinality: "max",
    OWL.qualifiedCardinality: "exactly",
    OWL.minCardinality: "min",
    OWL.maxCardinality: "max",
    OWL.cardinality: "exactly",
}


def short(iri: str) -> str:
    """The last part of an IRI, which is how Protégé names a thing.

    >>> short("https://w3id.org/claimgraph/ontology#Claim"), short("https://example.org/organization/rand")
    ('Claim', 'rand')
    """
    return iri.rsplit("#", 1)[-1].rstrip("/").rsplit("/", 1)[-1] if not iri.startswith('"') else iri


class Description:
    """Triples by subject, from which expressions, lists and roles are read."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._about: defaultdict[Node, list[Triple]] = defaultdict(list)
        for triple in triples:
            self._about[triple.subject].append(triple)

    def about(self, node: Node) -> list[Triple]:
        """The triples with this subject."""
        return self._about.get(node, [])

    def value(self, node: Node, predicate: NamedNode) -> Node | None:
        """The first value of the predicate, None where there is none."""
        return next((triple.object for triple in self.about(node) if triple.predicate == predicate), None)

    def members(self, head: Node) -> Iterator[Node]:
        """The members of an RDF list."""
        while isinstance(head, BlankNode):
            first, rest = self.value(head, RDF.first), self.value(head, RDF.rest)
            if first is None or rest is None:
                return
            yield first
            head = rest

    def role(self, node: Node) -> Role:
        """The property that a node names or describes as an inverse."""
        inverse = self.value(node, OWL.inverseOf) if isinstance(node, BlankNode) else None
        return Role(name(node)) if inverse is None else Role(name(inverse), inverse=True)

    def expression(self, node: Node) -> Expression:
        """The class expression that a node names or describes."""
        if not isinstance(node, BlankNode):
            return Named(name(node))
        found = {triple.predicate: triple.object for triple in self.about(node)}
        for predicate, word in _COMPOUNDS.items():
            if predicate in found:
                return Compound(word, tuple(map(self.expression, self.members(found[predicate]))))
        if OWL.complementOf in found:
            return Compound("not", (self.expression(found[OWL.complementOf]),))
        role = self.role(found[OWL.onProperty])
        for predicate, word in _RESTRICTIONS.items():
            if predicate in found:
                return Restriction(role, word, self.expression(found[predicate]))
        predicate, word = next((each for each in _COUNTS.items() if each[0] in found), (OWL.cardinality, ""))
        filler = found.get(OWL.onClass, found.get(OWL.onDataRange, OWL.Thing))
        return Restriction(role, word, self.expression(filler), int(getattr(found[predicate], "value", "0")))

    def closure(self, triples: Iterable[Triple]) -> tuple[Triple, ...]:
        """The triples with all that describes the blank nodes in their objects."""
        found = list(triples)
        for triple in found:  # grows while it is read
            if isinstance(triple.object, BlankNode):
                found += [more for more in self.about(triple.object) if more not in found]
        return tuple(found)


def name(node: Node) -> str:
    """An IRI as it is, any other term as N-Triples has it."""
    return node.value if isinstance(node, NamedNode) else str(node)


def _bracketed(expression: Expression) -> str:
    plain = isinstance(expression, Named) or (isinstance(expression, Compound) and expression.word == "one of")
    return str(expression) if plain else f"({expression})"
