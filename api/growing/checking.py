"""A corpus checked piece by piece, by as many processes as there are processors."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from itertools import chain

from pyoxigraph import Store

from claimgraph.api.growing.pieces import PackedPiece, Pieces
from claimgraph.api.letter_reading import Tell
from claimgraph.api.soundness import Doubts, DoubtSearch, Flaw, flaws_doubted
from claimgraph.ingest.cluster import Failed, Workers, map_letters
from claimgraph.store.garbage import uncollected


def flaws_in_pieces(
    open_store: Callable[[], Store],
    pieces: Pieces,
    workers: Workers,
    tell: Tell,
    meanwhile: Sequence[Callable[[], None]] = (),
) -> tuple[Flaw, ...]:
    """The flaws of a store that the pieces together speak of, as each worker opens it.

    ``meanwhile`` is what else the workers do, each by itself: first, since it may take long. Raises ClusterError when
    workers die over a piece again and again, and what `open_store` and the others raise.
    """
    return flaws_doubted(open_store(), _doubts(open_store, pieces, workers, tell, meanwhile))


def _doubts(
    open_store: Callable[[], Store],
    pieces: Pieces,
    workers: Workers,
    tell: Tell,
    meanwhile: Sequence[Callable[[], None]],
) -> Iterator[Doubts]:
    total = len(meanwhile) + len(pieces)
    tell("validating", 0, total)
    tasks: Iterator[PackedPiece | Callable[[], None]] = chain(meanwhile, pieces)
    for done, (_, outcome) in enumerate(map_letters(_Doubting(open_store), tasks, workers), start=1):
        if isinstance(outcome, Failed):
            raise outcome.error
        if outcome.result:
            yield outcome.result
        tell("validating", done, total)


class _Doubting:
    """What each worker does, by one thread; it opens the store once, and knows what it has told.

    Of what a process has told nothing may be lost, unless the process dies with it.
    """

    def __init__(self, open_store: Callable[[], Store]) -> None:
        self._open_store = open_store

    @cached_property
    def _search(self) -> DoubtSearch:
        return DoubtSearch(self._open_store())

    def __call__(self, task: PackedPiece | Callable[[], None]) -> Doubts | None:
        """What may be wrong in a piece; nothing comes of what else there is to do."""
        if not isinstance(task, PackedPiece):
            return task()
        with uncollected():  # what was told of what letters share would be looked through again with each piece
            return self._search.look_at(task.unpacked())
