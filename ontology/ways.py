"""Ways along a rule's patterns, from where they enter to one variable: the shortest ones, and how they are gone."""

from __future__ import annotations

import heapq
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pyoxigraph import NamedNode, Triple

from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.rule_groups import Edge, End
from claimgraph.ontology.states import Node, States

Changed = Mapping[NamedNode, Sequence[Triple]]
"""Changed triples by predicate."""

_HUB = 100
"""How many steps a hub counts: a way leads through it where there is no other."""


@dataclass(frozen=True, slots=True)
class Ways:
    """To one variable: the variables at which patterns enter, and the pattern that leads on from each."""

    target: str
    enter: tuple[tuple[Edge, str], ...]
    steps: tuple[tuple[str, Edge, str], ...]

    def follow(self, changed: Changed, states: States) -> set[Node]:
        """What the target may be in a solution that one of the changed triples is part of."""
        found: dict[str, set[Node]] = defaultdict(set)
        for edge, name in self.enter:
            for predicate in edge.named:
                for triple in changed.get(predicate, ()):
                    found[name].update(_fits(edge, name, triple, states))
        return self._lead(found, states)

    def carry(self, nodes: Iterable[Node], states: States) -> set[Node]:
        """What the target may be where the variable from which the ways set out is one of the nodes."""
        return self._lead(defaultdict(set, {self.steps[0][0]: set(nodes)}), states)

    def _lead(self, found: dict[str, set[Node]], states: States) -> set[Node]:
        for name, edge, to in self.steps:
            for node in found.get(name, ()):
                found[to].update(_across(edge, node, to == edge.value, states))
        return found[self.target]


def ways_to(
    target: str, enter: Sequence[Edge], context: Sequence[Edge], hub: str | None, file: str, start: str | None
) -> Ways:
    """The shortest ways from where the patterns enter, or from one variable.

    Raises DeriveError where there is none: `file` is the rule's.
    """
    far, leave = _distances(target, context, hub)
    entries: list[tuple[Edge, str]] = []
    for edge in enter:
        near = min(
            (end for end in (edge.subject, edge.value) if end in far), key=lambda end: far[str(end)], default=None
        )
        if not isinstance(near, str):
            raise DeriveError(f"{file}: {edge} isn't joined to ?{target}; a rule has to be about one thing")
        entries.append((edge, near))
    used: set[str] = set()
    for name in [start] if start else [name for _, name in entries]:
        while name in leave and name not in used:
            used.add(name)
            name = leave[name][1]
    steps = [(name, *leave[name]) for name in sorted(used, key=lambda each: (-far[each], each))]
    return Ways(target, tuple(entries), tuple(steps))


def _distances(
    target: str, context: Sequence[Edge], hub: str | None
) -> tuple[dict[str, int], dict[str, tuple[Edge, str]]]:
    """How many steps each variable is from the target, and the pattern and variable by which it comes nearer."""
    far: dict[str, int] = {}
    leave: dict[str, tuple[Edge, str]] = {}
    waiting: list[tuple[int, int, str, tuple[Edge, str] | None]] = [(0, 0, target, None)]
    while waiting:
        steps, _, name, way = heapq.heappop(waiting)
        if name in far:
            continue
        far[name] = steps
        if way:
            leave[name] = way
        for number, edge in enumerate(context):
            for here, there in ((edge.subject, edge.value), (edge.value, edge.subject)):
                if here == name and isinstance(there, str) and there not in far:
                    cost = steps + (_HUB if name == hub else 1)
                    heapq.heappush(waiting, (cost, number, there, (edge, name)))
    return far, leave


def _fits(edge: Edge, name: str, triple: Triple, states: States) -> Iterable[Node]:
    """What the variable may be where the triple is the pattern, or a step of it."""
    at_start = name == edge.subject
    if edge.many:
        return _closure(edge, triple.subject if at_start else triple.object, not at_start, states)
    other: End = edge.value if at_start else edge.subject
    ends = (triple.object, triple.subject) if at_start else (triple.subject, triple.object)
    return () if isinstance(other, NamedNode) and other != ends[0] else (ends[1],)


def _across(edge: Edge, node: Node, forward: bool, states: States) -> Iterable[Node]:
    if edge.many:
        return _closure(edge, node, forward, states)
    return (found for each in edge.named for found in states.step(node, each, forward=forward))


def _closure(edge: Edge, node: Node, forward: bool, states: States) -> Iterator[Node]:
    """The node and all that any number of steps lead to."""
    found, waiting = {node}, [node]
    while waiting:
        here = waiting.pop()
        yield here
        new = {to for each in edge.named for to in states.step(here, each, forward=forward)} - found
        found |= new
        waiting += new
