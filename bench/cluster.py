"""Parts of letters made by the local pool and by a Dask cluster on the same machine, by one worker and by two; a table.

python bench/cluster.py                       200 made-up letters, each way three times; some five minutes
python bench/cluster.py --letters 50          so many letters
python bench/cluster.py --corpus FOLDER       this corpus instead
python bench/cluster.py --write               put the table into docs/cluster.md too

The cluster's scheduler and workers are processes of this machine, started before the clock is; files are sent to them,
and parts come back, over its loopback. The local pool is started anew each time, within the time. In the last row a
worker is killed when a quarter of the letters are done, and a nanny starts another.
"""

from __future__ import annotations

import argparse
import os
import platform
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine_trial import processor_seconds
from markers import write_between
from progress import say

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
from dask_processes import DaskProcesses, dask_processes

from claimgraph.ingest import load_corpus
from claimgraph.ingest.cluster import DaskWorkers, Done, LocalWorkers, Workers, map_parts
from claimgraph.ingest.corpus import annotated_slugs
from claimgraph.ingest.parts import Shared
from claimgraph.ingest.synthetic import write_docket

PAGE = Path(__file__).parent.parent / "docs" / "cluster.md"
BEGIN, END = "<!-- written by bench/cluster.py -->", "<!-- end of cluster -->"
LOCAL, DASK, KILLED = "local pool", "Dask", "Dask, one killed"


@dataclass(frozen=True, slots=True)
class Row:
    """Seconds of each run, in one way, with so many workers: of the clock, and of the processor in all processes."""

    way: str
    workers: int
    seconds: tuple[float, ...]
    processor: tuple[float, ...]

    @property
    def median(self) -> float:
        """The middle one."""
        return statistics.median(self.seconds)


def main() -> None:
    """Measure and print; with --write, put it on the page too."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--letters", type=int, default=200)
    parser.add_argument("--corpus", type=Path, help="a corpus with annotated letters, instead of made-up ones")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--write", action="store_true", help=f"write the table into docs/{PAGE.name} too")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as name:
        corpus = options.corpus or Path(name) / "corpus"
        if not options.corpus:
            write_docket(corpus, options.letters)
        shared = Shared(load_corpus(corpus, unannotated=False))
        slugs = annotated_slugs(corpus)
        rows = measure(shared, slugs, options.runs, Path(name))
    text = "\n".join(table(rows, len(slugs)))
    print(text)
    if options.write:
        write_between(PAGE, BEGIN, END, text)


def measure(shared: Shared, slugs: Sequence[str], runs: int, folder: Path) -> list[Row]:
    """Each way with one worker and with two, taken in turn so that what else the machine does falls on all alike."""
    spent: dict[tuple[str, int], list[tuple[float, float]]] = {}
    with dask_processes(_made(folder / "one")) as one, dask_processes(_made(folder / "two")) as two:
        one.add_worker()
        two.add_worker("--nworkers", "2")
        ways: list[tuple[str, int, Workers]] = [
            (LOCAL, 1, LocalWorkers(1)),
            (DASK, 1, DaskWorkers(one.address)),
            (LOCAL, 2, LocalWorkers(2)),
            (DASK, 2, DaskWorkers(two.address)),
        ]
        for _, _, workers in ways:
            made(shared, slugs[:8], workers)  # all that is loaded late is loaded
        for run in range(runs):
            for way, count, workers in ways:
                spent.setdefault((way, count), []).append(made(shared, slugs, workers))
                say(f"run {run + 1}, {way}, {count}: {spent[way, count][-1][0]:.1f} s")
        spent[KILLED, 2] = [made(shared, slugs, DaskWorkers(two.address), lambda: kill_a_worker(two))]
    return [Row(way, count, *zip(*each, strict=True)) for (way, count), each in spent.items()]


def made(
    shared: Shared, slugs: Sequence[str], workers: Workers, disturb: Callable[[], None] | None = None
) -> tuple[float, float]:
    """Seconds of the clock and of the processor; ``disturb`` is called when a quarter is done. Raises RuntimeError."""
    began, spent = time.perf_counter(), processor_seconds()
    for done, (slug, outcome) in enumerate(map_parts(shared, slugs, workers), start=1):
        if not isinstance(outcome, Done):
            raise RuntimeError(f"{slug}: {outcome.error}")
        if disturb and done == len(slugs) // 4:
            disturb()
    return time.perf_counter() - began, processor_seconds() - spent


def kill_a_worker(cluster: DaskProcesses) -> None:
    """Kill one of the workers that a nanny has started."""
    nanny = cluster.processes[-1].pid
    children = [each for path in Path(f"/proc/{nanny}/task").glob("*/children") for each in path.read_text().split()]
    workers = [int(each) for each in children if b"spawn_main" in Path(f"/proc/{each}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)


def table(rows: Sequence[Row], letters: int) -> list[str]:
    """A line for each way, then what the goals are about."""
    by = {(row.way, row.workers): row for row in rows}
    lines = [
        f"{letters:,} letters; {len(os.sched_getaffinity(0))} cores ({platform.machine()}), Python"
        f" {platform.python_version()}.",
        "",
        "| way | workers | seconds, median | of runs | ms a letter | ms of the processor a letter |",
        "| --- | ---: | ---: | --- | ---: | ---: |",
    ]
    for row in rows:
        runs = ", ".join(f"{each:.1f}" for each in row.seconds)
        each, spent = (1000 * statistics.median(times) / letters for times in (row.seconds, row.processor))
        lines.append(f"| {row.way} | {row.workers} | {row.median:.1f} | {runs} | {each:.0f} | {spent:.0f} |")
    overhead = by[DASK, 2].median / by[LOCAL, 2].median
    faster = by[DASK, 1].median / by[DASK, 2].median
    local = by[LOCAL, 1].median / by[LOCAL, 2].median
    return [
        *lines,
        "",
        f"With two workers each, the cluster takes {overhead:.2f} times as long as the local pool (goal: at most 1.3).",
        f"Two workers are {faster:.2f} times as fast as one (goal: at least 1.7); of the local pool {local:.2f} times.",
    ]


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


if __name__ == "__main__":
    main()
