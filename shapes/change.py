"""A change of a store, and walks through what was there before it or is there after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping

from pyoxigraph import NamedNode, Store, Triple

from claimgraph.ontology import RDF
from claimgraph.shapes.shape_graph import TYPE, Node, Step, Term, Way

Said = tuple[Term, Term]
"""A statement of a property, by its subject and its object."""


class Change:
    """The statements that a store holds no longer, and those that it holds now, whichever graph they are in.

    `store` is as it is after the change; what is said in `beside`, graphs of the store, counts for nothing.
    """

    def __init__(
        self,
        store: Store,
        removed: Collection[Triple],
        added: Collection[Triple],
        beside: Collection[NamedNode] = (),
    ) -> None:
        self._store, self._beside = store, frozenset(beside)
        self._gone: defaultdict[tuple[bool, Term, NamedNode], list[Term]] = defaultdict(list)
        self._said: dict[bool, defaultdict[NamedNode, list[Said]]] = {True: defaultdict(list), False: defaultdict(list)}
        for triple in set(removed):
            if not self._holds(triple):
                self._said[False][triple.predicate].append((triple.subject, triple.object))
                self._gone[False, triple.subject, triple.predicate].append(triple.object)
                self._gone[True, triple.object, triple.predicate].append(triple.subject)
        for triple in set(added):
            if self._holds(triple):
                self._said[True][triple.predicate].append((triple.subject, triple.object))
        self._types: dict[Term, frozenset[str]] = {}
        self._near: dict[tuple[Step, bool], frozenset[Term]] = {}
        self._of_kind: dict[bool, defaultdict[str, list[Term]]] = {}

    def __iter__(self) -> Iterator[tuple[NamedNode, Said, bool]]:
        """Each statement's property, its ends, and whether it was added."""
        for added, of_properties in self._said.items():
            for predicate, pairs in of_properties.items():
                yield from ((predicate, said, added) for said in pairs)

    def said(self, step: Step, added: bool) -> list[Said]:
        """The near and the far end of each changed statement that is such a step."""
        pairs = self._said[added].get(step.property, [])
        return [(far, near) for near, far in pairs] if step.back else pairs

    def near(self, step: Step, added: bool, kinds: Collection[str] = ()) -> frozenset[Term]:
        """The near ends of the changed statements that are such a step; with classes, of those that name one."""
        if kinds:
            return frozenset(thing for kind in kinds for thing in self._instances(added).get(kind, ()))
        key = (step, added)
        if key not in self._near:
            self._near[key] = frozenset(near for near, _ in self.said(step, added))
        return self._near[key]

    def ends(self, starts: Collection[Term], way: Way) -> set[Term]:
        """Where a way leads from any of the things, by what is said or was said before."""
        found = set(starts)
        for step in way:
            if not found:
                break
            ahead, found = found, set()
            reached: set[Term] = set()
            while ahead:
                reached = {each for node in ahead for each in self._next(node, step)}
                ahead = reached - found if step.repeated else set()
                found |= reached
        return found

    def types(self, node: Term) -> frozenset[str]:
        """The classes of a thing after the change, each as `<IRI>`."""
        if node not in self._types:
            self._types[node] = frozenset(map(str, self._now(node, TYPE)))
        return self._types[node]

    def now(self, starts: Collection[Term], way: Way) -> set[Term]:
        """Where a way leads from any of the things after the change."""
        found = set(starts)
        for step in way:
            found = {each for node in found for each in self._now(node, step)}
        return found

    def _instances(self, added: bool) -> Mapping[str, list[Term]]:
        if added not in self._of_kind:
            self._of_kind[added] = defaultdict(list)
            for thing, kind in self._said[added].get(RDF.type, ()):
                self._of_kind[added][str(kind)].append(thing)
        return self._of_kind[added]

    def _next(self, node: Term, step: Step) -> Iterator[Term]:
        yield from self._now(node, step)
        yield from self._gone.get((step.back, node, step.property), ())

    def _now(self, node: Term, step: Step) -> Iterator[Term]:
        if step.back:
            quads = self._store.quads_for_pattern(None, step.property, node)
            yield from (quad.subject for quad in quads if quad.graph_name not in self._beside)
        elif isinstance(node, Node):
            quads = self._store.quads_for_pattern(node, step.property, None)
            yield from (quad.object for quad in quads if quad.graph_name not in self._beside)

    def _holds(self, triple: Triple) -> bool:
        quads = self._store.quads_for_pattern(*triple)
        return any(quad.graph_name not in self._beside for quad in quads)
