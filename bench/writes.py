"""What a write takes, where the content before it is known to be sound and where it is not.

python bench/writes.py STORE ...        stores that `claimgraph build` made; they stay as they are

A statement is put into a letter's graph, as the service does it, in a process of its own, in a copy of the store whose
files are linked. Seconds of the clock, and the most memory that it took, in MiB.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from pathlib import Path

from differences import linked

from claimgraph.api.growing.proven import mark_sound
from claimgraph.api.writing.conditions import Conditions
from claimgraph.api.writing.pipeline import write
from claimgraph.store import KEEP, Update, open_current

_STATEMENT = "<https://example.org/note> <http://www.w3.org/2000/01/rdf-schema#comment> 'a note'"
_KIBIBYTE = 1024


def main() -> None:
    """Write to copies of each store, and print what it took."""
    print("| statements | known to be sound, s | MiB | not known, s | MiB |\n| ---: | ---: | ---: | ---: | ---: |")
    for store in map(Path, sys.argv[1:]):
        (sooner, less), (later, more) = (_written(store, is_known=is_known) for is_known in (True, False))
        quads = open_current(store).manifest.quads
        print(f"| {quads:,} | {sooner:.1f} | {less:,.0f} | {later:.1f} | {more:,.0f} |", flush=True)


def _written(store: Path, *, is_known: bool) -> tuple[float, float]:
    """Seconds and MiB of a write."""
    with linked(store) as copy, multiprocessing.get_context("spawn").Pool(1) as pool:
        last = open_current(copy)
        (last.directory / "sound").unlink(missing_ok=True)
        if is_known:
            mark_sound(last)
        graph = next(name for name in last.manifest.graphs if "/graph/letter/" in name)
        return pool.apply(_write, (copy, f"INSERT DATA {{ GRAPH <{graph}> {{ {_STATEMENT} }} }}"))


def _write(store: Path, text: str) -> tuple[float, float]:
    began = time.perf_counter()
    write(store, Update(text), "0" * 64, Conditions(), keep=KEEP, patience_seconds=0)
    seconds = time.perf_counter() - began
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _KIBIBYTE


if __name__ == "__main__":
    main()
