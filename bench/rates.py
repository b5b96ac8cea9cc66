"""Requests a second of all servers at once, round by round, so that what disturbs the machine disturbs all alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path

from answers import differences
from load import VERY_SLOW_SECONDS, Rate, ask, first_time, not_modified, probe, repeated
from progress import say
from queries import KINDS, Kind
from servers import SERVERS, Corpus, Endpoint, claimgraph, fixed_bytes

__all__ = ["FIRST", "FIXED", "FLAGS", "HOP", "NOT_MODIFIED", "REPEATED", "Rates", "measure"]

FLAGS = ("--rate", "1000000", "--burst", "1000000")
"""All requests come from one address here: the limit for a client is on, and out of reach."""

FIRST, REPEATED, NOT_MODIFIED, FIXED, HOP = "first-time", "repeated", "304", "fixed bytes", "fixed bytes by a hop"
_ASKED_AGAIN = ("claimgraph", "Oxigraph, disk")
Cell = tuple[str, str, str]
"""Server, way of asking, kind of query."""


@dataclass(slots=True)
class Rates:
    """The rates of each cell, a round each, and what is to be said about the run."""

    letters: int
    cells: dict[Cell, list[Rate]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def median(self, server: str, way: str, kind: str) -> float | None:
        """Requests a second; None where it wasn't measured."""
        found = self.cells.get((server, way, kind))
        return statistics.median(rate.a_second for rate in found) if found else None

    def failed(self) -> int:
        """How many requests failed."""
        return sum(rate.failed for rates in self.cells.values() for rate in rates)


def measure(corpus: Corpus, place: Path, seconds: float, rounds: int, chosen: Sequence[str]) -> Rates:
    """The rates of the chosen servers on this corpus."""
    rates = Rates(corpus.letters)
    with ExitStack() as stack:
        endpoints = []
        for name in chosen:
            say(f"{corpus.letters} letters: starting {name}")
            server = claimgraph(corpus, place, *FLAGS) if name == "claimgraph" else SERVERS[name](corpus, place)
            endpoint = stack.enter_context(server)
            if endpoint is None:
                rates.notes.append(f"{name} is not installed here and was left out.")
            else:
                endpoints.append(endpoint)
        rates.notes += [f"{each}." for each in differences(endpoints, corpus.letters)]
        times = {(e.name, kind.name): probe(e, kind, corpus.letters) for e in endpoints for kind in KINDS}
        fixed: list[Endpoint] = []
        if endpoints[0].name == "claimgraph":
            body = ask(endpoints[0], KINDS[0].repeated(corpus.letters)[0], KINDS[0].media_type)[1]
            fixed = [stack.enter_context(fixed_bytes(place, body, is_hop=is_hop)) for is_hop in (False, True)]
        for n in range(rounds):
            for endpoint, way, kind in _cells(endpoints, fixed):
                taken = times.get((endpoint.name, kind.name), 0.0)
                if n and taken > VERY_SLOW_SECONDS:
                    continue  # one round is enough of it
                rate = _rate(endpoint, way, kind, corpus.letters, seconds, place, taken)
                rates.cells.setdefault((endpoint.name, way, kind.name), []).append(rate)
                say(
                    f"{corpus.letters} letters, round {n + 1}, {kind.name}, {endpoint.name}, {way}: "
                    f"{rate.a_second:,.1f} a second" + (f", {rate.failed} FAILED" if rate.failed else "")
                )
    for log in place.glob("*.log"):
        log.unlink()
    if rates.failed():
        rates.notes.append(f"{rates.failed()} requests failed.")
    return rates


def _cells(endpoints: Sequence[Endpoint], fixed: Sequence[Endpoint]) -> Iterator[tuple[Endpoint, str, Kind]]:
    """What is measured in one round; what is compared stands side by side."""
    for kind in KINDS:
        yield from ((endpoint, FIRST, kind) for endpoint in endpoints)
        yield from ((endpoint, REPEATED, kind) for endpoint in endpoints if endpoint.name in _ASKED_AGAIN)
    if fixed:
        yield endpoints[0], NOT_MODIFIED, KINDS[0]
        yield from ((endpoint, endpoint.name, KINDS[0]) for endpoint in fixed)


def _rate(endpoint: Endpoint, way: str, kind: Kind, letters: int, seconds: float, place: Path, alone: float) -> Rate:
    if way == FIRST:
        return first_time(endpoint, kind, letters, seconds, place, alone)
    if way == NOT_MODIFIED:
        return not_modified(endpoint, kind, letters, seconds, place)
    # What the server has kept comes fast, however long the first answer took.
    if endpoint.name == "claimgraph":
        alone = _again(endpoint, kind, letters)
    return repeated(endpoint, kind, letters, seconds, place, alone)


def _again(endpoint: Endpoint, kind: Kind, letters: int) -> float:
    """Seconds that an answer takes which was given before."""
    for text in kind.repeated(letters):
        ask(endpoint, text, kind.media_type)
    start = time.perf_counter()
    for text in kind.repeated(letters):
        ask(endpoint, text, kind.media_type)
    return (time.perf_counter() - start) / len(kind.repeated(letters))
