"""All that rules derive from facts, each with the rule and the facts that gave it (semi-naive evaluation)."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from pyoxigraph import Triple

from claimgraph.ontology.axioms import Axiom
from claimgraph.ontology.facts import Fact, as_fact, is_literal, outside, values_differ
from claimgraph.ontology.horn import SAME, Atom, HornRule, Term

_EQUALITY = HornRule("eq-rep", Axiom("What is so of a thing is so of it by its other name", (), ()), (), None)


@dataclass(frozen=True, slots=True)
class Step:
    """A rule that fired, and the facts that it fired on."""

    rule: HornRule
    premises: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Saturation:
    """What is known in the end: each fact with the step that derived it, None if it was given; and the clashes."""

    facts: dict[Fact, Step | None]
    clashes: tuple[Step, ...]

    def derived(self) -> Iterator[Fact]:
        """The facts that weren't given."""
        return (fact for fact, step in self.facts.items() if step is not None)

    def grounds(self, step: Step) -> tuple[tuple[Fact, ...], tuple[HornRule, ...]]:
        """The given facts and the rules on which a step rests in the end, each once, in the order they are met."""
        given: dict[Fact, None] = {}
        rules: dict[HornRule, None] = {}
        seen: set[Fact] = set()
        stack = [step]
        while stack:
            each = stack.pop()
            rules[each.rule] = None
            for premise in each.premises:
                reason = self.facts[premise]
                if reason is None:
                    given[premise] = None
                elif premise not in seen:
                    seen.add(premise)
                    stack.append(reason)
        return tuple(given), tuple(rules)


def saturate(triples: Iterable[Triple], rules: Sequence[HornRule], clash_limit: int = 100) -> Saturation:
    """What the rules derive from the triples until nothing new comes, and the first clashes among it.

    Facts that no rule asks for are left out. The same triples in the same order give the same steps.
    """
    state = _State(rules, clash_limit)
    for triple in triples:
        state.give(triple)
    state.run()
    return Saturation(state.facts, tuple(state.clashes))


@dataclass(slots=True)
class _Index:
    """The facts of one key, by subject and by object."""

    forth: dict[str, list[str]] = field(default_factory=dict)
    back: dict[str, list[str]] = field(default_factory=dict)


class _State:
    def __init__(self, rules: Sequence[HornRule], clash_limit: int) -> None:
        self.facts: dict[Fact, Step | None] = {}
        self.clashes: list[Step] = []
        self._clash_limit = clash_limit
        self._queue: deque[Fact] = deque()
        self._uses: dict[str, list[tuple[HornRule, int]]] = {}
        self._indexes: dict[str, _Index] = {}
        self._names: defaultdict[str, list[Fact]] = defaultdict(list)
        for rule in rules:
            for place, atom in enumerate(rule.body):
                self._uses.setdefault(atom.key, []).append((rule, place))
                if atom.key == SAME and isinstance(atom.object, str) and isinstance(atom.subject, int):
                    self._add((SAME, atom.object, atom.object), None)
                if len(rule.body) > 1:
                    self._indexes.setdefault(atom.key, _Index())

    def give(self, triple: Triple) -> None:
        fact = as_fact(triple)
        if fact[0] in self._uses or fact[0] == SAME:
            self._add(fact, None)

    def run(self) -> None:
        while self._queue:
            fact = self._queue.popleft()
            key, subject, value = fact
            for rule, place in self._uses.get(key, ()):
                atom = rule.body[place]
                bound: dict[Term, str] = {}
                if _match(atom, subject, value, bound):
                    self._fire(rule, place, fact, bound)
            if key == SAME and subject != value:
                self._merge(fact)
            elif self._names:
                self._rename(fact)

    def _fire(self, rule: HornRule, place: int, fact: Fact, bound: dict[Term, str]) -> None:
        if len(rule.body) == 1:
            self._conclude(rule, (fact,), bound)
            return
        others = [atom for n, atom in enumerate(rule.body) if n != place]
        for premises, full in list(self._join(others, bound)):
            self._conclude(rule, (*premises[:place], fact, *premises[place:]), full)

    def _join(self, atoms: list[Atom], bound: dict[Term, str]) -> Iterator[tuple[tuple[Fact, ...], dict[Term, str]]]:
        """The ways to meet all atoms: the facts in the atoms' order, and what the variables stand for."""
        if not atoms:
            yield (), bound
            return
        # An atom that shares a variable with what is bound comes first, so that nothing is multiplied out.
        place = next(
            (n for n, atom in enumerate(atoms) if _value(atom.subject, bound) or _value(atom.object, bound)), 0
        )
        atom, rest = atoms[place], atoms[:place] + atoms[place + 1 :]
        for fact in self._find(atom, bound):
            more = dict(bound)
            if _match(atom, fact[1], fact[2], more):
                for premises, full in self._join(rest, more):
                    yield (*premises[:place], fact, *premises[place:]), full

    def _find(self, atom: Atom, bound: dict[Term, str]) -> list[Fact]:
        key = atom.key
        subject, value = _value(atom.subject, bound), _value(atom.object, bound)
        if subject is not None and value is not None:
            return [(key, subject, value)] if (key, subject, value) in self.facts else []
        index = self._indexes[key]
        if subject is not None:
            return [(key, subject, each) for each in index.forth.get(subject, ())]
        if value is not None:
            return [(key, each, value) for each in index.back.get(value, ())]
        return [(key, each, other) for each, others in index.forth.items() for other in others]

    def _conclude(self, rule: HornRule, premises: tuple[Fact, ...], bound: dict[Term, str]) -> None:
        if rule.guard is not None and not _holds(rule, bound):
            return
        if rule.head is None:
            if len(self.clashes) < self._clash_limit:
                self.clashes.append(Step(rule, premises))
            return
        head = rule.head
        subject, value = _value(head.subject, bound), _value(head.object, bound)
        if subject is not None and value is not None and not is_literal(subject):  # a literal is the subject of nothing
            fact = (head.key, subject, value)
            if fact not in self.facts:
                self._add(fact, Step(rule, premises))

    def _add(self, fact: Fact, step: Step | None) -> None:
        if fact in self.facts:
            return
        self.facts[fact] = step
        key, subject, value = fact
        if key in self._indexes:
            index = self._indexes[key]
            index.forth.setdefault(subject, []).append(value)
            index.back.setdefault(value, []).append(subject)
        self._queue.append(fact)

    def _merge(self, same: Fact) -> None:
        """What is said of a thing holds of it by its other name too, now and later."""
        _, one, other = same
        self._add((SAME, other, one), Step(_EQUALITY, (same,)))
        self._names[one].append(same)
        for fact in [fact for fact in self.facts if one in fact[1:]]:
            self._rename(fact)

    def _rename(self, fact: Fact) -> None:
        key, subject, value = fact
        for same in tuple(self._names.get(subject, ())):
            self._add((key, same[2], value), Step(_EQUALITY, (same, fact)))
        for same in tuple(self._names.get(value, ())):
            self._add((key, subject, same[2]), Step(_EQUALITY, (same, fact)))


def _value(term: Term, bound: dict[Term, str]) -> str | None:
    return bound.get(term) if isinstance(term, int) else term


def _match(atom: Atom, subject: str, value: str, bound: dict[Term, str]) -> bool:
    """Whether the atom can be this fact; what its variables then stand for is added to `bound`."""
    for term, found in ((atom.subject, subject), (atom.object, value)):
        if (bound.setdefault(term, found) if isinstance(term, int) else term) != found:
            return False
    return True


def _holds(rule: HornRule, bound: dict[Term, str]) -> bool:
    one, other = (_value(term, bound) or "" for term in rule.guarded)
    match rule.guard:
        case "names differ":
            return one != other and not is_literal(one) and not is_literal(other)
        case "values differ":
            return values_differ(one, other)
        case _:
            return outside(one, other)
