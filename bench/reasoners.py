"""Print how long each way of reasoning takes on synthetic dockets of 2, 20 and 200 letters.

python bench/reasoners.py [LETTERS ...]

The letters come without their words. Each way is stopped after LIMIT seconds.
"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Callable

from pyoxigraph import Quad, Store, Triple
from synthetic import IRIS
from synthetic import triples as docket

from claimgraph.ontology import ReasonerError, derive, materialise, ontology_triples, realise

LIMIT = 120


def by_sparql(triples: list[Triple]) -> int:
    """How many statements the SPARQL rules derive."""
    store = Store()
    store.bulk_extend(Quad(*triple) for triple in triples)
    return len(derive(store, IRIS))


def by_rl(triples: list[Triple]) -> int:
    """How many statements the OWL 2 RL rules derive."""
    return sum(1 for _ in materialise(triples).derived())


def by_hermit(triples: list[Triple]) -> int:
    """How many pairs of properties HermiT knows, stated ones among them."""
    return sum(map(len, realise([*ontology_triples(), *triples], timeout=LIMIT).relations.values()))


WAYS = {"SPARQL rules": by_sparql, "OWL 2 RL": by_rl, "HermiT (pairs, stated ones too)": by_hermit}


def timed(way: Callable[[list[Triple]], int], triples: list[Triple]) -> tuple[str, str]:
    """How many statements a way derives and in how many seconds, in a process that is stopped after LIMIT seconds."""
    results: multiprocessing.Queue[tuple[int, float]] = multiprocessing.Queue()

    def work() -> None:
        start = time.perf_counter()
        try:
            results.put((way(triples), time.perf_counter() - start))
        except ReasonerError:  # HermiT has its own clock, and was stopped by it
            sys.exit(1)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join(LIMIT + 5)
    if process.exitcode == 0:
        count, seconds = results.get()
        return f"{count:,}", f"{seconds:.1f}"
    process.kill()
    process.join()
    return "-", f"over {LIMIT}"


def main(sizes: list[int]) -> None:
    """Print the table, a row for each size and way."""
    print("| letters | triples | way | derived | seconds |\n|---:|---:|---|---:|---:|")
    for letters in sizes:
        triples = docket(letters)
        for name, way in WAYS.items():
            print(f"| {letters} | {len(triples):,} | {name} | {' | '.join(timed(way, triples))} |", flush=True)


if __name__ == "__main__":
    main([int(each) for each in sys.argv[1:]] or [2, 20, 200])
