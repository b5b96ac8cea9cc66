"""The content parted into its graphs: a file of sorted N-Triples lines for each, with its hash."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pyoxigraph

from claimgraph.store.content import write_content
from claimgraph.store.remote.errors import UnfitContentError
from claimgraph.store.remote.names import SKOLEM, original

__all__ = ["Part", "lines", "part_graphs", "sorted_part"]

_SHOWN = 200
_SKOLEM = SKOLEM.encode()
_STANDS_FOR_BLANK = re.compile(rb"\A<" + re.escape(_SKOLEM) + rb"| <" + re.escape(_SKOLEM) + rb"[^ ]*> <[^ ]*> \.\n\Z")

HELD_BYTES = 64 * 1024 * 1024
"""Lines held in memory before they are put into their graphs' files."""


@dataclass(frozen=True, slots=True)
class Part:
    """A graph's sorted N-Triples lines, each once: the file, its SHA-256 in hexadecimal, its lines and bytes."""

    path: Path
    sha256: str
    statements: int
    bytes: int


def part_graphs(held: Iterable[bytes], folder: Path) -> dict[str, Part]:
    r"""The parts by their graphs' names, in files of the folder, of a content's sorted N-Quads lines.

    The lines of one graph have the order that its N-Triples lines have: no term goes on with a space where another one
    ends. Any content can be parted: no more than HELD_BYTES of it are held. All lines name a graph. Raises
    UnfitContentError for one with an IRI that stands for a blank node.
    """
    graphs: dict[bytes, _Graph] = {}
    size = 0
    for line in held:
        if _SKOLEM in line and _STANDS_FOR_BLANK.search(line):
            raise UnfitContentError(
                f"{_shown(line)}: an IRI below {SKOLEM} stands for a blank node on a server; write it as that node"
            )
        triple, _, name = line[: -len(b"> .\n")].rpartition(b" <")
        graph = graphs.get(name)
        if graph is None:
            graph = graphs[name] = _Graph(folder / f"{len(graphs):06d}.sorted")
        graph.held.append(triple)
        size += len(line)
        if size >= HELD_BYTES:
            for each in graphs.values():
                each.spill()
            size = 0
    return {_iri(name): graph.part() for name, graph in graphs.items()}


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


class _Graph:
    """A graph's lines on their way into its file."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._digest = hashlib.sha256()
        self._statements = self._bytes = 0
        self.held: list[bytes] = []

    def spill(self) -> None:
        """Put what is held into the file."""
        if self.held:
            text = b" .\n".join([*self.held, b""])
            with self._path.open("ab") as out:
                self._bytes += out.write(text)
            self._digest.update(text)
            self._statements += len(self.held)
            self.held.clear()

    def part(self) -> Part:
        """The whole part."""
        self.spill()
        return Part(self._path, self._digest.hexdigest(), self._statements, self._bytes)


def _shown(line: bytes) -> str:
    return line.decode("utf-8", "replace").strip()[:_SHOWN]


def _iri(written: bytes) -> str:
    r"""The IRI as N-Quads writes it, its escapes replaced.

    >>> _iri(rb"urn:\u00e9")
    'urn:é'
    """
    text = written.decode("utf-8")
    return str(json.loads(f'"{text}"')) if "\\u" in text else text
