"""What follows from what a corpus says, and the graph that it stands in."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Quad, Store, Triple

from claimgraph.api.growing.everything import asserted
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Iris, derive, properties_of_rules


def derived(parts: Parts, shelf: Shelf, iris: Iris) -> list[Quad]:
    """What the rules derive and nobody asserts; what no rule asks for isn't held for it."""
    properties = properties_of_rules()
    data = Store()
    data.bulk_extend(quad for quad in asserted(parts, shelf) if quad.predicate in properties)
    return in_derived(iris, (triple for triple in derive(data, iris) if not is_asserted(data, triple, iris)))


def in_derived(iris: Iris, triples: Iterable[Triple]) -> list[Quad]:
    """The triples in the graph of what is derived."""
    graph = iris.derived_graph()
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def is_asserted(store: Store, triple: Triple, iris: Iris) -> bool:
    """Whether any graph of a store says it but that of what is derived."""
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(quad.graph_name != iris.derived_graph() for quad in quads)
