"""The file of columns: whole and of its own generation, or as if it weren't there."""

from __future__ import annotations

import asyncio
import os
import shutil
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from counted import generation_of
from pyoxigraph import BlankNode, Literal, NamedNode, Quad, Store

from claimgraph.store import (
    Evaluators,
    Generation,
    Making,
    Query,
    QuerySyntaxError,
    ResultTooLargeError,
    Settings,
    columns_beside,
    evaluate_into,
    publish,
    start_keeper,
)
from claimgraph.store.column_file import FORMAT, Arrays, Table, read_columns, write_columns
from claimgraph.store.column_making import make_columns
from claimgraph.store.columns import Columns, open_columns
from claimgraph.store.counting import Counter

EX = "http://example.org/"
INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def named(name: str) -> NamedNode:
    return NamedNode(EX + name)


QUADS = [
    Quad(named("a/b"), named("p"), named("a"), named("g")),
    Quad(named("a-b"), named("p"), named("a"), named("g")),
    Quad(named("a"), named("p"), named("a"), named("g")),
    Quad(named("a"), named("p"), named("a"), named("h")),
    Quad(named("a"), named("p"), BlankNode("b0")),
    Quad(named("a"), named("says"), Literal('"quoted" <g> .\n'), named("g")),
    Quad(named("a"), named("says"), Literal("in two words")),
    Quad(named("a"), named("says"), Literal("ja <b>", language="de")),
    Quad(named("a"), named("counts"), Literal("1", datatype=INTEGER)),
    Quad(named("a"), named("numbers"), Literal("1", datatype=INTEGER), named("g")),
    Quad(named("a"), named("numbers"), Literal("01", datatype=INTEGER), named("g")),
]


@pytest.fixture
def generation(tmp_path: Path) -> Generation:
    made = generation_of(tmp_path, QUADS)
    assert make_columns(made.quads_file, made.columns_file, made.manifest.content)
    return made


def opened(generation: Generation) -> Columns:
    columns = open_columns(generation)
    assert columns is not None
    return columns


def pairs(columns: Columns, predicate: str) -> list[tuple[str, str]]:
    """The subjects and objects of a predicate, as N-Triples, in the order of the columns."""
    table = columns.table(EX + predicate)
    assert table is not None
    by_object = zip(table.objects.tolist(), table.their_subjects.tolist(), strict=True)
    found = list(zip(table.subjects.tolist(), table.their_objects.tolist(), strict=True))
    assert list(by_object) == sorted((end, start) for start, end in found)
    assert found == sorted(found)
    return [(columns.text(start).decode(), columns.text(end).decode()) for start, end in found]


def test_triples_are_there_as_often_as_graphs_hold_them(generation: Generation) -> None:
    columns = opened(generation)
    a, ab, a_b = f"<{EX}a>", f"<{EX}a/b>", f"<{EX}a-b>"
    assert pairs(columns, "p") == [(a, a), (a, a), (a, "_:b0"), (a_b, a), (ab, a)], "sorted by text, without brackets"
    assert sorted(pairs(columns, "says")) == [(a, '"\\"quoted\\" <g> .\\n"'), (a, '"in two words"'), (a, '"ja <b>"@de')]
    assert pairs(columns, "counts") == [(a, f'"1"^^{INTEGER}')]
    assert pairs(columns, "nothing") == []
    assert columns.table(EX + "numbers") is None, "two of them are one to the engine"


def test_an_iri_is_found_by_its_text(generation: Generation) -> None:
    columns = opened(generation)
    iris = [columns.text(number)[1:-1].decode() for number in range(columns.iris)]
    assert iris == sorted(iris, key=str.encode)
    assert [columns.number(iri) for iri in iris] == list(range(columns.iris))
    assert [columns.number(EX + name) for name in ("", "aa", "zz", "a/b/c")] == [None] * 4


def test_the_same_content_gives_the_same_bytes(generation: Generation, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    again = generation_of(other, reversed(QUADS))
    make_columns(again.quads_file, again.columns_file, again.manifest.content)
    assert again.columns_file.read_bytes() == generation.columns_file.read_bytes()


LINES = {
    "nothing": b"",
    "no line": b"what is this\n",
    "a line cut short": f"<{EX}a> <{EX}p> <{EX}b> .".encode(),
    "an escaped IRI": f"<{EX}a> <{EX}p> <{EX}\\u0020> .\n".encode(),
    "a line among others": f"<{EX}a> <{EX}p> <{EX}b> .\n\n<{EX}a> <{EX}p> <{EX}c> .\n".encode(),
}


@pytest.mark.parametrize("name", LINES)
def test_lines_that_the_engine_does_not_write_have_no_columns(tmp_path: Path, name: str) -> None:
    (tmp_path / "quads.nq").write_bytes(LINES[name])
    assert not make_columns(tmp_path / "quads.nq", tmp_path / "columns", "0")
    assert not (tmp_path / "columns").exists()


def test_triple_terms_are_told_apart_by_the_engine(tmp_path: Path) -> None:
    lines = "\n".join(f'<{EX}{n}> <{EX}{n}> <<( <{EX}a> <{EX}p> "{n}"^^{INTEGER} )>> <{EX}g> .' for n in ("1", "01"))
    made = generation_of(tmp_path, [])
    made.quads_file.write_text(lines + "\n")
    assert make_columns(made.quads_file, made.columns_file, made.manifest.content)
    read = read_columns(made.columns_file)
    assert read is not None
    assert (list(read[0].rows), read[0].left_out) == ([EX + "1"], (EX + "01",))


def _flipped(data: bytes, place: int) -> bytes:
    changed = bytearray(data)
    changed[place] ^= 1
    return bytes(changed)


DAMAGE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda data: b"",
    "another version": lambda data: data.replace(FORMAT, FORMAT.replace(b"2", b"3"), 1),
    "another kind of file": lambda data: b"\x93NUMPY" + data,
    "the first bit": lambda data: _flipped(data, 0),
    "a bit of the digest": lambda data: _flipped(data, len(FORMAT)),
    "a bit of the header": lambda data: _flipped(data, len(FORMAT) + 70),
    "a bit in the middle": lambda data: _flipped(data, len(data) // 2),
    "the last bit": lambda data: _flipped(data, -1),
    "cut short": lambda data: data[:-4],
    "cut in the header": lambda data: data[: len(FORMAT) + 10],
    "more behind it": lambda data: data + b"\0",
}


@pytest.mark.parametrize("name", DAMAGE)
def test_a_damaged_file_is_no_file(generation: Generation, name: str) -> None:
    path = generation.columns_file
    path.write_bytes(DAMAGE[name](path.read_bytes()))
    assert open_columns(generation) is None


def test_another_contents_file_is_no_file(generation: Generation) -> None:
    assert open_columns(replace(generation, manifest=replace(generation.manifest, content="0" * 64))) is None


def test_without_its_lines_a_file_is_no_help(generation: Generation) -> None:
    generation.quads_file.write_bytes(generation.quads_file.read_bytes()[:-1])
    assert open_columns(generation) is None
    generation.quads_file.unlink()
    assert open_columns(generation) is None
    generation.columns_file.unlink()
    assert open_columns(generation) is None


COUNT = "SELECT (COUNT(*) AS ?n) WHERE { ?s <http://example.org/p> ?o }"
CSV = "text/csv"
SETTINGS = Settings(evaluators=1)


def answers(directory: Path, *queries: Query) -> list[bytes]:
    """What an evaluator answers to each of the queries, one after another."""

    async def ask() -> list[bytes]:
        evaluators = Evaluators(keeper.socket, SETTINGS)
        found = []
        try:
            for query in queries:
                with await evaluators.answer(query) as answer:
                    found.append(b"".join([chunk async for chunk in answer]))
        finally:
            await evaluators.close()
        return found

    with start_keeper(directory, SETTINGS) as keeper:
        return asyncio.run(ask())


def emptied(generation: Generation) -> None:
    """Has the columns hold no rows, as no publish would, so that their answers are told from the engine's."""
    read = read_columns(generation.columns_file)
    assert read is not None
    header, arrays = read
    none = arrays.lengths[:0]
    tables = {name: Table(none, none, none, none) for name in header.rows}
    generation.columns_file.unlink()
    write_columns(
        generation.columns_file,
        replace(header, rows=dict.fromkeys(header.rows, 0)),
        Arrays(arrays.offsets, arrays.lengths, tables),
    )


def test_evaluators_answer_from_columns_what_is_theirs(tmp_path: Path) -> None:
    directory = tmp_path / "store"
    generation = publish(directory, QUADS, {})
    others = (
        Query(COUNT, CSV, default_graphs=(EX + "g",)),
        Query(COUNT, CSV, named_graphs=(EX + "g",)),
        Query(COUNT, CSV, union=False),
        Query(COUNT.replace("WHERE", f"FROM <{EX}g> WHERE"), CSV),
        Query(COUNT.replace("}", "FILTER(true) }"), CSV),
    )
    theirs = [b"n\r\n3\r\n", b"n\r\n0\r\n", b"n\r\n1\r\n", b"n\r\n3\r\n", b"n\r\n5\r\n"]
    assert answers(directory, Query(COUNT, CSV), *others) == [b"n\r\n5\r\n", *theirs]
    emptied(generation)
    assert answers(directory, Query(COUNT, CSV), *others) == [b"n\r\n0\r\n", *theirs]
    with pytest.raises(QuerySyntaxError, match="line 1, column 62"):
        answers(directory, Query(COUNT.replace("}", ""), CSV))
    generation.columns_file.write_bytes(generation.columns_file.read_bytes()[:-1])
    assert answers(directory, Query(COUNT, CSV)) == [b"n\r\n5\r\n"], "a damaged file is no help, and no harm"


def test_a_limit_holds_for_answers_from_columns(generation: Generation) -> None:
    counter = Counter(opened(generation))
    query = Query(COUNT, "application/sparql-results+json")
    taken: list[bytes] = []
    with pytest.raises(ResultTooLargeError):
        evaluate_into(Store(), query, taken.append, max_bytes=20, known=counter.answer)
    assert taken == []
    evaluate_into(Store(), query, taken.append, max_bytes=2000, known=counter.answer)
    assert b'"5"' in b"".join(taken)


def test_columns_made_beside_the_database_are_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = publish(tmp_path / "usual", QUADS, {})
    makings: list[int] = []

    def check(generation: Generation, others: Sequence[Making]) -> None:
        makings.append(len(others))
        assert generation.columns_file.exists()
        for make in others:
            make()

    monkeypatch.setattr(columns_beside, "LEAST_BYTES", 0)
    beside = publish(tmp_path / "beside", QUADS, {}, check=check)
    assert beside.columns_file.read_bytes() == usual.columns_file.read_bytes()
    assert makings == [1], "the search index alone is left to be made"


def test_columns_whose_process_died_are_made_after_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usual = publish(tmp_path / "usual", QUADS, {})
    monkeypatch.setattr(columns_beside, "LEAST_BYTES", 0)
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    made = publish(tmp_path / "made", QUADS, {})
    assert made.columns_file.read_bytes() == usual.columns_file.read_bytes()
    assert not list(made.directory.glob(".*"))


def test_no_process_goes_on_when_what_it_was_beside_has_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns_beside, "LEAST_BYTES", 0)
    mine = Path(f"/proc/{os.getpid()}/task/{os.getpid()}/children")
    before = mine.read_text()

    def fail() -> None:
        with columns_beside.columns_beside(tmp_path, "0", 1):
            assert mine.read_text() != before
            raise ValueError("no more")

    with pytest.raises(ValueError, match="no more"):
        fail()
    assert mine.read_text() == before
