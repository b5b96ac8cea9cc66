"""A corpus's parts published: as a change of the generation that was made of the last ones, or from nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from contextlib import AbstractContextManager, nullcontext
from itertools import chain
from pathlib import Path

from pyoxigraph import Quad, Store, Triple

from claimgraph.api.growing.change import change_of
from claimgraph.api.growing.everything import Strangers, asserted, published_beside
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import flaws_in, flaws_of_change
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.ontology import Iris, derive, properties_of_rules, rederive
from claimgraph.store import MEBIBYTE, Generation, publish, publish_difference
from claimgraph.store.databases import fill
from claimgraph.store.generations import current_generation
from claimgraph.store.working import working_store

_IN_MEMORY = 16 * MEBIBYTE
"""So many bytes of packed graphs are some 450 letters, and 0.9 GiB as a store in memory."""

_FEW = 8
"""So many changed letters are always worked in; of more, at most a quarter of all."""


def publish_parts(parts: Parts, shelf: Shelf, store: Path, tell: Tell, *, keep: int, replace: bool) -> Generation:
    """The generation that holds the parts, and what follows from them. Raises `CorpusError` if they aren't sound."""
    published = shelf.published()
    last = current_generation(store) if published else None
    if published and last and _is_base(published, last, parts):
        generation, strangers = _changed(parts, published, shelf, last, store, tell, keep)
    else:
        generation, strangers = _from_nothing(parts, shelf, store, tell, keep, replace=replace)
    graphs = {"": parts.docket, **parts.graphs}
    shelf.publish(Published(generation.number, generation.manifest.content, parts.corpus.base, graphs), strangers)
    return generation


def _is_base(published: Published, last: Generation, parts: Parts) -> bool:
    """Whether the parts are better worked into the last generation than published anew."""
    if (published.number, published.content, published.base) != (
        last.number,
        last.manifest.content,
        parts.corpus.base,
    ):
        return False
    changed = sum(published.graphs.get(slug) != sha256 for slug, sha256 in parts.graphs.items())
    return changed <= max(_FEW, len(parts.graphs) // 4)


def _from_nothing(
    parts: Parts, shelf: Shelf, store: Path, tell: Tell, keep: int, *, replace: bool
) -> tuple[Generation, Strangers]:
    strangers: Strangers = {}
    iris = Iris(parts.corpus.base)
    tell("deriving", 0, 1)
    derived = _in_derived(iris, _derived(parts, shelf, iris))
    tell("deriving", 1, 1)
    with _workplace(store, shelf) as working:
        fill(working, chain(asserted(parts, shelf, strangers), derived, published_beside()))
        tell("validating", 0, 1)
        refuse_flaws(flaws_in(working), working, parts)
        tell("validating", 1, 1)
    tell("publishing", 0, 1)
    quads = chain(asserted(parts, shelf), derived, published_beside())
    generation = publish(store, quads, parts.inputs, keep=keep, replace=replace)
    tell("publishing", 1, 1)
    return generation, strangers


def _workplace(store: Path, shelf: Shelf) -> AbstractContextManager[Store]:
    """A store to check everything in: in memory, where that fits, since on disk it takes five times as long."""
    return nullcontext(Store()) if shelf.size() <= _IN_MEMORY else working_store(store)


def _derived(parts: Parts, shelf: Shelf, iris: Iris) -> list[Triple]:
    """What the rules derive and nobody asserts; what no rule asks for isn't held for it."""
    properties = properties_of_rules()
    data = Store()
    data.bulk_extend(quad for quad in asserted(parts, shelf) if quad.predicate in properties)
    return [triple for triple in derive(data, iris) if not _is_asserted(data, triple, iris)]


def _changed(
    parts: Parts, published: Published, shelf: Shelf, last: Generation, store: Path, tell: Tell, keep: int
) -> tuple[Generation, Mapping[str, Mapping[str, str]]]:
    change = change_of(parts, published, shelf)
    if not change.removed and not change.added:
        return last, change.strangers
    iris = Iris(parts.corpus.base)
    with working_store(store, last) as working:
        tell("deriving", 0, 1)
        known = {quad.triple for quad in change.added if _is_asserted(working, quad.triple, iris)}
        for quad in change.removed:
            working.remove(quad)
        working.extend(change.added)
        gone = {quad.triple for quad in change.removed if not _is_asserted(working, quad.triple, iris)}
        come = {quad.triple for quad in change.added} - known
        derived = rederive(working, iris, gone, come)
        take_out, put_in = _in_derived(iris, derived.take_out), _in_derived(iris, derived.put_in)
        for quad in take_out:
            working.remove(quad)
        working.extend(put_in)
        tell("deriving", 1, 1)
        tell("validating", 0, 1)
        found = flaws_of_change(working, {*gone, *derived.take_out}, {*come, *derived.put_in})
        refuse_flaws(found, working, parts)
        tell("validating", 1, 1)
    tell("publishing", 0, 1)
    removed, added = (*change.removed, *take_out), (*change.added, *put_in)
    generation = publish_difference(store, removed, added, parts.inputs, after=last.number, keep=keep)
    tell("publishing", 1, 1)
    return generation, change.strangers


def _in_derived(iris: Iris, triples: Iterable[Triple]) -> list[Quad]:
    graph = iris.derived_graph()
    return [Quad(each.subject, each.predicate, each.object, graph) for each in triples]


def _is_asserted(working: Store, triple: Triple, iris: Iris) -> bool:
    quads = working.quads_for_pattern(triple.subject, triple.predicate, triple.object)
    return any(quad.graph_name != iris.derived_graph() for quad in quads)
