"""The database of a generation that grows out of another: the other's files, linked, and what differs.

The engine keeps numbers, dates and booleans by value, so lines that differ may be one statement to it. That is taken
out with the last of its lines, and counts once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad

from claimgraph.store.generations import Generation
from claimgraph.store.line_growth import Difference
from claimgraph.store.lines import Lines

_TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'
_BEGINNING = re.compile(rb"\S+ \S+ ")  # subject and predicate


def grow_database(last: Generation, path: Path, lines: Lines, difference: Difference) -> dict[str, int]:
    """Makes the database after the difference, and returns how many quads each graph has, sorted by graph.

    `lines` are those of the content after the difference. Raises StoreDamagedError, StoreAccessError, OSError.
    """
    last.open().backup(path)
    store = pyoxigraph.Store(path)
    come = _statements(difference.added)
    gone = _statements(difference.removed) - come - _statements(_said_otherwise(lines, difference.removed))
    graphs = Counter(last.manifest.graphs)
    for quad in gone:
        store.remove(quad)
        graphs[_name(quad)] -= 1
    new = [quad for quad in come if quad not in store]
    graphs.update(map(_name, new))
    store.extend(new)
    for graph in {quad.graph_name for quad in gone if not graphs[_name(quad)]}:
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


def _name(quad: Quad) -> str:
    return "" if isinstance(quad.graph_name, DefaultGraph) else quad.graph_name.value
