"""How long queries take as the docket grows: first-time queries of the six kinds, one at a time; tables and a curve.

python bench/query_growth.py                            10, 100 and 1,000 letters; two minutes
python bench/query_growth.py --letters 10 100           these numbers of letters only
python bench/query_growth.py --folder DIR               keep the stores there, and use those that are
python bench/query_growth.py --disk                     as a store is read that is too large for memory
python bench/query_growth.py --write                    put tables and curve into docs/growth.md too

The service is `claimgraph serve` as it comes, asked over HTTP on 127.0.0.1. A store of 1,000 letters takes a minute of
the processor, 0.7 GiB of memory and 1.2 GiB of disk to make; one of 10,000 about ten times that, but 2 GiB of memory.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from curve import Series, chart, slope
from load import ask
from markers import write_between
from progress import say
from queries import KINDS
from servers import Endpoint, claimgraph
from service import corpus

DOCS = Path(__file__).parent.parent / "docs"
PAGE, PICTURE = DOCS / "growth.md", DOCS / "images" / "query-growth.svg"
BEGIN, END = "<!-- written by bench/query_growth.py -->", "<!-- end of queries -->"
WARM, LEAST = 3, 5
"""Queries of a kind that are asked before any is timed, and that are timed however long they take."""

_KIBIBYTE = 1024


@dataclass(frozen=True, slots=True)
class Latency:
    """What queries of one kind took on so many letters: milliseconds, ascending, and the median answer's KiB.

    Where the service gave one up, since its deadline was over, there are no times.
    """

    kind: str
    letters: int
    times: tuple[float, ...]
    size: float

    @property
    def median(self) -> float:
        """Milliseconds that half of the queries took at most."""
        return statistics.median(self.times)

    @property
    def p99(self) -> float:
        """The 99th percentile; of fewer than a hundred queries the slowest."""
        return self.times[int(len(self.times) * 0.99)]


def main(arguments: Sequence[str]) -> None:
    """Measure and print; with --write, put it on the page too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, nargs="+", default=[10, 100, 1000], help="default: 10 100 1000")
    parser.add_argument("--queries", type=int, default=150, help="of a kind at most (default: 150, see --burst)")
    parser.add_argument("--seconds", type=float, default=20, help="how long a kind is asked at most (default: 20)")
    parser.add_argument("--folder", type=Path, help="where the stores stay, instead of the system's temporary folder")
    parser.add_argument("--disk", action="store_true", help="read stores from disk (claimgraph serve --store-memory 0)")
    parser.add_argument("--write", action="store_true", help=f"write tables and curve into docs/{PAGE.name} too")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # stores are large: none is left behind
    if options.disk and options.write:
        parser.error("--write is for what the service does by itself; leave --disk out")
    flags = ("--store-memory", "0") if options.disk else ()
    found: list[list[Latency]] = []
    for letters in sorted(set(options.letters)):
        with tempfile.TemporaryDirectory(prefix="claimgraph-bench-") as name:
            place = Path(name)
            with claimgraph(corpus(letters, options.folder or place), place, *flags) as endpoint:
                found.append(latencies(endpoint, letters, options.queries, options.seconds))
    text = "\n".join([*table(found), "", *size_table(found)])
    print(text)
    if options.write:
        write_between(PAGE, BEGIN, END, text)
        PICTURE.write_text(chart("Milliseconds of a query, median", "letters", curves(found)), "utf-8")


def latencies(endpoint: Endpoint, letters: int, most: int, seconds: float) -> list[Latency]:
    """What each kind takes, in the order of KINDS: at most so many queries of it, and no new one after the seconds.

    Raises RuntimeError where one isn't answered with 200, other than for the service's deadline.
    """
    found, numbers = [], itertools.count(1)
    for kind in KINDS:
        draw = random.Random(kind.name)
        times: list[float] = []
        sizes: list[int] = []
        end = time.perf_counter() + seconds
        while len(times) < WARM + most and (len(times) < WARM + LEAST or time.perf_counter() < end):
            text = kind.drawn(letters, draw, next(numbers))
            began = time.perf_counter()
            status, body, _ = ask(endpoint, text, kind.media_type)
            if status == 503 and json.loads(body)["type"].endswith("timeout"):
                times, sizes = [], []
                break
            if status != 200:
                raise RuntimeError(f"{letters} letters: {kind.name} was answered with {status}: {body[:300]!r}")
            times.append((time.perf_counter() - began) * 1000)
            sizes.append(len(body))
        size = statistics.median(sizes[WARM:]) / _KIBIBYTE if sizes else 0.0
        found.append(Latency(kind.name, letters, tuple(sorted(times[WARM:])), size))
        say(f"{letters:,} letters, {kind.name}: {_figure(found[-1])} ms, {len(times[WARM:])} timed")
    return found


def table(found: Sequence[Sequence[Latency]]) -> list[str]:
    """A row for each kind: median and 99th percentile on each number of letters, and how the median grows.

    It grows from the smallest to the largest, and, where there are more, from the one before the largest on.
    """
    froms = [] if len(found) < 2 else [0] if len(found) == 2 else [0, -2]
    heads = "".join(f" exponent from {found[n][0].letters:,} on |" for n in froms)
    lines = [
        f"| milliseconds, median (99th percentile) | {_heads(found)} |{heads}",
        f"| --- |{' ---: |' * (len(found) + len(froms))}",
    ]
    for row in zip(*found, strict=True):
        exponents = (f" {_exponent(row[n], row[-1])} |" for n in froms)
        lines.append(f"| {row[0].kind} | {' | '.join(map(_figure, row))} |{''.join(exponents)}")
    return lines


def _figure(one: Latency) -> str:
    return f"{one.median:,.2f} ({one.p99:,.2f})" if one.times else "none in time"


def _exponent(one: Latency, other: Latency) -> str:
    if not one.times or not other.times:
        return ""
    return f"{slope([(each.letters, each.median) for each in (one, other)]):z.2f}"


def size_table(found: Sequence[Sequence[Latency]]) -> list[str]:
    """A row for each kind: what the median answer weighs on each number of letters."""
    lines = [f"| KiB of an answer, median | {_heads(found)} |", f"| --- |{' ---: |' * len(found)}"]
    for row in zip(*found, strict=True):
        lines.append(f"| {row[0].kind} | {' | '.join(f'{each.size:,.1f}' for each in row)} |")
    return lines


def _heads(found: Sequence[Sequence[Latency]]) -> str:
    return " | ".join(f"{row[0].letters:,}" for row in found)


def curves(found: Sequence[Sequence[Latency]]) -> list[Series]:
    """What the picture shows: the median of each kind where it was answered."""
    rows = (tuple(each for each in row if each.times) for row in zip(*found, strict=True))
    return [Series(row[0].kind, tuple((each.letters, each.median) for each in row)) for row in rows if row]


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except KeyboardInterrupt:
        sys.exit("stopped")
    except RuntimeError as error:
        sys.exit(str(error))
