"""The rules for clashes, brought into a form in which each speaks of one thing and what is said of it.

By such rules whether something clashes is told thing by thing, from the statements in which the thing stands. Rules
that join what is said of several things, as chains of properties do, are left out where all that follows from their
conclusions follows without them, and shortened where a part of their conditions follows from the others.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from claimgraph.ontology.clash_rules import fact_of, follows_anyway, is_general
from claimgraph.ontology.facts import Fact, as_triple
from claimgraph.ontology.horn import SAME, HornRule
from claimgraph.ontology.saturate import saturate

__all__ = ["LocalRules", "local_rules"]


Place = tuple[str, bool]
"""A property, and whether the thing that a rule speaks of is its object."""


@dataclass(frozen=True, slots=True)
class LocalRules:
    """Rules of which each speaks of one thing.

    A family are the properties, each with the thing's side, whose values one of the rules compares: while a thing has
    one value in each, no rule that compares holds of it. `compared` are those of all families, `properties` all that
    the rules ask for.
    """

    rules: tuple[HornRule, ...]
    families: tuple[frozenset[Place], ...]
    compared: frozenset[Place]
    properties: tuple[str, ...]


def local_rules(rules: Sequence[HornRule]) -> LocalRules | None:
    """Rules by which the same things clash as by these, each of one thing; None if there are none.

    >>> from claimgraph.ontology.materialise import ontology_rules
    >>> from claimgraph.ontology.clash_rules import clash_rules
    >>> local_rules(clash_rules(ontology_rules().rules)) is not None
    True
    """
    kept = list(rules)
    for number, rule in enumerate(kept):
        if not _is_local(rule):
            kept[number] = _shortened(rule, kept)
    for rule in list(kept):
        if not _is_local(rule) and _is_idle(rule, kept):
            kept.remove(rule)
    if not all(map(_is_local, kept)):
        return None
    joined = {frozenset(atom.key for atom in rule.body if not _is_class(atom.key)) for rule in kept if rule.body[1:]}
    families = {frozenset(_sources({(key, False) for key in each}, kept)) for each in joined if each}
    keys = {atom.key for rule in kept for atom in rule.body}
    return LocalRules(
        tuple(kept),
        tuple(sorted(families, key=sorted)),
        frozenset().union(*families),
        tuple(sorted(key for key in keys if not _is_class(key) and key != SAME)),
    )


def _is_local(rule: HornRule) -> bool:
    """Whether the rule asks what is said of one thing by name, and concludes something of what stands in it."""
    if any(atom.key == SAME for atom in rule.body):
        return len(rule.body) == 1 and rule.head is None
    things = {atom.subject for atom in rule.body}
    if any(not isinstance(atom.subject, int) or atom.object == atom.subject for atom in rule.body):
        return False
    if any(isinstance(atom.object, str) and atom.object for atom in rule.body):
        return False
    known = things | {atom.object for atom in rule.body}
    ends = (rule.head.subject, rule.head.object) if rule.head else ()
    return len(things) == 1 and all(isinstance(end, int) and end in known for end in ends if end != "")


def _is_class(key: str) -> bool:
    return key.startswith("a ")


def _sources(asked: set[Place], rules: Sequence[HornRule]) -> set[Place]:
    """The properties by which one that is asked for may be told, each with whether the thing is its object then."""
    found, ahead = set(asked), list(asked)
    while ahead:
        key, back = ahead.pop()
        for rule in rules:
            if rule.head is not None and rule.head.key == key and _is_turn(rule):
                source = (rule.body[0].key, back != (rule.head.subject != rule.body[0].subject))
                if source not in found:
                    found.add(source)
                    ahead.append(source)
    return found


def _is_turn(rule: HornRule) -> bool:
    """Whether the rule says the same two things by another property, or the other way round."""
    return len(rule.body) == 1 and rule.head is not None and rule.guard is None and not _is_class(rule.head.key)


def _shortened(rule: HornRule, rules: Sequence[HornRule]) -> HornRule:
    """The rule without the conditions that follow from the others by other rules."""
    others = [each for each in rules if each is not rule and each.guard is None]
    body = list(rule.body)
    for atom in rule.body:
        rest = [each for each in body if each is not atom]
        known = saturate((as_triple(fact_of(each, "made")) for each in rest), others).facts
        if rest and fact_of(atom, "made") in known:
            body = rest
    return replace(rule, body=tuple(body))


def _is_idle(rule: HornRule, rules: Sequence[HornRule]) -> bool:
    """Whether all that follows from what the rule concludes follows from its conditions by the other rules.

    Where the rule's own conclusions may be among its conditions, of these only what follows from them by other rules is
    taken to be known: that follows anyway, if it did for the conclusion before.
    """
    if rule.head is None or rule.guard is not None:
        return False
    plain = [each for each in rules if each is not rule and each.guard is None]
    turns = [each for each in plain if _is_turn(each)]
    made = tuple(saturate([as_triple(fact_of(rule.head, "made"))], turns).facts) or (fact_of(rule.head, "made"),)
    keys = {fact[0] for fact in made}
    premises: list[Fact] = []
    for fact in (fact_of(atom, "made") for atom in rule.body):
        if fact[0] in keys:
            premises += [each for each in saturate([as_triple(fact)], plain).facts if each[0] not in keys]
        else:
            premises.append(fact)
    readers = [each for each in rules if each is not rule and not _is_turn(each)]
    return all(
        reader.guard is None and is_general(reader, fact[0]) and follows_anyway(reader, fact, premises, plain)
        for fact in made
        for reader in readers
        if any(atom.key == fact[0] for atom in reader.body)
    )
