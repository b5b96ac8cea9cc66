"""The things that a change may have made wrong, by queries that are asked of what the change touches alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from concurrent.futures import ThreadPoolExecutor
from itertools import product

from pyoxigraph import NamedNode, Store

from claimgraph.shapes.change import Change
from claimgraph.shapes.lookouts import Lookout, constraints, failing_among, lookouts, solutions
from claimgraph.shapes.patterns import Constraint, Cue
from claimgraph.shapes.routes import Membership, Route
from claimgraph.shapes.shape_graph import TYPE, Term, turned
from claimgraph.shapes.suspects import Suspect, hierarchy, known_members


def consequences(store: Store, change: Change) -> dict[NamedNode, frozenset[Suspect]]:
    """What each shape may find wrong after the change in what it found nothing wrong with before; the rest is sound.

    Raises ShapesError if a shape has what can't be followed.
    """
    found: defaultdict[NamedNode, set[Suspect]] = defaultdict(set)
    with ThreadPoolExecutor(1) as pool:  # the store answers while it is worked out what else is to be asked
        answers = []
        for each in lookouts(hierarchy(store)):
            for condition, things in _asked(change, each).items():
                answers.append((each.shape, pool.submit(failing_among, store, condition, things)))
            found[each.shape] |= _strangers(change, each)
        for shape, asked in constraints():
            for variables, rows in _bound(change, asked).items():
                answers.append((shape, pool.submit(solutions, store, asked, variables, rows)))
        for shape, answer in answers:
            found[shape] |= answer.result()
    return {shape: frozenset(things) for shape, things in found.items() if things}


def _asked(change: Change, lookout: Lookout) -> Mapping[str, set[Suspect]]:
    """Of which things which condition is to be asked."""
    new = set(_starts(change, lookout.arrivals))
    old = {thing for route in lookout.routes for thing in _starts(change, route)} - new
    if lookout.rest == lookout.whole:
        return {lookout.whole: _only_targets(change, new | old, lookout)}
    asked = {lookout.whole: _only_targets(change, new, lookout)}
    return asked | ({lookout.rest: _only_targets(change, old, lookout)} if lookout.rest else {})


def _starts(change: Change, route: Route) -> Set[Term]:
    """The things from which a route leads to a changed statement."""
    near = change.near(route.step, route.added, route.kinds)
    return change.ends(near, turned(route.way)) if route.way else near


def _only_targets(change: Change, things: Iterable[Term], lookout: Lookout) -> set[Suspect]:
    return {
        thing for thing in things if isinstance(thing, Suspect) and not lookout.targets.isdisjoint(change.types(thing))
    }


def _strangers(change: Change, lookout: Lookout) -> set[Suspect]:
    """The targets of which something is asked to be in a class and isn't, where a statement on the way has changed."""
    found = {
        thing
        for asked in lookout.memberships
        for things, values in _met(change, asked)
        if any(_is_stranger(change, value, asked.kinds) for value in values)
        for thing in things
    }
    return _only_targets(change, found, lookout)


def _met(change: Change, asked: Membership) -> Iterator[tuple[set[Term], set[Term]]]:
    """The things and the values that a new statement has brought together, or of which a value has lost a class."""
    for place, step in enumerate(asked.way):
        back, onward = turned(asked.way[:place]), asked.way[place + 1 :]
        for near, far in change.said(step, added=True):
            values = change.now([far], onward)
            if any(_is_stranger(change, value, asked.kinds) for value in values):
                yield change.now([near], back), values
    for value in _starts(change, Route((), TYPE, False, asked.kinds)):
        if _is_stranger(change, value, asked.kinds):
            yield change.now([value], turned(asked.way)), {value}


def _is_stranger(change: Change, value: Term, kinds: Collection[str]) -> bool:
    if not change.types(value).isdisjoint(kinds):
        return False
    return not any(str(value) in known_members().get(kind, ()) for kind in kinds)


def _bound(change: Change, asked: Constraint) -> dict[tuple[str, ...], set[tuple[Term, ...]]]:
    """What changed statements bind of a constraint's variables, without what is bound by fewer of them already."""
    rows: defaultdict[tuple[str, ...], set[tuple[Term, ...]]] = defaultdict(set)
    for cue in asked.cues:
        for near, far in change.said(cue.step, cue.added):
            for names, row in _rows(change, cue, near, far):
                rows[names].add(row)
    for names in sorted(rows, key=len):
        for fewer in [each for each in rows if set(each) < set(names)]:
            places = [names.index(name) for name in fewer]
            rows[names] = {row for row in rows[names] if tuple(row[place] for place in places) not in rows[fewer]}
    return {names: found for names, found in rows.items() if found}


def _rows(change: Change, cue: Cue, near: Term, far: Term) -> Iterator[tuple[tuple[str, ...], tuple[Term, ...]]]:
    """The variables that a statement binds, sorted, each with what it stands for."""
    sides = ((near, cue.near), (far, cue.far))
    ends = [(led[0], change.ends([start], led[1])) for start, led in sides if led]
    for row in product(*(found for _, found in ends)):
        # A blank node can't be asked for, and a literal, which may be a whole text, needn't be.
        told = sorted((name, term) for (name, _), term in zip(ends, row, strict=True) if isinstance(term, NamedNode))
        yield tuple(name for name, _ in told), tuple(term for _, term in told)
