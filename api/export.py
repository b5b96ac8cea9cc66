"""The graph in a file of any RDF format, the same bytes for the same graph."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from pyoxigraph import NamedNode, Quad, RdfFormat, Store, Triple, serialize

from claimgraph.ontology import PREFIXES

FORMATS: dict[str, RdfFormat] = {
    "jsonld": RdfFormat.JSON_LD,
    "nq": RdfFormat.N_QUADS,
    "nt": RdfFormat.N_TRIPLES,
    "rdfxml": RdfFormat.RDF_XML,
    "trig": RdfFormat.TRIG,
    "ttl": RdfFormat.TURTLE,
}
"""The formats by their names on the command line; jsonld, nq and trig keep the named graphs, the others join them."""


def graph_names(store: Store) -> tuple[str, ...]:
    """The IRIs of the store's named graphs, sorted."""
    return tuple(sorted(graph.value for graph in store.named_graphs() if isinstance(graph, NamedNode)))


def export(store: Store, name: str, out: BinaryIO, graph: str | None = None) -> None:
    """Write the store's quads, or one graph's triples, to ``out`` in the format called ``name``.

    Lines are sorted by graph, subject, predicate and object, so equal graphs give equal bytes.
    """
    rdf_format = FORMATS[name]
    quads = store.quads_for_pattern(None, None, None, NamedNode(graph) if graph else None)
    statements: Iterable[Quad] | Iterable[Triple]
    if rdf_format.supports_datasets and graph is None:
        statements = sorted(quads, key=_by_graph)
    else:
        statements = sorted({quad.triple for quad in quads}, key=str)
    serialize(statements, out, rdf_format, prefixes=PREFIXES)


def write_whole(path: Path, store: Store, name: str, graph: str | None = None) -> None:
    """Write an export to a file that appears only when it is whole. Raises OSError where it can't be made."""
    with whole_file(path) as out:
        export(store, name, out, graph)


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write to that appears only when the block ends well.

    Raises OSError naming the folder where the file can't be made.
    """
    if not path.parent.is_dir():
        raise FileNotFoundError(errno.ENOENT, "there is no such folder: make it first", str(path.parent))
    handle, partial = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as out:
            yield out
        Path(partial).chmod(0o644)
        Path(partial).replace(path)
    finally:
        Path(partial).unlink(missing_ok=True)


def _by_graph(quad: Quad) -> tuple[str, str]:
    return str(quad.graph_name), str(quad.triple)
