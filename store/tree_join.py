"""Joining triple patterns that form a tree, by columns.

What doesn't have to be told apart is not laid out but counted: a branch of the tree without a wanted variable only
multiplies each row's weight by the number of ways in which the branch goes on from there. Every solution of the
patterns, in SPARQL's sense (https://www.w3.org/TR/sparql11-query/#sparqlBGP), is in the weight of exactly one row.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_file import Ids, Table
from claimgraph.store.columns import Columns
from claimgraph.store.count_query import Iri, Node, Pattern, Variable

MAX_ROWS = 4_000_000
"""Rows of more than this many are not laid out, which keeps a count within some 200 MB."""

_MAX_COUNT = 2**62
_FEW = 4

Counts = npt.NDArray[np.int64]


class TooLargeError(Exception):
    """The rows are too many, or a number may not fit: the query is the engine's."""


@dataclass(frozen=True, slots=True)
class Solutions:
    """The values of the wanted variables, row by row, and for how many solutions each row stands.

    Rows may repeat. Without weights each stands for one.
    """

    size: int
    values: Mapping[Variable, Ids]
    weights: Counts | None


@dataclass(frozen=True, slots=True)
class _Edge:
    """A pattern seen from one of its variables: its rows' values there, ascending, and those at the other end."""

    near: Ids
    far: Ids
    to: Variable


@dataclass(frozen=True, slots=True)
class _Filter:
    """The values that a variable may have, ascending, and how often each fits."""

    values: Ids
    times: Counts


def join(columns: Columns, patterns: Iterable[Pattern], wanted: Collection[Variable]) -> Solutions | None:
    """The solutions of patterns that form a tree; None where a predicate has no columns.

    Raises TooLargeError.
    """
    tree = _Tree(frozenset(wanted))
    for each in patterns:
        table = columns.table(each.predicate)
        if table is None:
            return None
        if isinstance(each.object, Iri):
            tree.limit(each.subject, _ending(table.objects, table.their_subjects, columns.number(each.object.text)))
        elif isinstance(each.subject, Iri):
            tree.limit(each.object, _ending(table.subjects, table.their_objects, columns.number(each.subject.text)))
        else:
            tree.connect(each.subject, each.object, table)
    return tree.solutions()


def _ending(near: Ids, far: Ids, number: int | None) -> Ids:
    """The values, ascending, of the rows that have the number at their near end."""
    if number is None:
        return far[:0]
    # Of the same type as the column, or numpy would copy that whole.
    value = np.int32(number)
    return far[np.searchsorted(near, value, "left") : np.searchsorted(near, value, "right")]


class _Tree:
    """Variables with what limits each of them and the patterns to others."""

    def __init__(self, wanted: frozenset[Variable]) -> None:
        self._wanted = wanted
        self._edges: defaultdict[Variable, list[_Edge]] = defaultdict(list)
        self._filters: defaultdict[Variable, list[_Filter]] = defaultdict(list)

    def connect(self, subject: Variable, object_: Variable, table: Table) -> None:
        """Has the two be the ends of one of the table's rows."""
        self._edges[subject].append(_Edge(table.subjects, table.their_objects, object_))
        self._edges[object_].append(_Edge(table.objects, table.their_subjects, subject))

    def limit(self, variable: Node, values: Ids) -> None:
        """Has the variable be one of the values, as often as it is among them."""
        if isinstance(variable, Variable):
            self._filters[variable].append(_Filter(*_runs(values)))

    def solutions(self) -> Solutions:
        """Starts where there is least to look at, and goes on from there."""
        sizes = {at: min(len(each.near) for each in edges) for at, edges in self._edges.items()}
        sizes |= {at: min(len(each.values) for each in filters) for at, filters in self._filters.items()}
        start = min(sizes, key=lambda each: (sizes[each], each.name))
        if self._filters[start]:
            values = min((each.values for each in self._filters[start]), key=len)
        else:
            values, _ = _runs(min((each.near for each in self._edges[start]), key=len))
        rows = self._extended(_Rows(len(values), {start: values}, None), start, None)
        return Solutions(rows.size, {each: rows.values[each] for each in self._wanted}, rows.weights)

    def _extended(self, rows: "_Rows", at: Variable, origin: Variable | None) -> "_Rows":
        """The rows with all that hangs on the variable, the way that they came by left out."""
        rows = rows.weighed(self._times(rows.values[at], at))
        edges = sorted(self._onward(at, origin), key=lambda edge: self._is_wanted(edge.to, at))
        for edge in edges:
            if not self._is_wanted(edge.to, at):
                rows = rows.weighed(self._ways(rows.values[at], edge, at))
        for edge in edges:
            if self._is_wanted(edge.to, at):
                rows = self._extended(rows.joined(at, edge), edge.to, at)
        return rows if at in self._wanted else rows.without(at)

    def _onward(self, at: Variable, origin: Variable | None) -> Iterator[_Edge]:
        return (edge for edge in self._edges[at] if edge.to != origin)

    def _is_wanted(self, at: Variable, origin: Variable) -> bool:
        """Whether the variable or one beyond it is wanted."""
        return at in self._wanted or any(self._is_wanted(edge.to, at) for edge in self._onward(at, origin))

    def _times(self, values: Ids, at: Variable) -> Counts | None:
        """How often each value fits what limits the variable; None where nothing does."""
        times: Counts | None = None
        for each in self._filters[at]:
            if not len(each.values):
                return np.zeros(len(values), np.int64)
            places = np.minimum(np.searchsorted(each.values, values), len(each.values) - 1)
            found = np.where(each.values[places] == values, each.times[places], 0)
            times = found if times is None else _product(times, found)
        return times

    def _ways(self, values: Ids, edge: _Edge, origin: Variable) -> Counts:
        """In how many ways the branch beyond the edge goes on from each value."""
        first, sizes = _ranges(edge.near, values)
        onward = list(self._onward(edge.to, origin))
        if not onward and not self._filters[edge.to]:
            return sizes
        far, back = np.unique(edge.far[_places(first, sizes)], return_inverse=True)
        ways = self._times(far, edge.to)
        for each in onward:
            more = self._ways(far, each, edge.to)
            ways = more if ways is None else _product(ways, more)
        return sizes if ways is None else _sums(ways[back], sizes)


@dataclass(frozen=True, slots=True)
class _Rows:
    """Rows under way: the values of variables that are wanted or still to go on from."""

    size: int
    values: Mapping[Variable, Ids]
    weights: Counts | None

    def weighed(self, times: Counts | None) -> "_Rows":
        """The rows so many times each; those that are left at nothing are dropped."""
        if times is None or bool((times == 1).all()):
            return self
        weights = times if self.weights is None else _product(self.weights, times)
        kept = np.flatnonzero(weights)
        return _Rows(len(kept), {name: each[kept] for name, each in self.values.items()}, weights[kept])

    def joined(self, at: Variable, edge: _Edge) -> "_Rows":
        """Each row with every value that the edge leads to from there."""
        first, sizes = _ranges(edge.near, self.values[at])
        places = _places(first, sizes)
        if bool((sizes == 1).all()):
            return _Rows(self.size, {**self.values, edge.to: edge.far[places]}, self.weights)
        repeated = np.repeat(np.arange(self.size), sizes)
        values = {name: each[repeated] for name, each in self.values.items()}
        weights = None if self.weights is None else self.weights[repeated]
        return _Rows(len(places), {**values, edge.to: edge.far[places]}, weights)

    def without(self, variable: Variable) -> "_Rows":
        """The rows without the variable's values."""
        return _Rows(self.size, {name: each for name, each in self.values.items() if name != variable}, self.weights)


def _runs(values: Ids) -> tuple[Ids, Counts]:
    """The different values among those that are in order, and how often each is there."""
    if not len(values):
        return values, np.zeros(0, np.int64)
    first = np.flatnonzero(np.concatenate(([True], values[1:] != values[:-1])))
    return values[first], np.diff(np.append(first, len(values)))


def _ranges(ordered: Ids, values: Ids) -> tuple[Counts, Counts]:
    """Where each value's run begins, and how long it is."""
    if len(ordered) > _FEW * len(values):
        first = np.searchsorted(ordered, values, "left")
        return first, np.searchsorted(ordered, values, "right") - first
    # One search among the different values is less work than two among all.
    different, times = _runs(ordered)
    if not len(different):
        return np.zeros(len(values), np.int64), np.zeros(len(values), np.int64)
    places = np.minimum(np.searchsorted(different, values), len(different) - 1)
    sizes = np.where(different[places] == values, times[places], 0)
    return (np.cumsum(times) - times)[places], sizes


def _places(first: Counts, sizes: Counts) -> Counts:
    """All places in the runs, one run after another."""
    total = int(sizes.sum())
    if total > MAX_ROWS:
        raise TooLargeError
    return np.arange(total) + np.repeat(first - np.cumsum(sizes) + sizes, sizes)


def _product(one: Counts, other: Counts) -> Counts:
    if len(one) and int(one.max()) * int(other.max()) > _MAX_COUNT:
        raise TooLargeError
    return one * other


def _sums(numbers: Counts, sizes: Counts) -> Counts:
    """The sums of so many numbers each, one after another."""
    if len(numbers) and int(numbers.max()) * len(numbers) > _MAX_COUNT:
        raise TooLargeError
    ends = np.concatenate(([0], np.cumsum(numbers)))
    stops = np.cumsum(sizes)
    sums: Counts = ends[stops] - ends[stops - sizes]
    return sums
