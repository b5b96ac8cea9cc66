"""Processor time a request, which depends less on who else uses the machine than throughput does.

Ours, Oxigraph's server and fixed bytes are asked in turns, the same kinds of query; the medians of the rounds count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import sys
import tempfile
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from lifecycle import processes
from load import Rate, ask, first_time, not_modified, repeated
from progress import say
from queries import KINDS
from rates import FLAGS
from servers import SERVERS, Corpus, Endpoint, claimgraph, fixed_bytes
from service import corpus

POINT = KINDS[0]
FIRST = KINDS[:4]
_TICK = 1e6 / os.sysconf("SC_CLK_TCK")


def used(endpoint: Endpoint) -> float:
    """Microseconds of processor time that the server's processes have taken, those that have ended not counted."""
    total = 0.0
    for pid in processes(endpoint.pid):
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:  # it has ended
            continue
        total += (int(fields[11]) + int(fields[12])) * _TICK
    return total


def cells(of: Corpus, seconds: float, place: Path) -> dict[str, Callable[[Endpoint], Rate]]:
    """The ways of asking, each with what asks so for some seconds."""
    found: dict[str, Callable[[Endpoint], Rate]] = {
        kind.name: lambda endpoint, kind=kind: first_time(endpoint, kind, of.letters, seconds, place, 0.0)
        for kind in FIRST
    }
    found["repeated look-up"] = lambda endpoint: repeated(endpoint, POINT, of.letters, seconds, place, 0.0)
    found["304"] = lambda endpoint: not_modified(endpoint, POINT, of.letters, seconds, place)
    return found


def measure(of: Corpus, place: Path, seconds: float, rounds: int) -> dict[str, dict[str, float]]:
    """For each server and each way of asking the microseconds a request."""
    found: dict[str, dict[str, list[float]]] = defaultdict(lambda: defaultdict(list))
    with ExitStack() as stack:
        endpoints = [stack.enter_context(claimgraph(of, place, *FLAGS))]
        for name in ("Oxigraph, disk", "Oxigraph, memory"):
            if (endpoint := stack.enter_context(SERVERS[name](of, place))) is not None:
                endpoints.append(endpoint)
        body = ask(endpoints[0], POINT.repeated(of.letters)[0], POINT.media_type)[1]
        fixed = [stack.enter_context(fixed_bytes(place, body, is_hop=is_hop)) for is_hop in (False, True)]
        for n in range(rounds):
            for name, asked in cells(of, seconds, place).items():
                for endpoint in (*endpoints, *(fixed if name == POINT.name else ())):
                    before = used(endpoint)
                    rate = asked(endpoint)
                    taken = (used(endpoint) - before) / (rate.a_second * max(round(seconds), 1))
                    found[endpoint.name][name].append(taken)
                    say(f"round {n + 1}, {name}, {endpoint.name}: {taken:.0f} us, {rate.failed} failed")
    return {server: {name: statistics.median(taken) for name, taken in ways.items()} for server, ways in found.items()}


def table(found: dict[str, dict[str, float]]) -> str:
    """The figures as Markdown."""
    names = list(next(iter(found.values())))
    lines = [f"| | {' | '.join(names)} |", f"| --- |{' ---: |' * len(names)}"]
    for server, ways in found.items():
        figures = (f"{ways[name]:,.0f}" if name in ways else "" for name in names)
        lines.append(f"| {server} | {' | '.join(figures)} |")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str]) -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=100, help="size of the corpus (default: 100)")
    parser.add_argument("--seconds", type=float, default=2, help="how long each cell is timed a round (default: 2)")
    parser.add_argument("--rounds", type=int, default=5, help="rounds, of which the median counts (default: 5)")
    options = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(prefix="claimgraph-bench-") as name:
        place = Path(name)
        sys.stdout.write(table(measure(corpus(options.letters, place), place, options.seconds, options.rounds)))


if __name__ == "__main__":
    main(sys.argv[1:])
