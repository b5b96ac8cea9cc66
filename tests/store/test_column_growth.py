"""Columns that grew say what columns made anew do, whatever changed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from counted import generation_of
from pyoxigraph import BlankNode, DefaultGraph, Literal, NamedNode, Quad, Triple

from claimgraph.store import Generation
from claimgraph.store.column_growth import grow_columns
from claimgraph.store.column_making import make_columns
from claimgraph.store.columns import BLANK, IRI, Columns, kind_of, open_columns, ordered
from claimgraph.store.line_growth import find_difference, grow_lines
from claimgraph.store.lines import read_lines

EX = "http://example.org/"
XSD = "http://www.w3.org/2001/XMLSchema#"
IRIS = [NamedNode(f"{EX}{name}") for name in ("a", "a/b", "a-b", "aé", "b", *map(str, range(30)))]
BLANKS = [BlankNode(f"b{n}") for n in range(4)]
VALUES = [
    *(Literal(text) for text in ("", "a", 'b "c" <d> .', "in\ttwo\nlines", "é")),
    *(Literal(text, language="de") for text in ("a", "ja <b>")),
    *(Literal(str(n), datatype=NamedNode(XSD + "integer")) for n in range(9)),
    *(Literal(text, datatype=NamedNode(XSD + "date")) for text in ("2024-03-27", "2023-01-01")),
]
ODD = Literal("01", datatype=NamedNode(XSD + "integer"))
PREDICATES = [NamedNode(f"{EX}p{n}") for n in range(5)]
GRAPHS = [DefaultGraph(), NamedNode(f"{EX}g"), NamedNode(f"{EX}h")]
STEPS = 8


def drawn(draw: random.Random, odds: float) -> Quad:
    subject = draw.choice([*IRIS, *BLANKS])
    value = draw.choice(draw.choice([IRIS, VALUES, BLANKS]))
    if draw.random() < odds:
        value = draw.choice([ODD, Triple(IRIS[0], PREDICATES[0], draw.choice(VALUES))])
    return Quad(subject, draw.choice(PREDICATES), value, draw.choice(GRAPHS))


def lines(quads: Iterable[Quad]) -> list[bytes]:
    return sorted(f"{quad} .\n".encode() for quad in quads)


def whole(quads: Iterable[Quad], path: Path) -> Generation:
    path.mkdir()
    made = generation_of(path, quads)
    assert make_columns(made.quads_file, made.columns_file, made.manifest.content)
    return made


def grown_of(last: Generation, gone: Iterable[Quad], come: Iterable[Quad], path: Path) -> Generation:
    path.mkdir()
    removed, added = lines(gone), lines(come)
    with last.lines() as before:
        assert grow_lines(last.directory, before, find_difference(before, removed, added), path)
    with read_lines(path) as after:
        manifest = replace(last.manifest, content=path.name, bytes=after.bytes)
    made = Generation(last.number + 1, path, manifest)
    assert grow_columns(last, path, manifest.content, removed, added)
    return made


def pairs(columns: Columns, predicate: str) -> list[tuple[int, int]] | None:
    """The ranks of the subjects and objects of a predicate, in their order."""
    table = columns.table(predicate)
    if table is None:
        return None
    found = list(zip(table.subjects.tolist(), table.their_objects.tolist(), strict=True))
    by_object = zip(table.objects.tolist(), table.their_subjects.tolist(), strict=True)
    assert found == sorted(found)
    assert list(by_object) == sorted((end, start) for start, end in found)
    return sorted(zip(columns.ranks(table.subjects).tolist(), columns.ranks(table.their_objects).tolist(), strict=True))


def said(columns: Columns, predicate: str) -> list[tuple[bytes, bytes]] | None:
    """The subjects and objects of a predicate in the order of their terms' kinds and texts."""
    found = pairs(columns, predicate)
    return None if found is None else [(columns.text(start), columns.text(end)) for start, end in found]


def check(grown: Columns, anew: Columns) -> None:
    """Whether both say the same, but that the ones that grew may leave more to the engine."""
    for predicate in (*PREDICATES, NamedNode(f"{EX}none")):
        assert said(grown, predicate.value) in (said(anew, predicate.value), None), predicate
    texts = [grown.text(rank) for rank in range(grown.terms)]
    assert texts == sorted(set(texts), key=lambda text: (kind_of(text), ordered(text)))
    assert [kind_of(text) for text in texts].count(IRI) == grown.iris
    assert [kind_of(text) for text in texts].count(BLANK) == grown.blanks
    assert {anew.text(rank) for rank in range(anew.terms)} <= set(texts)
    numbers = [grown.number_at(rank) for rank in range(grown.terms)]
    assert sorted(numbers) == list(range(grown.terms))
    assert grown.ranks(np.array(numbers, np.int32)).tolist() == list(range(grown.terms))
    for number, text in zip(numbers[: grown.iris], texts, strict=False):
        assert grown.number(text[1:-1].decode()) == number


@pytest.mark.parametrize("odds", [0, 0.1])
@pytest.mark.parametrize("seed", range(6))
def test_columns_that_grew_say_what_those_made_anew_do(seed: int, odds: float, tmp_path: Path) -> None:
    draw = random.Random(f"{seed}{odds}")
    held = {drawn(draw, odds) for _ in range(draw.choice([3, 60, 200]))}
    last = whole(held, tmp_path / "whole")
    left_out: set[str] = set()
    for step in range(STEPS):
        more = {drawn(draw, odds) for _ in range(draw.choice([0, 1, 30]))}
        gone = set(draw.sample(sorted(held, key=str), min(len(held) - 1, draw.choice([0, 2, 40])))) - more
        after = (held - gone) | more
        made = grown_of(last, held - after, after - held, tmp_path / f"grown{step}")
        grown, anew = open_columns(made), open_columns(whole(after, tmp_path / f"anew{step}"))
        assert grown is not None
        assert anew is not None
        with closing(grown), closing(anew):
            check(grown, anew)
            left_out = {each.value for each in PREDICATES if grown.table(each.value) is None}
        held, last = after, made
    assert left_out if odds else not left_out


def test_there_are_none_to_grow(tmp_path: Path) -> None:
    quads = [Quad(IRIS[0], PREDICATES[0], each) for each in IRIS]
    last = whole(quads, tmp_path / "whole")
    path = tmp_path / "new"
    assert not grow_columns(last, path, "c", [b"<a:none> <a:p> <a:o> .\n"], [])
    assert not grow_columns(last, path, "c", [], [b"<a:a> <a:p> <a:\\u0020> .\n"])
    assert not grow_columns(replace(last, manifest=replace(last.manifest, content="d")), path, "c", [], [])
    last.columns_file.unlink()
    assert not grow_columns(last, path, "c", [], [])
    assert not path.exists()


def test_rows_that_were_never_there_are_left_to_the_engine(tmp_path: Path) -> None:
    last = whole([Quad(IRIS[0], each, IRIS[1]) for each in PREDICATES], tmp_path / "whole")
    (tmp_path / "new").mkdir()
    new = replace(last, directory=tmp_path / "new", manifest=replace(last.manifest, content="c"))
    (tmp_path / "new" / "quads.nq").hardlink_to(last.quads_file)
    for subject, value in ((IRIS[1], IRIS[0]), (IRIS[1], IRIS[1]), (IRIS[0], IRIS[0])):
        assert grow_columns(last, new.directory, "c", lines([Quad(subject, PREDICATES[0], value)]), [])
        columns = open_columns(new)
        assert columns is not None
        with closing(columns):
            assert columns.table(PREDICATES[0].value) is None
            assert said(columns, PREDICATES[1].value) == [(b"<http://example.org/a>", b"<http://example.org/a/b>")]
        new.columns_file.unlink()
        new.column_changes_file.unlink()


DAMAGE = {
    "empty": lambda data: b"",
    "of another version": lambda data: data.replace(b"changes 1", b"changes 2", 1),
    "with another bit": lambda data: data[:-1] + bytes([data[-1] ^ 1]),
    "cut short": lambda data: data[:-8],
}


@pytest.mark.parametrize("name", DAMAGE)
def test_damaged_changes_are_no_columns(tmp_path: Path, name: str) -> None:
    last = whole([Quad(IRIS[0], PREDICATES[0], IRIS[1])], tmp_path / "whole")
    made = grown_of(last, [], [Quad(IRIS[1], PREDICATES[0], IRIS[2])], tmp_path / "grown")
    path = made.column_changes_file
    path.write_bytes(DAMAGE[name](path.read_bytes()))
    assert open_columns(made) is None


def test_columns_and_changes_that_are_not_of_each_other_are_none(tmp_path: Path) -> None:
    last = whole([Quad(IRIS[0], PREDICATES[0], IRIS[1])], tmp_path / "whole")
    made = grown_of(last, [], [Quad(IRIS[1], PREDICATES[0], IRIS[2])], tmp_path / "grown")
    other = whole([Quad(IRIS[0], PREDICATES[0], IRIS[2])], tmp_path / "other")
    assert open_columns(replace(made, manifest=replace(made.manifest, content="d"))) is None
    made.columns_file.unlink()
    made.columns_file.hardlink_to(other.columns_file)
    assert open_columns(made) is None
    made.column_changes_file.unlink()
    assert open_columns(made) is None
