"""What follows from what a corpus says, and the graph that it stands in."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import Quad, RdfFormat, Store, Triple

from claimgraph.api.growing.nquads import as_file, lines_that_say
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Iris, derive, statements_of_rules


def derived(parts: Parts, shelf: Shelf, iris: Iris) -> list[Quad]:
    """What the rules derive and nobody asserts; what no rule asks for isn't held for it."""
    data = Store()
    data.bulk_load(as_file(_asked_for(parts, shelf)), RdfFormat.N_QUADS, lenient=True)
    return in_derived(iris, (triple for triple in derive(data, iris) if not is_asserted(data, triple, iris)))


def _asked_for(parts: Parts, shelf: Shelf) -> Iterator[bytes]:
    """The lines of all graphs that rules ask for; some of them are in several letters' graphs."""
    wanted = lines_that_say(statements_of_rules())
    for graph in (parts.docket, *parts.graphs.values()):
        yield b"".join(wanted.findall(shelf.lines(graph)))


def in_derived(iris: Iris, triples: Iterable[Triple]) -> list[Quad]:
    """The triples in the graph of what is derived."""
    graph = iris.derived_graph()
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def is_asserted(store: Store, triple: Triple, iris: Iris) -> bool:
    """Whether any graph of a store says it but that of what is derived."""
    quads = store.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(quad.graph_name != iris.derived_graph() for quad in quads)
