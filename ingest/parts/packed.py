"""A graph as bytes: its N-Quads lines, packed, and named by their SHA-256."""

from __future__ import annotations

import hashlib
import zlib
from dataclasses import dataclass

from pyoxigraph import RdfFormat, serialize

from claimgraph.ingest.graph import Graph

_LEVEL = 1  # a seventh of the lines' size in a few milliseconds a letter; more takes longer and packs little better


@dataclass(frozen=True, slots=True)
class PackedGraph:
    """N-Quads lines, sorted as the graph's triples are, compressed by zlib; ``sha256`` is that of the lines."""

    sha256: str
    packed: bytes

    def lines(self) -> bytes:
        """The lines."""
        return zlib.decompress(self.packed)


def pack(graph: Graph) -> PackedGraph:
    """The graph as lines, packed. The same graph gives the same bytes.

    >>> from pyoxigraph import NamedNode, Triple
    >>> name = NamedNode("https://example.org/a")
    >>> pack(Graph(name, (Triple(name, name, name),), {})).lines().count(b"<https://example.org/a>")
    4
    """
    lines = serialize(graph.quads(), format=RdfFormat.N_QUADS) or b""
    return PackedGraph(hashlib.sha256(lines).hexdigest(), zlib.compress(lines, _LEVEL))
