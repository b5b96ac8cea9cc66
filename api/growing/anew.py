"""A corpus's parts published from nothing: stored, checked piece by piece, and shown if they are sound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pyoxigraph import Store

from claimgraph.api.growing.derived import derived
from claimgraph.api.growing.everything import Strangers, asserted, published_beside
from claimgraph.api.growing.parts import Parts
from claimgraph.api.growing.pieces import Pieces
from claimgraph.api.growing.places import refuse_flaws
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import flaws_in_pieces
from claimgraph.ingest import IngestError
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Iris, Piece
from claimgraph.store import Generation, publish


def publish_anew(
    parts: Parts, shelf: Shelf, store: Path, tell: Tell, *, keep: int, replace: bool
) -> tuple[Generation, Strangers]:
    """The generation that holds the parts, and what letters describe that isn't theirs.

    Raises `CorpusError` if the parts aren't sound, and what `publish` raises.
    """
    strangers: Strangers = {}
    tell("deriving", 0, 1)
    follows = derived(parts, shelf, Iris(parts.corpus.base))
    tell("deriving", 1, 1)

    def check(working: Store) -> None:
        tell("storing", 1, 1)
        found = flaws_in_pieces(working, _told(Pieces(parts, shelf, follows), tell))
        try:
            refuse_flaws(found, working, parts)
        except OSError as error:  # which the store would take for one of its own
            raise IngestError(f"{error.filename}: {error.strerror}") from error
        tell("publishing", 0, 1)

    tell("storing", 0, 1)
    quads = chain(asserted(parts, shelf, strangers), follows, published_beside())
    generation = publish(store, quads, parts.inputs, keep=keep, replace=replace, check=check)
    tell("publishing", 1, 1)
    return generation, strangers


def _told(pieces: Pieces, tell: Tell) -> Iterator[Piece]:
    """The pieces, with word of how many of them have been looked at."""
    for number, piece in enumerate(pieces):
        tell("validating", number, len(pieces))
        yield piece
    tell("validating", len(pieces), len(pieces))
