"""A corpus in pieces that memory holds, for checks that look at little more than a letter and what it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import chain

from pyoxigraph import Quad, RdfFormat, Store

from claimgraph.api.growing.everything import published_beside
from claimgraph.api.growing.nquads import SharedLines, names, thing
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import Piece, things_of

_AT_ONCE = 100
"""So many letters make some 300,000 statements, which take 250 MiB in memory."""


class Pieces:
    """What is asserted in a corpus's parts and what was derived from it: what letters share, then some letters a time.

    A letter's things are its piece's own, unless another letter speaks of them. A piece has what letters share, too, as
    far as its letters speak of it.
    """

    def __init__(self, parts: Parts, shelf: Shelf, derived: Collection[Quad]) -> None:
        self._parts, self._shelf = parts, shelf
        base = re.escape(parts.corpus.base.encode())
        self._of_letter = re.compile(rb"<" + base + rb"(?:letter/([^/>]+)(?:/.*)?|claim/([^/>]+)/.*)>")
        self._docket = SharedLines(shelf.lines(parts.docket))
        self._derived: defaultdict[str, list[Quad]] = defaultdict(list)
        self._named: defaultdict[str, set[bytes]] = defaultdict(set)
        for name in self._docket.names():
            self._named[self._owner(name)].add(name)
        for quad in derived:
            for name in {str(each).encode() for each in things_of(quad.triple)}:
                owner = self._owner(name)
                self._named[owner].add(name)
                if owner:
                    self._derived[owner].append(quad)

    def __len__(self) -> int:
        """How many pieces there are."""
        return 1 + -(-len(self._parts.graphs) // _AT_ONCE)

    def __iter__(self) -> Iterator[Piece]:
        """Each piece; the first one has nothing of its own."""
        yield Piece(_store((), ()), frozenset(), frozenset(map(thing, self._named[""])))
        slugs = list(self._parts.graphs)
        for first in range(0, len(slugs), _AT_ONCE):
            yield self._of(slugs[first : first + _AT_ONCE])

    def _of(self, slugs: list[str]) -> Piece:
        said = [self._lines(slug) for slug in slugs]
        derived = list(dict.fromkeys(quad for slug in slugs for quad in self._derived.get(slug, ())))
        told = {str(each).encode() for quad in derived for each in things_of(quad.triple)}
        named = told.union(*(self._named.get(slug, ()) for slug in slugs), *map(names, said))
        owners, mine = {name: self._owner(name) for name in named}, frozenset(slugs)
        own = {name for name, owner in owners.items() if owner in mine}
        others = {name for name, owner in owners.items() if not owner}
        store = _store([*said, self._docket.near(own, others)], derived)
        return Piece(store, frozenset(map(thing, own)), frozenset(map(thing, others)))

    @cached_property
    def _shared(self) -> frozenset[bytes]:
        """The names of letters' things of which other letters speak."""
        letters = ((slug, names(self._lines(slug))) for slug in self._parts.graphs)
        return frozenset(name for slug, named in letters for name in named if self._letter(name) not in (slug, ""))

    def _owner(self, name: bytes) -> str:
        """The slug of the letter whose piece a thing is the own of; empty where that is none."""
        slug = self._letter(name)
        return slug if slug in self._parts.graphs and name not in self._shared else ""

    def _letter(self, name: bytes) -> str:
        """The slug of the letter that a thing belongs to by its name; empty where that is none's."""
        found = self._of_letter.fullmatch(name)
        return (found[1] or found[2]).decode() if found else ""

    def _lines(self, slug: str) -> bytes:
        return self._shelf.lines(self._parts.graphs[slug])


def _store(said: Iterable[bytes], derived: Iterable[Quad]) -> Store:
    store = Store()
    for lines in said:
        store.bulk_load(lines, RdfFormat.N_QUADS, lenient=True)
    store.bulk_extend(chain(derived, published_beside()))
    return store
