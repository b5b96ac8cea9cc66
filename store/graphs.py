"""Writing the triples of CONSTRUCT and DESCRIBE: sorted, each once, with prefixes."""

import json
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import IO, cast

import pyoxigraph

from claimgraph.store.errors import UnsupportedFormatError
from claimgraph.store.formats import RDF_FORMATS
from claimgraph.store.sink import Sink

_TRIPLE_TERM = re.compile(rb"^\S+ \S+ <<\(", re.MULTILINE)
# A predicate is an element in RDF/XML, so its IRI must end in an XML name; that of a triple term too.
_NO_ELEMENT = re.compile(rb"^(?:\S+ \S+ <<\( )*\S+ (<(?:[^>]*[^\w.\x80-\xff>-])?[0-9.-]*>) ", re.MULTILINE)


def write_graph(
    triples: pyoxigraph.QueryTriples, media_type: str, prefixes: Mapping[str, str], sink: Sink, max_bytes: int | None
) -> None:
    """Writes the triples, sorted by their N-Triples lines.

    pyoxigraph writes JSON-LD expanded and never compacts it; here IRIs are shortened with the prefixes, values stay
    objects. Blank nodes keep the labels that the engine gave them, which differ from one evaluation to the next.
    """
    lines = _sorted_lines(triples, max_bytes)
    rdf_format = RDF_FORMATS[media_type]
    if rdf_format in (pyoxigraph.RdfFormat.N_TRIPLES, pyoxigraph.RdfFormat.N_QUADS):
        for line in lines:
            sink.write(line)
    elif rdf_format == pyoxigraph.RdfFormat.JSON_LD:
        if _TRIPLE_TERM.search(b"".join(lines)):
            raise UnsupportedFormatError("JSON-LD has no way to write a triple term; ask for Turtle or N-Triples")
        expanded = pyoxigraph.serialize(_parsed(lines), format=rdf_format)
        sink.write(_compacted(json.loads(expanded or b"[]"), prefixes))
    else:
        if rdf_format == pyoxigraph.RdfFormat.RDF_XML and (found := _NO_ELEMENT.search(b"".join(lines))):
            raise UnsupportedFormatError(
                f"RDF/XML has no way to write the predicate {found[1].decode()}; ask for another format"
            )
        pyoxigraph.serialize(_parsed(lines), cast("IO[bytes]", sink), rdf_format, prefixes=dict(prefixes))


def write_lines(lines: Collection[bytes], media_type: str, prefixes: Mapping[str, str]) -> bytes:
    """The triples of N-Triples lines, each there once, as Turtle or N-Triples: what `write_graph` writes of them."""
    ordered = sorted(lines)
    if RDF_FORMATS[media_type] == pyoxigraph.RdfFormat.N_TRIPLES:
        return b"".join(ordered)
    return pyoxigraph.serialize(_parsed(ordered), format=RDF_FORMATS[media_type], prefixes=dict(prefixes)) or b""


def _sorted_lines(triples: pyoxigraph.QueryTriples, max_bytes: int | None) -> list[bytes]:
    blocks: list[bytes] = []
    sink = Sink(blocks.append, 1024 * 1024, max_bytes)
    triples.serialize(cast("IO[bytes]", sink), pyoxigraph.RdfFormat.N_TRIPLES)
    sink.close()
    return [line + b"\n" for line in sorted(set(b"".join(blocks).split(b"\n"))) if line]


def _parsed(lines: Sequence[bytes]) -> Iterator[pyoxigraph.Triple]:
    quads = pyoxigraph.parse(b"".join(lines), pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    return (quad.triple for quad in quads)


def _compacted(expanded: object, prefixes: Mapping[str, str]) -> bytes:
    """The JSON-LD document with a context of the prefixes, its IRIs shortened where that reads back the same."""
    # JSON-LD 1.1 uses a plain term as a prefix only where its IRI ends in one of these (section 4.1.5 of the syntax).
    usable = {name: iri for name, iri in prefixes.items() if name and iri.endswith((":", "/", "?", "#", "[", "]", "@"))}
    text = json.dumps(expanded, ensure_ascii=False)
    if any(f'"{name}:' in text for name in usable):
        usable = {}  # an IRI whose scheme is one of the prefixes would be read as a short one

    def short(iri: str) -> str:
        fits = [(len(base), name) for name, base in usable.items() if iri.startswith(base)]
        if not fits:
            return iri
        size, name = max(fits)
        # "//" after the colon marks an absolute IRI.
        return iri if iri[size:].startswith("//") else f"{name}:{iri[size:]}"

    def walk(node: object, key: str = "") -> object:
        if isinstance(node, dict):
            return {each if each.startswith("@") else short(each): walk(value, each) for each, value in node.items()}
        if isinstance(node, list):
            return [walk(each, key) for each in node]
        return short(node) if isinstance(node, str) and key in ("@id", "@type") else node

    document = {"@context": dict(sorted(usable.items())), "@graph": walk(expanded)}
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
