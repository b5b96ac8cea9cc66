"""Where a person wrote what is not sound: found by making the letters anew that speak of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pyoxigraph import NamedNode, Store

from claimgraph.api.build import refuse
from claimgraph.api.growing.parts import Parts
from claimgraph.api.soundness import Flaw
from claimgraph.ingest import Graph, docket_graph
from claimgraph.ingest.parts import Shared, graph_of
from claimgraph.ontology import Iris
from claimgraph.shapes import Violation


def refuse_flaws(found: Iterable[Flaw], store: Store, parts: Parts) -> None:
    """Let nothing pass that has a flaw: CorpusError tells each of them at the line that a person wrote."""
    flaws = tuple(found)
    if flaws:
        named = {NamedNode(iri) for flaw in flaws for iri in _named(flaw)}
        refuse(flaws, list(_graphs(named, store, parts)), parts.corpus.folder)


def _named(flaw: Flaw) -> Iterator[str]:
    if isinstance(flaw, Violation):
        yield flaw.focus
    else:
        yield from (each.subject.value for each in flaw.statements if isinstance(each.subject, NamedNode))


def _graphs(named: Iterable[NamedNode], store: Store, parts: Parts) -> Iterator[Graph]:
    """The graphs that describe the things, with the places in files from which they were made."""
    iris, shared = Iris(parts.corpus.base), Shared(parts.corpus)
    holding = {quad.graph_name for each in named for quad in store.quads_for_pattern(each, None, None, None)}
    if iris.docket_graph() in holding:
        yield docket_graph(parts.corpus, ())
    yield from (graph_of(shared, slug) for slug in parts.graphs if iris.letter_graph(slug) in holding)
