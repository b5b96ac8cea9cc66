"""An ontology's axioms as rules, after the OWL 2 RL tables (OWL 2 Profiles, section 4.3), whose names they bear.

A rule speaks of one axiom: it is one of the tables' with the schema filled in. What an axiom says beyond OWL 2 RL, that
something exists or that one of several holds, has no rule; `Horn.left_out` names these axioms.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count
from typing import Literal

from claimgraph.ontology.axioms import Axiom
from claimgraph.ontology.expressions import Compound, Expression, Named, Restriction, Role
from claimgraph.ontology.terms import OWL, XSD

SAME = str(OWL.sameAs.value)
DIFFERENT = str(OWL.differentFrom.value)
THING = OWL.Thing.value
_DATATYPES = (
    str(XSD),
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString",
    "http://www.w3.org/2000/01/rdf-schema#",
)

Term = int | str
"""A variable by its number, or a fixed term."""

Guard = Literal["names differ", "values differ", "wrong datatype"]


@dataclass(frozen=True, slots=True)
class Atom:
    """`key(subject, object)`; the key is a property's IRI, or `a` and a class's IRI, whose object is the empty text."""

    key: str
    subject: Term
    object: Term = ""


@dataclass(frozen=True, slots=True)
class HornRule:
    """If the body holds, so does the head; a rule without a head says that the body can't hold.

    `guard` is a condition on the two terms `guarded`: on the datatype of the first if the second is a datatype.
    """

    name: str
    axiom: Axiom
    body: tuple[Atom, ...]
    head: Atom | None
    guard: Guard | None = None
    guarded: tuple[Term, Term] = (0, 0)


@dataclass(frozen=True, slots=True)
class Horn:
    """The rules that the axioms make, and the axioms that say more than rules can."""

    rules: tuple[HornRule, ...]
    left_out: tuple[Axiom, ...]


def horn(axioms: Iterable[Axiom]) -> Horn:
    """The axioms as rules."""
    rules: list[HornRule] = []
    left_out: list[Axiom] = []
    for axiom in axioms:
        found = _rules(axiom)
        rules += [rule for rule in found if rule is not None]
        if None in found:
            left_out.append(axiom)
    return Horn(tuple(rules), tuple(left_out))


def member(iri: str, subject: Term) -> Atom:
    """The atom that says that a thing is in the class."""
    return Atom(f"a {iri}", subject)


def _rules(axiom: Axiom) -> Sequence[HornRule | None]:
    """The axiom's rules, and None if some of what it says can't be one."""
    kind, operands = axiom.kind, axiom.operands
    roles = [operand for operand in operands if isinstance(operand, Role)]
    match kind:
        case "SubPropertyOf" | "EquivalentProperties":
            ways = [(roles[0], roles[1])] + ([(roles[1], roles[0])] if kind == "EquivalentProperties" else [])
            return [HornRule("prp-spo1", axiom, (_link(a, 0, 1),), _link(b, 0, 1)) for a, b in ways]
        case "InverseOf":
            ways = [(roles[0], roles[1]), (roles[1], roles[0])]
            return [HornRule("prp-inv", axiom, (_link(a, 0, 1),), _link(b, 1, 0)) for a, b in ways]
        case "SubPropertyChain":
            body = tuple(_link(role, n, n + 1) for n, role in enumerate(roles[:-1]))
            return [HornRule("prp-spo2", axiom, body, _link(roles[-1], 0, len(body)))]
        case "DisjointProperties":
            pairs = combinations(roles, 2)
            return [HornRule("prp-pdw", axiom, (_link(a, 0, 1), _link(b, 0, 1)), None) for a, b in pairs]
        case "DisjointClasses" | "DisjointWith":
            return _told(_disjoint(axiom))
        case "DifferentIndividuals":
            pairs_of_terms = [(str(a.iri), str(b.iri)) for a, b in combinations(operands, 2)]  # type: ignore[union-attr]
            return [HornRule("eq-diff", axiom, (Atom(SAME, a, b),), None) for a, b in pairs_of_terms]
        case "SubClassOf" | "EquivalentTo":
            sub, sup = (_expression(operand) for operand in operands)
            forth = _inclusion(axiom, sub, sup)
            back = _inclusion(axiom, sup, sub) if kind == "EquivalentTo" else []
            return [*_told(forth), *_told(back)]
        case "Domain" | "Range":
            x, y = (0, 1) if kind == "Domain" else (1, 0)
            name = "prp-dom" if kind == "Domain" else "prp-rng"
            return _told(_says(name, axiom, (_link(roles[0], x, y),), 0, _expression(operands[1])))
        case _:
            return _told(_characteristic(axiom, roles[0]))


def _told(rules: list[HornRule] | None) -> Sequence[HornRule | None]:
    return [None] if rules is None else rules


def _characteristic(axiom: Axiom, role: Role) -> list[HornRule] | None:
    one, two = _link(role, 0, 1), _link(role, 0, 2)
    same = Atom(SAME, 1, 2)
    match axiom.kind:
        case "Functional":
            return [
                HornRule("prp-fp", axiom, (one, two), same, "names differ", (1, 2)),
                HornRule("prp-fp dt-diff", axiom, (one, two), None, "values differ", (1, 2)),
            ]
        case "InverseFunctional":
            back = (_link(role, 1, 0), _link(role, 2, 0))
            return [HornRule("prp-ifp", axiom, back, same, "names differ", (1, 2))]
        case "Symmetric":
            return [HornRule("prp-symp", axiom, (one,), _link(role, 1, 0))]
        case "Asymmetric":
            return [HornRule("prp-asyp", axiom, (one, _link(role, 1, 0)), None)]
        case "Transitive":
            return [HornRule("prp-trp", axiom, (one, _link(role, 1, 2)), _link(role, 0, 2))]
        case "Irreflexive":
            return [HornRule("prp-irp", axiom, (_link(role, 0, 0),), None)]
        case _:
            return None


def _disjoint(axiom: Axiom) -> list[HornRule] | None:
    rules: list[HornRule] = []
    for a, b in combinations(axiom.operands, 2):
        if not (isinstance(a, Named) and isinstance(b, Named)):
            return None
        rules.append(HornRule("cax-dw", axiom, (member(a.iri, 0), member(b.iri, 0)), None))
    return rules


def _inclusion(axiom: Axiom, sub: Expression, sup: Expression) -> list[HornRule] | None:
    rules: list[HornRule] = []
    for body in _bodies(sub, 0, count(1)):
        if body is None:
            return None
        found = _says("cax-sco" if isinstance(sub, Named) else "cls-int1", axiom, body, 0, sup)
        if found is None:
            return None
        rules += found
    return rules


def _bodies(expression: Expression, x: Term, fresh: Iterator[int]) -> list[tuple[Atom, ...] | None]:
    """The ways, as bodies of atoms, to know that a thing is in the class; None for one that no rule can tell."""
    match expression:
        case Named(iri):
            return [() if iri == THING else (member(iri, x),)]
        case Compound("and", parts):
            ways: list[tuple[Atom, ...] | None] = [()]
            for part in parts:
                more = _bodies(part, x, fresh)
                ways = [None if a is None or b is None else a + b for a in ways for b in more]
            return ways
        case Compound("or", parts):
            return [way for part in parts for way in _bodies(part, x, fresh)]
        case Compound("one of", parts):
            return [(Atom(SAME, x, part.iri),) for part in parts if isinstance(part, Named)]
        case Restriction(role, "value", Named(iri)):
            return [(_link(role, x, iri),)]
        case Restriction(role, "some", filler) | Restriction(role, "min", filler, 1):
            y = next(fresh)
            return [None if way is None else (_link(role, x, y), *way) for way in _bodies(filler, y, fresh)]
        case _:
            return [None]


def _says(name: str, axiom: Axiom, body: tuple[Atom, ...], x: Term, sup: Expression) -> list[HornRule] | None:
    """Rules by which the body puts `x` in the class; None if it can't be put by rules, or only in part."""
    if not body:
        return None
    match sup:
        case Named(iri) if iri.startswith(_DATATYPES):
            return [HornRule("dt-type2", axiom, body, None, "wrong datatype", (x, iri))]
        case Named(iri):
            nothing = iri == OWL.Nothing.value
            return [] if iri == THING else [HornRule(name, axiom, body, None if nothing else member(iri, x))]
        case Compound("and", parts):
            found = [_says("cls-int2", axiom, body, x, part) for part in parts]
            # Half of a definition still tells something, so an existential beside a named class is passed over.
            return [rule for rules in found if rules is not None for rule in rules]
        case Compound("not", (Named(iri),)):
            return [HornRule("cls-com", axiom, (*body, member(iri, x)), None)]
        case Restriction(role, "value", Named(iri)):
            return [HornRule("cls-hv1", axiom, body, _link(role, x, iri))]
        case Restriction(role, "only", Named(iri)):
            y = 1 + max(term for atom in body for term in (atom.subject, atom.object) if isinstance(term, int))
            return [HornRule("cls-avf", axiom, (*body, _link(role, x, y)), member(iri, y))]
        case _:
            return None


def _link(role: Role, x: Term, y: Term) -> Atom:
    return Atom(role.iri, y, x) if role.inverse else Atom(role.iri, x, y)


def _expression(operand: Role | Expression) -> Expression:
    if isinstance(operand, Role):
        raise TypeError(f"{operand} is a property where a class is needed")
    return operand
