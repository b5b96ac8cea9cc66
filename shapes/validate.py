"""SHACL validation that asks pySHACL about nothing but what may be wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache

from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store, Triple

from claimgraph.ontology import ONTOLOGY_GRAPH, RDF, RDFS, XSD, ontology_triples
from claimgraph.shapes.change import Change
from claimgraph.shapes.consequences import consequences
from claimgraph.shapes.judge import Violation, judge
from claimgraph.shapes.shape_files import background
from claimgraph.shapes.surroundings import judged
from claimgraph.shapes.suspects import hierarchy, shape_graph, suspects


def validate(data: Iterable[Triple]) -> tuple[Violation, ...]:
    """What the shapes find wrong with the data, sorted; nothing if it is as it should be.

    The data has to hold all that it speaks of: letters are checked together with the docket's graph. Queries find what
    may be wrong, pySHACL judges that by what its verdict rests on; the answer is pySHACL's for all of the data.
    Raises ShapesError if the shapes themselves are broken.
    """
    triples = tuple(data)
    if _rewritten(triples):
        return judge(triples)
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in (*triples, *background()))
    return validate_store(store)


def validate_store(store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> tuple[Violation, ...]:
    """What the shapes find wrong with what is said in a store's graphs, sorted, as `validate` does.

    The store may be on disk; nothing of it is held but what is suspected. The graphs `beside` the data, which the
    ontology and its examples are in, aren't validated. Raises ShapesError if the shapes themselves are broken.
    """
    return judged(store, suspects(store), beside)


def revalidate(
    store: Store,
    removed: Collection[Triple],
    added: Collection[Triple],
    beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,),
) -> tuple[Violation, ...]:
    """What `validate_store` finds after a change, if it found nothing before; at a cost that grows with the change.

    `store` holds the state after the change. What is still or already said in another of its graphs is no change.

    A part of a docket, such as one letter, can be checked together with what it speaks of, too: of what isn't in
    `added` nothing is found wrong, whether or not it is whole. Raises ShapesError if the shapes themselves are broken.
    """
    change = Change(store, removed, added, beside)
    if _reaches_far(store, change):
        return validate_store(store, beside)
    return judged(store, consequences(store, change), beside)


def _reaches_far(store: Store, change: Change) -> bool:
    """Whether the change is of what everything may rest on: classes, the ontology's own terms, or what is a request."""
    shapes = shape_graph()
    kinds = hierarchy(store)
    asked = {str(kind) for shape, _ in shapes.constraints() for kind in shapes.objects(shape, "targetClass")}
    asked |= {each for kind in asked for each in kinds.get(kind, ())}
    terms = _terms()
    return any(
        predicate == RDFS.subClassOf or subject in terms or (added and predicate == RDF.type and str(value) in asked)
        for predicate, (subject, value), added in change
    )


@cache
def _terms() -> frozenset[NamedNode | BlankNode | Triple]:
    return frozenset(triple.subject for triple in ontology_triples())


def _rewritten(triples: Iterable[Triple]) -> bool:
    """Whether the engine would write a literal anew, as `"2"^^xsd:long`, and the shapes would be asked of another."""
    plain = (XSD.string, XSD.anyURI)
    typed = {t.object for t in triples if isinstance(t.object, Literal) and t.object.datatype not in plain}
    store = Store()
    store.extend(Quad(XSD.string, XSD.string, literal) for literal in typed)
    return {quad.object for quad in store} != typed
