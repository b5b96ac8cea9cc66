"""A corpus checked piece by piece, by as many processes as there are processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from pyoxigraph import Store

from claimgraph.api.growing.pieces import PackedPiece, Pieces
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import Doubts, Flaw, doubts_of, flaws_doubted
from claimgraph.ingest.cluster import Failed, Workers, map_letters


def flaws_in_pieces(open_store: Callable[[], Store], pieces: Pieces, workers: Workers, tell: Tell) -> tuple[Flaw, ...]:
    """The flaws of a store that the pieces together speak of, as each worker opens it.

    Raises ClusterError when workers die over a piece again and again, and what `open_store` raises.
    """
    return flaws_doubted(open_store(), _doubts(open_store, pieces, workers, tell))


def _doubts(open_store: Callable[[], Store], pieces: Pieces, workers: Workers, tell: Tell) -> Iterator[Doubts]:
    tell("validating", 0, len(pieces))
    for done, (_, outcome) in enumerate(map_letters(_Doubting(open_store), pieces, workers), start=1):
        if isinstance(outcome, Failed):
            raise outcome.error
        yield outcome.result
        tell("validating", done, len(pieces))


class _Doubting:
    """What each worker does; it opens the store once."""

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store

    @cached_property
    def _store(self) -> Store:
        return self._open_store()

    def __call__(self, piece: PackedPiece) -> Doubts:
        """What may be wrong in the piece."""
        return doubts_of(self._store, piece.unpacked())
