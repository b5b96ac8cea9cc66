"""Questions to a store about some things: each is a query, of few enough things that several threads can share them."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from pyoxigraph import BlankNode, NamedNode, Store

from claimgraph.ontology import Thing
from claimgraph.shapes.lookouts import failing_among, solutions
from claimgraph.shapes.patterns import FOCUS, Constraint
from claimgraph.shapes.suspects import Suspect

Question = tuple[NamedNode, Callable[[], set[Suspect]]]
"""A shape, and what gives the things that may fail it."""

AT_ONCE = 5_000
"""Of so many things one query asks."""


def of_condition(store: Store, shape: NamedNode, condition: str, things: Collection[Thing]) -> Iterator[Question]:
    """Of which of the things the condition holds."""
    for some in _some(things):
        yield shape, partial(failing_among, store, condition, some)


def of_constraint(
    store: Store, shape: NamedNode, constraint: Constraint, things: Collection[Thing]
) -> Iterator[Question]:
    """What the constraint finds wrong among the things."""
    if any(isinstance(thing, BlankNode) for thing in things):  # which a query can't name: all is asked for
        yield shape, partial(solutions, store, constraint, (), set())
    else:
        for some in _some(things):
            yield shape, partial(solutions, store, constraint, (FOCUS,), {(thing,) for thing in some})


def _some(things: Collection[Thing]) -> Iterator[set[Thing]]:
    ordered = sorted(things, key=str)
    for begin in range(0, len(ordered), AT_ONCE):
        yield set(ordered[begin : begin + AT_ONCE])
