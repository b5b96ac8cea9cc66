"""A corpus's parts published as a change of the generation that was made of the last ones."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from claimgraph.api.growing.change import change_of
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import flaws_of_change, in_derived, is_asserted
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.ontology import Iris, rederive
from claimgraph.store import Generation, publish_difference
from claimgraph.store.working import working_store


def publish_change(
    parts: Parts, published: Published, shelf: Shelf, last: Generation, store: Path, tell: Tell, keep: int
) -> tuple[Generation, Mapping[str, Mapping[str, str]]]:
    """The generation that holds the parts, and what the changed letters describe that isn't theirs.

    ``last`` was made of ``published``. Raises `CorpusError` if the parts aren't sound, and what `publish_difference`
    raises.
    """
    change = change_of(parts, published, shelf)
    if not change.removed and not change.added:
        return last, change.strangers
    iris = Iris(parts.corpus.base)
    with working_store(store, last) as working:
        tell("deriving", 0, 1)
        known = {quad.triple for quad in change.added if is_asserted(working, quad.triple, iris)}
        for quad in change.removed:
            working.remove(quad)
        working.extend(change.added)
        gone = {quad.triple for quad in change.removed if not is_asserted(working, quad.triple, iris)}
        come = {quad.triple for quad in change.added} - known
        derived = rederive(working, iris, gone, come)
        take_out, put_in = (list(in_derived(iris, each)) for each in (derived.take_out, derived.put_in))
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
