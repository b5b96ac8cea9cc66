"""Facts as rules read them, and when two terms of them can't be what a rule asks for."""

from __future__ import annotations

from pyoxigraph import BlankNode, NamedNode, RdfFormat, Triple, parse

from claimgraph.ontology.expressions import name
from claimgraph.ontology.terms import RDF, RDFS, XSD

Fact = tuple[str, str, str]
"""A key as in `Atom`, a subject and an object: IRIs, or other terms as N-Triples has them."""

_NUMBERS = ("decimal", "integer", "nonNegativeInteger", "positiveInteger", "int", "long")
_SPACES = {
    **{XSD[each].value: "text" for each in ("string", "normalizedString", "token", "language")},
    **{XSD[each].value: "number" for each in _NUMBERS},
    **{XSD[each].value: each for each in ("boolean", "dateTime", "date", "gYear", "gYearMonth", "anyURI", "double")},
    RDF.langString.value: "tagged text",
}
"""The datatypes whose values are told apart: those of different spaces have no value in common."""


def as_fact(triple: Triple) -> Fact:
    """The triple as a fact.

    >>> from claimgraph.ontology.terms import CG
    >>> as_fact(Triple(CG.Asserted, RDF.type, CG.Modality))[0]
    'a https://w3id.org/claimgraph/ontology#Modality'
    """
    subject, value = name(triple.subject), name(triple.object)
    return (f"a {value}", subject, "") if triple.predicate == RDF.type else (triple.predicate.value, subject, value)


def as_triple(fact: Fact) -> Triple:
    """The triple that a fact stands for.

    >>> as_triple(("urn:p", "urn:a", '"b"')).object.value
    'b'
    """
    key, subject, value = fact
    if key.startswith("a "):
        return Triple(_node(subject), RDF.type, _node(key[2:]))
    written = value if value.startswith(('"', "_:")) else f"<{value}>"
    line = f"{_node(subject)} <{key}> {written} ."
    triple: Triple = next(iter(parse(line, format=RdfFormat.N_TRIPLES))).triple
    return triple


def _node(name: str) -> NamedNode | BlankNode:
    return BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)


def is_literal(term: str) -> bool:
    """Whether the term is a literal."""
    return term.startswith('"')


def outside(term: str, datatype: str) -> bool:
    """Whether the term is surely no value of the datatype."""
    if datatype == RDFS.Literal.value:
        return not is_literal(term)
    space = _SPACES.get(datatype)
    own = _SPACES.get(_datatype(term)) if is_literal(term) else "thing"
    return space is not None and own is not None and own != space


def values_differ(one: str, other: str) -> bool:
    """Whether both are literals, and surely of different values."""
    if not (is_literal(one) and is_literal(other)) or one == other:
        return False
    spaces = [_SPACES.get(_datatype(term)) for term in (one, other)]
    if None in spaces:
        return False
    # Unequal spellings are different values of texts and addresses, but may be one number or one time.
    return spaces[0] != spaces[1] or spaces[0] in ("text", "tagged text", "anyURI")


def _datatype(literal: str) -> str:
    end = literal.rsplit('"', 1)[1]
    if end.startswith("@"):
        return RDF.langString.value
    return end[3:-1] if end else XSD.string.value
