"""A corpus in pieces that memory holds, for checks that look at little more than a letter and what it names."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cached_property
from itertools import chain

from pyoxigraph import BlankNode, NamedNode, Quad, RdfFormat, Store

from claimgraph.api.growing.everything import published_beside
from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import Shelf
from claimgraph.ontology import RDF, Piece, Thing, things_of

_STATEMENT = re.compile(rb"^(\S+) (\S+) (<\S*>|_:\S+)?", re.MULTILINE)
"""Subject, predicate and, where it is none of a literal, object of a line."""

_TYPE = str(RDF.type).encode()

_AT_ONCE = 100
"""So many letters make some 300,000 statements, which take 250 MiB in memory."""


class Pieces:
    """What is asserted in a corpus's parts and what was derived from it: what letters share, then some letters a time.

    A letter's things are its piece's own, unless another letter speaks of them. Each piece has what letters share, too.
    """

    def __init__(self, parts: Parts, shelf: Shelf, derived: Collection[Quad]) -> None:
        self._parts, self._shelf, self._derived = parts, shelf, derived
        self._base = re.escape(parts.corpus.base)
        self._of_letter = re.compile(rf"{self._base}(?:letter/([^/]+)(?:/.*)?|claim/([^/]+)/.*)")
        self._docket = shelf.lines(parts.docket)

    def __len__(self) -> int:
        """How many pieces there are."""
        return 1 + -(-len(self._parts.graphs) // _AT_ONCE)

    def __iter__(self) -> Iterator[Piece]:
        """Each piece; the first one has nothing of its own."""
        shared = _things(self._docket) | _told(self._derived)
        owned: defaultdict[str, set[Thing]] = defaultdict(set)
        for thing in shared:
            owned[self._owner(thing)].add(thing)
        yield Piece(_store((), ()), frozenset(), frozenset(owned[""]))
        slugs = list(self._parts.graphs)
        for first in range(0, len(slugs), _AT_ONCE):
            some = slugs[first : first + _AT_ONCE]
            yield self._of(some, set().union(*(owned[slug] for slug in some)))

    def _of(self, slugs: list[str], named: set[Thing]) -> Piece:
        """The piece of some letters; ``named`` are those of their things that are named elsewhere than in letters."""
        said = [self._lines(slug) for slug in slugs]
        derived = chain.from_iterable(self._derived_of.get(slug, ()) for slug in slugs)
        things, mine = named.union(*map(_things, said)), frozenset(slugs)
        owners = {thing: self._owner(thing) for thing in things}
        own = frozenset(thing for thing, owner in owners.items() if owner in mine)
        others = frozenset(thing for thing, owner in owners.items() if not owner)
        return Piece(_store([self._docket, *said], derived), own, others)

    @cached_property
    def _derived_of(self) -> dict[str, list[Quad]]:
        """What was derived about each letter's things."""
        found: defaultdict[str, list[Quad]] = defaultdict(list)
        for quad in self._derived:
            for owner in {self._owner(thing) for thing in things_of(quad.triple)}:
                found[owner].append(quad)
        return found

    @cached_property
    def _shared(self) -> frozenset[Thing]:
        """The letters' things of which other letters speak."""
        found: set[bytes] = set()
        for slug in self._parts.graphs:
            of_other = rf"<({self._base}(?:letter|claim)/(?!{re.escape(slug)}[/>])[^>]*)>"
            found.update(re.findall(of_other.encode(), self._lines(slug)))
        return frozenset(NamedNode(iri.decode()) for iri in found)

    def _owner(self, thing: Thing) -> str:
        """The slug of the letter whose piece a thing is the own of; empty where that is none."""
        found = self._of_letter.fullmatch(thing.value) if isinstance(thing, NamedNode) else None
        slug = (found[1] or found[2]) if found else ""
        return slug if slug in self._parts.graphs and thing not in self._shared else ""

    def _lines(self, slug: str) -> bytes:
        return self._shelf.lines(self._parts.graphs[slug])


def _store(said: Iterable[bytes], derived: Iterable[Quad]) -> Store:
    store = Store()
    for lines in said:
        store.bulk_load(lines, RdfFormat.N_QUADS, lenient=True)
    store.bulk_extend(chain(derived, published_beside()))
    return store


def _told(quads: Iterable[Quad]) -> set[Thing]:
    return {thing for quad in quads for thing in things_of(quad.triple)}


def _things(lines: bytes) -> set[Thing]:
    """What N-Quads lines speak of, as `things_of` says."""
    statements = _STATEMENT.findall(lines)
    named = {subject for subject, _, _ in statements}
    named.update(value for _, predicate, value in statements if predicate != _TYPE)
    return {_thing(name.decode()) for name in named - {b""}}


def _thing(name: str) -> Thing:
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name[1:-1])
