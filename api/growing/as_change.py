"""A corpus's parts published as a change of the generation that was made of the last ones."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pyoxigraph import Quad, Triple

from claimgraph.api.growing.change import Change, change_of
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import flaws_of_change, in_derived, is_asserted
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.ontology import Iris, rederive
from claimgraph.store import Generation, Growth, growing
from claimgraph.store.garbage import uncollected


def publish_change(
    parts: Parts, published: Published, shelf: Shelf, last: Generation, store: Path, tell: Tell, keep: int
) -> tuple[Generation, Mapping[str, Mapping[str, str]]]:
    """The generation that holds the parts, and what the changed letters describe that isn't theirs.

    ``last`` was made of ``published``. Raises `CorpusError` if the parts aren't sound, and what `growing` raises.
    """
    change = change_of(parts, published, shelf)
    with uncollected(), growing(store, after=last.number, keep=keep) as growth:
        if change.removed or change.added:
            tell("deriving", 0, 1)
            gone, come = _worked_in(change, growth, Iris(parts.corpus.base))
            tell("deriving", 1, 1)
            tell("validating", 0, 1)
            refuse_flaws(flaws_of_change(growth.database(), gone, come), growth.database(), parts)
            tell("validating", 1, 1)
        tell("publishing", 0, 1)
        generation = growth.publish(parts.inputs)
    tell("publishing", 1, 1)
    return generation, change.strangers


def _worked_in(change: Change, growth: Growth, iris: Iris) -> tuple[set[Triple], set[Triple]]:
    """Works in a change and what follows from it. Returns the triples that nobody says then, and those that are new."""
    known = _asserted(change.added, growth, iris)
    growth.change(change.removed, change.added)
    gone = {quad.triple for quad in change.removed} - _asserted(change.removed, growth, iris)
    come = {quad.triple for quad in change.added} - known
    derived = rederive(growth.database(), iris, gone, come)
    growth.change(in_derived(iris, derived.take_out), in_derived(iris, derived.put_in))
    return {*gone, *derived.take_out}, {*come, *derived.put_in}


def _asserted(quads: Iterable[Quad], growth: Growth, iris: Iris) -> set[Triple]:
    """What of the triples is said somewhere, as things are now."""
    database = growth.database()
    return {quad.triple for quad in quads if is_asserted(database, quad.triple, iris)}
