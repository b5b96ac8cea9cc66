"""Which parts of what a rule derives a change bears on: found by following the rule's own patterns.

A rule concludes about one thing, its key (`# Key: ?proposition` in its file), and may list members of it (`# Member:
?claim`). What follows for a key can only change where a changed triple fits one of the rule's patterns. The triples
that fit the others lead from it to the key: what holds together with it does so before or after the change, and so in
both states taken together. It is enough to follow one way there, the shortest. From what must not hold (NOT EXISTS) the
way leads out through what surrounds it, and no way leads through it; from a conclusion it leads through other
conclusions as well, which are there for what was derived before. A hub (`# Hub: ?publisher`), which much is joined to,
is gone around where that is possible.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache

from pyoxigraph import Literal, NamedNode, Triple

from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.patterns import read_construct, variable
from claimgraph.ontology.rule_groups import Edge, Group, is_hidden, read_where
from claimgraph.ontology.states import Node, States
from claimgraph.ontology.ways import Changed, Ways, ways_to


@dataclass(frozen=True, slots=True)
class Locality:
    """A rule's ways to its key and to its members, which only a rule with a `member` has.

    `shown` tells, by the variable, how to go from a member to what else is said of the key for its sake, and back.
    With members a rule has one subquery, `question`, for what it asks of the key; the members' own patterns go by what
    this finds for the variables `by` alone, and so does what the rule makes for the key and them together. `unfiltered`
    is the question without its conditions, `to_question` are the ways to the keys for which its answer may be another,
    and of what has properties among `whether`, it asks no more than whether it has them. `names` is the part of a query
    that finds how the rule names what it makes for a key, which goes by what it lists for them.
    """

    key: str
    member: str | None
    to_key: tuple[Ways, ...]
    to_member: tuple[Ways, ...]
    member_to_key: Ways | None
    shown: Mapping[str, tuple[Ways, Ways]]
    required: tuple[Edge, ...]
    question: str
    unfiltered: str
    to_question: tuple[Ways, ...]
    whether: frozenset[NamedNode]
    by: tuple[str, ...]
    names: str

    def members(self, changed: Changed, states: States) -> set[Node]:
        """The members that the change bears on."""
        return {member for ways in self.to_member for member in ways.follow(changed, states)}

    def keys(self, changed: Changed, members: Iterable[Node], states: States) -> set[Node]:
        """The keys that the change bears on, and those of the members."""
        found = {key for ways in self.to_key for key in ways.follow(changed, states)}
        if self.member_to_key:
            found |= self.member_to_key.carry(members, states)
        return {key for key in found if all(_begins(edge, key, states) for edge in self.required)}

    def asked_again(self, changed: Changed, states: States) -> set[Node]:
        """The keys for which the question's answer may be another after the change."""
        known = {
            each: [triple for triple in changed.get(each, ()) if not states.had_and_has(triple)]
            for each in self.whether
        }
        return {key for ways in self.to_question for key in ways.follow({**changed, **known}, states)}


@cache
def locality(name: str, text: str) -> Locality:
    """How the rule called `name` is local. Raises DeriveError where it isn't, or can't be read."""
    file = f"rules/{name}.rq"
    reading = _Reading(file)
    where = _Scope()
    group = read_where(text, file)
    reading.scope(group, {}, where, of_key=False, marks=True)
    key, member = reading.marked.get("Key"), reading.marked.get("Member")
    if key is None:
        raise DeriveError(f"{file}: it doesn't say what it concludes about; write `# Key: ?…` where that is found")
    question, by, names = _question(group, key, file) if member else (Group(), (), "")
    made = _Scope(where)
    listed = {end for edge in where.of_members for end in (edge.subject, edge.value)} - {key} if member else set()
    for pattern in read_construct(text, file).template:
        edge = reading.concluded(pattern)
        (made.of_members if {edge.subject, edge.value} & listed else made.of_key).append(edge)
    scopes = [*reading.scopes, made]
    if member is None:
        for scope in scopes:
            scope.of_key, scope.of_members = [*scope.of_key, *scope.of_members], []
    whole = where.context()

    def lead(target: str, enter: Sequence[Edge], context: Sequence[Edge], start: str | None = None) -> Ways:
        return ways_to(target, enter, context, reading.marked.get("Hub"), file, start)

    others = sorted({end for edge in made.of_members for end in (edge.value,) if isinstance(end, str)} - {member or ""})
    return Locality(
        key,
        member,
        tuple(lead(key, scope.of_key, scope.context()) for scope in scopes),
        tuple(lead(member, scope.of_members, scope.context()) for scope in scopes) if member else (),
        lead(key, (), whole, member) if member else None,
        {other: (lead(other, (), whole, member), lead(member, (), whole, other)) for other in others} if member else {},
        tuple(edge for edge in whole if edge.subject == key and not edge.many),
        question.source,
        question.unfiltered,
        tuple(lead(key, scope.of_key, scope.question()) for scope in reading.scopes) if member else (),
        _only_whether(edge for scope in reading.scopes for edge in scope.of_key),
        by,
        names,
    )


def _only_whether(edges: Iterable[Edge]) -> frozenset[NamedNode]:
    """The properties of whose values nothing but their being there is asked: those that lead to `[]` alone."""
    asked = list(edges)
    ends = Counter(end for edge in asked for end in (edge.subject, edge.value))
    loose = [edge for edge in asked if is_hidden(edge.value) and ends[edge.value] == 1 and not edge.many]
    bound = {each for edge in asked if edge not in loose for each in edge.named}
    return frozenset(each for edge in loose for each in edge.named) - bound


def _question(group: Group, key: str, file: str) -> tuple[Group, tuple[str, ...], str]:
    """What a rule with members asks of the key, its variables by which it finds the members, and how it makes names."""
    asked = [(inner, names) for kind, inner, names in group.within if kind == "SELECT"]
    if len(asked) != 1 or [kind for kind, _ in asked[0][0].marks] != ["Key"]:
        raise DeriveError(f"{file}: a rule with `# Member: …` has one subquery, with `# Key: …` in it")
    own = Group(group.edges, group.values).variables()
    inner, projected = asked[0]
    by = tuple(name for name in projected if name in own)
    if unlisted := [name for name in by if name not in (key, *inner.values)]:
        raise DeriveError(
            f"{file}: ?{unlisted[0]} may be anything where the rule names what it makes; list it by VALUES"
        )
    listed = [f"VALUES ?{name} {{ {' '.join(map(str, inner.values[name]))} }}" for name in by if name != key]
    return inner, by, " ".join([*listed, *group.binds])


@dataclass(slots=True)
class _Scope:
    """Patterns that have to hold together, or together must not, within others that have to hold."""

    around: _Scope | None = None
    of_key: list[Edge] = field(default_factory=list)
    of_members: list[Edge] = field(default_factory=list)

    def context(self) -> list[Edge]:
        """All patterns that hold where these do."""
        return [*self.of_key, *self.of_members, *(self.around.context() if self.around else ())]

    def question(self) -> list[Edge]:
        """Those that hold where what is asked of the key does."""
        return [*self.of_key, *(self.around.question() if self.around else ())]


class _Reading:
    """Gives variables that are no longer the same in another part of a query a name of their own."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._names: set[str] = set()
        self._values: dict[str, tuple[NamedNode, ...]] = {}
        self.marked: dict[str, str] = {}
        self.scopes: list[_Scope] = []

    def scope(self, group: Group, seen: dict[str, str], scope: _Scope, *, of_key: bool, marks: bool) -> None:
        """Puts the group's patterns, and those of what is within it, into the scope or into new ones."""
        if scope not in self.scopes:
            self.scopes.append(scope)
        names = seen | {name: self._own(name) for name in sorted(group.variables() - set(seen))}
        self._values |= {names[name]: values for name, values in group.values.items() if name in names}
        for kind, name in group.marks:
            if not marks or name not in names or kind in self.marked:
                raise DeriveError(f"{self._file}: `# {kind}: ?{name}` can't stand here; put it where ?{name} is found")
            self.marked[kind] = names[name]
        for kind, inner, projected in group.within:
            if kind == "SELECT":
                mine = {name: names[name] for name in projected}
                self.scope(inner, mine, scope, of_key=True, marks=marks)
            elif kind == "EXISTS":
                self.scope(inner, names, scope, of_key=of_key, marks=False)
            else:
                self.scope(inner, names, _Scope(scope), of_key=of_key, marks=False)
        edges = scope.of_key if of_key else scope.of_members
        edges += [self._renamed(edge, names) for edge in group.edges]

    def concluded(self, pattern: Triple) -> Edge:
        """The pattern of a template as one that is followed."""
        subject, predicate, value = (
            variable(term) or (term if isinstance(term, NamedNode) else str(term)) for term in pattern
        )
        if not isinstance(predicate, NamedNode) or isinstance(pattern.object, Literal):
            raise DeriveError(f"{self._file}: what it concludes can't be found again by {pattern}; write IRIs there")
        return Edge(subject, (predicate,), value)

    def _own(self, name: str) -> str:
        own = name
        while own in self._names:
            own += "'"
        self._names.add(own)
        return own

    def _renamed(self, edge: Edge, names: Mapping[str, str]) -> Edge:
        ends = [names[end] if isinstance(end, str) else end for end in (edge.subject, edge.value)]
        predicates = edge.predicates
        if isinstance(predicates, str):
            if names[predicates] not in self._values:
                raise DeriveError(f"{self._file}: ?{predicates} may be any property; say which by VALUES")
            predicates = self._values[names[predicates]]
        return Edge(ends[0], predicates, ends[1], edge.many)


def _begins(edge: Edge, node: Node, states: States) -> bool:
    reached = (found for each in edge.named for found in states.step(node, each, forward=True))
    return any(isinstance(edge.value, str) or found == edge.value for found in reached)
