"""Measure the service beside Oxigraph's own server and Virtuoso on synthetic letters, and print the tables.

Everything is started here on 127.0.0.1, in a temporary folder, and ended and removed with it.
"""

from __future__ import annotations

import argparse
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from lifecycle import memory, switch
from limits import lookup_p99, overshoots, plagued
from markers import write_between
from progress import say
from rates import FLAGS, Rates, measure
from report import Life, Limits, report
from servers import SERVERS, Corpus, claimgraph
from synthetic import quads

from claimgraph.store import open_current, publish

PAGE = Path(__file__).parents[1] / "docs" / "benchmarks.md"
BEGIN, END = "<!-- written by make bench -->", "<!-- end -->"
PARTS = ("rates", "limits", "lifecycle")
DEADLINE_SECONDS = 3.0
SETTLE_SECONDS = 2.0
"""What evaluators that were killed have to be replaced, before the next deadline is timed from when a query is sent."""


def corpus(letters: int, place: Path) -> Corpus:
    """The synthetic letters, published in a store of their own."""
    directory = place / f"store-{letters}"
    if not directory.exists():
        say(f"{letters} letters: building the store")
        publish(directory, quads(letters), {})
    return Corpus(letters, directory, open_current(directory).quads_file)


def limits(of: Corpus, place: Path, seconds: float, rounds: int) -> Limits:
    """What endless queries do to others, and how late they are stopped."""
    alone, beside, failed = [], [], 0
    with claimgraph(of, place, "--timeout", str(DEADLINE_SECONDS), *FLAGS) as endpoint:
        lookup_p99(endpoint, of.letters, 1)  # what is done once is done then
        for n in range(rounds):
            p99, failed_alone = lookup_p99(endpoint, of.letters, 2 * seconds)
            alone.append(p99)
            with plagued(endpoint):
                p99, failed_beside = lookup_p99(endpoint, of.letters, 2 * seconds)
            beside.append(p99)
            failed += failed_alone + failed_beside
            say(
                f"{of.letters} letters, round {n + 1}: p99 {alone[-1]:.1f} ms alone, {beside[-1]:.1f} ms beside endless"
            )
        time.sleep(SETTLE_SECONDS)
        late = overshoots(endpoint, DEADLINE_SECONDS)
        say(f"{of.letters} letters: endless queries stopped {', '.join(f'{each:.1%}' for each in late)} late")
    return Limits(of.letters, statistics.median(alone), statistics.median(beside), failed, max(late, default=None))


def life(of: Corpus, place: Path) -> Life:
    """Starting, memory, and switching to the next generation."""
    with claimgraph(of, place, *FLAGS) as endpoint:
        count = open_current(of.store).manifest.quads
        say(f"{of.letters} letters: ready after {endpoint.ready_seconds:.2f} s; memory")
        used = memory(endpoint, of.letters, place)
        say(f"{of.letters} letters: switching to the next generation")
        return Life(of.letters, count, endpoint.ready_seconds, used, switch(endpoint, of))


def main(arguments: Sequence[str]) -> None:
    """Measure what is asked for and print it; with --write, put it on the page too."""
    options = _options(arguments)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    rates: list[Rates] = []
    found_limits: list[Limits] = []
    lives: list[Life] = []
    troubles: list[str] = []
    with tempfile.TemporaryDirectory(prefix="claimgraph-bench-") as name:
        place = Path(name)
        for part, letters in _plan(options):
            try:
                of = corpus(letters, place)
                if part == "rates":
                    rates.append(measure(of, place, options.seconds, options.rounds, options.servers))
                elif part == "limits":
                    found_limits.append(limits(of, place, options.seconds, options.rounds))
                else:
                    lives.append(life(of, place))
            except (OSError, RuntimeError, subprocess.SubprocessError) as error:
                # What was measured before, in minutes, isn't lost over it.
                troubles.append(f"{letters} letters: {part} could not be measured: {error}.")
                say(troubles[-1])
    text = report(rates, found_limits, lives, troubles)
    sys.stdout.write(text)
    if options.write:
        if troubles:
            sys.exit("nothing was written to the page, since not all could be measured")
        write_between(PAGE, BEGIN, END, text.rstrip())


def _plan(options: argparse.Namespace) -> list[tuple[str, int]]:
    """What is measured, and on how many letters, in order."""
    sizes = {"lifecycle": sorted({2, *options.letters})}
    return [(part, letters) for part in PARTS if part in options.parts for letters in sizes.get(part, options.letters)]


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, nargs="+", default=[100, 1000], help="sizes (default: 100 1000)")
    parser.add_argument("--seconds", type=float, default=2, help="how long each cell is timed a round (default: 2)")
    parser.add_argument("--rounds", type=int, default=3, help="rounds, of which the median counts (default: 3)")
    parser.add_argument("--parts", nargs="+", choices=PARTS, default=PARTS, help="what to measure (default: all)")
    parser.add_argument("--servers", nargs="+", choices=list(SERVERS), default=list(SERVERS), help="default: all")
    parser.add_argument("--quick", action="store_true", help="100 letters, one round of a second")
    parser.add_argument("--write", action="store_true", help=f"write the tables into docs/{PAGE.name} too")
    options = parser.parse_args(arguments)
    if options.quick:
        options.letters, options.seconds, options.rounds = [100], 1, 1
    return options


def _interrupt(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("stopped")
