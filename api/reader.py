"""Reading one docket's things out of a store, property by property, always in the same order."""

from __future__ import annotations

from collections.abc import Iterable

from pyoxigraph import Literal, NamedNode, Store, Triple

from claimgraph.ontology import CG, RDF, RDFS

__all__ = ["Reader", "dockets"]

Node = NamedNode | Literal


def dockets(store: Store) -> tuple[NamedNode, ...]:
    """The store's dockets, sorted."""
    found = {quad.subject for quad in store.quads_for_pattern(None, RDF.type, CG.Docket)}
    return tuple(sorted((each for each in found if isinstance(each, NamedNode)), key=str))


class Reader:
    """Reads the statements about one docket's things, its graphs taken together."""

    def __init__(self, store: Store, docket: NamedNode) -> None:
        self._store = store
        self.docket = docket
        self.base = docket.value.removesuffix("docket")
        self.name = self.base.rstrip("/").rpartition("/")[2]

    def members(self, kind: NamedNode) -> tuple[NamedNode, ...]:
        """The docket's things of a class, sorted."""
        found = {quad.subject for quad in self._store.quads_for_pattern(None, RDF.type, kind)}
        ours = (each for each in found if isinstance(each, NamedNode) and each.value.startswith(self.base))
        return tuple(sorted(ours, key=str))

    def statements(self, subject: NamedNode) -> tuple[Triple, ...]:
        """What is said of a thing, sorted, each once."""
        return tuple(sorted({quad.triple for quad in self._store.quads_for_pattern(subject, None, None)}, key=str))

    def values(self, subject: NamedNode, *properties: NamedNode) -> tuple[Node, ...]:
        """The values of the first of the properties that has any, sorted."""
        for each in properties:
            found = {quad.object for quad in self._store.quads_for_pattern(subject, each, None)}
            if nodes := [node for node in found if isinstance(node, NamedNode | Literal)]:
                return tuple(sorted(nodes, key=str))
        return ()

    def related(self, subjects: Iterable[NamedNode], relation: NamedNode) -> tuple[NamedNode, ...]:
        """The things that the subjects are related to, sorted, each once."""
        found = {node for each in subjects for node in self.values(each, relation) if isinstance(node, NamedNode)}
        return tuple(sorted(found, key=str))

    def place(self, passage: NamedNode) -> tuple[NamedNode, NamedNode] | None:
        """The text and the letter that the passage stands in; None if that text isn't the letter's current one."""
        [text] = self.related([passage], CG.inText)
        [letter] = self.related([text], CG.versionOf)
        return (text, letter) if text in self.values(letter, CG.currentText) else None

    def text(self, subject: NamedNode, *properties: NamedNode) -> str:
        """The first value of the first of the properties that has any, as text; the thing's label without any."""
        values = self.values(subject, *properties) or self.values(subject, RDFS.label)
        return values[0].value if values else subject.value

    def kinds(self, subject: NamedNode) -> frozenset[Node]:
        """The classes of a thing."""
        return frozenset(self.values(subject, RDF.type))
