"""Contradictions in what a store holds, looked for where they may be: around a change, or part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cache
from itertools import islice
from typing import cast

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from claimgraph.ontology.clashes import Clash, clashes, known_rules
from claimgraph.ontology.facts import as_fact
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.horn import SAME
from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.local_rules import local_rules
from claimgraph.ontology.neighbourhood import FEW, Neighbourhood, things_of
from claimgraph.ontology.pieces import Piece, Thing
from claimgraph.ontology.saturate import Step, saturate
from claimgraph.ontology.signatures import Signatures, Telling
from claimgraph.ontology.terms import OWL

__all__ = ["ClashGrounds", "ClashSearch", "clashes_around", "clashes_in"]

ClashGrounds = Mapping[Step, tuple[Triple, ...]]
"""Steps by which statements clash, each with the statements that it rests on."""

_PART = 20_000
"""The statements that are looked at together."""

_SEEN = 200_000
"""The things of earlier parts that are remembered, at least, so that they aren't looked at again."""

_LIMIT = 100


def clashes_around(
    store: Store, added: Collection[Triple], beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)
) -> tuple[Clash, ...]:
    """The contradictions that there are since the triples were added to a store, if there were none before.

    `store` holds them already; the cost grows with them and not with what else there is. The graphs `beside` the data
    aren't looked at. Taking something out of a store makes no contradiction. Where two names come to be the same, by
    owl:sameAs or since a property has one value, all of the store is looked through.
    """
    search = ClashSearch(store, beside)
    search.look_around(added)
    return search.clashes()


def clashes_in(store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> tuple[Clash, ...]:
    """The contradictions between what a store holds and the ontology, as `clashes` finds them, but part by part.

    The store may be on disk; a few ten thousand of its statements are held at a time.
    """
    search = ClashSearch(store, beside)
    said = (quad.triple for quad in store if quad.graph_name not in search.beside)
    while part := list(islice(said, _PART)):
        search.look_through(part)
    return search.clashes()


class ClashSearch:
    """A search for contradictions in what a store's graphs say, but those `beside` its data, one part after another.

    ``found`` are the steps by which parts clash, each with what it rests on, until `news` hands them over. Where
    ``names_meet``, so that things may have two names, it means nothing. A search goes on until so many steps are found
    that nobody asks for more. ``told`` is what pieces tell of what is no piece's own, of which nothing is found before
    all were looked at.
    """

    def __init__(self, store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,), few: int = FEW) -> None:
        self.beside = frozenset(beside)
        self.found: dict[Step, tuple[Triple, ...]] = {}
        self.told: dict[Thing, Telling] = {}
        self._news: set[Thing] = set()
        self._store, self._few = store, few
        self._signatures = _signatures()
        self._seen: set[Thing] = set()
        said = store.quads_for_pattern(None, OWL.sameAs, None)
        self.names_meet = self._signatures is None or next(said, None) is not None

    def look_around(self, added: Collection[Triple]) -> None:
        """Look at what triples, which are in the store, say of a new kind; all was sound before they were there."""
        if around := self._around(self._store):
            self._look(around.changed_by(added), around)

    def look_through(self, part: Iterable[Triple]) -> None:
        """Look at the things of which triples of the store speak."""
        self._look_once(thing for triple in part for thing in things_of(triple))

    def look_at(self, piece: Piece) -> None:
        """Look at the things of which a piece of the store speaks."""
        if around := self._around(piece.store):
            self._look(piece.own, around)
            self._news |= self._take({thing: self._telling(thing, around.of(thing)) for thing in piece.others})

    def news(self) -> tuple[ClashGrounds, Mapping[Thing, Telling]]:
        """What was found since this was asked for last, for another search to `add`, and all that is told of a thing.

        What was found is handed over; what was told is remembered, so that it isn't told again.
        """
        found, news = self.found, self._news
        self.found, self._news = {}, set()
        return found, {thing: self.told[thing] for thing in news}

    def add(self, found: ClashGrounds, told: Mapping[Thing, Telling], *, names_meet: bool) -> None:
        """Take what another search has found in pieces of the same store."""
        self.found.update(found)
        self.names_meet |= names_meet
        self._take(told)

    def look_at_others(self) -> None:
        """Look at what is no piece's own, when all pieces have told of it."""
        told, self.told, self._news = self.told, {}, set()
        if around := self._around(self._store):
            for thing in told.keys() & _known().keys():
                told[thing].add(self._telling(thing, _known()[thing]))
            signatures = cast("Signatures", self._signatures)
            self._look([thing for thing, each in told.items() if signatures.is_doubtful(each)], around)

    def clashes(self) -> tuple[Clash, ...]:
        """What was found, explained."""
        self.look_at_others()
        if self.names_meet:
            return clashes(quad.triple for quad in self._store if quad.graph_name not in self.beside)
        return tuple(dict.fromkeys(clash for grounds in self.found.values() for clash in clashes(grounds)))

    def _around(self, store: Store) -> Neighbourhood | None:
        """What a store says of single things; None where there is nothing to look for any more."""
        if self._signatures is None or self.names_meet or len(self.found) >= _LIMIT:
            return None
        return Neighbourhood(store, self._signatures.rules, self.beside, self._few)

    def _look_once(self, things: Iterable[Thing]) -> None:
        if around := self._around(self._store):
            new = set(things) - self._seen
            if len(self._seen) > _SEEN:
                self._seen.clear()
            self._seen |= new
            self._look(new, around)

    def _look(self, things: Iterable[Thing], around: Neighbourhood) -> None:
        signatures = cast("Signatures", self._signatures)
        doubtful = [
            triple
            for thing in sorted(things, key=str)
            if signatures.is_doubtful(self._telling(thing, about := [*around.of(thing), *_known().get(thing, ())]))
            for triple in about
        ]
        if not doubtful:
            return
        saturation = saturate(doubtful, signatures.rules.rules, _LIMIT)
        self.names_meet = any(subject != value for key, subject, value in saturation.derived() if key == SAME)
        given = {as_fact(triple): triple for triple in doubtful}
        for step in saturation.clashes:
            grounds, _ = saturation.grounds(step)
            self.found.setdefault(step, tuple(given[fact] for fact in grounds if fact in given))

    def _telling(self, thing: Thing, about: Iterable[Triple]) -> Telling:
        return cast("Signatures", self._signatures).telling(thing, about)

    def _take(self, told: Mapping[Thing, Telling]) -> set[Thing]:
        """Take what is told, and say of which things any of it is new."""
        return {thing for thing, each in told.items() if self.told.setdefault(thing, Telling()).add(each)}


@cache
def _signatures() -> Signatures | None:
    """What has been found out about signatures, which is the same for every store; None if the rules aren't local."""
    rules = local_rules(known_rules())
    return None if rules is None else Signatures(rules)


@cache
def _known() -> dict[NamedNode | BlankNode, list[Triple]]:
    """What the ontology says of each of its own terms."""
    found: defaultdict[NamedNode | BlankNode, list[Triple]] = defaultdict(list)
    for triple in ontology_triples():
        for thing in things_of(triple):
            found[thing].append(triple)
    return dict(found)
