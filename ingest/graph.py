"""A named graph as ingest makes it: triples in one order, and the lines that people wrote them from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from pyoxigraph import Literal, NamedNode, Quad, Triple

from claimgraph.ingest.errors import Location
from claimgraph.ontology import RDF, RDFS, XSD

Property = tuple[NamedNode, Iterable[NamedNode | Literal]]
"""A predicate and its values; no value, no triple."""


@dataclass(frozen=True, slots=True)
class Graph:
    """Triples without repetition, in the order of their N-Triples lines.

    ``origins`` tells for a subject's IRI which line of which file it comes from.
    """

    iri: NamedNode
    triples: tuple[Triple, ...]
    origins: Mapping[str, Location]

    def quads(self) -> Iterator[Quad]:
        """The triples as quads of this graph."""
        return (Quad(each.subject, each.predicate, each.object, self.iri) for each in self.triples)


class GraphDraft:
    """A graph in the making."""

    def __init__(self, iri: NamedNode) -> None:
        self._iri = iri
        self._triples: set[Triple] = set()
        self._origins: dict[str, Location] = {}

    def describe(
        self, subject: NamedNode, origin: Location, types: Iterable[NamedNode], label: str, *properties: Property
    ) -> None:
        """Say what a thing is, what it's called, what else is known of it, and where that was written."""
        self._origins.setdefault(subject.value, origin)
        self._triples.update(Triple(subject, RDF.type, kind) for kind in types)
        self._triples.add(Triple(subject, RDFS.label, Literal(label)))
        self.relate(subject, *properties)

    def relate(self, subject: NamedNode, *properties: Property) -> None:
        """Say more of a thing that is described here or in another graph."""
        self._triples.update(Triple(subject, predicate, value) for predicate, values in properties for value in values)

    def graph(self) -> Graph:
        """The graph so far."""
        return Graph(self._iri, tuple(sorted(self._triples, key=str)), MappingProxyType(dict(self._origins)))


def text(*values: str | None) -> list[Literal]:
    """The texts as plain literals; None is left out."""
    return [Literal(value) for value in values if value is not None]


def integer(value: int) -> list[Literal]:
    """The number as an xsd:integer."""
    return [Literal(str(value), datatype=XSD.integer)]


def uri(value: str) -> list[Literal]:
    """The address as an xsd:anyURI, exactly as written."""
    return [Literal(value, datatype=XSD.anyURI)]


def date(value: str | None) -> list[Literal]:
    """A year, year-month or day as xsd:gYear, xsd:gYearMonth or xsd:date; None is left out."""
    kinds = {4: XSD.gYear, 7: XSD.gYearMonth, 10: XSD.date}
    return [] if value is None else [Literal(value, datatype=kinds[len(value)])]
