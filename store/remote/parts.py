"""The content parted into its graphs: a file of sorted N-Triples lines for each, with its hash."""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

import pyoxigraph

from claimgraph.store.content import write_content
from claimgraph.store.remote.errors import UnfitContentError
from claimgraph.store.remote.names import SKOLEM, original

__all__ = ["Part", "lines", "part_graphs", "sorted_part"]

HELD_BYTES = 64 * 1024 * 1024
"""Lines held in memory before they are put into their graphs' files."""


@dataclass(frozen=True, slots=True)
class Part:
    """A graph's sorted N-Triples lines, each once: the file, its SHA-256 in hexadecimal, its lines and bytes."""

    path: Path
    sha256: str
    statements: int
    bytes: int


def part_graphs(quads: Iterable[pyoxigraph.Quad], folder: Path) -> dict[str, Part]:
    """The graphs' parts by name, in files of the folder. Any content can be parted: no more than a part is held.

    Raises UnfitContentError for a statement outside all graphs, or with an IRI that stands for a blank node.
    """
    sink = _Graphs(folder)
    pyoxigraph.serialize(_named(quads), cast("IO[bytes]", sink), pyoxigraph.RdfFormat.N_QUADS)
    sink.spill()
    return {name: sorted_part(path) for name, path in sorted(sink.files.items())}


def sorted_part(path: Path) -> Part:
    """The part made from a file of N-Triples in any order, which is removed. Its skolemised nodes are blank again.

    Raises SyntaxError where it is no N-Triples.
    """
    place = path.with_suffix(".sorted")
    triples = pyoxigraph.parse(path=path, format=pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    content = write_content((pyoxigraph.Quad(*original(each.triple)) for each in triples), place)
    path.unlink()
    digest, count = hashlib.sha256(), 0
    for line in lines(place):
        digest.update(line)
        count += 1
    return Part(place, digest.hexdigest(), count, content.bytes)


def lines(path: Path) -> Iterator[bytes]:
    """The lines of a file, each with its newline."""
    with path.open("rb") as file:
        yield from file


def _named(quads: Iterable[pyoxigraph.Quad]) -> Iterator[pyoxigraph.Quad]:
    for quad in quads:
        if not isinstance(quad.graph_name, pyoxigraph.NamedNode):
            raise UnfitContentError(
                f"{quad.triple} stands in no graph that has a name, and only such graphs are published on a server"
            )
        for node in (quad.subject, quad.object):
            if isinstance(node, pyoxigraph.NamedNode) and node.value.startswith(SKOLEM):
                raise UnfitContentError(
                    f"{node} stands for a blank node on a server, and can't be an IRI of the content"
                )
        yield quad


class _Graphs:
    """A binary sink that takes N-Quads, and puts the lines of each graph into a file of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.files: dict[str, Path] = {}
        self._lines: dict[bytes, list[bytes]] = {}
        self._rest, self._held = b"", 0

    def write(self, data: bytes) -> int:
        *whole, self._rest = (self._rest + data).split(b"\n")
        for line in whole:
            triple, _, graph = line[: -len(b"> .")].rpartition(b" <")
            self._lines.setdefault(graph, []).append(triple)
        self._held += len(data)
        if self._held >= HELD_BYTES:
            self.spill()
        return len(data)

    def flush(self) -> None:
        """Nothing: pyoxigraph asks for it."""

    def spill(self) -> None:
        """Put what is held into the files."""
        for graph, held in self._lines.items():
            name = _iri(graph)
            path = self.files.setdefault(name, self._folder / f"{len(self.files):06d}.nt")
            with path.open("ab") as out:
                out.writelines(line + b" .\n" for line in held)
        self._lines.clear()
        self._held = 0


def _iri(written: bytes) -> str:
    r"""The IRI as N-Quads writes it, its escapes replaced.

    >>> _iri(rb"urn:\u00e9")
    'urn:é'
    """
    text = written.decode("utf-8")
    return str(json.loads(f'"{text}"')) if "\\u" in text else text
