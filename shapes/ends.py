"""Where ways lead out of a piece of a store, so that the piece may not say all that there is on them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from claimgraph.ontology import Piece, Thing
from claimgraph.shapes.change import Change
from claimgraph.shapes.shape_graph import Step, Term, Way, turned


@dataclass(slots=True)
class Ends:
    """Where ways lead out of a piece."""

    piece: Piece
    _last: dict[Step, frozenset[Term]] = field(default_factory=dict)

    def leading_out(self, ways: Collection[Way]) -> Iterator[Thing]:
        """The piece's own things from which any of the ways leads to what isn't its own."""
        piece, said = self.piece, Change(self.piece.store, (), ())
        for way in ways:
            *before, last = way
            found = said.ends(self._leaving(last), turned(tuple(before)))
            if last.repeated:
                found |= said.ends(self._leaving(last), turned(way))
            yield from piece.own.intersection(found)

    def _leaving(self, step: Step) -> frozenset[Term]:
        """The things from which the step leads to what isn't the piece's own."""
        if step not in self._last:
            said = (
                (quad.subject, quad.object) for quad in self.piece.store.quads_for_pattern(None, step.property, None)
            )
            ends = ((far, near) if step.back else (near, far) for near, far in said)
            self._last[step] = frozenset(near for near, far in ends if far not in self.piece.own)
        return self._last[step]
