"""A generation's content in a directory, with its columns and with the engine's answers beside it."""

from __future__ import annotations

import csv
import io
from collections import Counter as Multiset
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pyoxigraph
from pyoxigraph import Quad, QueryResultsFormat

from claimgraph.store.column_making import make_columns
from claimgraph.store.columns import open_columns
from claimgraph.store.content import write_content
from claimgraph.store.counting import Counter
from claimgraph.store.generations import Generation, load_memory
from claimgraph.store.manifest import FORMAT, Manifest

Rows = list[tuple[str, ...]]


@dataclass(frozen=True)
class Both:
    """A counter, and the engine over the same quads."""

    counter: Counter
    store: pyoxigraph.Store

    def counted(self, text: str) -> Rows | None:
        """The rows that the counter gives, its first one the names of the columns."""
        answer = self.counter.answer(text, QueryResultsFormat.TSV)
        return None if answer is None else rows_of(answer)

    def evaluated(self, text: str) -> Rows:
        """The rows that the engine gives."""
        return rows_of(self.written(text, QueryResultsFormat.TSV))

    def written(self, text: str, result_format: QueryResultsFormat) -> bytes:
        """The engine's answer in the format."""
        results = cast("pyoxigraph.QuerySolutions", self.store.query(text, use_default_graph_as_union=True))
        return cast("bytes", results.serialize(format=result_format))


def generation_of(directory: Path, quads: Iterable[Quad]) -> Generation:
    """A generation as far as its columns need it: the content alone, without a database."""
    content = write_content(quads, directory / "quads.nq")
    stored = pyoxigraph.Store()
    stored.bulk_extend(pyoxigraph.parse(path=directory / "quads.nq", lenient=True))
    return Generation(1, directory, Manifest(FORMAT, 1, content.hash, len(stored), content.bytes, {}, {}))


def both(directory: Path, quads: Iterable[Quad]) -> Both:
    """A counter and the engine over the quads."""
    generation = generation_of(directory, quads)
    assert make_columns(generation.quads_file, generation.columns_file, generation.manifest.content)
    columns = open_columns(generation)
    assert columns is not None
    return Both(Counter(columns), load_memory(generation))


def rows_of(answer: bytes) -> Rows:
    """The lines of tab-separated values."""
    lines = csv.reader(io.StringIO(answer.decode(), newline="\n"), delimiter="\t", quoting=csv.QUOTE_NONE)
    return [tuple(line) for line in lines]


def is_part(some: Rows, of: Rows) -> bool:
    """Whether each row is among the others as often at least."""
    return not Multiset(some) - Multiset(of)
