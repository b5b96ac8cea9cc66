"""A corpus's parts published from nothing: stored, checked piece by piece, and shown if they are sound."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

from claimgraph.api.growing.checking import flaws_in_pieces
from claimgraph.api.growing.derived import derived
from claimgraph.api.growing.everything import Strangers, asserted, published_beside, quads_in
from claimgraph.api.growing.making import local_workers
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.pieces import Pieces
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Iris
from claimgraph.store import Generation, Making, publish
from claimgraph.store.garbage import uncollected


def publish_anew(
    parts: Parts, shelf: Shelf, store: Path, tell: Tell, *, keep: int, replace: bool
) -> tuple[Generation, Strangers]:
    """The generation that holds the parts, and what letters describe that isn't theirs.

    Raises `CorpusError` if the parts aren't sound, `ClusterError` when workers die over them, and as `publish` does.
    """
    strangers: Strangers = {}
    tell("deriving", 0, 1)
    with derived(parts, shelf, Iris(parts.corpus.base), store) as follows:
        tell("deriving", 1, 1)

        def check(made: Generation, makings: Sequence[Making]) -> None:
            tell("storing", 1, 1)
            with uncollected():
                pieces = Pieces(parts, shelf, follows)
            found = flaws_in_pieces(made.open, pieces, local_workers(len(parts.graphs)), tell, makings)
            refuse_flaws(found, made.open(), parts)
            tell("publishing", 0, 1)

        tell("storing", 0, 1)
        quads = chain(asserted(parts, shelf, strangers), quads_in(follows), published_beside())
        generation = publish(store, quads, parts.inputs, keep=keep, replace=replace, check=check)
    tell("publishing", 1, 1)
    return generation, strangers
