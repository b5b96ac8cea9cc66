"""A store's statements, property by property, as plain texts and IRIs."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from pyoxigraph import Literal, NamedNode, Store

from claimgraph.ontology import RDF, RDFS

Values = Mapping[str, tuple[str, ...]]


class Statements:
    """Reads each property once, when it is first asked for; blank nodes are left out, and all is sorted."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._objects: dict[NamedNode, Values] = {}
        self._labels: dict[str, str] = {}

    def objects(self, predicate: NamedNode) -> Values:
        """What each subject has as objects: IRIs and the texts of literals."""
        if predicate not in self._objects:
            found: dict[str, set[str]] = defaultdict(set)
            for quad in self._store.quads_for_pattern(None, predicate, None, None):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
                    found[quad.subject.value].add(quad.object.value)
            self._objects[predicate] = {each: tuple(sorted(found[each])) for each in sorted(found)}
        return self._objects[predicate]

    def subjects(self, predicate: NamedNode) -> Values:
        """The subjects that each object has."""
        found: dict[str, list[str]] = defaultdict(list)
        for subject, objects in self.objects(predicate).items():
            for each in objects:
                found[each].append(subject)
        return {each: tuple(subjects) for each, subjects in found.items()}

    def members(self, kind: NamedNode) -> tuple[str, ...]:
        """The things of a class."""
        quads = self._store.quads_for_pattern(None, RDF.type, kind, None)
        return tuple(sorted({quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode)}))

    def label(self, iri: str) -> str:
        """The thing's label, the first of several; without one the last part of its IRI."""
        if iri not in self._labels:
            quads = self._store.quads_for_pattern(NamedNode(iri), RDFS.label, None, None)
            found = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
            self._labels[iri] = min(found) if found else iri.rstrip("/").rpartition("/")[2]
        return self._labels[iri]
