"""A canonical N-Quads file taken apart by graph, as N-Triples files, within a bounded memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pyoxigraph import DefaultGraph, RdfFormat, parse

from claimgraph.api.errors import ExportError

__all__ = ["Part", "graph_lines", "split", "triple_lines"]

HELD_BYTES = 32 * 1024 * 1024
"""Lines held before they are written, so that a thousand graphs need no thousand open files."""

# A graph's name ends the line, after a space; literals may end in anything but are quoted, so that ">" isn't last.
_END = re.compile(rb" (<[^<>\"{}|^`\\\s]*>|_:\S+) \.\n\Z")
_IN_GRAPHS_ONLY = "its N-Quads line can't be read"


@dataclass(frozen=True, slots=True)
class Part:
    """One graph's triples as a file of sorted N-Triples; the default graph's name is empty."""

    graph: str
    path: Path
    triples: int


def split(canonical: Path, folder: Path, *, has_default: bool) -> tuple[Part, ...]:
    """Write each graph's triples to a file of its own in the folder, and return these by the graphs' names, sorted.

    `has_default` says that the dataset has triples outside of all named graphs; to tell them needs a parser.
    """
    held: dict[bytes, list[bytes]] = {}
    counts: dict[bytes, int] = {}
    files: dict[bytes, Path] = {}
    size = 0

    def spill() -> None:
        for graph, lines in held.items():
            path = files.setdefault(graph, folder / f"{len(files):06d}.nt")
            with path.open("ab") as out:
                out.writelines(lines)
        held.clear()

    with canonical.open("rb") as lines:
        for line in lines:
            graph, triple = _parted(line, parsed=has_default)
            held.setdefault(graph, []).append(triple)
            counts[graph] = counts.get(graph, 0) + 1
            size += len(triple)
            if size > HELD_BYTES:
                spill()
                size = 0
    spill()
    return tuple(Part(_name(graph), files[graph], counts[graph]) for graph in sorted(files))


def graph_lines(canonical: Path, graph: str, *, has_default: bool) -> Iterator[bytes]:
    """Yield the N-Triples lines of one graph, sorted."""
    name = (graph if graph.startswith("_:") else f"<{graph}>").encode()
    with canonical.open("rb") as lines:
        for line in lines:
            if name in line:
                of, triple = _parted(line, parsed=has_default)
                if of == name:
                    yield triple


def triple_lines(canonical: Path, *, has_default: bool) -> Iterator[bytes]:
    """Yield the N-Triples lines of all graphs, sorted, each once.

    The same triple's lines follow one another in the canonical form, since they differ in their ends alone. One of the
    default graph has no such end, and may stand apart, so that it is looked for.
    """
    previous = b""
    with canonical.open("rb") as lines:
        triples = (_parted(line, parsed=has_default)[1] for line in lines)
        for triple in sorted(triples) if has_default else triples:
            if triple != previous:
                previous = triple
                yield triple


def _parted(line: bytes, *, parsed: bool) -> tuple[bytes, bytes]:
    """Return the graph's name as the line has it, empty for the default graph, and the triple's line."""
    if parsed:
        [quad] = parse(line, RdfFormat.N_QUADS, lenient=True)
        if isinstance(quad.graph_name, DefaultGraph):
            return b"", line
    match = _END.search(line)
    if match is None:
        raise ExportError(f"{line[:80].decode('utf-8', 'replace')!r}: {_IN_GRAPHS_ONLY}; build the store again")
    return match[1], line[: match.start()] + b" .\n"


def _name(graph: bytes) -> str:
    return graph.decode().removeprefix("<").removesuffix(">")
