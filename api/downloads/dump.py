"""One RDF file by itself: the whole generation or one of its graphs, the bytes that the same download has."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import BinaryIO

from claimgraph.api.downloads.workshop import Workshop
from claimgraph.store import Generation

__all__ = ["write_dump"]

_SUFFIXES = {"rdfxml": "rdf"}
"""The formats that are called otherwise on the command line than at the end of files' names."""


def write_dump(generation: Generation, name: str, out: BinaryIO, graph: str | None = None) -> None:
    """Write the generation, or the graph with this IRI, in the format of this name on the command line.

    Statements go from file to file, so that memory doesn't grow with the graph; the files on the way take as much room
    as twice the N-Quads, in the system's temporary folder. Raises FormatError before anything is written where the
    format has no way to write what the graph says, ExportError, StoreError, OSError.
    """
    suffix = _SUFFIXES.get(name, name)
    with generation.held(), tempfile.TemporaryDirectory(prefix="claimgraph-export-") as folder:
        workshop = Workshop(generation, Path(folder))
        plain = [file for file in workshop.files.values() if not file.coding and file.kind in ("dump", "graph")]
        [file] = [file for file in plain if (file.graph, file.format) == (graph, suffix)]
        workshop.write(file, out)
