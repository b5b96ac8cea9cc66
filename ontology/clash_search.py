"""Contradictions in what a store holds, looked for where they may be: around a change, or part by part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from functools import cache
from itertools import islice

from pyoxigraph import BlankNode, NamedNode, Store, Triple

from claimgraph.ontology.clashes import Clash, clashes, known_rules
from claimgraph.ontology.facts import as_fact
from claimgraph.ontology.files import ontology_triples
from claimgraph.ontology.horn import SAME
from claimgraph.ontology.iris import ONTOLOGY_GRAPH
from claimgraph.ontology.local_rules import local_rules
from claimgraph.ontology.neighbourhood import FEW, Neighbourhood, things_of
from claimgraph.ontology.saturate import Step, saturate
from claimgraph.ontology.signatures import Signatures
from claimgraph.ontology.terms import OWL

__all__ = ["clashes_around", "clashes_in"]

_PART = 20_000
"""The statements that are looked at together."""

_SEEN = 200_000
"""The things of earlier parts that are remembered, at least, so that they aren't looked at again."""

_LIMIT = 100


def clashes_around(
    store: Store, added: Collection[Triple], beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,)
) -> tuple[Clash, ...]:
    """The contradictions that there are since the triples were added to a store, if there were none before.

    `store` holds them already; the cost grows with them and not with what else there is. The graphs `beside` the data
    aren't looked at. Taking something out of a store makes no contradiction. Where two names come to be the same, by
    owl:sameAs or since a property has one value, all of the store is looked through.
    """
    return _explained(store, searched(store, [added], beside, sound_before=True), beside)


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
    store: Store,
    parts: Iterable[Collection[Triple]],
    beside: Collection[NamedNode] = (ONTOLOGY_GRAPH,),
    few: int = FEW,
    *,
    sound_before: bool = False,
) -> dict[Step, tuple[Triple, ...]] | None:
    """The steps by which parts clash, each with what it rests on; None if things may have two names.

    If all was sound before a part was there, things of which the part says nothing of a new kind needn't be looked at.
    """
    signatures = _signatures()
    if signatures is None or next(store.quads_for_pattern(None, OWL.sameAs, None), None) is not None:
        return None
    around = Neighbourhood(store, signatures.rules, frozenset(beside), few)
    known = _known()
    found: dict[Step, tuple[Triple, ...]] = {}
    seen: set[NamedNode | BlankNode] = set()
    for part in parts:
        things = around.changed_by(part) if sound_before else {thing for triple in part for thing in things_of(triple)}
        things -= seen
        seen = things if len(seen) > _SEEN else seen | things
        doubtful = [
            triple
            for thing in sorted(things, key=str)
            if signatures.is_doubtful(thing, about := [*around.of(thing), *known.get(thing, ())])
            for triple in about
        ]
        if doubtful:
            saturation = saturate(doubtful, signatures.rules.rules, _LIMIT)
            if any(subject != value for key, subject, value in saturation.derived() if key == SAME):
                return None
            given = {as_fact(triple): triple for triple in doubtful}
            for step in saturation.clashes:
                grounds, _ = saturation.grounds(step)
                found.setdefault(step, tuple(given[fact] for fact in grounds if fact in given))
        if len(found) >= _LIMIT:
            break
    return found


def _explained(
    store: Store, found: dict[Step, tuple[Triple, ...]] | None, beside: Collection[NamedNode]
) -> tuple[Clash, ...]:
    if found is None:
        return clashes(quad.triple for quad in store if quad.graph_name not in beside)
    return tuple(dict.fromkeys(clash for grounds in found.values() for clash in clashes(grounds)))


@cache
def _signatures() -> Signatures | None:
    """What has been found out about signatures, which is the same for every store; None if the rules aren't local."""
    rules = local_rules(known_rules())
    return None if rules is None else Signatures(rules)


@cache
def _known() -> dict[NamedNode | BlankNode, list[Triple]]:
    """What the ontology says of each of its own terms."""
    found: defaultdict[NamedNode | BlankNode, list[Triple]] = defaultdict(list)
    for triple in ontology_triples():
        for thing in things_of(triple):
            found[thing].append(triple)
    return dict(found)
