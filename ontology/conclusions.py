"""What one rule concludes about some things: as it stands in the derived graph, and as the rule derives it now."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

from pyoxigraph import BlankNode, NamedNode, QuerySolutions, Store, Triple

from claimgraph.ontology.derive import run_rule
from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.iris import Iris
from claimgraph.ontology.locality import locality
from claimgraph.ontology.patterns import Row, fill, read_construct, variable
from claimgraph.ontology.states import Node, States

_MARK = re.compile(r"# (Key|Member): \?\w+$", re.MULTILINE)

Way = tuple[Node | None, ...]
"""How a key fulfils what a rule asks of it: the values of the variables by which members are found."""


class Conclusions:
    """A rule's, in a store that holds the derived graph of before a change.

    All conclusions have the key as their subject, or a node that one of them, the link, leads from to the key. Raises
    DeriveError for a rule whose conclusions are of another kind.
    """

    def __init__(self, store: Store, iris: Iris, states: States, name: str, text: str) -> None:
        self.name, self.text, self.states = name, text, states
        self._store, self._iris = store, iris
        self._local = locality(name, text)
        rule = read_construct(text, f"rules/{name}.rq")
        self._template, self._prologue = rule.template, rule.prologue
        self._link = self._linking()
        self._named: dict[Node, dict[Way, Node]] = {}

    def _linking(self) -> NamedNode | None:
        """The property of the link; None where the key is the subject."""
        subjects = {variable(pattern.subject) for pattern in self._template}
        if subjects == {self._local.key}:
            return None
        links = [pattern.predicate for pattern in self._template if variable(pattern.object) == self._local.key]
        if len(subjects) != 1 or len(links) != 1:
            raise DeriveError(
                f"rules/{self.name}.rq: its conclusions aren't of ?{self._local.key}, or of one node of it"
            )
        if not self._local.names:
            raise DeriveError(
                f"rules/{self.name}.rq: a rule that makes a node for ?{self._local.key} lists members of it"
            )
        return links[0]

    def nodes(self, key: Node) -> set[Node]:
        """The nodes by which the rule has said something of the key; the key itself where it needs none."""
        if self._link is None:
            return {key}
        fixed = [(each.predicate, each.object) for each in self._template if variable(each.object) is None]
        said = [(self._link, key), *fixed]
        return {
            node
            for node in set(self._names(key).values())
            if all(value in self.states.step(node, predicate, forward=True) for predicate, value in said)
        }

    def _names(self, key: Node) -> dict[Way, Node]:
        """What the rule calls its nodes of the key. The key may stand in many more, which others have made of it."""
        if not isinstance(key, NamedNode):  # the names are made of IRIs
            return {}
        if key not in self._named:
            asked = f"VALUES ?{self._local.key} {{ {key} }} {self._local.names}"
            node = variable(self._template[0].subject) or ""
            rows = self._rows(f"{self._prologue}SELECT * WHERE {{ {asked} }}", {key})
            self._named[key] = {self._way(row): row[node] for row in rows if node in row}
        return self._named[key]

    def keys_of(self, node: Node) -> set[Node]:
        """The keys of which the rule says something by the node: one, unless two have the same name."""
        return {node} if self._link is None else set(self.states.step(node, self._link, forward=True))

    def joined(self, keys: Collection[Node]) -> set[Node]:
        """The keys that can be subjects, with those that share a node with them."""
        found: set[Node] = set()
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            if isinstance(key, NamedNode | BlankNode) and key not in found:
                found.add(key)
                waiting += [other for node in self.nodes(key) for other in self.keys_of(node)]
        return found

    def linked(self, triples: Collection[Triple]) -> set[tuple[Node, Node]]:
        """The nodes of which the triples speak, each with its key."""
        if self._link is None:
            return {(triple.subject, triple.subject) for triple in triples}
        return {(triple.subject, triple.object) for triple in triples if triple.predicate == self._link}

    def old(self, keys: Collection[Node]) -> set[Triple]:
        """What the derived graph has of the keys by this rule."""
        nodes = {node for key in keys for node in self.nodes(key)}
        return {triple for node in nodes for pattern in self._template for triple in self._stated(node, pattern)}

    def heads(self, nodes: Collection[Node]) -> set[Triple]:
        """What of that isn't said for the sake of a member."""
        listed = {self._local.member, *self._local.shown}
        heads = [pattern for pattern in self._template if variable(pattern.object) not in listed]
        return {triple for node in nodes for pattern in heads for triple in self._stated(node, pattern)}

    def listed(self, nodes: Collection[Node], values: Mapping[str, Collection[Node]]) -> set[Triple]:
        """What of that is said of these values of the variables."""
        return {
            triple
            for pattern in self._template
            for value in values.get(variable(pattern.object) or "", ())
            for triple in self._derived(None, pattern.predicate, value)
            if triple.subject in nodes
        }

    def other(self, node: Node, members: Collection[Node]) -> Node | None:
        """A member that the node lists besides these; None where it has none."""
        listing = [each.predicate for each in self._template if variable(each.object) == self._local.member]
        found = (triple.object for predicate in listing for triple in self._derived(node, predicate, None))
        return next((each for each in found if each not in members), None)

    def new(self, keys: Collection[Node]) -> set[Triple]:
        """What the rule derives of the keys now."""
        found = set(run_rule(self._store, self._iris, self.name, _bound(self.text, self._only(keys))))
        nodes = {node for node, key in self.linked(found) if key in keys}
        return {triple for triple in found if triple.subject in nodes}

    def new_of(
        self, keys: set[Node], members: Collection[Node], again: Collection[Node], listing: Collection[Node]
    ) -> tuple[set[Triple], set[Node]]:
        """What of that it derives for the sake of these members, and the keys of which more may follow by others.

        These are keys that fulfil what is asked of them in a way of which none of the members is an example. A key that
        isn't to be asked `again` fulfils it as it did before the change: in the ways whose nodes are `listing` members,
        and maybe in others, which had none; these are asked for where they have one now.
        """
        if any(isinstance(node, BlankNode) for node in (*keys, *members)):  # which a query can't name
            return set(), set(keys)
        likely = self._answers(self._local.unfiltered, self._only(keys.difference(again)))
        called = Counter(map(self._node, likely))
        ways: list[Row] = []
        doubtful: list[Row] = []
        for way in likely:
            node = self._node(way)
            (ways if node in listing and called[node] == 1 else doubtful).append(way)
        examples = {self._way(row) for row in self._with(members, doubtful)}
        asked = [{name: way[name] for name in self._local.by} for way in doubtful if self._way(way) in examples]
        for rows in (self._only(keys.intersection(again)), asked):
            ways += self._answers(self._local.question, rows)
        rows = self._with(members, ways)
        found = {triple for row in rows for each in self._template if (triple := fill(each, row)) is not None}
        examples = {self._way(row) for row in rows}
        return found, {way[self._local.key] for way in ways if self._way(way) not in examples}

    def _answers(self, question: str, asked: Collection[Row]) -> list[Row]:
        """What a question about the key finds where its variables have these values."""
        keys = {row[self._local.key] for row in asked}
        return self._rows(self._prologue + _bound(question, asked), keys) if keys else []

    def _only(self, keys: Collection[Node]) -> list[Row]:
        return [{self._local.key: key} for key in keys if not isinstance(key, Triple)]

    def _node(self, way: Row) -> Node | None:
        """The node by which the rule says something of a key that fulfils what is asked of it in this way."""
        key = way[self._local.key]
        return key if self._link is None else self._names(key).get(self._way(way))

    def _with(self, members: Collection[Node], ways: Collection[Row]) -> list[Row]:
        """What the rule finds with these members where it is fulfilled in these ways."""
        if not (pairs := list(self._pairs(ways, members))):
            return []
        rule = read_construct(self.text.replace(self._local.question, _values(pairs)), f"rules/{self.name}.rq")
        return self._rows(f"{self._prologue}SELECT * WHERE {{{rule.where}}}", {row[self._local.key] for row in pairs})

    def _pairs(self, ways: Collection[Row], members: Collection[Node]) -> Iterator[Row]:
        """The ways with each of the members that go to the way's key."""
        key, member, to_key = self._local.key, self._local.member, self._local.member_to_key
        if member is None or to_key is None:
            return
        for each in sorted((node for node in members if isinstance(node, NamedNode)), key=str):
            keys = to_key.carry([each], self.states)
            yield from ({**way, member: each} for way in ways if way[key] in keys)

    def _way(self, row: Row) -> Way:
        return tuple(row.get(name) for name in self._local.by)

    def _rows(self, query: str, keys: Collection[Node]) -> list[Row]:
        results = self._store.query(query, base_iri=self._iris.base, use_default_graph_as_union=True)
        if not isinstance(results, QuerySolutions):
            raise DeriveError(f"rules/{self.name}.rq: what it asks isn't a SELECT query")
        names = [each.value for each in results.variables]
        rows = [{name: term for name in names if (term := row[name]) is not None} for row in results]
        return [row for row in rows if row[self._local.key] in keys]

    def _stated(self, node: Node, pattern: Triple) -> Iterator[Triple]:
        return self._derived(node, pattern.predicate, None if variable(pattern.object) else pattern.object)

    def _derived(self, subject: Node | None, predicate: NamedNode, value: Node | None) -> Iterator[Triple]:
        if subject is None or isinstance(subject, NamedNode | BlankNode):
            quads = self._store.quads_for_pattern(subject, predicate, value, self._iris.derived_graph())
            yield from (quad.triple for quad in quads)


def _values(rows: Collection[Row]) -> str:
    """What stands in a query for one that finds the rows."""
    names = sorted({name for row in rows for name in row})
    told = (" ".join(str(row.get(name, "UNDEF")) for name in names) for row in rows)
    return f"VALUES ({' '.join(f'?{name}' for name in names)}) {{ {' '.join(f'({row})' for row in told)} }}"


def _bound(text: str, rows: Collection[Row]) -> str:
    """The rule, or a part of it, for these values alone, but for blank nodes, which a query can't name."""
    is_sayable = not any(isinstance(value, BlankNode) for row in rows for value in row.values())
    return _MARK.sub(lambda mark: _values(rows) if mark[1] == "Key" and is_sayable else "", text)
