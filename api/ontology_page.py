"""What the ontology's page shows: its header, its modules, and every term with its axioms and examples."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache

from pyoxigraph import Literal, NamedNode

from claimgraph.api.expressions import Expressions, Node, Words
from claimgraph.ontology import (
    CG,
    DCTERMS,
    ONTOLOGY_GRAPH,
    OWL,
    PREFIXES,
    RDF,
    RDFS,
    SKOS,
    ontology_modules,
    ontology_triples,
)

__all__ = ["Document", "ontology_document"]

FEW = 12
"""Of a larger list of disjoint terms the page has one copy, and not one with each of them."""

_KINDS = {
    "Classes": OWL.Class,
    "Properties between things": OWL.ObjectProperty,
    "Properties with values": OWL.DatatypeProperty,
    "Annotation properties": OWL.AnnotationProperty,
    "Individuals": OWL.NamedIndividual,
}
_CHARACTERISTICS = {
    OWL.FunctionalProperty: "functional",
    OWL.InverseFunctionalProperty: "inverse functional",
    OWL.SymmetricProperty: "symmetric",
    OWL.TransitiveProperty: "transitive",
}


@dataclass(frozen=True, slots=True)
class Module:
    """One module: its IRIs, what its header says, which modules it imports, and how many terms it declares."""

    name: str
    iri: str
    version: str
    title: str
    description: str
    imports: tuple[str, ...]
    terms: int


@dataclass(frozen=True, slots=True)
class Term:
    """One term; `facts` are its axioms by their names, each in words with links.

    `apart` are the numbers of the document's groups that it is disjoint with the rest of.
    """

    iri: str
    name: str
    label: str
    definition: str
    module: str
    characteristics: tuple[str, ...]
    facts: tuple[tuple[str, tuple[Words, ...]], ...]
    examples: tuple[str, ...]
    notes: tuple[str, ...]
    related: tuple[tuple[str, str], ...]
    apart: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """The page: the ontology's own header, its modules, its terms by kind, and the terms of other vocabularies.

    `apart` are the groups, each of terms disjoint with one another, that are too large to be told with each term.
    """

    iri: str
    version: str
    title: str
    description: str
    creator: str
    licence: str
    modules: tuple[Module, ...]
    sections: tuple[tuple[str, tuple[Term, ...]], ...]
    foreign: tuple[tuple[str, str, str, str], ...]
    apart: tuple[tuple[Words, ...], ...]
    prefixes: tuple[tuple[str, str], ...]


@cache
def ontology_document() -> Document:
    """The page's content, made from the ontology's files."""
    expressions = Expressions.of(ontology_triples())
    text = _reader(expressions)
    modules = {name: Expressions.of(triples) for name, triples in ontology_modules().items()}
    declared = {node: name for name, each in modules.items() for node, said in each.about.items() if RDF.type in said}
    groups = _groups(expressions)
    sections = []
    for title, kind in _KINDS.items():
        nodes = [node for node in expressions.about if kind in expressions.values(node, RDF.type) and _ours(node)]
        terms = [_term(expressions, node, declared[node], groups) for node in nodes if isinstance(node, NamedNode)]
        sections.append((title, tuple(sorted(terms, key=lambda term: term.name.lower()))))
    return Document(
        ONTOLOGY_GRAPH.value,
        text(ONTOLOGY_GRAPH, OWL.versionIRI),
        text(ONTOLOGY_GRAPH, DCTERMS.title),
        text(ONTOLOGY_GRAPH, DCTERMS.description),
        text(ONTOLOGY_GRAPH, DCTERMS.creator),
        text(ONTOLOGY_GRAPH, DCTERMS.license),
        tuple(_module(name, each) for name, each in modules.items()),
        tuple(sections),
        _foreign(modules["vocabularies"]),
        tuple(tuple(sorted((expressions.words(each) for each in group), key=str)) for group in groups),
        tuple(sorted(PREFIXES.items())),
    )


def _ours(node: Node) -> bool:
    return isinstance(node, NamedNode) and node in CG


def _reader(expressions: Expressions) -> Callable[[Node, NamedNode], str]:
    def text(node: Node, predicate: NamedNode) -> str:
        values = expressions.values(node, predicate)
        return values[0].value if values and isinstance(values[0], Literal | NamedNode) else ""

    return text


def _module(name: str, module: Expressions) -> Module:
    text = _reader(module)
    declared = [node for node in module.about if isinstance(node, NamedNode)]
    [header] = [node for node in declared if OWL.Ontology in module.values(node, RDF.type)]
    return Module(
        name,
        header.value,
        text(header, OWL.versionIRI),
        text(header, DCTERMS.title),
        text(header, DCTERMS.description),
        tuple(each.value for each in module.values(header, OWL.imports) if isinstance(each, NamedNode)),
        sum(bool(module.values(node, RDF.type)) for node in declared if node != header),
    )


def _groups(expressions: Expressions) -> list[list[Node]]:
    """The lists of disjoint terms that have more than `FEW` members, largest first."""
    heads = [head for said in expressions.about.values() for head in said.get(OWL.members, [])]
    lists = [expressions.members(head) for head in heads]
    return sorted((each for each in lists if len(each) > FEW), key=lambda each: (-len(each), str(each)))


def _term(expressions: Expressions, node: NamedNode, module: str, groups: list[list[Node]]) -> Term:
    text = _reader(expressions)
    facts: list[tuple[str, tuple[Words, ...]]] = []

    def say(title: str, found: Iterable[Words]) -> None:
        if words := tuple(sorted(found, key=str)):
            facts.append((title, words))

    def values(predicate: NamedNode) -> list[Words]:
        return [expressions.words(value) for value in expressions.values(node, predicate)]

    def pointing(predicate: NamedNode) -> list[Words]:
        """The named things of ours whose statements with the predicate lead here, straight or through a union."""
        found = []
        for other, said in expressions.about.items():
            for value in said.get(predicate, []) if _ours(other) else []:
                listed = [each for head in expressions.values(value, OWL.unionOf) for each in expressions.members(head)]
                if node in (value, *listed):
                    found.append(expressions.words(other))
        return found

    say("Subclass of", values(RDFS.subClassOf))
    say("Subproperty of", values(RDFS.subPropertyOf))
    say("Equivalent to", values(OWL.equivalentClass))
    say("Subclasses", pointing(RDFS.subClassOf))
    say("Subproperties", pointing(RDFS.subPropertyOf))
    say("Domain", values(RDFS.domain))
    say("Range", values(RDFS.range))
    say("Inverse of", [*values(OWL.inverseOf), *pointing(OWL.inverseOf)])
    say("Property chain", [expressions.chain(head) for head in expressions.values(node, OWL.propertyChainAxiom)])
    say("Type", [words for words in values(RDF.type) if not (words[0][1] or "").startswith(str(OWL))])
    say("Individuals", pointing(RDF.type))
    say("In the domain of", pointing(RDFS.domain))
    say("In the range of", pointing(RDFS.range))
    say("Disjoint with", _apart(expressions, node, OWL.members, groups))
    say("Different from", _apart(expressions, node, OWL.distinctMembers, groups))
    types = expressions.values(node, RDF.type)
    sources = [
        ("source", each.value) for each in expressions.values(node, DCTERMS.source) if isinstance(each, NamedNode)
    ]
    related = [
        ("see also", each.value) for each in expressions.values(node, RDFS.seeAlso) if isinstance(each, NamedNode)
    ]
    return Term(
        node.value,
        node.value.removeprefix(str(CG)),
        text(node, RDFS.label),
        text(node, SKOS.definition),
        module,
        tuple(words for kind, words in _CHARACTERISTICS.items() if kind in types),
        tuple(facts),
        tuple(each.value for each in expressions.values(node, SKOS.example) if isinstance(each, Literal)),
        tuple(each.value for each in expressions.values(node, RDFS.comment) if isinstance(each, Literal)),
        (*sources, *related),
        tuple(n for n, group in enumerate(groups, 1) if node in group),
    )


def _apart(expressions: Expressions, node: NamedNode, predicate: NamedNode, groups: list[list[Node]]) -> set[Words]:
    """The others in the lists of disjoint or different ones that the term is in, but for the groups."""
    lists = [head for said in expressions.about.values() for head in said.get(predicate, [])]
    members = [found for head in lists if node in (found := expressions.members(head)) and found not in groups]
    return {expressions.words(each) for found in members for each in found if each != node}


def _foreign(module: Expressions) -> tuple[tuple[str, str, str, str], ...]:
    """Each term of another vocabulary: its IRI, its label, its kind, and the document that defines it."""
    text = _reader(module)
    kinds = {OWL.Class: "class", OWL.AnnotationProperty: "annotation", OWL.DatatypeProperty: "property with values"}
    rows = []
    for node in module.about:
        if isinstance(node, NamedNode) and module.values(node, RDFS.isDefinedBy):
            kind = next((kinds[each] for each in kinds if each in module.values(node, RDF.type)), "property")
            rows.append((node.value, text(node, RDFS.label), kind, text(node, RDFS.isDefinedBy)))
    return tuple(sorted(rows))
