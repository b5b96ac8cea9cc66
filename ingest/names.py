"""Names in annotations: which ones name nothing, stand twice, or stand above themselves."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from difflib import get_close_matches

from claimgraph.ingest.errors import Location, Problem

Entry = tuple[str, Location]
"""A name and where it stands."""


def unknown(kind: str, entries: Iterable[Entry], known: Collection[str]) -> Iterator[Problem]:
    """A problem for each name that isn't known, with the nearest one that is."""
    for name, place in entries:
        if name not in known:
            near = get_close_matches(name, map(str, known), n=1)
            remedy = f"did you mean {near[0]!r}?" if near else "add it, or correct the name"
            yield Problem(place, f"there is no {kind} {name!r}: {remedy}")


def repeated(kind: str, entries: Iterable[Entry], remedy: str = "rename one") -> Iterator[Problem]:
    """A problem for each name that stood before."""
    first: dict[str, Location] = {}
    for name, place in entries:
        if name in first:
            yield Problem(place, f"the {kind} {name!r} stands twice, first in line {first[name].line}: {remedy}")
        first.setdefault(name, place)


def circular(kind: str, above: Mapping[str, tuple[str, ...]], places: Mapping[str, Location]) -> Iterator[Problem]:
    """A problem for each name that stands above itself; ``above`` gives the names right above each."""
    for name in above:
        seen, next_up = {name}, list(above[name])
        while next_up:
            upper = next_up.pop()
            if upper == name:
                yield Problem(places[name], f"the {kind} {name!r} stands above itself")
                break
            if upper not in seen:
                seen.add(upper)
                next_up.extend(above.get(upper, ()))
