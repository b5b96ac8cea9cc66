"""The logical axioms of an ontology, each with its triples and a line that says it in Manchester syntax."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pyoxigraph import BlankNode, NamedNode, Triple

from claimgraph.ontology.expressions import Description, Expression, Role
from claimgraph.ontology.terms import OWL, RDF, RDFS

CHARACTERISTICS = {
    OWL.FunctionalProperty: "Functional",
    OWL.InverseFunctionalProperty: "InverseFunctional",
    OWL.SymmetricProperty: "Symmetric",
    OWL.AsymmetricProperty: "Asymmetric",
    OWL.TransitiveProperty: "Transitive",
    OWL.ReflexiveProperty: "Reflexive",
    OWL.IrreflexiveProperty: "Irreflexive",
}
_PAIRS = {
    RDFS.subClassOf: "SubClassOf",
    OWL.equivalentClass: "EquivalentTo",
    OWL.disjointWith: "DisjointWith",
    RDFS.domain: "Domain",
    RDFS.range: "Range",
    RDFS.subPropertyOf: "SubPropertyOf",
    OWL.equivalentProperty: "EquivalentProperties",
    OWL.propertyDisjointWith: "DisjointProperties",
    OWL.inverseOf: "InverseOf",
    OWL.propertyChainAxiom: "SubPropertyChain",
}
_GROUPS = {
    OWL.AllDisjointClasses: (OWL.members, "DisjointClasses"),
    OWL.AllDisjointProperties: (OWL.members, "DisjointProperties"),
    OWL.AllDifferent: (OWL.distinctMembers, "DifferentIndividuals"),
}
_ROLES = {"SubPropertyOf", "EquivalentProperties", "DisjointProperties", "InverseOf"}
_EXPRESSIONS = {"SubClassOf", "EquivalentTo", "DisjointWith"}


@dataclass(frozen=True, slots=True)
class Axiom:
    """One axiom: its kind, what it is about, and the triples that state it.

    The operands of a `SubPropertyChain` are the steps and, last, the role they give.
    """

    kind: str
    operands: tuple[Role | Expression, ...]
    triples: tuple[Triple, ...]

    def __str__(self) -> str:
        if not self.operands:
            return self.kind
        first, *rest = map(str, self.operands)
        if self.kind == "SubPropertyChain":
            *steps, role = map(str, self.operands)
            return f"{role} SubPropertyChain: {' o '.join(steps)}"
        if self.kind in CHARACTERISTICS.values():
            return f"{first} Characteristics: {self.kind}"
        if len(rest) != 1:
            return f"{self.kind}: {', '.join((first, *rest))}"
        return f"{first} {self.kind}: {rest[0]}"


def axioms(triples: Iterable[Triple]) -> tuple[Axiom, ...]:
    """The class and property axioms among the triples, and what says that individuals differ, in the triples' order."""
    every = list(triples)
    description = Description(every)
    return tuple(axiom for triple in every for axiom in _stated(triple, description))


def _stated(triple: Triple, description: Description) -> Iterator[Axiom]:
    subject, predicate, value = triple.subject, triple.predicate, triple.object
    if predicate == RDF.type and isinstance(value, NamedNode):
        if value in CHARACTERISTICS:
            yield Axiom(CHARACTERISTICS[value], (description.role(subject),), (triple,))
        elif value in _GROUPS:
            link, kind = _GROUPS[value]
            head = description.value(subject, link) or description.value(subject, OWL.members)
            if head is not None:
                read = description.role if kind == "DisjointProperties" else description.expression
                members = tuple(read(member) for member in description.members(head))
                yield Axiom(kind, members, description.closure(description.about(subject)))
        return
    # A blank subject describes an expression, whose own axiom takes it in.
    if predicate not in _PAIRS or isinstance(subject, BlankNode):
        return
    kind = _PAIRS[predicate]
    stated = description.closure([triple])
    if kind == "SubPropertyChain":
        steps = tuple(map(description.role, description.members(value)))
        yield Axiom(kind, (*steps, description.role(subject)), stated)
    elif kind in _ROLES:
        yield Axiom(kind, (description.role(subject), description.role(value)), stated)
    elif kind in _EXPRESSIONS:
        yield Axiom(kind, (description.expression(subject), description.expression(value)), stated)
    else:
        yield Axiom(kind, (description.role(subject), description.expression(value)), stated)
