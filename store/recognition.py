"""The queries that count, as far as they are recognised: what columns can answer, and nothing that is in doubt.

A query is recognised when it is made of these words alone, each apart from the next, and its variables hang together
without a circle; IRIs are absolute ones of plain characters. Everything else is None, and the engine's.

    (PREFIX name: <iri>)*
    SELECT DISTINCT? (?key | (COUNT(DISTINCT? ?variable) AS ?name) | (COUNT(*) AS ?name))+
    WHERE? { triples of variables and IRIs, with `;` and `,`; predicates are IRIs, `a`, `^` of them, `/` between them }
    (GROUP BY ?key+)?  (HAVING (COUNT(...) < number))?  (ORDER BY (?key | ?name | ASC(...) | DESC(...))+)?
    (LIMIT number)?  (OFFSET number)?
"""

import re

from claimgraph.store.count_query import Count, CountQuery, Having, Iri, Node, Order, Pattern, Variable
from claimgraph.store.plain_words import OtherKindError, Words, other

MAX_CHARACTERS, MAX_PATTERNS = 10_000, 32

_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"
_DOTS = re.compile(r"[/:]\.")  # the engine takes `/./` and `/../` out of an IRI
_COMPARISONS = ("<", "<=", "=", "!=", ">=", ">")


def recognise(text: str) -> CountQuery | None:
    """The query that the text is, None where it is another kind, isn't well formed, or is in any doubt.

    >>> query = recognise("SELECT (COUNT(*) AS ?n) { ?letter a <http://example.org/Letter> }")
    >>> query.counts, query.patterns[0].object
    ((Count(distinct=None),), Iri(text='http://example.org/Letter'))
    >>> recognise("SELECT (COUNT(*) AS ?n) { ?letter ?any <http://example.org/Letter> }")
    """
    if len(text) > MAX_CHARACTERS or "COUNT" not in text.upper():
        return None
    try:
        query = _Reader(text).query()
    except OtherKindError:
        return None
    return query if _is_tree(query.patterns) else None


class _Reader:
    """Reads a query token by token; what doesn't fit is another kind."""

    def __init__(self, text: str) -> None:
        self._words = Words(text)
        self._prefixes: dict[str, str] = {}
        self._patterns: list[Pattern] = []
        self._counted: set[Variable] = set()
        self._between = 0

    def query(self) -> CountQuery:
        while self._words.takes("word", "PREFIX"):
            self._prefix()
        self._words.word("SELECT")
        is_distinct = self._words.takes("word", "DISTINCT")
        columns = self._words.some(self._column)
        self._words.takes("word", "WHERE")
        self._triples()
        keys = self._keys()
        having = self._having()
        order = self._order(dict(columns))
        limit, offset = self._slice()
        self._words.text("end")
        query = CountQuery(tuple(self._patterns), keys, tuple(columns), having, order, offset or 0, limit)
        self._check(query, is_distinct=is_distinct)
        return query

    def _check(self, query: CountQuery, *, is_distinct: bool) -> None:
        """What the engine refuses or reads otherwise: variables that are unknown, named twice or not grouped."""
        variables = {node for each in query.patterns for node in (each.subject, each.object)}
        shown = [each for _, each in query.columns if isinstance(each, Variable)]
        names = [name for name, _ in query.columns]
        sorted_by = {each.by for each in query.order if isinstance(each.by, Variable)}
        if (
            not query.counts
            or len(query.patterns) > MAX_PATTERNS
            or len(set(names)) < len(names)
            or len(set(query.keys)) < len(query.keys)
            or not sorted_by | set(shown) <= set(query.keys) <= variables
            or not self._counted <= variables
            or any(Variable(name) in variables for name, each in query.columns if isinstance(each, Count))
            or (is_distinct and set(shown) != set(query.keys))
        ):
            other()

    def _prefix(self) -> None:
        name = self._words.text("prefix")
        if self._words.text("local") or name in self._prefixes:
            other()
        self._prefixes[name] = self._absolute(self._words.text("iri"))

    def _column(self) -> tuple[str, Variable | Count] | None:
        name = self._words.take("variable")
        if name is not None:
            return name, Variable(name)
        if not self._words.takes("mark", "("):
            return None
        count = self._count()
        self._words.word("AS")
        name = self._words.text("variable")
        self._words.mark(")")
        return name, count

    def _count(self) -> Count:
        self._words.word("COUNT")
        self._words.mark("(")
        is_distinct = self._words.takes("word", "DISTINCT")
        if not is_distinct and self._words.takes("mark", "*"):
            count = Count()
        else:
            variable = Variable(self._words.text("variable"))
            self._counted.add(variable)
            count = Count(variable if is_distinct else None)
        self._words.mark(")")
        return count

    def _triples(self) -> None:
        self._words.mark("{")
        while not self._words.takes("mark", "}"):
            subject = self._node()
            self._properties(subject)
            while self._words.takes("mark", ";"):
                if self._words.next() in (("mark", "."), ("mark", "}")):
                    break
                self._properties(subject)
            if not self._words.takes("mark", "."):
                self._words.mark("}")
                return

    def _properties(self, subject: Node) -> None:
        path = [self._step()]
        while self._words.takes("mark", "/"):
            path.append(self._step())
        self._walk(subject, path, self._node())
        while self._words.takes("mark", ","):
            self._walk(subject, path, self._node())

    def _walk(self, subject: Node, path: list[tuple[str, bool]], end: Node) -> None:
        for left, (predicate, is_inverse) in zip(range(len(path) - 1, -1, -1), path, strict=True):
            self._between += 1
            node = Variable(f" {self._between}") if left else end  # no name that a text can have
            first, second = (node, subject) if is_inverse else (subject, node)
            if isinstance(first, Iri) and isinstance(second, Iri):
                other()
            self._patterns.append(Pattern(first, predicate, second))
            subject = node

    def _step(self) -> tuple[str, bool]:
        is_inverse = self._words.takes("mark", "^")
        return _TYPE if self._words.takes("word", "a") else self._iri(), is_inverse

    def _node(self) -> Node:
        name = self._words.take("variable")
        return Iri(self._iri()) if name is None else Variable(name)

    def _iri(self) -> str:
        iri = self._words.take("iri")
        if iri is not None:
            return self._absolute(iri)
        name = self._words.text("prefix")
        if name not in self._prefixes:
            other()
        return self._prefixes[name] + self._words.text("local")

    def _absolute(self, iri: str) -> str:
        if _DOTS.search(iri):
            other()
        return iri

    def _keys(self) -> tuple[Variable, ...]:
        if not self._words.takes("word", "GROUP"):
            return ()
        self._words.word("BY")
        return tuple(map(Variable, self._words.some(lambda: self._words.take("variable"))))

    def _having(self) -> Having | None:
        if not self._words.takes("word", "HAVING"):
            return None
        self._words.mark("(")
        count, comparison, number = self._count(), self._words.text("mark"), int(self._words.text("number"))
        self._words.mark(")")
        if comparison not in _COMPARISONS:
            other()
        return Having(count, comparison, number)

    def _order(self, columns: dict[str, Variable | Count]) -> tuple[Order, ...]:
        if not self._words.takes("word", "ORDER"):
            return ()
        self._words.word("BY")
        return tuple(self._words.some(lambda: self._sorting(columns)))

    def _sorting(self, columns: dict[str, Variable | Count]) -> Order | None:
        name = self._words.take("variable")
        if name is not None:
            return Order(columns.get(name, Variable(name)), descending=False)
        descending = self._words.takes("word", "DESC")
        if not descending and not self._words.takes("word", "ASC"):
            return None
        self._words.mark("(")
        name = self._words.take("variable")
        by = self._count() if name is None else columns.get(name, Variable(name))
        self._words.mark(")")
        return Order(by, descending)

    def _slice(self) -> tuple[int | None, int | None]:
        found: dict[str, int] = {}
        for _ in range(2):  # in either order
            for word in ("LIMIT", "OFFSET"):
                if word not in found and self._words.takes("word", word):
                    found[word] = int(self._words.text("number"))
        return found.get("LIMIT"), found.get("OFFSET")


def _is_tree(patterns: tuple[Pattern, ...]) -> bool:
    """Whether the variables hang together, each pair by one way at most."""
    tops: dict[Variable, Variable] = {}

    def top(node: Variable) -> Variable:
        while tops.setdefault(node, node) != node:
            node = tops[node]
        return node

    for each in patterns:
        ends = [top(node) for node in (each.subject, each.object) if isinstance(node, Variable)]
        if len(ends) == 2:
            if ends[0] == ends[1]:
                return False
            tops[ends[0]] = ends[1]
    return sum(node == over for node, over in tops.items()) == 1
