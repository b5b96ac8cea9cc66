"""The triples before a change and those after it, taken together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from pyoxigraph import BlankNode, Literal, NamedNode, Store, Triple

Node = NamedNode | BlankNode | Literal | Triple


class States:
    """A store as it is after a change, with the triples that the change took out; what was asked is kept.

    Graphs don't matter: a triple is there if one of them has it.
    """

    def __init__(self, store: Store, removed: Iterable[Triple]) -> None:
        self._store = store
        self._objects: defaultdict[tuple[Node, NamedNode], list[Node]] = defaultdict(list)
        self._subjects: defaultdict[tuple[Node, NamedNode], list[Node]] = defaultdict(list)
        for subject, predicate, value in removed:
            self._objects[subject, predicate].append(value)
            self._subjects[value, predicate].append(subject)
        self._asked: dict[tuple[Node, NamedNode, bool], frozenset[Node]] = {}

    def step(self, node: Node, predicate: NamedNode, *, forward: bool) -> frozenset[Node]:
        """The objects of the node's triples with this predicate, or the subjects of those whose object it is."""
        question = (node, predicate, forward)
        if question not in self._asked:
            self._asked[question] = frozenset(self._found(node, predicate, forward=forward))
        return self._asked[question]

    def had_and_has(self, triple: Triple) -> bool:
        """Whether the change took a value of the triple's property from its subject, which has one after it too."""
        if (triple.subject, triple.predicate) not in self._objects:
            return False
        return next(self._store.quads_for_pattern(triple.subject, triple.predicate, None, None), None) is not None

    def _found(self, node: Node, predicate: NamedNode, *, forward: bool) -> Iterator[Node]:
        if not forward:
            yield from self._subjects.get((node, predicate), ())
            yield from (quad.subject for quad in self._store.quads_for_pattern(None, predicate, node, None))
        elif isinstance(node, NamedNode | BlankNode):
            yield from self._objects.get((node, predicate), ())
            yield from (quad.object for quad in self._store.quads_for_pattern(node, predicate, None, None))
