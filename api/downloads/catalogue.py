"""Which files there are to take away: their names, kinds and media types."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from claimgraph.api.downloads.tables import has_parquet
from claimgraph.store import Manifest
from claimgraph.store.handle import TABLES

__all__ = ["CODINGS", "FORMATS", "File", "catalogue", "graph_files", "named"]

FORMATS: Mapping[str, tuple[str, str]] = {
    "nq": ("application/n-quads", "N-Quads"),
    "trig": ("application/trig; charset=utf-8", "TriG"),
    "nt": ("application/n-triples", "N-Triples"),
    "ttl": ("text/turtle; charset=utf-8", "Turtle"),
    "jsonld": ("application/ld+json", "JSON-LD"),
    "rdf": ("application/rdf+xml", "RDF/XML"),
}
"""The RDF formats by the suffixes of their files, with media type and name."""

CODINGS: Mapping[str, tuple[str, str]] = {
    "gz": ("application/gzip", "gzip"),
    "zst": ("application/zstd", "zstd"),
}
"""The compressed forms by their suffixes."""

KEEPS_GRAPHS = frozenset(("nq", "trig", "jsonld"))

_PLAIN = re.compile(r"[^a-z0-9.]+")


@dataclass(frozen=True, slots=True)
class File:
    """A file: its path, what it is (`dump`, `graph`, `table`, `about`), its media type, and for people a few words.

    `graph` is the IRI of the one graph that it holds; `coding` the suffix of its compressed form, empty for the plain
    one. `format` is the suffix before that.
    """

    path: str
    kind: str
    format: str
    media_type: str
    words: str
    graph: str | None = None
    coding: str = ""

    def coded(self, coding: str) -> File:
        """Return the compressed form."""
        media_type, words = CODINGS[coding]
        return replace(
            self, path=f"{self.path}.{coding}", media_type=media_type, words=f"{self.words}, {words}", coding=coding
        )


def catalogue(manifest: Manifest) -> dict[str, File]:
    """Return all files that a generation can be had as, compressed ones too, by path, in the order to offer them."""
    plain = [*_dumps(), *graph_files(manifest.graphs), *_tables(), *_about()]
    offered: list[File] = []
    for file in plain:
        offered.append(file)
        if file.kind in ("dump", "graph"):
            offered += [file.coded(coding) for coding in CODINGS]
    return {file.path: file for file in offered}


def graph_files(graphs: Iterable[str]) -> list[File]:
    """Return the files of each named graph, uncompressed."""
    return [
        File(f"graphs/{name}.{suffix}", "graph", suffix, media_type, words, graph)
        for graph, name in named(graphs).items()
        for suffix, (media_type, words) in FORMATS.items()
    ]


def named(graphs: Iterable[str]) -> dict[str, str]:
    """Return a name to call each named graph's files by: the end of its IRI, with a hash where two would be the same.

    >>> list(named(["https://w3id.org/claimgraph/ontology", "https://example.org/lamps/graph/letter/borealis"]).values())
    ['lamps-letter-borealis', 'ontology']
    """
    # Without a colon it is no IRI but the label of a blank node, or the default graph's empty name.
    short = {graph: _short(graph) for graph in sorted(graphs) if ":" in graph}
    names = list(short.values())
    return {
        graph: name if name and names.count(name) == 1 else f"{name}-{hashlib.sha256(graph.encode()).hexdigest()[:12]}"
        for graph, name in short.items()
    }


def _short(graph: str) -> str:
    before, found, after = graph.partition("/graph/")
    end = f"{before.rpartition('/')[2]}-{after}" if found else graph.rstrip("/#").rpartition("/")[2]
    return _PLAIN.sub("-", end.lower()).strip("-.")[:80]


def _dumps() -> Iterable[File]:
    for suffix, (media_type, words) in FORMATS.items():
        kept = "with its named graphs" if suffix in KEEPS_GRAPHS else "its graphs taken together"
        yield File(f"claimgraph.{suffix}", "dump", suffix, media_type, f"{words}, {kept}")


def _tables() -> Iterable[File]:
    for name, table in TABLES.items():
        yield File(f"tables/{name}.csv", "table", "csv", "text/csv; charset=utf-8; header=present", table.description)
        if has_parquet():
            yield File(
                f"tables/{name}.parquet", "table", "parquet", "application/vnd.apache.parquet", table.description
            )
    yield File(
        "tables/csv-metadata.json",
        "table",
        "json",
        "application/csvm+json",
        "the CSV files, for CSV on the Web readers",
    )
    yield File(
        "tables/datapackage.json", "table", "json", "application/json", "the CSV files as a Frictionless package"
    )


def _about() -> Iterable[File]:
    yield File(
        "void.ttl", "about", "ttl", FORMATS["ttl"][0], "VoID, DCAT and PROV: what there is, and what it was made from"
    )
    yield File(
        "sources.bib", "about", "bib", "application/x-bibtex; charset=utf-8", "the works that letters cite, as BibTeX"
    )
    yield File("CITATION.cff", "about", "cff", "application/yaml; charset=utf-8", "how to cite the graph")
    yield File(
        "canonical.json", "about", "json", "application/json", "the hash of the graph's canonical form (RDFC-1.0)"
    )
