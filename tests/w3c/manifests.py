"""The W3C's SPARQL 1.1 test manifests as an RDF graph, and the entries that they list.

The suites are not in the repository: CLAIMGRAPH_W3C_TESTS names the folder that holds them under `sparql/sparql11`.
Every file gets the IRI that its path makes of BASE, as on the W3C's own server.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pyoxigraph import Literal, NamedNode, Quad, RdfFormat, Store, parse

BASE = "http://www.w3.org/2009/sparql/docs/tests/data-sparql11/"
SUITES = Path(os.environ.get("CLAIMGRAPH_W3C_TESTS", "nowhere")) / "sparql" / "sparql11"
MISSING = "CLAIMGRAPH_W3C_TESTS names no folder with the W3C's suites in sparql/sparql11"

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
PREFIXES = {
    "rdf": RDF,
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "mf": "http://www.w3.org/2001/sw/DataAccess/tests/test-manifest#",
    "qt": "http://www.w3.org/2001/sw/DataAccess/tests/test-query#",
    "ut": "http://www.w3.org/2009/sparql/tests/test-update#",
    "ht": "http://www.w3.org/2011/http#",
    "cnt": "http://www.w3.org/2011/content#",
}

Term = object  # a term of pyoxigraph; its own union has no name


@dataclass(frozen=True, slots=True)
class Entry:
    """One test that a manifest lists: its IRI in short (`bind#bind01`), its suite's folder, its kind, name, node."""

    id: str
    suite: str
    kind: str
    name: str
    node: Term


class Manifests:
    """All manifests as one graph, read by prefixed property names."""

    def __init__(self, folder: Path) -> None:
        self._store = Store()
        self.files = sorted(folder.glob("*/manifest*.ttl"))
        for file in self.files:
            self._store.extend(read_graph(file))

    def values(self, subject: Term | None, name: str) -> list[Term]:
        """The property's values, sorted; of nothing there are none."""
        if subject is None:
            return []
        return sorted((quad.object for quad in self._store.quads_for_pattern(subject, _named(name), None)), key=str)

    def value(self, subject: Term | None, name: str) -> Term | None:
        """The property's only value, None where there is none."""
        found = self.values(subject, name)
        assert len(found) < 2, f"{subject} has {len(found)} values of {name}"
        return found[0] if found else None

    def text(self, subject: Term | None, name: str) -> str:
        """The value as text: an IRI, or a literal's form; empty where there is none."""
        value = self.value(subject, name)
        return "" if value is None else value.value  # type: ignore[attr-defined]

    def items(self, node: Term | None) -> Iterator[Term]:
        """The members of a list."""
        while node is not None and node != NamedNode(f"{RDF}nil"):
            first = self.value(node, "rdf:first")
            assert first is not None, f"{node} is no list"
            yield first
            node = self.value(node, "rdf:rest")

    def entries(self) -> Iterator[Entry]:
        """The tests of all manifests, each once, in the order of files and entries."""
        for file in self.files:
            for node in self.items(self.value(NamedNode(iri(file)), "mf:entries")):
                kind = self.text(node, "rdf:type").rpartition("#")[2]
                suite, name = file.parent.name, node.value.rpartition("#")[2]  # type: ignore[attr-defined]
                yield Entry(f"{suite}#{name}", suite, kind, self.text(node, "mf:name"), node)


@cache
def manifests() -> Manifests:
    """The suites' manifests; without a single file where the suites aren't there."""
    return Manifests(SUITES)


def iri(path: Path) -> str:
    """The IRI of a file of the suites."""
    return BASE + path.relative_to(SUITES).as_posix()


def path(file: str) -> Path:
    """The file of the suites that has the IRI."""
    return SUITES / file.removeprefix(BASE)


def read_graph(file: Path) -> Iterator[Quad]:
    """The file's triples; its blank nodes are nobody else's."""
    media = {".ttl": RdfFormat.TURTLE, ".nt": RdfFormat.N_TRIPLES, ".rdf": RdfFormat.RDF_XML}[file.suffix]
    return parse(path=file, format=media, base_iri=iri(file), rename_blank_nodes=True)


def literal(term: Term) -> str:
    """The form of a literal."""
    assert isinstance(term, Literal), f"{term} is no literal"
    return term.value


def _named(name: str) -> NamedNode:
    prefix, _, local = name.partition(":")
    return NamedNode(PREFIXES[prefix] + local)
