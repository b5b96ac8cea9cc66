"""One write: the current generation, changed, derived anew, found sound, and published whole.

WriteError
  ProtectedGraphError   the change touches a graph that builds and rules make
  ConditionError        the graph isn't as the client says it is
  GraphMissingError     there is no such graph to take away or to patch
  UnsoundError          what would be published breaks shapes or contradicts the ontology
"""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from pyoxigraph import NamedNode, Quad, Store

from claimgraph.api.growing.proven import is_sound, mark_sound
from claimgraph.api.soundness import (
    PUBLISHED,
    Flaw,
    derive_anew,
    dockets,
    flaws_of_change,
    flaws_of_writing,
    in_derived,
    is_asserted,
    speaks_of_letters,
)
from claimgraph.api.writing.conditions import Conditions
from claimgraph.ontology import Iris, rederive
from claimgraph.store import (
    Change,
    Follow,
    Forms,
    Generation,
    GraphChange,
    StoreBusyError,
    StoreMovedError,
    apply_change,
    holds,
    lexical_forms,
    load_memory,
    open_current,
    publish_changed,
    with_forms,
    write_name,
)

__all__ = [
    "ConditionError",
    "GraphMissingError",
    "ProtectedGraphError",
    "UnsoundError",
    "WriteError",
    "Written",
    "write",
]

_RETRY_SECONDS = 0.05


class WriteError(Exception):
    """A write that isn't carried out; nothing has changed."""


class ProtectedGraphError(WriteError):
    """The change touches a graph that isn't for clients to write."""


class ConditionError(WriteError):
    """The graph is not as the client's condition says."""


class GraphMissingError(WriteError):
    """The graph to be changed doesn't exist."""


class UnsoundError(WriteError):
    """What would be published has these flaws."""

    def __init__(self, found: tuple[Flaw, ...]) -> None:
        super().__init__(f"{len(found)} flaw{'s' if len(found) > 1 else ''} in what would be published")
        self.flaws = found


@dataclass(frozen=True, slots=True)
class Written:
    """The generation that now holds the change, and whether the graph that it names is a new one."""

    generation: int
    created: bool = False


def write(
    directory: Path, change: Change, digest: str, conditions: Conditions, *, keep: int, patience_seconds: float
) -> Written:
    """Make the change in the current generation and publish the result, whole or not at all.

    `digest` is the change's own hash, for the manifest. While a build holds the store, it is waited for so many
    seconds; what another has published meanwhile is taken as the ground anew.

    Raises WriteError, StoreBusyError and the other errors of the store.
    """
    give_up = time.monotonic() + patience_seconds
    while True:
        parent = open_current(directory)
        changed = _changed(parent, change, conditions)
        inputs = {**parent.manifest.inputs, write_name(parent.number + 1): digest}
        try:
            published = _publish(directory, changed, inputs, keep, parent, give_up)
        except StoreMovedError:
            if time.monotonic() > give_up:
                raise
            continue
        if changed.is_checked:
            mark_sound(published)
        return Written(published.number, changed.created)


@dataclass(frozen=True, slots=True)
class _Changed:
    """The content after a change, with the forms that it had, and whether a graph comes with it.

    Where ``follow`` is None, it is derived, and found sound if it has letters; otherwise that gives what follows.
    """

    store: Store
    forms: Forms
    created: bool
    is_checked: bool
    follow: Follow | None = None


def _changed(parent: Generation, change: Change, conditions: Conditions) -> _Changed:
    with parent.held():
        store, forms = load_memory(parent), lexical_forms(parent)
        is_sound_before = is_sound(parent)
    there = True
    if isinstance(change, GraphChange):
        there = holds(store, change.graph)
        failure = conditions.failure(store, change.graph, exists=there)
        if failure:
            raise ConditionError(failure)
        if not there and change.graph is not None and change.method in ("DELETE", "PATCH"):
            raise GraphMissingError(f"there is no graph <{change.graph}>")
    formerly = dockets(store)
    protected = [*PUBLISHED, *(iris.derived_graph() for iris in formerly)]
    before = _quads(store, protected)
    apply_change(store, change)
    created = isinstance(change, GraphChange) and not there and holds(store, change.graph)
    # A docket that the change brings has a derived graph too, which is as little for clients to write.
    now = dockets(store)
    protected += [iris.derived_graph() for iris in now if iris not in formerly]
    _refuse_protected(before, _quads(store, protected), whole=bool(formerly))
    if is_sound_before and len(now) == 1 and now == formerly:
        return _Changed(store, forms, created, is_checked=True, follow=partial(_follow, store, now[0]))
    derive_anew(store, formerly)
    is_checked = speaks_of_letters(store)
    if is_checked and (found := flaws_of_writing(store)):
        raise UnsoundError(found)
    return _Changed(store, forms, created, is_checked)


def _follow(store: Store, iris: Iris, removed: list[Quad], added: list[Quad]) -> tuple[list[Quad], list[Quad]]:
    """The derived quads that a change takes out and puts in, in a docket that was derived in full and sound.

    The store has what is asserted after the change and what was derived before it. Raises UnsoundError.
    """
    gone = {quad.triple for quad in removed if not is_asserted(store, quad.triple, iris)}
    come = {quad.triple for quad in added}
    derived = rederive(store, iris, gone, come)
    take_out, put_in = (list(in_derived(iris, each)) for each in (derived.take_out, derived.put_in))
    for quad in take_out:
        store.remove(quad)
    store.extend(put_in)
    if found := flaws_of_change(store, {*gone, *derived.take_out}, {*come, *derived.put_in}):
        raise UnsoundError(found)
    return take_out, put_in


def _quads(store: Store, graphs: Iterable[NamedNode]) -> dict[NamedNode, frozenset[Quad]]:
    return {graph: frozenset(store.quads_for_pattern(None, None, None, graph)) for graph in graphs}


def _refuse_protected(
    before: dict[NamedNode, frozenset[Quad]], after: dict[NamedNode, frozenset[Quad]], *, whole: bool
) -> None:
    for graph, quads in after.items():
        if before.get(graph, frozenset()) == quads:
            continue
        why = "it is made by the build" if graph in PUBLISHED else "it is what the rules derive"
        how = " (CLEAR ALL and DROP ALL empty it too: name the graphs instead)" if whole and not quads else ""
        raise ProtectedGraphError(f"the graph <{graph.value}> can't be written, since {why}{how}")


def _publish(
    directory: Path, changed: _Changed, inputs: dict[str, str], keep: int, parent: Generation, give_up: float
) -> Generation:
    while True:
        quads = with_forms(changed.store, changed.forms)
        try:
            return publish_changed(directory, quads, inputs, keep=keep, after=parent.number, follow=changed.follow)
        except StoreBusyError:
            if time.monotonic() > give_up:
                raise
            time.sleep(_RETRY_SECONDS)
