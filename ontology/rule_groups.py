"""A rule's WHERE clause as triple patterns: which have to hold together, which must not hold, what joins them.

Read is what the rules need of SPARQL: triple patterns with `;`, `,`, `[]` and the paths `/`, `|` between IRIs, `^` and
`*`; VALUES for one variable; BIND; FILTER, FILTER EXISTS and FILTER NOT EXISTS; subqueries that only project. Anything
else is refused, so that no rule is taken for local that isn't.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from pyoxigraph import NamedNode

from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.terms import RDF

_TOKEN = re.compile(
    r"""\s+ | (?P<mark>\#\ (?:Key|Member|Hub):\ \?\w+$) | \#[^\n]*
    | (?P<iri><[^<>"\s]*>) | (?P<text>"(?:[^"\\\n]|\\.)*"(?:@[\w-]+)?) | (?P<variable>[?$]\w+)
    | (?P<name>\w*:\w[\w-]*) | (?P<word>\w+) | (?P<sign>\^\^|&&|\|\||!=|<=|>=|\[\s*\]|[{}().;,/|^*=<>!+-])""",
    re.VERBOSE | re.MULTILINE,
)
_PREFIX = re.compile(r"^PREFIX\s+(\w*:)\s*<([^>]*)>", re.MULTILINE)
_WHERE = re.compile(r"^WHERE\s*(?=\{)", re.MULTILINE)

End = NamedNode | str
"""An end of a pattern: an IRI, or the name of a variable."""
Step = tuple[tuple[NamedNode, ...] | str, str]
"""One step of a path: its predicates or their variable, and `^` or `*`."""


_HIDDEN = " "


def is_hidden(end: End) -> bool:
    """Whether an end of a pattern is a variable without a name: `[]`, or what is between two steps of a path."""
    return isinstance(end, str) and end.startswith(_HIDDEN)


@dataclass(frozen=True, slots=True)
class Edge:
    """A triple pattern without its path: `subject` to `value` by one of the predicates, or by any number of steps."""

    subject: End
    predicates: tuple[NamedNode, ...] | str
    value: End
    many: bool = False

    @property
    def named(self) -> tuple[NamedNode, ...]:
        """The predicates; none where any may stand there."""
        return () if isinstance(self.predicates, str) else self.predicates


@dataclass(slots=True)
class Group:
    """What stands between two braces.

    `within` are subqueries with what they project, EXISTS and NOT EXISTS. `source` is a subquery's text, `unfiltered`
    the same without its own FILTERs, which finds no less; `filters` are where these are in the rule's text, and `binds`
    are the texts of its BINDs.
    """

    edges: list[Edge] = field(default_factory=list)
    values: dict[str, tuple[NamedNode, ...]] = field(default_factory=dict)
    marks: list[tuple[str, str]] = field(default_factory=list)
    within: list[tuple[str, Group, tuple[str, ...]]] = field(default_factory=list)
    source: str = ""
    unfiltered: str = ""
    filters: list[slice] = field(default_factory=list)
    binds: list[str] = field(default_factory=list)

    def variables(self) -> set[str]:
        """The variables that its own patterns have."""
        ends = [end for edge in self.edges for end in (edge.subject, edge.predicates, edge.value)]
        projected = {name for *_, names in self.within for name in names}
        return {end for end in ends if isinstance(end, str)} | projected | set(self.values)


def read_where(text: str, file: str) -> Group:
    """The WHERE clause of a rule. Raises DeriveError where it has what is refused, with the line."""
    where = _WHERE.search(text)
    if where is None:
        raise DeriveError(f"{file}: there is no WHERE at the start of a line; write `WHERE {{ … }}`")
    return _Reader(text, where.end(), dict(_PREFIX.findall(text)), file).group()


class _Reader:
    """Goes through the tokens once, from the WHERE clause's brace."""

    def __init__(self, text: str, start: int, prefixes: dict[str, str], file: str) -> None:
        self._text, self._prefixes, self._file = text, prefixes, file
        self._tokens = list(self._split(start))
        self._place = 0
        self._hidden = 0

    def _split(self, start: int) -> Iterator[tuple[str, str, int]]:
        place = start
        while place < len(self._text):
            match = _TOKEN.match(self._text, place)
            if match is None:
                raise self._refusal(place, self._text[place : place + 10].split()[0])
            if match.lastgroup:
                yield match.lastgroup, match[0], place
            place = match.end()
        yield "end", "the end", place

    def _refusal(self, place: int, found: str) -> DeriveError:
        line = self._text.count("\n", 0, place) + 1
        return DeriveError(
            f"{self._file}, line {line}: a rule can't be run for a part of the graph with {found!r} here; "
            "write it with what ontology/rule_groups.py lists"
        )

    def _peek(self) -> str:
        return self._tokens[self._place][1]

    def _kind(self) -> str:
        return self._tokens[self._place][0]

    def _next(self) -> str:
        self._place += 1
        return self._tokens[self._place - 1][1]

    def _unexpected(self) -> DeriveError:
        _, found, place = self._tokens[self._place]
        return self._refusal(place, found)

    def _take(self, *wanted: str) -> str:
        if self._peek() not in wanted:
            raise self._unexpected()
        return self._next()

    def _fresh(self) -> str:
        self._hidden += 1
        return f"{_HIDDEN}{self._hidden}"

    def group(self) -> Group:
        """The group that begins here."""
        self._take("{")
        group = Group()
        while self._peek() != "}":
            if self._kind() == "mark":
                kind, name = self._next().removeprefix("# ").split(": ?")
                group.marks.append((kind, name))
            elif self._peek() == "FILTER":
                start = self._start()
                self._filter(group)
                group.filters.append(slice(start, self._start()))
            elif self._peek() == "BIND":
                start = self._start()
                self._next()
                self._skip()
                group.binds.append(self._text[start : self._start()].rstrip())
            elif self._peek() == "VALUES":
                self._values(group)
            elif self._peek() == "{":
                self._subquery(group)
            else:
                self._triples(group)
            if self._peek() == ".":
                self._next()
        self._take("}")
        return group

    def _start(self) -> int:
        """Where in the text the next token begins."""
        return self._tokens[self._place][2]

    def _skip(self) -> None:
        """Over an expression in parentheses; patterns in it would be missed."""
        self._take("(")
        while self._peek() != ")":
            if self._peek() == "(":
                self._skip()
            elif self._peek() in ("{", "}", "EXISTS") or self._kind() == "end":
                raise self._unexpected()
            else:
                self._next()
        self._take(")")

    def _filter(self, group: Group) -> None:
        self._next()
        if self._peek() == "(":
            self._skip()
            return
        kind = self._take("EXISTS", "NOT")
        if kind == "NOT":
            self._take("EXISTS")
        group.within.append((kind, self.group(), ()))

    def _values(self, group: Group) -> None:
        self._next()
        name = self._variable()
        self._take("{")
        found = []
        while self._peek() != "}":
            found.append(self._iri())
        self._take("}")
        group.values[name] = tuple(found)

    def _subquery(self, group: Group) -> None:
        self._take("{")
        start = self._start()
        self._take("SELECT")
        if self._peek() == "DISTINCT":
            self._next()
        names = [self._variable()]
        while self._kind() == "variable":
            names.append(self._variable())
        self._take("WHERE")
        inner = self.group()
        inner.source = self._text[start : self._start()]
        for condition in inner.filters:
            inner.unfiltered += self._text[start : condition.start] + "FILTER(true) "
            start = condition.stop
        inner.unfiltered += self._text[start : self._start()]
        group.within.append(("SELECT", inner, tuple(names)))
        self._take("}")

    def _triples(self, group: Group) -> None:
        subject = self._end()
        while True:
            for path in [self._path()]:
                self._walk(group, subject, path, self._end())
                while self._peek() == ",":
                    self._next()
                    self._walk(group, subject, path, self._end())
            if self._peek() != ";":
                return
            self._next()

    def _walk(self, group: Group, subject: End, path: list[Step], value: End) -> None:
        for n, (predicates, how) in enumerate(path):
            target = value if n == len(path) - 1 else self._fresh()
            ends = (target, subject) if how == "^" else (subject, target)
            group.edges.append(Edge(ends[0], predicates, ends[1], how == "*"))
            subject = target

    def _path(self) -> list[Step]:
        if self._kind() == "variable":
            return [(self._variable(), "")]
        steps = [self._step()]
        while self._peek() == "/":
            self._next()
            steps.append(self._step())
        return steps

    def _step(self) -> Step:
        how = self._next() if self._peek() == "^" else ""
        if self._peek() == "(":
            self._next()
            found = [self._iri()]
            while self._take("|", ")") == "|":
                found.append(self._iri())
        else:
            found = [self._iri()]
        if self._peek() == "*" and not how:
            how = self._next()
        return tuple(found), how

    def _end(self) -> End:
        if self._kind() == "variable":
            return self._variable()
        if self._peek().startswith("["):
            self._next()
            return self._fresh()
        return self._iri()

    def _variable(self) -> str:
        if self._kind() != "variable":
            raise self._unexpected()
        return self._next()[1:]

    def _iri(self) -> NamedNode:
        kind, found, place = self._tokens[self._place]
        self._next()
        if kind == "iri":
            return NamedNode(found[1:-1])
        if kind == "name" and (prefix := found[: found.index(":") + 1]) in self._prefixes:
            return NamedNode(self._prefixes[prefix] + found.removeprefix(prefix))
        if found == "a":
            return RDF.type
        raise self._refusal(place, found)
