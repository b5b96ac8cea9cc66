"""A store's statements as plain texts and IRIs, asked for one thing at a time: a store may be of any size."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Protocol, cast

from pyoxigraph import Literal, NamedNode, Quad, QuerySolutions, RdfFormat, Store, parse

from claimgraph.ontology import RDF, RDFS
from claimgraph.store.lines import Lines


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


MOST = 10_000
"""What so many things have is kept, since several entries ask for it; then it is forgotten."""

_MOST_BYTES = 1 << 20
"""Of things with more than that the store is asked."""


class Lookups:
    """Asks a store for what one thing has at a time, or its lines, if they are there."""

    def __init__(self, store: Store, lines: Lines | None = None) -> None:
        self._store = store
        self._about = _About(store, lines)
        self._objects: dict[NamedNode, _Objects] = {}
        self._subjects: dict[NamedNode, _Subjects] = {}
        self._labels: dict[str, str] = {}

    def objects(self, predicate: NamedNode) -> Values:
        """What each subject has as objects: IRIs and the texts of literals."""
        if predicate not in self._objects:
            self._objects[predicate] = _Objects(self._about, predicate)
        return self._objects[predicate]

    def subjects(self, predicate: NamedNode) -> Values:
        """The subjects that each object that is an IRI has."""
        if predicate not in self._subjects:
            self._subjects[predicate] = _Subjects(self._store, predicate)
        return self._subjects[predicate]

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Whether the thing is of the class."""
        return kind.value in self.objects(RDF.type).get(thing, ())

    def label(self, iri: str) -> str:
        """The thing's label, the first of several; without one the last part of its IRI."""
        if iri not in self._labels:
            if len(self._labels) >= MOST:
                self._labels.clear()
            said = self.objects(RDFS.label).get(iri, ())
            self._labels[iri] = said[0] if said else iri.rstrip("/").rpartition("/")[2]
        return self._labels[iri]


class Statements(Lookups):
    """Those of all things of a store; which things are of a class is read at once."""

    def __init__(self, store: Store, lines: Lines | None = None) -> None:
        super().__init__(store, lines)
        self._members: dict[NamedNode, frozenset[str]] = {}

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        """Whether the thing is of the class."""
        return thing in self.members(kind)

    def members(self, kind: NamedNode) -> frozenset[str]:
        """The things of a class."""
        if kind not in self._members:
            self._members[kind] = frozenset(self._found(f"?found {RDF.type} {kind}"))
        return self._members[kind]

    def having(self, predicate: NamedNode) -> list[str]:
        """The subjects that have the property, sorted."""
        return sorted(self._found(f"?found {predicate} ?value FILTER (!isBlank(?value) && !isTriple(?value))"))

    def values(self, predicate: NamedNode) -> list[str]:
        """The objects that the property has, sorted."""
        return sorted(self._found(f"?thing {predicate} ?found FILTER (isIRI(?thing))"))

    def _found(self, pattern: str) -> Iterator[str]:
        """What is found in any graph; a query looks up nothing but that, of each quad four terms are looked up."""
        query = f"SELECT DISTINCT ?found {{ {pattern} }}"
        for row in cast("QuerySolutions", self._store.query(query, use_default_graph_as_union=True)):
            if isinstance(found := row[0], NamedNode | Literal):
                yield found.value


class _About:
    """All that things have, asked for at once: who wants one property of a thing soon wants others."""

    def __init__(self, store: Store, lines: Lines | None) -> None:
        self._store, self._lines = store, lines
        self._known: dict[str, dict[str, tuple[str, ...]]] = {}

    def get(self, thing: str) -> dict[str, tuple[str, ...]]:
        """What the thing has, by the IRIs of its properties."""
        if thing not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[thing] = self._look(thing)
        return self._known[thing]

    def _look(self, thing: str) -> dict[str, tuple[str, ...]]:
        if (node := _node(thing)) is None:
            return {}
        found: defaultdict[str, set[str]] = defaultdict(set)
        for quad in self._quads(node):
            if isinstance(value := quad.object, NamedNode | Literal):
                found[quad.predicate.value].add(value.value)
        return {name: tuple(sorted(values)) for name, values in found.items()}

    def _quads(self, node: NamedNode) -> Iterable[Quad]:
        text = self._lines.about(str(node).encode(), _MOST_BYTES) if self._lines else None
        if text is None:
            return self._store.quads_for_pattern(node, None, None, None)
        quads = parse(text, RdfFormat.N_QUADS, lenient=True)
        if b'"^^<' not in text:
            return quads
        read = Store()  # which writes numbers, dates and the like as the large one does
        read.extend(quads)
        return read


class _Objects:
    """What things have of one property."""

    def __init__(self, about: _About, predicate: NamedNode) -> None:
        self._about, self._predicate = about, predicate.value

    def get(self, thing: str, none: tuple[str, ...], /) -> tuple[str, ...]:
        """What the thing has."""
        return self._about.get(thing).get(self._predicate, none)


class _Subjects:
    """What has things as values of one property."""

    def __init__(self, store: Store, predicate: NamedNode) -> None:
        self._store, self._predicate = store, predicate
        self._known: dict[str, tuple[str, ...]] = {}

    def get(self, thing: str, none: tuple[str, ...], /) -> tuple[str, ...]:
        """The subjects, of a thing that is an IRI."""
        if thing not in self._known:
            if len(self._known) >= MOST:
                self._known.clear()
            self._known[thing] = self._look(thing)
        return self._known[thing] or none

    def _look(self, thing: str) -> tuple[str, ...]:
        if (node := _node(thing)) is None:
            return ()
        quads = self._store.quads_for_pattern(None, self._predicate, node, None)
        return tuple(sorted({subject for subject, _ in _told(quads)}))


def _node(thing: str) -> NamedNode | None:
    try:
        return NamedNode(thing)
    except ValueError:  # a text, which has nothing
        return None


def _told(quads: Iterator[Quad]) -> Iterator[tuple[str, str]]:
    """The quads' subjects and objects, without blank nodes and triple terms."""
    for quad in quads:
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            yield quad.subject.value, quad.object.value
