"""What a client wants changed, and making the change in a store in memory."""

from dataclasses import dataclass
from typing import Literal

import pyoxigraph
from pyoxigraph import DefaultGraph, NamedNode, Quad, Triple

from claimgraph.store.documents import Document, read_triples
from claimgraph.store.errors import UpdateFailedError
from claimgraph.store.updates import Update, apply_update


@dataclass(frozen=True, slots=True)
class GraphChange:
    """One operation of the SPARQL 1.1 Graph Store Protocol (section 5) on a graph; `graph` is None for the default one.

    PUT replaces the graph by the documents, POST merges them into it, DELETE takes it away, PATCH applies `update` to
    it alone. `base` is what the documents' and the update's relative IRIs stand below.
    """

    method: Literal["PUT", "POST", "DELETE", "PATCH"]
    graph: str | None
    documents: tuple[Document, ...] = ()
    update: str = ""
    base: str | None = None


Change = Update | GraphChange


def apply_change(store: pyoxigraph.Store, change: Change) -> None:
    """Makes the change in the store, wholly or, where it raises, not at all.

    Raises the errors of `apply_update` and DataSyntaxError.
    """
    match change:
        case Update():
            apply_update(store, change)
        case GraphChange(method="PATCH"):
            _replace(store, change.graph, _patched(store, change))
        case GraphChange(method="DELETE"):
            _replace(store, change.graph, ())
        case GraphChange():
            # All of the documents are read before anything is changed; each has blank nodes of its own.
            triples = [triple for document in change.documents for triple in read_triples(document, change.base)]
            if change.method == "PUT":
                _replace(store, change.graph, ())
            store.extend(_quads(triples, change.graph))


def graph_name(graph: str | None) -> NamedNode | DefaultGraph:
    """The engine's term for a graph. Raises ValueError for what is no absolute IRI."""
    return DefaultGraph() if graph is None else NamedNode(graph)


def holds(store: pyoxigraph.Store, graph: str | None) -> bool:
    """Whether the store holds anything in the graph; an empty one isn't kept."""
    return next(store.quads_for_pattern(None, None, None, graph_name(graph)), None) is not None


def _patched(store: pyoxigraph.Store, change: GraphChange) -> list[Triple]:
    """The graph's triples after the update, which sees this graph alone, as its default graph."""
    alone = pyoxigraph.Store()
    alone.extend(Quad(*quad.triple) for quad in store.quads_for_pattern(None, None, None, graph_name(change.graph)))
    apply_update(alone, Update(change.update, change.base))
    if any(True for _ in alone.named_graphs()):
        raise UpdateFailedError("the patch speaks of other graphs; leave out GRAPH, or send it to /sparql as an update")
    return [quad.triple for quad in alone]


def _replace(store: pyoxigraph.Store, graph: str | None, triples: tuple[Triple, ...] | list[Triple]) -> None:
    name = graph_name(graph)
    if isinstance(name, DefaultGraph):
        store.clear_graph(name)
    else:
        store.remove_graph(name)
    store.extend(_quads(triples, graph))


def _quads(triples: tuple[Triple, ...] | list[Triple], graph: str | None) -> list[Quad]:
    name = graph_name(graph)
    return [Quad(triple.subject, triple.predicate, triple.object, name) for triple in triples]
