"""What of the statements about a thing decides whether it clashes, which is the same for most things of a kind.

Of a statement that names a class it is the class; of any other its property, on which side the thing stands, and what
kind of term is on the other. Things of one signature are the same to the rules, unless these have to compare values:
then a thing is doubtful whatever its signature.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.ontology.facts import Fact, as_triple
from claimgraph.ontology.local_rules import LocalRules, Place
from claimgraph.ontology.saturate import saturate
from claimgraph.ontology.terms import RDF

Token = tuple[str, str]
"""A key as in `Atom`, and what is at the other end: nothing, a thing, a literal's datatype, or a thing that says it."""

Signature = frozenset[Token]

Term = NamedNode | BlankNode | Literal | Triple

_TYPE = RDF.type.value
_THING, _SAYER, _ONE = "thing", "sayer", "urn:one"


@dataclass(slots=True)
class Telling:
    """What statements about a thing tell: its signature, and of each family that is compared a value.

    It is ``compared`` where a family has several values.
    """

    tokens: set[Token] = field(default_factory=set)
    values: dict[int, tuple[str, Term]] = field(default_factory=dict)
    compared: bool = False

    def add(self, other: Telling) -> bool:
        """Take what further statements tell of the same thing; whether any of it is new."""
        before = len(self.tokens), len(self.values), self.compared
        self.tokens |= other.tokens
        self.compared |= other.compared
        for family, value in other.values.items():
            self.compared |= self.values.setdefault(family, value) != value
        return before != (len(self.tokens), len(self.values), self.compared)


@dataclass(slots=True)
class Signatures:
    """The signatures that were met, and which of them clash."""

    rules: LocalRules
    _clash: dict[Signature, bool] = field(default_factory=dict)
    _families: dict[Place, tuple[int, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for number, family in enumerate(self.rules.families):
            for place in family:
                self._families[place] = (*self._families.get(place, ()), number)

    def telling(self, thing: NamedNode | BlankNode, about: Iterable[Triple]) -> Telling:
        """What the statements about the thing tell."""
        told = Telling()
        for subject, predicate, value in about:
            says, name = subject == thing, predicate.value
            if name == _TYPE:
                if says:
                    told.tokens.add((f"a {getattr(value, 'value', value)}", ""))
                continue
            if says:
                told.tokens.add((name, _kind(value)))
                self._compare(told, (name, False), value)
            if value == thing:
                told.tokens.add((name, _SAYER))
                self._compare(told, (name, True), subject)
        return told

    def _compare(self, told: Telling, place: Place, other: Term) -> None:
        name, _ = place
        for family in self._families.get(place, ()):
            told.compared |= told.values.setdefault(family, (name, other)) != (name, other)

    def is_doubtful(self, told: Telling) -> bool:
        """Whether a thing may clash, or be the same as another, by what is told about it; if not, it surely isn't."""
        if told.compared:
            return True
        signature = frozenset(told.tokens)
        if signature not in self._clash:
            known = saturate((as_triple(_fact(*token, n)) for n, token in enumerate(signature)), self.rules.rules)
            self._clash[signature] = bool(known.clashes)
        return self._clash[signature]


def _kind(value: Term) -> str:
    if not isinstance(value, Literal):
        return _THING
    return f"@{value.language}" if value.language else f"^^{value.datatype}"


def _fact(key: str, kind: str, number: int) -> Fact:
    """What the token says, of one thing, with a value of its own."""
    if not kind:
        return key, _ONE, ""
    other = f"urn:{number}"
    if kind == _SAYER:
        return key, other, _ONE
    return key, _ONE, other if kind == _THING else f'"{number}"{kind}'
