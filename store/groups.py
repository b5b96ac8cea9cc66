"""Groups of solutions with their counts: made, compared with a number, put in order and cut."""

import operator
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from claimgraph.store.column_file import Ids
from claimgraph.store.count_query import Count, CountQuery, Having, Variable
from claimgraph.store.tree_join import Counts, Solutions, TooLargeError

_MAX_COUNT = 2**62
_COMPARED = {
    "<": operator.lt,
    "<=": operator.le,
    "=": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    ">": operator.gt,
}


@dataclass(frozen=True, slots=True)
class Groups:
    """Groups: the keys of each, ascending at first, and its counts."""

    size: int
    keys: Mapping[Variable, Ids]
    counts: Mapping[Count, Counts]

    def column(self, name: Variable | Count) -> Ids | Counts:
        """A key's numbers or a count's."""
        return self.keys[name] if isinstance(name, Variable) else self.counts[name]

    def at(self, places: npt.NDArray[np.intp]) -> "Groups":
        """The groups at those places, in that order."""
        return Groups(
            len(places),
            {name: each[places] for name, each in self.keys.items()},
            {name: each[places] for name, each in self.counts.items()},
        )


def grouped(solutions: Solutions, keys: Sequence[Variable], counts: Sequence[Count]) -> Groups:
    """The groups of the solutions; without keys there is one, even of none. Raises TooLargeError."""
    codes = _codes([solutions.values[key] for key in keys], solutions.size)
    order = np.argsort(codes)
    ordered = codes[order]
    first = np.flatnonzero(_differs(ordered))
    found = {}
    for count in counts:
        if count.distinct is None:
            found[count] = _totals(solutions.weights, order, first)
        else:
            found[count] = _distinct(solutions.values[count.distinct][order], first)
    if not keys and not solutions.size:
        return Groups(1, {}, {count: np.zeros(1, np.int64) for count in counts})
    return Groups(len(first), {key: solutions.values[key][order[first]] for key in keys}, found)


def kept(groups: Groups, having: Having) -> Groups:
    """The groups that HAVING lets through."""
    return groups.at(np.flatnonzero(_COMPARED[having.comparison](groups.counts[having.count], having.number)))


def arranged(groups: Groups, query: CountQuery) -> Groups:
    """The groups that the query asks for, in its order."""
    stop = groups.size if query.limit is None else min(groups.size, query.offset + query.limit)
    places = np.arange(groups.size)
    if query.order:
        columns = [_sign(each.descending) * groups.column(each.by).astype(np.int64) for each in query.order]
        if 0 < stop < groups.size:  # only what can be among the first ones need be sorted
            places = np.flatnonzero(columns[0] <= np.partition(columns[0], stop - 1)[stop - 1])
        places = places[np.lexsort([each[places] for each in reversed(columns)])]
    return groups.at(places[query.offset : stop])


def _sign(descending: bool) -> int:
    return -1 if descending else 1


def _codes(keys: Sequence[Ids], size: int) -> Counts:
    """One number a row, which is smaller where its keys are."""
    codes = keys[0].astype(np.int64) if keys else np.zeros(size, np.int64)
    for n, key in enumerate(keys[1:]):
        if n:  # two keys fit into one number; what they have become is numbered anew before a third one
            codes = np.unique(codes, return_inverse=True)[1].astype(np.int64)
        codes = codes << 32 | key
    return codes


def _totals(weights: Counts | None, order: npt.NDArray[np.intp], first: npt.NDArray[np.intp]) -> Counts:
    if weights is None or not len(order):
        return np.diff(np.append(first, len(order)))
    if int(weights.max()) * len(weights) > _MAX_COUNT:
        raise TooLargeError
    return np.add.reduceat(weights[order], first)


def _distinct(values: Ids, first: npt.NDArray[np.intp]) -> Counts:
    """How many different values each group has; the rows come group by group, which begin at `first`."""
    group = np.repeat(np.arange(len(first)), np.diff(np.append(first, len(values))))
    pairs = np.sort(group << 32 | values)
    return np.bincount(pairs[_differs(pairs)] >> 32, minlength=len(first))


def _differs(ordered: Counts) -> npt.NDArray[np.bool_]:
    """Whether each number differs from the one before it, which the first one does."""
    return np.concatenate((np.ones(min(len(ordered), 1), np.bool_), ordered[1:] != ordered[:-1]))
