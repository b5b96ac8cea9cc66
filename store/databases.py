"""The database of a generation, made from all its quads.

The engine keeps numbers, dates and booleans by value, so quads that differ may be one statement to it, which counts
once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from pathlib import Path
from typing import cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_LEAST, _MOST = 1_000_000, 4_000_000  # the loader holds what it is given to the end, some 700 bytes a quad
_Graph = NamedNode | BlankNode | DefaultGraph


def fill(store: pyoxigraph.Store, quads: Iterable[Quad]) -> None:
    """Puts the quads into a database, at the price of its bulk loader and with no more than some of them in memory.

    Each load is merged with what is there already, so the larger that is, the more comes at once.
    """
    rest, loaded = iter(quads), 0
    while (first := next(rest, None)) is not None:
        at_once = min(max(_LEAST, loaded // 4), _MOST)
        store.bulk_extend(chain((first,), islice(rest, at_once - 1)))
        loaded += at_once


def make_database(path: Path, quads: Iterable[Quad]) -> dict[str, int]:
    """Makes a database of the quads, and returns how many each graph has, sorted by graph."""
    store = pyoxigraph.Store(path)
    given = Counter[_Graph]()
    fill(store, _counted(quads, given))
    store.optimize()  # where each load lies by itself, each look-up goes through all of them
    if len(store) == given.total():
        counts = {name_of(graph): count for graph, count in given.items()}
    else:  # some lines are one statement to the engine; to ask it takes longer than counting
        rows = cast("pyoxigraph.QuerySolutions", store.query(_COUNTS))
        counts = {row["g"].value: int(row["n"].value) for row in rows}
        if rest := len(store) - sum(counts.values()):
            counts[""] = rest
    return dict(sorted(counts.items()))


def _counted(quads: Iterable[Quad], graphs: Counter[_Graph]) -> Iterator[Quad]:
    for quad in quads:
        graphs[quad.graph_name] += 1
        yield quad


def name_of(graph: _Graph) -> str:
    """What counts by graph call it; empty for the default graph."""
    return "" if isinstance(graph, DefaultGraph) else graph.value
