"""Where a person wrote what is not sound: found by making the letters anew that speak of it."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator

from pyoxigraph import NamedNode, Store

from claimgraph.api.build import refuse
from claimgraph.api.growing.parts import Parts
from claimgraph.api.soundness import Flaw
from claimgraph.ingest import Graph, IngestError, docket_graph
from claimgraph.ingest.parts import Shared, graph_of
from claimgraph.ontology import Iris
from claimgraph.shapes import Violation


def refuse_flaws(found: Iterable[Flaw], store: Store, parts: Parts) -> None:
    """Let nothing pass that has a flaw: CorpusError tells each of them at the line that a person wrote.

    Raises IngestError where a letter can't be read any longer.
    """
    flaws = tuple(found)
    if flaws:
        named = {NamedNode(iri) for flaw in flaws for iri in _named(flaw)}
        holding = {quad.graph_name for each in named for quad in store.quads_for_pattern(each, None, None, None)}
        try:
            graphs = list(_graphs({graph for graph in holding if isinstance(graph, NamedNode)}, parts))
        except OSError as error:  # which a store that is being written to would take for one of its own
            raise IngestError(f"{error.filename}: {error.strerror}") from error
        refuse(flaws, graphs, parts.corpus.folder)


def _named(flaw: Flaw) -> Iterator[str]:
    if isinstance(flaw, Violation):
        yield flaw.focus
    else:
        yield from (each.subject.value for each in flaw.statements if isinstance(each.subject, NamedNode))


def _graphs(named: Container[NamedNode], parts: Parts) -> Iterator[Graph]:
    """The graphs of these names, with the places in files from which they were made."""
    iris, shared = Iris(parts.corpus.base), Shared(parts.corpus)
    if iris.docket_graph() in named:
        yield docket_graph(parts.corpus, ())
    yield from (graph_of(shared, slug) for slug in parts.graphs if iris.letter_graph(slug) in named)
