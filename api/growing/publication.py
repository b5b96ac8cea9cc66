"""A corpus's parts published: as a change of the generation that was made of the last ones, or from nothing."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

from pyoxigraph import Quad, Store

from claimgraph.api.growing.everything import Strangers, asserted, published_beside
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import flaws
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.ontology import Iris, derive
from claimgraph.store import Generation, publish
from claimgraph.store.working import working_store


def publish_parts(parts: Parts, shelf: Shelf, store: Path, tell: Tell, *, keep: int, replace: bool) -> Generation:
    """The generation that holds the parts, and what follows from them. Raises `CorpusError` if they aren't sound."""
    strangers: Strangers = {}
    with working_store(store) as working:
        working.bulk_extend(asserted(parts, shelf, strangers))
        derived = _derived(working, Iris(parts.corpus.base), tell)
        working.extend(derived)
        tell("validating", 0, 1)
        refuse_flaws(flaws(quad.triple for quad in working), working, parts)
        tell("validating", 1, 1)

    quads = chain(asserted(parts, shelf), derived, published_beside())
    generation = publish(store, quads, parts.inputs, keep=keep, replace=replace)
    graphs = {"": parts.docket.sha256, **parts.graphs}
    shelf.put_graph(parts.docket)
    shelf.publish(Published(generation.number, generation.manifest.content, parts.corpus.base, graphs), strangers)
    return generation


def _derived(working: Store, iris: Iris, tell: Tell) -> list[Quad]:
    """What the rules derive and nobody asserts."""
    tell("deriving", 0, 1)
    graph = iris.derived_graph()
    derived = [Quad(each.subject, each.predicate, each.object, graph) for each in derive(working, iris)]
    new = [quad for quad in derived if not _is_said(working, quad)]
    tell("deriving", 1, 1)
    return new


def _is_said(working: Store, quad: Quad) -> bool:
    return any(working.quads_for_pattern(quad.subject, quad.predicate, quad.object))
