"""A query that counts, as data: what `recognition` reads and `counting` answers."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable, or a place between two steps of a path."""

    name: str


@dataclass(frozen=True, slots=True)
class Iri:
    """An absolute IRI."""

    text: str


Node = Variable | Iri


@dataclass(frozen=True, slots=True)
class Pattern:
    """A triple pattern whose predicate is an IRI; at least one end is a variable."""

    subject: Node
    predicate: str
    object: Node


@dataclass(frozen=True, slots=True)
class Count:
    """How many solutions a group has, or how many different values of a variable."""

    distinct: Variable | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What to sort by, and which way."""

    by: Variable | Count
    descending: bool


@dataclass(frozen=True, slots=True)
class Having:
    """What a group's count is compared with."""

    count: Count
    comparison: str
    number: int


@dataclass(frozen=True, slots=True)
class CountQuery:
    """A query that counts the solutions of triple patterns that form a tree.

    `columns` are what the answer's columns are called, with a key or a count each. Without `keys` there is one group,
    be it empty.
    """

    patterns: tuple[Pattern, ...]
    keys: tuple[Variable, ...]
    columns: tuple[tuple[str, Variable | Count], ...]
    having: Having | None
    order: tuple[Order, ...]
    offset: int
    limit: int | None

    @property
    def counts(self) -> tuple[Count, ...]:
        """Every count that the query needs, each once."""
        found = [each for _, each in self.columns if isinstance(each, Count)]
        found += [each.by for each in self.order if isinstance(each.by, Count)]
        found += [self.having.count] if self.having else []
        return tuple(dict.fromkeys(found))
