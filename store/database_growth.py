"""The database of a generation that grows out of another: the other's, whose files are linked, with what has changed.

The engine keeps numbers, dates and booleans by value, so lines that differ may be one statement to it. That is taken
out with the last of its lines, and counts once.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import takewhile
from pathlib import Path

import pyoxigraph
from pyoxigraph import DefaultGraph, Quad

from claimgraph.store.databases import name_of
from claimgraph.store.generations import Generation
from claimgraph.store.line_growth import LineChange
from claimgraph.store.lines import Lines

_TYPED = b'"^^<http://www.w3.org/2001/XMLSchema#'


class GrowingDatabase:
    """The last generation's database, linked to a path where it can be changed; it is open until it is let go of."""

    def __init__(self, last: Generation, lines: Lines, path: Path) -> None:
        """`lines` are those of the last generation. Raises StoreDamagedError, StoreAccessError, OSError."""
        self._lines = lines
        last.open().backup(path)
        self.store = pyoxigraph.Store(path)
        self._graphs = Counter(last.manifest.graphs)

    def change(self, change: LineChange, whole: LineChange) -> None:
        """Makes a change. `whole` is what has changed since the last generation then."""
        unsaid = _statements(change.removed) - _statements(self._said_otherwise(change, whole))
        gone = [quad for quad in unsaid if quad in self.store]
        for quad in gone:
            self.store.remove(quad)
            self._graphs[name_of(quad.graph_name)] -= 1
        new = [quad for quad in _statements(change.added) if quad not in self.store]
        self.store.extend(new)
        self._graphs.update(name_of(quad.graph_name) for quad in new)
        for graph in {quad.graph_name for quad in gone if not self._graphs[name_of(quad.graph_name)]}:
            if not isinstance(graph, DefaultGraph):
                self.store.remove_graph(graph)

    def finish(self) -> dict[str, int]:
        """Has all on disk, for whoever opens it next, and tells how many quads each graph has, sorted by graph."""
        self.store.flush()
        return {name: count for name, count in sorted(self._graphs.items()) if count}

    def _said_otherwise(self, change: LineChange, whole: LineChange) -> Iterator[bytes]:
        """Lines that are there then, and may say what goes with a number, a date or the like written otherwise."""
        beginnings = {_beginning(line) for line in change.removed if _TYPED in line}
        if not beginnings:
            return
        yield from (line for line in whole.added if _TYPED in line and _beginning(line) in beginnings)
        for first in sorted(beginnings):
            about = takewhile(lambda line: line.startswith(first), self._lines.from_offset(self._lines.seek(first)))  # noqa: B023
            yield from (line for line in about if _TYPED in line and line not in whole.removed)


def _beginning(line: bytes) -> bytes:
    """Subject and predicate, which have no space in them."""
    return b"".join(part + b" " for part in line.split(b" ", 2)[:2])


def _statements(lines: Iterable[bytes]) -> set[Quad]:
    """What the lines are to the engine."""
    store = pyoxigraph.Store()
    store.extend(pyoxigraph.parse(b"".join(lines), pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    return set(store)
