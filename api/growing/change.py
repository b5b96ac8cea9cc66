"""What a change of letters takes out of the asserted graphs, and what it puts in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from pyoxigraph import Quad, RdfFormat, parse

from claimgraph.api.growing.parts import Parts
from claimgraph.ingest.parts import Published, Shelf
from claimgraph.ingest.parts.telling import Homes, Told, ending, homes, tell_apart
from claimgraph.ontology import Iris

_NOTHING = Told((), {})


@dataclass(frozen=True, slots=True)
class Change:
    """Quads taken out and put in, none of them both; ``strangers`` is what `Shelf.publish` wants to know."""

    removed: frozenset[Quad]
    added: frozenset[Quad]
    strangers: Mapping[str, Mapping[str, str]]


def change_of(parts: Parts, published: Published, shelf: Shelf) -> Change:
    """The change from what is published to what the parts are now."""
    iris = Iris(parts.corpus.base)
    before = {slug: sha256 for slug, sha256 in published.graphs.items() if slug}
    changed = sorted(slug for slug in {*before, *parts.graphs} if before.get(slug) != parts.graphs.get(slug))
    then, now = _Telling(iris, shelf, before), _Telling(iris, shelf, parts.graphs)
    removed: set[bytes] = set()
    added: set[bytes] = set()
    for slug in changed:
        said_then, says_now = (set(each.told(slug).own) for each in (then, now))
        removed |= said_then - says_now
        added |= says_now - said_then
    things = {thing for slug in changed for told in (then.told(slug), now.told(slug)) for thing in told.others}
    for thing in sorted(things):
        name = thing.decode()
        were = shelf.describers(name)
        stay = [(slug, said) for slug, said in were if slug not in changed]
        come = [(slug, said) for slug in changed if (said := now.told(slug).digests().get(name))]
        stood, stands = then.homes(thing, were), now.homes(thing, sorted(stay + come))
        removed |= {said + ending(iris, slug) for said, slug in stood.items() if stands.get(said) != slug}
        added |= {said + ending(iris, slug) for said, slug in stands.items() if stood.get(said) != slug}
    docket = published.graphs[""]
    if parts.docket != docket:
        said_before, said_now = (
            set(lines.splitlines(keepends=True)) for lines in (shelf.lines(docket), shelf.lines(parts.docket))
        )
        removed |= said_before - said_now
        added |= said_now - said_before
    return Change(_quads(removed), _quads(added), {slug: now.told(slug).digests() for slug in changed})


class _Telling:
    """What letters say by one state of their graphs, each read once."""

    def __init__(self, iris: Iris, shelf: Shelf, graphs: Mapping[str, str]) -> None:
        self._iris, self._shelf, self._graphs = iris, shelf, graphs
        self._told: dict[str, Told] = {}

    def told(self, slug: str) -> Told:
        """What the letter says; nothing, where there is none in this state."""
        if slug not in self._graphs:
            return _NOTHING
        if slug not in self._told:
            self._told[slug] = tell_apart(self._iris, slug, self._shelf.lines(self._graphs[slug]))
        return self._told[slug]

    def homes(self, thing: bytes, describers: list[tuple[str, str]]) -> Homes:
        """Where the statements about a thing stand that these letters describe."""
        return homes(describers, lambda slug: self.told(slug).others[thing])


def _quads(lines: set[bytes]) -> frozenset[Quad]:
    return frozenset(parse(b"".join(sorted(lines)), RdfFormat.N_QUADS, lenient=True))
