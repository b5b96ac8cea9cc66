"""What a change makes of the derived graph, from what the change bears on alone."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from pyoxigraph import NamedNode, Store, Triple

from claimgraph.ontology.conclusions import Conclusions
from claimgraph.ontology.files import rules
from claimgraph.ontology.iris import Iris
from claimgraph.ontology.locality import Locality, locality
from claimgraph.ontology.states import Node, States
from claimgraph.ontology.ways import Changed


@dataclass(frozen=True, slots=True)
class Rederived:
    """The triples to take out of the derived graph and those to put in, each sorted."""

    take_out: tuple[Triple, ...]
    put_in: tuple[Triple, ...]


def rederive(store: Store, iris: Iris, removed: Collection[Triple], added: Collection[Triple]) -> Rederived:
    """What makes of the derived graph of before a change the one that `derive` gives after it.

    The store holds the asserted graphs after the change and the derived graph of before it, and isn't changed.
    `removed` and `added` are the asserted triples that no graph has any longer and that none had. What is asserted
    isn't derived too. The cost grows with what the change bears on, not with the store. Raises DeriveError for a rule
    that can't be read, isn't a CONSTRUCT query or isn't about one thing.
    """
    changed: defaultdict[NamedNode, list[Triple]] = defaultdict(list)
    for triple in (*removed, *added):
        changed[triple.predicate].append(triple)
    states = States(store, removed)
    before: set[Triple] = set()
    after: set[Triple] = set()
    for name, text in rules().items():
        old, new = _of_rule(Conclusions(store, iris, states, name, text), changed)
        before |= old
        after |= new
    take_out = (before - after) | before.intersection(added)
    put_in = (t for t in after - before if not any(store.quads_for_pattern(t.subject, t.predicate, t.object, None)))
    return Rederived(tuple(sorted(take_out, key=str)), tuple(sorted(put_in, key=str)))


def _of_rule(made: Conclusions, changed: Changed) -> tuple[set[Triple], set[Triple]]:
    """What the derived graph has by a rule of what the change bears on, and what the rule derives of it now."""
    local = locality(made.name, made.text)
    members = local.members(changed, made.states)
    keys = made.joined(local.keys(changed, members, made.states))
    if not keys:
        return set(), set()
    if local.member is None:
        return made.old(keys), made.new(keys)
    return _of_members(made, local, keys, members, local.asked_again(changed, made.states))


def _of_members(
    made: Conclusions, local: Locality, keys: set[Node], members: set[Node], again: set[Node]
) -> tuple[set[Triple], set[Triple]]:
    """The same for a rule with members, of which those are looked at that the change bears on.

    What is listed of a key can only change for these, unless the key gains what is said of it, or loses it. One other
    member tells whether it stays. `again` are the keys of which what is asked may have another answer.
    """
    shown = {name: there.carry(members, made.states) for name, (there, _) in local.shown.items()}
    looked_at = members.union(*(back.carry(shown[name], made.states) for name, (_, back) in local.shown.items()))
    others = {node: made.other(node, members) for key in keys for node in made.nodes(key)}
    whole = {
        key
        for node, other in others.items()
        if other is None or len(made.keys_of(node)) > 1
        for key in made.keys_of(node)
    }
    samples = {node: other for node, other in others.items() if other is not None}
    found, more = made.new_of(keys - whole, looked_at.union(samples.values()), again, samples)
    there = made.linked(found)
    whole |= more | {key for node, key in there if node not in others or key not in made.keys_of(node)}
    whole |= {key for node in others.keys() - {node for node, _ in there} for key in made.keys_of(node)}
    nodes = {node for key in keys - whole for node in made.nodes(key)}
    old = made.heads(nodes) | made.listed(nodes, {**shown, str(local.member): members})
    new = {triple for triple in found if triple.subject in nodes}
    return (old | made.old(whole), new | made.new(whole)) if whole else (old, new)
