"""Making a generation's columns from its sorted N-Quads.

Two triples must be the same here exactly where they are the same to the engine, which keeps numbers, dates and the like
by value. So whatever isn't an IRI, a blank node or plain text is shown to the engine, and a predicate with a value that
the engine would write otherwise gets no columns.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import count
from operator import itemgetter
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyoxigraph

from claimgraph.store.column_file import Arrays, Header, Ids, Longs, Table, joined, parted, write_columns

MAX_TERMS = 8_000_000
"""Beyond so many terms, of some 400 bytes of memory each while they are numbered, no columns are made."""

_BLOCK_BYTES = 64 * 1024  # few enough lines that the garbage collector has no reason to look at them
_IRI = rb'<[^<>"\\\s]+>'
_LINE = re.compile(
    rb"^("
    + _IRI
    + rb"|_:\S+) ("
    + _IRI
    + rb") ("
    + _IRI
    + rb'|_:\S+|".*"\S*|<<\(.*\)>>)(?: (?:'
    + _IRI
    + rb"|_:\S+))? \.\n",
    re.MULTILINE,
)
_IN_LANGUAGE = re.compile(rb'".*"@[a-z]+(?:-[a-z0-9]+)*')


def make_columns(quads_file: Path, path: Path, content: str) -> bool:
    """Writes the columns of the N-Quads, whose SHA-256 is `content`, and returns whether there are any.

    There are none for no quads or more than MAX_TERMS terms, or where a line isn't as the engine writes it. The same
    content gives the same bytes.
    """
    read = _read(quads_file)
    if read is None:
        return False
    terms, offsets, rows = read
    ids = _Ranks(terms)
    odd = np.array(rewritten(terms, ids.order[ids.iris + ids.blanks :].tolist()), np.int32)
    tables, left_out = {}, []
    for predicate, subjects, objects in _by_predicate(rows):
        name = terms[predicate][1:-1].decode()
        if odd.size and np.isin(objects, odd).any():
            left_out.append(name)
        else:
            tables[name] = _table(ids.of[subjects], ids.of[objects])
    lengths = _lengths(terms)
    header = Header(
        content,
        len(terms),
        ids.iris,
        ids.blanks,
        {name: len(tables[name].subjects) for name in sorted(tables)},
        tuple(sorted(left_out)),
    )
    write_columns(path, header, Arrays(offsets[ids.order], lengths[ids.order], tables))
    return True


_Rows = npt.NDArray[np.int32]  # three columns: the numbers of subjects, predicates and objects


def terms_of(block: bytes) -> list[tuple[bytes, bytes, bytes]] | None:
    """Each line's subject, predicate and object; None where a line isn't as the engine writes it."""
    found: list[tuple[bytes, bytes, bytes]] = _LINE.findall(block)
    return found if len(found) == block.count(b"\n") and block.endswith(b"\n") else None


def _read(path: Path) -> tuple[list[bytes], Longs, _Rows] | None:
    """The terms in the order in which they come first, where in the file each does, and the lines' terms by number."""
    numbers: defaultdict[bytes, int] = defaultdict(count().__next__)
    offsets, rows = [], []
    position = 0
    for block in _blocks(path):
        found, known = terms_of(block), len(numbers)
        if found is None or known > MAX_TERMS:
            return None
        columns = list(zip(*found, strict=True))
        ids = np.array([np.fromiter(map(numbers.__getitem__, each), np.int32, len(found)) for each in columns])
        offsets.append(position + _first_places(block, columns, ids, known))
        rows.append(ids)
        position += len(block)
    if not rows:
        return None
    return list(numbers), np.concatenate(offsets), np.concatenate(rows, axis=1)


def _first_places(block: bytes, columns: Sequence[Sequence[bytes]], ids: _Rows, known: int) -> Longs:
    """Where in the block the terms stand that have a number from `known` on."""
    at = np.flatnonzero(np.frombuffer(block, np.uint8) == ord("\n")) + 1
    at = np.concatenate(([0], at[:-1]))
    places = np.zeros(int(ids.max(initial=known - 1)) + 1 - known, np.int64)
    for column, numbers in zip(columns, ids, strict=True):
        is_new = numbers >= known
        places[numbers[is_new] - known] = at[is_new]  # any of a term's places will do; numpy takes the last one
        at = at + _lengths(column) + 1
    return places


def _lengths(terms: Sequence[bytes]) -> Ids:
    return np.fromiter(map(len, terms), np.int32, len(terms))


def _blocks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while block := file.read(_BLOCK_BYTES):
            yield block + file.readline()


class _Ranks:
    """The terms' places in the file: IRIs, blank nodes and the rest, each by their text."""

    def __init__(self, terms: list[bytes]) -> None:
        first, second = (np.fromiter(map(itemgetter(n), terms), np.uint8, len(terms)) for n in (0, 1))
        is_iri = (first == ord("<")) & (second != ord("<"))  # two of them open a triple term
        is_blank = first == ord("_")
        iris = _sorted(is_iri, lambda number: terms[number][1:-1])
        blanks, rest = (_sorted(chosen, terms.__getitem__) for chosen in (is_blank, ~(is_iri | is_blank)))
        self.iris, self.blanks = len(iris), len(blanks)
        self.order = np.concatenate((iris, blanks, rest))
        self.of = np.empty(len(terms), np.int32)
        self.of[self.order] = np.arange(len(terms), dtype=np.int32)


def _sorted(is_chosen: npt.NDArray[np.bool_], key: Callable[[int], bytes]) -> Ids:
    return np.array(sorted(np.flatnonzero(is_chosen).tolist(), key=key), np.int32)


def rewritten(terms: Sequence[bytes], literals: Iterable[int]) -> list[int]:
    """The numbers of the terms among the literals that the engine writes otherwise than they are written here."""
    asked = [n for n in literals if not terms[n].endswith(b'"') and not _IN_LANGUAGE.fullmatch(terms[n])]
    lines = b"".join(b"<a:%d> <a:> %s .\n" % (number, terms[number]) for number in asked)
    store = pyoxigraph.Store()
    store.bulk_extend(pyoxigraph.parse(lines, pyoxigraph.RdfFormat.N_QUADS, lenient=True))
    written = set((store.dump(format=pyoxigraph.RdfFormat.N_QUADS) or b"").splitlines(keepends=True))
    return [number for number in asked if b"<a:%d> <a:> %s .\n" % (number, terms[number]) not in written]


def _by_predicate(rows: _Rows) -> Iterable[tuple[int, Ids, Ids]]:
    """Each predicate's number with its rows' subjects and objects."""
    order = np.argsort(rows[1], kind="stable")
    predicates = rows[1][order]
    edges = np.flatnonzero(np.diff(predicates)) + 1
    for some in np.split(order, edges):
        if some.size:
            yield int(rows[1][some[0]]), rows[0][some], rows[2][some]


def _table(subjects: Ids, objects: Ids) -> Table:
    # Sorting rows is much faster than sorting places.
    by_subject, by_object = (parted(np.sort(joined(*ends))) for ends in ((subjects, objects), (objects, subjects)))
    return Table(*by_subject, *by_object)
