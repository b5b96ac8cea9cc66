"""A corpus in pieces that memory holds, for checks that look at little more than a letter and what it names."""

from __future__ import annotations

import mmap
import os
import re
from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import IO

from pyoxigraph import NamedNode, RdfFormat, Store

from claimgraph.api.growing.everything import published_beside
from claimgraph.api.growing.nquads import SharedLines, names, names_by_line, thing
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import PackedGraph, Shelf
from claimgraph.ontology import Piece

_AT_ONCE = 25
"""So many letters make some 70,000 statements, which take 65 MiB in memory."""


@dataclass(frozen=True, slots=True)
class PackedPiece:
    """A piece that another process can read: graphs of letters, N-Quads lines beside them, and names as in these.

    The letters' graphs have nothing but what the letters say.
    """

    graphs: tuple[PackedGraph, ...]
    lines: bytes
    own: frozenset[bytes]
    others: frozenset[bytes]

    def unpacked(self) -> Piece:
        """The piece, in memory."""
        store = Store()  # what is asserted and derived has no blank nodes, which loading in bulk would rename
        for graph in self.graphs:
            store.bulk_load(graph.lines(), RdfFormat.N_QUADS, lenient=True)
        letters = frozenset(each for each in store.named_graphs() if isinstance(each, NamedNode))
        store.bulk_load(self.lines, RdfFormat.N_QUADS, lenient=True)
        store.bulk_extend(published_beside())
        return Piece(store, frozenset(map(thing, self.own)), frozenset(map(thing, self.others)), letters)


@dataclass(frozen=True, slots=True)
class _SpokenOf:
    """Letters' things of which other letters speak; and by the docket's things, the one letter that speaks of them."""

    by_others: Set[bytes]
    by_one: Mapping[bytes, str]


class Pieces:
    """What is asserted in a corpus's parts and what was derived from it: what letters share, then some letters a time.

    A letter's things are its piece's own, unless another letter speaks of them; so is what is named as the docket's
    things are, and one letter alone speaks of. A piece has what letters share, too, as far as its letters speak of it.
    """

    def __init__(self, parts: Parts, shelf: Shelf, derived: IO[bytes]) -> None:
        """``derived`` is a file on disk that has what was derived as N-Quads lines."""
        self._parts, self._shelf = parts, shelf
        size = derived.seek(0, os.SEEK_END)
        self._lines = mmap.mmap(derived.fileno(), size, access=mmap.ACCESS_READ) if size else b""
        self._base = b"<" + parts.corpus.base.encode()
        self._of_letter = re.compile(re.escape(self._base) + rb"(?:letter/([^/>]+)(?:/.*)?|claim/([^/>]+)/.*)>")
        self._docket = SharedLines(shelf.lines(parts.docket))
        self._derived: defaultdict[str, array[int]] = defaultdict(lambda: array("Q"))
        self._shared_derived: defaultdict[bytes, array[int]] = defaultdict(lambda: array("Q"))
        self._named: defaultdict[str, set[bytes]] = defaultdict(set)
        for name in self._docket.names():
            self._named[self._owner(name)].add(name)
        for begin, named in names_by_line(self._lines):
            owners = {name: self._owner(name) for name in named}
            for name, owner in owners.items():
                self._named[owner].add(name)
                if owner:
                    self._derived[owner].append(begin)
            if not any(owners.values()):
                self._shared_derived[self._lines[begin : self._lines.find(b" ", begin)]].append(begin)

    def __len__(self) -> int:
        """How many pieces there are."""
        return 1 + -(-len(self._parts.graphs) // _AT_ONCE)

    def __iter__(self) -> Iterator[PackedPiece]:
        """Each piece; the first one has nothing of its own."""
        shared = chain.from_iterable(self._shared_derived.values())
        lines = self._shelf.lines(self._parts.docket) + self._derived_lines(shared)
        yield PackedPiece((), lines, frozenset(), frozenset(self._named[""]))
        slugs = list(self._parts.graphs)
        for first in range(0, len(slugs), _AT_ONCE):
            yield self._of(slugs[first : first + _AT_ONCE])

    def _of(self, slugs: list[str]) -> PackedPiece:
        """The piece of some letters."""
        graphs = tuple(self._shelf.packed(self._parts.graphs[slug]) for slug in slugs)
        derived = self._derived_lines({begin for slug in slugs for begin in self._derived.get(slug, ())})
        named = names(derived).union(
            *(self._named.get(slug, ()) for slug in slugs), *(names(graph.lines()) for graph in graphs)
        )
        mine = frozenset(slugs)
        own = frozenset(name for name in named if self._owner(name) in mine)
        with_own = names(b"".join(self._docket.speaking_of(own)))
        others = frozenset(name for name in named | with_own if not self._owner(name))
        shared = self._derived_lines(begin for name in others for begin in self._shared_derived.get(name, ()))
        return PackedPiece(graphs, self._docket.near(own, others) + derived + shared, own, others)

    def _derived_lines(self, begins: Iterable[int]) -> bytes:
        return b"".join(self._lines[begin : self._lines.find(b"\n", begin) + 1] for begin in sorted(begins))

    def _owner(self, name: bytes) -> str:
        """The slug of the letter whose piece a thing is the own of; empty where that is none."""
        slug = self._letter(name)
        if slug:
            return slug if slug in self._parts.graphs and name not in self._spoken_of.by_others else ""
        return self._spoken_of.by_one.get(name, "")

    @cached_property
    def _spoken_of(self) -> _SpokenOf:
        """Who speaks of what in the letters' graphs."""
        docket = self._docket.names()
        speakers: dict[bytes, str] = {}
        by_others: set[bytes] = set()
        for slug, sha256 in self._parts.graphs.items():
            for name in names(self._shelf.lines(sha256)):
                letter = self._letter(name)
                if letter not in (slug, ""):
                    by_others.add(name)
                elif not letter and name.startswith(self._base) and name not in docket:
                    speakers[name] = "" if name in speakers else slug
        return _SpokenOf(by_others, {name: slug for name, slug in speakers.items() if slug})

    def _letter(self, name: bytes) -> str:
        """The slug of the letter that a thing belongs to by its name; empty where that is none's."""
        found = self._of_letter.fullmatch(name)
        return (found[1] or found[2]).decode() if found else ""
