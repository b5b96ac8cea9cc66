"""A store's statements as plain texts and IRIs, asked for one thing at a time: a store may be of any size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from pyoxigraph import Literal, NamedNode, Quad, Store

from claimgraph.ontology import RDF, RDFS


class Values(Protocol):
    """What each thing has, sorted; in the place of nothing comes what is given for it."""

    def get(self, thing: str, none: tuple[str, ...], /) -> tuple[str, ...]:
        """What the thing has."""


class Said(Protocol):
    """What entries are made from: nothing else is asked of a store. Blank nodes are left out."""

    def objects(self, predicate: NamedNode) -> Values:
        """What each subject has as objects: IRIs and the texts of literals."""

    def subjects(self, predicate: NamedNode) -> Values:
        """The subjects that each object has."""

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Whether the thing is of the class."""

    def label(self, iri: str) -> str:
        """The thing's label, the first of several; without one the last part of its IRI."""


MOST = 20_000
"""What so many things have of a property is kept, since several entries ask for it; then it is forgotten."""


class Lookups:
    """Asks a store for what one thing has at a time."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._objects: dict[NamedNode, _Looked] = {}
        self._subjects: dict[NamedNode, _Looked] = {}
        self._labels: dict[str, str] = {}

    def objects(self, predicate: NamedNode) -> Values:
        """What each subject has as objects: IRIs and the texts of literals."""
        if predicate not in self._objects:
            self._objects[predicate] = _Looked(self._store, predicate, is_back=False)
        return self._objects[predicate]

    def subjects(self, predicate: NamedNode) -> Values:
        """The subjects that each object that is an IRI has."""
        if predicate not in self._subjects:
            self._subjects[predicate] = _Looked(self._store, predicate, is_back=True)
        return self._subjects[predicate]

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Whether the thing is of the class."""
        return kind.value in self.objects(RDF.type).get(thing, ())

    def label(self, iri: str) -> str:
        """The thing's label, the first of several; without one the last part of its IRI."""
        if iri not in self._labels:
            if len(self._labels) >= MOST:
                self._labels.clear()
            self._labels[iri] = _label(self._store, iri)
        return self._labels[iri]


class Statements(Lookups):
    """Those of all things of a store; which things are of a class is read at once."""

    def __init__(self, store: Store) -> None:
        super().__init__(store)
        self._members: dict[NamedNode, frozenset[str]] = {}

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Whether the thing is of the class."""
        return thing in self.members(kind)

    def members(self, kind: NamedNode) -> frozenset[str]:
        """The things of a class."""
        if kind not in self._members:
            quads = self._store.quads_for_pattern(None, RDF.type, kind, None)
            self._members[kind] = frozenset(quad.subject.value for quad in quads if isinstance(quad.subject, NamedNode))
        return self._members[kind]

    def having(self, predicate: NamedNode) -> list[str]:
        """The subjects that have the property, sorted."""
        return sorted({subject for subject, _ in _told(self._store.quads_for_pattern(None, predicate, None, None))})

    def values(self, predicate: NamedNode) -> list[str]:
        """The objects that the property has, sorted."""
        return sorted({value for _, value in _told(self._store.quads_for_pattern(None, predicate, None, None))})


class _Looked:
    """What has been asked for of one property, one way."""

    def __init__(self, store: Store, predicate: NamedNode, *, is_back: bool) -> None:
        self._store, self._predicate, self._is_back = store, predicate, is_back
        self._known: dict[str, tuple[str, ...]] = {}

    def get(self, thing: str, none: tuple[str, ...], /) -> tuple[str, ...]:
        """What the thing has."""
        if thing not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[thing] = self._look(thing)
        return self._known[thing] or none

    def _look(self, thing: str) -> tuple[str, ...]:
        try:
            node = NamedNode(thing)
        except ValueError:  # a text, which has nothing
            return ()
        ends = (None, self._predicate, node, None) if self._is_back else (node, self._predicate, None, None)
        place = 0 if self._is_back else 1
        return tuple(sorted({pair[place] for pair in _told(self._store.quads_for_pattern(*ends))}))


def _told(quads: Iterator[Quad]) -> Iterator[tuple[str, str]]:
    """The quads' subjects and objects, without blank nodes and triple terms."""
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object.value


def _label(store: Store, iri: str) -> str:
    quads = store.quads_for_pattern(NamedNode(iri), RDFS.label, None, None)
    found = [quad.object.value for quad in quads if isinstance(quad.object, Literal)]
    return min(found) if found else iri.rstrip("/").rpartition("/")[2]
