"""Letters made into graphs one by one, each from its own files and what it asks of the files that letters share.

`Shared` is what the letters share, and finds of that what one letter asks; `make_part` makes a letter's files into a
graph, packed as N-Quads, with what is to be known of the letter without reading it again. A
`Shelf` keeps parts from one build to the next.
"""

from claimgraph.ingest.parts.needs import Needs, Shared
from claimgraph.ingest.parts.packed import PackedGraph, pack
from claimgraph.ingest.parts.part import Part, graph_of, make_part
from claimgraph.ingest.parts.shared_files import SharedFiles
from claimgraph.ingest.parts.shelf import Published, Shelf

__all__ = [
    "Needs",
    "PackedGraph",
    "Part",
    "Published",
    "Shared",
    "SharedFiles",
    "Shelf",
    "graph_of",
    "make_part",
    "pack",
]
