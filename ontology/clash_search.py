"""Contradictions in what a store holds, looked for where they may be: around a change, or part by part."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import islice

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from claimgraph.ontology.clashes import Clash, clashes, known_rules
from claimgraph.ontology.facts import as_fact
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.horn import SAME
from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.local_rules import LocalRules, local_rules
from claimgraph.ontology.neighbourhood import Neighbourhood
from claimgraph.ontology.saturate import Step, saturate
from claimgraph.ontology.terms import OWL, RDF

__all__ = ["clashes_around", "clashes_in"]

_PART = 20_000
"""The statements that are looked at together."""

_LIMIT = 100


def clashes_around(
    store: Store, added: Collection[Triple], beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)
) -> tuple[Clash, ...]:
    """The contradictions that there are since the triples were added to a store, if there were none before.

    `store` holds them already; the cost grows with them and not with what else there is. The graphs `beside` the data
    aren't looked at. Taking something out of a store makes no contradiction. Where two names come to be the same, by
    owl:sameAs or since a property has one value, all of the store is looked through.
    """
    return _explained(store, searched(store, [added], beside), beside)


def clashes_in(store: Store, beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)) -> tuple[Clash, ...]:
    """The contradictions between what a store holds and the ontology, as `clashes` finds them, but part by part.

    The store may be on disk; a few ten thousand of its statements are held at a time.
    """
    return _explained(store, searched(store, _parts(store, beside), beside), beside)


def _parts(store: Store, beside: Collection[NamedNode]) -> Iterator[list[Triple]]:
    said = (quad.triple for quad in store if quad.graph_name not in beside)
    while part := list(islice(said, _PART)):
        yield part


def searched(
    store: Store, parts: Iterable[Collection[Triple]], beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)
) -> dict[Step, tuple[Triple, ...]] | None:
    """The steps by which parts clash, each with what it rests on; None if things may have two names."""
    rules = _rules()
    if rules is None or next(store.quads_for_pattern(None, OWL.sameAs, None), None) is not None:
        return None
    around = Neighbourhood(store, rules, frozenset(beside))
    found: dict[Step, tuple[Triple, ...]] = {}
    for part in parts:
        triples = list(_with_neighbours(part, around))
        saturation = saturate((*_terms(rules), *triples), rules.rules, _LIMIT)
        if any(subject != value for key, subject, value in saturation.derived() if key == SAME):
            return None
        if saturation.clashes:
            given = {as_fact(triple): triple for triple in triples}
            for step in saturation.clashes:
                grounds, _ = saturation.grounds(step)
                found.setdefault(step, tuple(given[fact] for fact in grounds if fact in given))
        if len(found) >= _LIMIT:
            break
    return found


def _with_neighbours(part: Collection[Triple], around: Neighbourhood) -> Iterator[Triple]:
    yield from part
    for thing in dict.fromkeys(end for triple in part for end in _things(triple)):
        yield from around.of(thing)


def _things(triple: Triple) -> Iterator[NamedNode | BlankNode]:
    """What the triple speaks of. A class, of which much is a member, is none."""
    ends = (triple.subject,) if triple.predicate == RDF.type else (triple.subject, triple.object)
    yield from (end for end in ends if isinstance(end, (NamedNode, BlankNode)))


def _explained(
    store: Store, found: dict[Step, tuple[Triple, ...]] | None, beside: Collection[NamedNode]
) -> tuple[Clash, ...]:
    if found is None:
        return clashes(quad.triple for quad in store if quad.graph_name not in beside)
    return tuple(dict.fromkeys(clash for grounds in found.values() for clash in clashes(grounds)))


@cache
def _rules() -> LocalRules | None:
    return local_rules(known_rules())


@cache
def _terms(rules: LocalRules) -> tuple[Triple, ...]:
    """What the ontology says of its own terms that the rules ask for."""
    return tuple(triple for triple in ontology_triples() if as_fact(triple)[0] in rules.keys)
