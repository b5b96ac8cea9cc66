"""What each shape looks out for, made ready once: its targets, what may make them fail it, and the questions to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import chain

from pyoxigraph import BlankNode, NamedNode, Store

from claimgraph.shapes.failing import failures, targets
from claimgraph.shapes.patterns import Constraint, constraint
from claimgraph.shapes.routes import Membership, Route, arrivals, junctions, memberships, routes
from claimgraph.shapes.shape_graph import Term, Way
from claimgraph.shapes.suspects import Hierarchy, Suspect, found_by, known_members, shape_graph


@dataclass(frozen=True)
class Lookout:
    """How a change may make a thing fail one shape, and the conditions under which it does.

    `whole` is for a thing that has become a target, `rest` for others, of which the memberships are looked at apart.
    """

    shape: NamedNode
    targets: frozenset[str]
    arrivals: Route
    routes: tuple[Route, ...]
    memberships: tuple[Membership, ...]
    whole: str
    rest: str

    @cached_property
    def junctions(self) -> frozenset[Way]:
        """The ways from a target to things of which something more may make it fail."""
        added = (route for route in self.routes if route.added)
        onward = (*((route.way, route.step) for route in added), *((m.way[:-1], m.way[-1]) for m in self.memberships))
        return frozenset(chain.from_iterable(junctions(way, step) for way, step in onward))


@lru_cache(maxsize=8)
def lookouts(kinds: Hierarchy) -> tuple[Lookout, ...]:
    """The lookouts of all shapes but those that have constraints in SPARQL alone, where classes are so ordered."""
    shapes, members = shape_graph(), known_members()
    whole = dict(failures(shapes, kinds, members))
    rest = dict(failures(shapes, kinds, members, classes=False))
    return tuple(
        Lookout(
            shape,
            frozenset(targets(shapes, shape, kinds)),
            arrivals(shapes, shape, kinds),
            routes(shapes, shape, kinds),
            memberships(shapes, shape, kinds),
            whole[shape],
            rest.get(shape, ""),
        )
        for shape in shapes.node_shapes()
        if shape in whole
    )


@cache
def constraints() -> tuple[tuple[NamedNode, Constraint], ...]:
    """Each constraint in SPARQL with its shape."""
    return tuple((shape, constraint(query)) for shape, query in shape_graph().constraints())


def failing_among(store: Store, condition: str, things: set[Suspect]) -> set[Suspect]:
    """The things of which the condition holds; blank nodes, of which nothing can be asked, are taken to fail."""
    named = sorted(str(thing) for thing in things if isinstance(thing, NamedNode))
    blank: set[Suspect] = {thing for thing in things if isinstance(thing, BlankNode)}
    if not named:
        return blank
    query = f"SELECT ?focus WHERE {{ VALUES ?focus {{ {' '.join(named)} }} FILTER ({condition}) }}"
    return blank | found_by(store, query)


def solutions(store: Store, asked: Constraint, variables: tuple[str, ...], rows: set[tuple[Term, ...]]) -> set[Suspect]:
    """What the constraint finds wrong where its variables stand for the terms of a row; without variables, anywhere."""
    if not variables:
        return found_by(store, asked.query)
    names = " ".join(f"?{name}" for name in variables)
    told = " ".join(sorted(f"({' '.join(map(str, row))})" for row in rows))
    return found_by(store, asked.query.replace("WHERE {", f"WHERE {{ VALUES ({names}) {{ {told} }}"))
