"""Ontologies in OWL 2 functional syntax, by the Rust library horned-owl.

It comes with the extra `protege` (PyPI's py-horned-owl) and is imported only here, when it is needed.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pyoxigraph import NamedNode, RdfFormat, Triple, serialize

from claimgraph.ontology.errors import FunctionalSyntaxMissing
from claimgraph.ontology.terms import OWL, PREFIXES, RDF

_KINDS = {OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty}


def declarations(triples: Iterable[Triple]) -> frozenset[Triple]:
    """The triples that declare a named class or property."""
    return frozenset(
        t for t in triples if t.predicate == RDF.type and t.object in _KINDS and isinstance(t.subject, NamedNode)
    )


def functional_syntax(triples: tuple[Triple, ...], declared: frozenset[Triple] = frozenset()) -> bytes:
    """The ontology that the triples make, in functional syntax, its axioms in a fixed order.

    `declared` are the declarations of the ontologies that it imports: without them a reader of RDF can't tell what
    kind of property an imported one is. They aren't written. Raises FunctionalSyntaxMissing without the extra.
    """
    horned = _load()
    rdf = serialize(sorted({*triples, *declared}, key=str), format=RdfFormat.RDF_XML) or b""
    ontology = horned.open_ontology_from_string(rdf.decode("utf-8"), "rdf")
    for foreign in declared - set(triples):
        ontology.remove_component(_declaration(horned.model, foreign))
    for axiom in _disjoint(horned.model, triples, declared):
        ontology.add_component(axiom)
    for prefix, iri in PREFIXES.items():
        ontology.prefix_mapping.add_prefix(prefix, iri)
    text: str = ontology.save_to_string("ofn")
    return text.encode("utf-8")


def _load() -> Any:  # called by attribute, so that nobody without the extra needs its types
    try:
        import pyhornedowl.model
    except ImportError as error:
        raise FunctionalSyntaxMissing(
            f"no {error.name}; install the extra: pip install 'claimgraph[protege]'"
        ) from error
    return pyhornedowl


def _named(kind: Any, node: object) -> Any:
    """The named node as an entity of this kind, a class of `pyhornedowl.model`."""
    if not isinstance(node, NamedNode):
        raise TypeError(f"{node} has no IRI, and only what has one can be declared or listed as disjoint")
    return kind(_load().model.IRI.parse(node.value))


def _declaration(model: Any, triple: Triple) -> Any:
    kind, declare = {
        str(OWL.Class): (model.Class, model.DeclareClass),
        str(OWL.ObjectProperty): (model.ObjectProperty, model.DeclareObjectProperty),
        str(OWL.DatatypeProperty): (model.DataProperty, model.DeclareDataProperty),
        str(OWL.AnnotationProperty): (model.AnnotationProperty, model.DeclareAnnotationProperty),
    }[str(triple.object)]
    return declare(_named(kind, triple.subject))


def _disjoint(model: Any, triples: tuple[Triple, ...], declared: frozenset[Triple]) -> list[Any]:
    """The axioms of owl:AllDisjointClasses and owl:AllDisjointProperties, which horned-owl's RDF reader passes over.

    See pull requests 289 and 293 of github.com/phillord/horned-owl. Once it reads them, adding them changes nothing.
    """
    values: dict[object, Any] = {(t.subject, t.predicate): t.object for t in triples}
    data = {t.subject for t in {*triples, *declared} if t.predicate == RDF.type and t.object == OWL.DatatypeProperty}
    axioms = []
    for t in triples:
        if t.predicate != RDF.type or t.object not in (OWL.AllDisjointClasses, OWL.AllDisjointProperties):
            continue
        members, rest = [], values[t.subject, OWL.members]
        while rest != RDF.nil:
            members.append(values[rest, RDF.first])
            rest = values[rest, RDF.rest]
        if t.object == OWL.AllDisjointClasses:
            kind, axiom = model.Class, model.DisjointClasses
        elif members[0] in data:
            kind, axiom = model.DataProperty, model.DisjointDataProperties
        else:
            kind, axiom = model.ObjectProperty, model.DisjointObjectProperties
        axioms.append(axiom([_named(kind, member) for member in members]))
    return axioms
