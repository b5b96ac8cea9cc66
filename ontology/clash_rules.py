"""The rules that a search for clashes needs: those by which nothing clashes that wouldn't without them are left out.

Two claims on one proposition concur, and so do all pairs of a hundred such claims; but all that the axioms say of a
pair is that both are claims, which is known already. Which rules that is so of is found from the rules alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claimgraph.ontology.facts import Fact, as_triple
from claimgraph.ontology.horn import SAME, Atom, HornRule, Term
from claimgraph.ontology.saturate import saturate

__all__ = ["clash_rules", "fact_of", "follows_anyway", "is_general"]


def clash_rules(rules: Sequence[HornRule]) -> tuple[HornRule, ...]:
    """Rules by which the same facts clash as by all; the facts that they derive are fewer.

    A rule is left out if whatever would follow from its conclusion, by one more rule, follows from its premises anyway.
    """
    kept = list(rules)
    left_out = True
    while left_out:
        left_out = False
        made = (rule.head.key for rule in kept if rule.head and len(rule.body) > 1)
        for key in dict.fromkeys(key for key in made if key != SAME):
            fewer = [rule for rule in kept if rule.head is None or rule.head.key != key or _turns(rule)]
            if len(fewer) < len(kept) and _is_idle(key, kept, fewer):
                kept, left_out = fewer, True
    return tuple(kept)


def _turns(rule: HornRule) -> bool:
    """Whether the rule only says the same of the same two things, as a symmetric property's does."""
    return rule.head is not None and len(rule.body) == 1 and rule.body[0].key == rule.head.key


def _is_idle(key: str, rules: Sequence[HornRule], fewer: Sequence[HornRule]) -> bool:
    """Whether the facts with this key that the rules derive lead to nothing that `fewer` rules don't."""
    readers = [rule for rule in rules if any(atom.key == key for atom in rule.body) and not _turns(rule)]
    plain = [rule for rule in fewer if rule.guard is None]  # what a guard asks depends on which names there are
    makes = [rule for rule in rules if rule.head and rule.head.key == key]
    turns, makers = [rule for rule in makes if _turns(rule)], [rule for rule in makes if not _turns(rule)]
    if any(rule.guard or not is_general(rule, key) for rule in readers) or any(rule.guard for rule in makers):
        return False
    return all(
        follows_anyway(reader, fact, [fact_of(atom, "made") for atom in maker.body], plain)
        for maker in makers
        if maker.head
        for fact in _turned(fact_of(maker.head, "made"), turns)
        for reader in readers
    )


def is_general(rule: HornRule, key: str) -> bool:
    """Whether the rule asks for the key once, and for any two things."""
    atoms = [atom for atom in rule.body if atom.key == key]
    subject, value = atoms[0].subject, atoms[0].object
    return len(atoms) == 1 and isinstance(subject, int) and subject != value and (isinstance(value, int) or not value)


def _turned(fact: Fact, turns: Sequence[HornRule]) -> Iterator[Fact]:
    yield fact
    if any(rule.head and (rule.head.subject, rule.head.object) != _ends(rule.body[0]) for rule in turns):
        yield fact[0], fact[2], fact[1]


def _ends(atom: Atom) -> tuple[Term, Term]:
    return atom.subject, atom.object


def follows_anyway(reader: HornRule, fact: Fact, premises: list[Fact], rules: Sequence[HornRule]) -> bool:
    """Whether what the reader concludes from the fact, and from some of which nothing is known, follows without it."""
    asked = next(atom for atom in reader.body if atom.key == fact[0])
    bound = {asked.subject: fact[1], asked.object: fact[2]}
    given = [*premises, *(fact_of(atom, "read", bound) for atom in reader.body if atom is not asked)]
    known = saturate(map(as_triple, given), rules)
    if reader.head is None:
        return bool(known.clashes)
    head = fact_of(reader.head, "read", bound)
    return head in given or head in known.facts


def fact_of(atom: Atom, whose: str, bound: dict[Term, str] | None = None) -> Fact:
    """The atom of things of which nothing else is known: each variable stands for one."""
    ends = (each if isinstance(each, str) else f"urn:{whose}:{each}" for each in _ends(atom))
    known = bound or {}
    subject, value = (known.get(end, made) for end, made in zip(_ends(atom), ends, strict=True))
    return atom.key, subject, value
