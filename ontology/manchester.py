"""Class expressions as one types them into Protégé's DL Query tab, read and made into triples."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping

from pyoxigraph import BlankNode, Literal, NamedNode, Triple

from claimgraph.ontology.errors import OntologyError
from claimgraph.ontology.expressions import Compound, Expression, Named, Restriction, Role, short
from claimgraph.ontology.terms import OWL, RDF, RDFS, XSD

COUNTS = {
    "min": OWL.minQualifiedCardinality,
    "max": OWL.maxQualifiedCardinality,
    "exactly": OWL.qualifiedCardinality,
}
_FILLERS = {"some": OWL.someValuesFrom, "only": OWL.allValuesFrom, "value": OWL.hasValue}
_LISTS = {"and": OWL.intersectionOf, "or": OWL.unionOf, "one of": OWL.oneOf}
_TOKEN = re.compile(r"\s*([(){},]|'[^']+'|[^\s(){},']+)")


class ManchesterError(OntologyError):
    """The expression can't be read; the message shows it and says where it goes wrong."""


class Names:
    """What things are called: by the last part of their IRI, as Protégé shows them, and by their label in quotes."""

    def __init__(self, triples: Iterable[Triple]) -> None:
        self._called: defaultdict[str, set[str]] = defaultdict(set)
        for triple in triples:
            if isinstance(triple.subject, NamedNode):
                self._called[short(triple.subject.value)].add(triple.subject.value)
                if triple.predicate == RDFS.label and isinstance(triple.object, Literal):
                    self._called[f"'{triple.object.value}'"].add(triple.subject.value)

    def iri(self, name: str) -> str:
        """The IRI of the one thing of this name; raises ManchesterError where there is none, or more than one."""
        found = sorted(self._called.get(name, ()))
        if len(found) != 1:
            known = f"it may be {' or '.join(found)}" if found else "nothing is called so"
            raise ManchesterError(
                f"the name {name}: {known}; give the last part of an IRI, or a label in single quotes"
            )
        return found[0]


def read_expression(text: str, names: Names) -> Expression:
    """The class expression that the text stands for. Raises ManchesterError.

    >>> from claimgraph.ontology.files import ontology_triples
    >>> str(read_expression("Claim and backedBy some EvidenceSource", Names(ontology_triples())))
    'Claim and (backedBy some EvidenceSource)'
    """
    reader = _Reader(text, names)
    expression = reader.disjunction()
    if reader.next is not None:
        raise ManchesterError(f"{text!r}: {reader.next!r} isn't expected here; put a bracket or a word before it")
    return expression


def defined(node: NamedNode, expression: Expression) -> tuple[Triple, ...]:
    """The triples that define the class as the expression, with blank nodes under names made from the class's."""
    writer = _Writer(short(node.value))
    target = writer.write(expression)
    return (Triple(node, RDF.type, OWL.Class), Triple(node, OWL.equivalentClass, target), *writer.triples)


class _Reader:
    """The grammar from the loosest to the tightest: or, and, not and restrictions, names and brackets."""

    def __init__(self, text: str, names: Names) -> None:
        self._text, self._names = text, names
        self._tokens: Iterator[str] = iter(_TOKEN.findall(text))
        self.next = next(self._tokens, None)

    def _take(self) -> str:
        token = self.next
        if token is None:
            raise ManchesterError(f"{self._text!r} ends too soon; a class, property or individual is missing")
        self.next = next(self._tokens, None)
        return token

    def _expect(self, *words: str) -> str:
        token = self._take()
        if token not in words:
            raise ManchesterError(f"{self._text!r}: {token!r} stands where {' or '.join(words)} is needed")
        return token

    def disjunction(self) -> Expression:
        return self._joined("or", self._conjunction)

    def _conjunction(self) -> Expression:
        return self._joined("and", self._primary)

    def _joined(self, word: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self.next == word:
            self._take()
            parts.append(part())
        return parts[0] if len(parts) == 1 else Compound(word, tuple(parts))

    def _primary(self) -> Expression:
        word = self._take()
        if word == "not":
            return Compound("not", (self._primary(),))
        if word == "(":
            inner = self.disjunction()
            self._expect(")")
            return inner
        if word == "{":
            members: list[Expression] = [Named(self._names.iri(self._take()))]
            while self._expect(",", "}") == ",":
                members.append(Named(self._names.iri(self._take())))
            return Compound("one of", tuple(members))
        if word == "inverse":
            return self._restriction(Role(self._names.iri(self._take()), inverse=True))
        if self.next in _FILLERS or self.next in COUNTS:
            return self._restriction(Role(self._names.iri(word)))
        return Named(self._names.iri(word))

    def _restriction(self, role: Role) -> Expression:
        word = self._expect(*_FILLERS, *COUNTS)
        if word == "value":
            return Restriction(role, word, Named(self._names.iri(self._take())))
        if word in COUNTS:
            number = self._take()
            if not number.isdecimal():
                raise ManchesterError(f"{self._text!r}: {number!r} stands where a number is needed after {word}")
            return Restriction(role, word, self._primary(), int(number))
        return Restriction(role, word, self._primary())


class _Writer:
    def __init__(self, name: str) -> None:
        self.triples: list[Triple] = []
        self._name, self._count = re.sub(r"\W", "-", name), 0

    def _blank(self) -> BlankNode:
        self._count += 1
        return BlankNode(f"{self._name}-{self._count}")

    def _say(self, subject: NamedNode | BlankNode, said: Mapping[NamedNode, NamedNode | BlankNode | Literal]) -> None:
        self.triples += [Triple(subject, predicate, value) for predicate, value in said.items()]

    def write(self, expression: Expression) -> NamedNode | BlankNode:
        match expression:
            case Named(iri):
                return NamedNode(iri)
            case Compound("not", (part,)):
                node = self._blank()
                self._say(node, {RDF.type: OWL.Class, OWL.complementOf: self.write(part)})
            case Compound(word, parts):
                node = self._blank()
                self._say(node, {RDF.type: OWL.Class, _LISTS[word]: self._list([self.write(part) for part in parts])})
            case Restriction(role, word, filler, number):
                node = self._blank()
                said: dict[NamedNode, NamedNode | BlankNode | Literal] = {
                    RDF.type: OWL.Restriction,
                    OWL.onProperty: self._role(role),
                    (OWL.onClass if word in COUNTS else _FILLERS[word]): self.write(filler),
                }
                if word in COUNTS:
                    said[COUNTS[word]] = Literal(str(number), datatype=XSD.nonNegativeInteger)
                self._say(node, said)
        return node

    def _role(self, role: Role) -> NamedNode | BlankNode:
        if not role.inverse:
            return NamedNode(role.iri)
        node = self._blank()
        self._say(node, {OWL.inverseOf: NamedNode(role.iri)})
        return node

    def _list(self, items: list[NamedNode | BlankNode]) -> NamedNode | BlankNode:
        head: NamedNode | BlankNode = RDF.nil
        for item in reversed(items):
            cell = self._blank()
            self._say(cell, {RDF.first: item, RDF.rest: head})
            head = cell
        return head
