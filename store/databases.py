"""The database of a generation: made from all its quads, or grown out of another's, whose files are linked.

The engine keeps numbers, dates and booleans by value, so lines that differ may be one statement to it. That is taken
out with the last of its lines, and counts once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import chain, islice, takewhile
from pathlib import Path
from typing import cast

import pyoxigraph
from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad

from claimgraph.store.generations import Generation, parse_lines
from claimgraph.store.line_growth import Difference
from claimgraph.store.lines import Lines

_COUNTS = "SELECT ?g (COUNT(*) AS ?n) WHERE { GRAPH ?g { ?s ?p ?o } } GROUP BY ?g"
_LEAST, _MOST = 1_000_000, 4_000_000  # the loader holds what it is given to the end, some 700 bytes a quad
_MUCH = 4  # a fourth of the content
_Graph = NamedNode | BlankNode | DefaultGraph
_TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'
_BEGINNING = re.compile(rb"\S+ \S+ ")  # subject and predicate


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
    store.flush()
    if len(store) == given.total():
        counts = {_name(graph): count for graph, count in given.items()}
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


def grow_database(last: Generation, path: Path, lines: Lines, difference: Difference) -> dict[str, int]:
    """Makes the database after the difference, and returns how many quads each graph has, sorted by graph.

    `lines` are those of the content after the difference. Raises StoreDamagedError, StoreAccessError, OSError.
    """
    if len(difference.removed) + len(difference.added) > last.manifest.quads // _MUCH:
        return make_database(path, parse_lines(lines))  # each quad costs more to take out or put in than to load
    last.open().backup(path)
    store = pyoxigraph.Store(path)
    come = _statements(difference.added)
    gone = _statements(difference.removed) - _statements(_said_otherwise(lines, difference.removed))
    graphs = Counter(last.manifest.graphs)
    for quad in gone:
        store.remove(quad)
        graphs[_name(quad.graph_name)] -= 1
    new = [quad for quad in come if quad not in store]
    graphs.update(_name(quad.graph_name) for quad in new)
    store.extend(new)
    for graph in {quad.graph_name for quad in gone if not graphs[_name(quad.graph_name)]}:
        if not isinstance(graph, DefaultGraph):
            store.remove_graph(graph)
    store.flush()
    return {name: count for name, count in sorted(graphs.items()) if count}


def _statements(lines: Iterable[bytes]) -> set[Quad]:
    """What the lines are to the engine."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.parse(b"".join(lines), pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    return set(store)


def _said_otherwise(lines: Lines, removed: Iterable[bytes]) -> Iterator[bytes]:
    """Lines that may say what those that were removed did, with a number, a date or the like written otherwise."""
    typed = (_BEGINNING.match(line) for line in removed if _TYPED in line)
    for first in sorted({found[0] for found in typed if found}):
        about = takewhile(lambda line: line.startswith(first), lines.from_offset(lines.seek(first)))  # noqa: B023
        yield from (line for line in about if _TYPED in line)


def _name(graph: _Graph) -> str:
    return "" if isinstance(graph, DefaultGraph) else graph.value
