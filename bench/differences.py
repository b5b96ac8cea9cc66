"""What it costs to publish a changed letter, step by step: `python bench/differences.py STORE [--letters N]`.

STORE is a store as `claimgraph build` makes it; it is linked into a temporary folder beside it and stays as it is. Of
one letter after another every text is changed, which is more than a correction changes. A table is printed, in
milliseconds of the processor (all threads), in the last column of the clock; its last row has the means.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import fmean
from typing import Any

from pyoxigraph import Literal, Quad, RdfFormat, parse

import claimgraph.store.growth as growth
from claimgraph.store import Generation, open_current, publish_difference
from claimgraph.store.succession import Successor

STEPS = {
    "sorting": "sorted_lines",
    "finding": "find_difference",
    "lines": "grow_lines",
    "columns": "_grow_columns",
    "search": "grow_search",
}
_XSD_STRING = "http://www.w3.org/2001/XMLSchema#string"


def main() -> None:
    """Measure, and print a row for each letter."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("store", type=Path)
    parser.add_argument("--letters", type=int, default=10)
    options = parser.parse_args()
    took: dict[str, float] = {}
    for step, name in STEPS.items():
        setattr(growth, name, _timed(getattr(growth, name), step, took))
    growth.Growth._graphs = _timed(growth.Growth._graphs, "database", took)  # type: ignore[method-assign]
    Successor.publish = _timed(Successor.publish, "syncing", took)  # type: ignore[method-assign]
    names = (*STEPS, "database", "syncing", "all", "clock")
    print(f"| statements | {' | '.join(names)} |")
    print("| ---: " * (len(names) + 1) + "|")
    rows = []
    with linked(options.store) as store:
        graphs = [name for name in open_current(store).manifest.graphs if "/graph/letter/" in name]
        for graph in graphs[: options.letters]:
            last = open_current(store)
            quads = _letter(last, graph)
            changed = [_changed(quad) for quad in quads]
            took.clear()
            began, processor = time.perf_counter(), time.process_time()
            publish_difference(store, quads, changed, last.manifest.inputs, after=last.number)
            took["all"], took["clock"] = time.process_time() - processor, time.perf_counter() - began
            rows.append([len(quads), *(1000 * took[name] for name in names)])
            _print(rows[-1])
    _print([fmean(column) for column in zip(*rows, strict=True)])


def _print(row: list[float]) -> None:
    print(f"| {' | '.join(f'{number:.0f}' for number in row)} |", flush=True)


def _timed(step: Callable[..., Any], name: str, took: dict[str, float]) -> Callable[..., Any]:
    def timed(*args: object) -> object:
        began = time.process_time()
        try:
            return step(*args)
        finally:
            took[name] = took.get(name, 0) + time.process_time() - began

    return timed


@contextmanager
def linked(store: Path) -> Iterator[Path]:
    """The store's files under other names; publishing changes two small ones, which are copied."""
    with tempfile.TemporaryDirectory(prefix=".differences-", dir=store.parent) as name:
        copy = Path(name, "store")
        shutil.copytree(store, copy, copy_function=lambda file, beside: _link(Path(file), Path(beside)))
        yield copy


def _link(file: Path, beside: Path) -> None:
    if file.name in ("current", "lock"):
        shutil.copy(file, beside)
    else:
        os.link(file, beside)


def _letter(generation: Generation, graph: str) -> list[Quad]:
    end = f"<{graph}> .\n".encode()
    with generation.lines() as lines:
        mine = b"".join(line for line in lines if line.endswith(end))
    return list(parse(mine, RdfFormat.N_QUADS, lenient=True))


def _changed(quad: Quad) -> Quad:
    said = quad.object
    if isinstance(said, Literal) and said.datatype.value == _XSD_STRING:
        said = Literal(f"{said.value} changed")
    return Quad(quad.subject, quad.predicate, said, quad.graph_name)


if __name__ == "__main__":
    main()
