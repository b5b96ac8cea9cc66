"""How long each file to take away needs to be made, and how large it is, on synthetic letters; a table is printed.

python bench/exports.py                     2, 100 and 1,000 letters; some minutes, and a few GB below --folder
python bench/exports.py --letters 2 100     these numbers of letters only
python bench/exports.py --graphs            each named graph too, as `claimgraph export --all` writes them
python bench/exports.py --alone             `claimgraph export --format` for each format instead, a process each

Times are of one run, with both compressions; the memory is the largest that the process has had by then. A format
alone is not compressed, and its time is that of the whole process.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import synthetic

from claimgraph.api.downloads import CODINGS, File, Workshop
from claimgraph.api.downloads.folder import Written, write_file
from claimgraph.api.export import FORMATS
from claimgraph.store import Generation, publish

KILOBYTE = 1024


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--letters", type=int, nargs="+", default=[2, 100, 1000])
    parser.add_argument("--graphs", action="store_true", help="each named graph too")
    parser.add_argument("--alone", action="store_true", help="each format by a process of its own")
    parser.add_argument("--folder", type=Path, help="where to work, instead of the system's temporary folder")
    options = parser.parse_args()
    print("| letters | file | seconds | plain MB | gzip MB | zstd MB | memory MB |")
    print("|--:|---|--:|--:|--:|--:|--:|")
    for letters in options.letters:
        with tempfile.TemporaryDirectory(dir=options.folder) as folder:
            generation = publish(Path(folder) / "store", synthetic.quads(letters), {})
            lines = (
                alone(Path(folder)) if options.alone else measured(generation, Path(folder), with_graphs=options.graphs)
            )
            for line in lines:
                print(f"| {letters:,} | {line}", flush=True)


def measured(generation: Generation, folder: Path, *, with_graphs: bool) -> Iterator[str]:
    """Yield the rows of one generation: what several files share first, then each file."""
    work, out = folder / "work", folder / "out"
    work.mkdir()
    workshop = Workshop(generation, work)
    for step in ("canonical", "parts", "union", "figures"):
        began = time.perf_counter()
        getattr(workshop, step)
        yield row(f"({step})", time.perf_counter() - began)
    graphs: list[tuple[float, list[Written]]] = []
    for file in [each for each in workshop.files.values() if not each.coding]:
        if file.kind == "graph" and not with_graphs:
            continue
        seconds, made = timed(workshop, file, out)
        if file.kind == "graph":
            graphs.append((seconds, made))
        else:
            yield row(file.path, seconds, made)
    if graphs:
        sizes = [sum(made[n].bytes for _, made in graphs) for n in range(3)]
        yield row(f"graphs/*, {len(graphs):,} files", sum(seconds for seconds, _ in graphs), sizes=sizes)


def alone(folder: Path) -> Iterator[str]:
    """Yield the rows of a folder's store written in each format by `claimgraph export`."""
    program, out = str(Path(sys.executable).with_name("claimgraph")), folder / "alone"
    for name in FORMATS:
        began = time.perf_counter()
        command = [program, "export", "--store", str(folder / "store"), "--format", name, "--out", str(out)]
        process = subprocess.Popen(command, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - began
        size = f"{out.stat().st_size / 1e6:.2f}" if process.returncode == 0 else "failed"
        yield f"export --format {name} | {seconds:.2f} | {size} | | | {used.ru_maxrss / KILOBYTE:.0f} |"


def timed(workshop: Workshop, file: File, out: Path) -> tuple[float, list[Written]]:
    """Return the seconds that a file takes, and its plain and compressed forms, which are gone again."""
    began = time.perf_counter()
    made = write_file(workshop, file, ("", *CODINGS), out)
    seconds = time.perf_counter() - began
    for each in made:
        (out / each.file.path).unlink()
    return seconds, made


def row(name: str, seconds: float, made: list[Written] | None = None, sizes: list[int] | None = None) -> str:
    """Return a row without its number of letters."""
    found = sizes or [each.bytes for each in made or ()]
    shown = [f"{size / 1e6:.2f}" for size in found] or ["", "", ""]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / KILOBYTE
    return f"{name} | {seconds:.2f} | {' | '.join(shown)} | {memory:.0f} |"


if __name__ == "__main__":
    main()
