"""What the shapes cost: pySHACL asked about everything, and the queries that spare it that.

python bench/shapes.py [--letters 1 20 100] [--all] [--shapes]

Processor milliseconds of this process for each letter, the least of a few runs, on made-up letters (claimgraph synth).
`--all` has pySHACL look at everything as well, `--shapes` lists the queries that cost most. With more than one size,
the last line says what a letter costs among the most letters against what it costs among the fewest. Whole builds are
measured by `growth.py`.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from pyoxigraph import Quad, Store, Triple

from claimgraph.api.letter_reading import graphs_of, read_all
from claimgraph.ingest import load_corpus
from claimgraph.ingest.synthetic import write_docket
from claimgraph.ontology import Iris, derive
from claimgraph.shapes import validate
from claimgraph.shapes.judge import judge
from claimgraph.shapes.shape_files import background
from claimgraph.shapes.suspects import all_queries


def main() -> None:
    """Measure and print."""
    options = arguments()
    costs = {}
    print(f"{'letters':>8} {'triples':>9} {'ours, ms':>9} {'pySHACL, ms':>12}")
    for letters in options.letters:
        with tempfile.TemporaryDirectory() as folder:
            corpus = Path(folder) / "corpus"
            write_docket(corpus, letters)
            triples = triples_of(corpus)
        costs[letters] = taken(lambda said=triples: validate(said), max(1, 60 // letters)) / letters  # type: ignore[misc]
        whole = f"{taken(lambda said=triples: judge(said), 1) / letters * 1000:>12.1f}" if options.all else ""  # type: ignore[misc]
        print(f"{letters:>8} {len(triples):>9,} {costs[letters] * 1000:>9.1f} {whole}", flush=True)
        if options.shapes:
            print_queries(triples)
    least, most = min(costs), max(costs)
    if least != most:
        print(f"a letter among {most} costs {costs[most] / costs[least]:.2f} times what it costs among {least}")


def triples_of(corpus: Path) -> list[Triple]:
    """All that a build of the corpus has validated."""
    read = load_corpus(corpus)
    graphs, _ = graphs_of(read, read_all(read, None, lambda step, done, total: None))
    store = Store()
    store.bulk_extend(quad for graph in graphs for quad in graph.quads())
    return [*{triple for graph in graphs for triple in graph.triples}, *derive(store, Iris(read.base))]


def print_queries(triples: list[Triple]) -> None:
    """The ten shapes whose queries take longest, with the milliseconds."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in (*triples, *background()))
    costs: dict[str, float] = {}
    for shape, query in all_queries(store):
        name = shape.value.rpartition("#")[2]
        costs[name] = costs.get(name, 0.0) + taken(lambda text=query: list(store.query(text)), 3)  # type: ignore[misc]
    for name in sorted(costs, key=lambda each: -costs[each])[:10]:
        print(f"{costs[name] * 1000:>12.1f}  {name}")


def taken(work: Callable[[], object], times: int) -> float:
    """The least processor seconds of so many runs."""
    found = []
    for _ in range(times):
        started = time.process_time()
        work()
        found.append(time.process_time() - started)
    return min(found)


def arguments() -> argparse.Namespace:
    """What is on the command line."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--letters", type=int, nargs="+", default=[1, 2, 20, 100])
    parser.add_argument("--all", action="store_true", help="have pySHACL look at everything as well")
    parser.add_argument("--shapes", action="store_true", help="list the shapes whose queries take longest")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
