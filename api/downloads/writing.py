"""RDF files of any format from sorted N-Triples files, statement by statement."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from pyoxigraph import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, Triple, parse, serialize

from claimgraph.api.downloads.parts import Part
from claimgraph.api.errors import ExportError, FormatError
from claimgraph.api.export import FORMATS
from claimgraph.ontology import PREFIXES

__all__ = ["used_prefixes", "write_dataset", "write_triples"]

_PIECE = 1024 * 1024
_PREFIXED = frozenset(("ttl", "trig", "rdf"))
# A predicate is an element in RDF/XML, so its IRI has to end in an XML name.
_NO_ELEMENT = re.compile(rb"<(?:[^>]*[^\w.\x80-\xff>-])?[0-9.-]*>")
# What XML can't carry (https://www.w3.org/TR/xml/#charsets), as N-Triples escape it.
_NOT_XML = re.compile(rb"(?<!\\)(?:\\\\)*\\(?:[bf]|u00(?:0[0-8BCEF]|1[0-9A-F])|uFFF[EF])")
_FORMATS = {**FORMATS, "rdf": FORMATS["rdfxml"]}


def write_triples(path: Path, name: str, out: BinaryIO, graph: str = "") -> None:
    """Write a file of sorted N-Triples in the format called `name`; in `nq` and `trig` they stand in the graph.

    Raises FormatError where the format has no way to write them.
    """
    _check([path], name)
    if name == "nt":
        with path.open("rb") as lines:
            while piece := lines.read(_PIECE):
                out.write(piece)
    elif name in ("nq", "trig"):
        write_dataset((Part(graph, path, 0),), name, out)
    else:
        _write((quad.triple for quad in _quads(Part("", path, 0))), name, out, used_prefixes([path], name))


def write_dataset(parts: Iterable[Part], name: str, out: BinaryIO) -> None:
    """Write graphs in the format called `name`, each in its place. Raises FormatError."""
    parts = tuple(parts)
    _check([part.path for part in parts], name)
    quads = (quad for part in parts for quad in _quads(part))
    _write(quads, name, out, used_prefixes([part.path for part in parts], name, [part.graph for part in parts]))


def used_prefixes(paths: Iterable[Path], name: str, graphs: Iterable[str] = ()) -> dict[str, str]:
    """Return the prefixes that the format shortens anything with in these files.

    A line with a namespace in it is tried: its name may end in what can't be shortened, or stand in a text.
    """
    if name not in _PREFIXED:
        return {}
    missing = dict(PREFIXES)
    found: dict[str, str] = {}
    for path in paths:
        with path.open("rb") as lines:
            for line in lines:
                for prefix, iri in list(missing.items()):
                    if b"<" + iri.encode() in line and _shortens(line, prefix, iri):
                        found[prefix] = missing.pop(prefix)
                if not missing:
                    break
    for graph in graphs if name == "trig" else ():
        for prefix, iri in list(missing.items()):
            if graph.startswith(iri) and _shortens(f"<{graph}> <urn:p> <urn:o> .\n".encode(), prefix, iri):
                found[prefix] = missing.pop(prefix)
    return {prefix: iri for prefix, iri in PREFIXES.items() if prefix in found}


def _shortens(line: bytes, prefix: str, iri: str) -> bool:
    triples = [quad.triple for quad in parse(line, RdfFormat.N_TRIPLES, lenient=True)]
    plain = serialize(triples, format=RdfFormat.TURTLE) or b""
    shortened = serialize(triples, format=RdfFormat.TURTLE, prefixes={prefix: iri}) or b""
    return shortened.partition(b"\n")[2] != plain


def _quads(part: Part) -> Iterator[Quad]:
    graph = _node(part.graph)
    for quad in parse(path=part.path, format=RdfFormat.N_TRIPLES, lenient=True):
        yield Quad(quad.subject, quad.predicate, quad.object, graph)


def _node(name: str) -> NamedNode | BlankNode | DefaultGraph:
    if not name:
        return DefaultGraph()
    return BlankNode(name.removeprefix("_:")) if name.startswith("_:") else NamedNode(name)


def _write(statements: Iterable[Quad] | Iterable[Triple], name: str, out: BinaryIO, prefixes: dict[str, str]) -> None:
    try:
        serialize(statements, cast("BinaryIO", _Xml(out)) if name == "rdf" else out, _FORMATS[name], prefixes=prefixes)
    except ValueError as error:
        raise FormatError(f"{name} has no way to write the graph: {error}; take N-Quads") from None
    except SyntaxError as error:
        raise ExportError(f"the store's content can't be read ({error.msg}); build it again") from None


class _Xml:
    """Writes XML on, carriage returns as references: readers take raw ones for line feeds (XML 1.0, 2.11)."""

    closed = False

    def __init__(self, out: BinaryIO) -> None:
        self._out = out

    def write(self, data: bytes) -> int:
        self._out.write(bytes(data).replace(b"\r", b"&#xD;"))
        return len(data)

    def flush(self) -> None:
        self._out.flush()


def _check(paths: Iterable[Path], name: str) -> None:
    """Raise FormatError for what the engine would write in a way that reads back otherwise, or not at all."""
    if name not in ("rdf", "jsonld"):
        return
    fine: set[bytes] = set()
    for path in paths:
        with path.open("rb") as lines:
            for line in lines:
                _, predicate, rest = line.split(b" ", 2)
                if rest.startswith(b"<<("):
                    raise FormatError(f"{name} has no way to write a triple term; take N-Quads or Turtle")
                if name == "rdf" and b"\\" in rest and (found := _NOT_XML.search(rest)):
                    told = found[0].decode()[-6:].lstrip("\\")
                    raise FormatError(f"rdf has no way to write the character \\{told} in a text; take Turtle")
                if name == "rdf" and predicate not in fine:
                    if _NO_ELEMENT.fullmatch(predicate):
                        raise FormatError(f"{name} has no way to write the predicate {predicate.decode()}; take Turtle")
                    fine.add(predicate)
