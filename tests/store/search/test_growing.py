"""An index that grew is the one that is made anew, whatever changed; and what its entries are made from is known."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from pyoxigraph import Literal, NamedNode, Quad, Store

from claimgraph.ontology import CG, DCTERMS, OA, RDF, RDFS, XSD
from claimgraph.store import Generation, publish, publish_difference
from claimgraph.store.search import Search, SearchIndex, make_index
from claimgraph.store.search.changing import remove_index
from claimgraph.store.search.docket import Docket
from claimgraph.store.search.entries import entries_of, things, told
from claimgraph.store.search.entry import KINDS
from claimgraph.store.search.facet_rows import FacetRows
from claimgraph.store.search.given import given, givers
from claimgraph.store.search.growing import grow_index
from claimgraph.store.search.places import make_room, span
from claimgraph.store.search.reach import reached
from claimgraph.store.search.sealing import pages_of
from claimgraph.store.search.statements import Lookups, Statements, Values
from claimgraph.store.search_growth import grow_search, has_search

CONTENT = "c" * 64
SEARCHES = [
    *(Search(text, most=1000) for text in ("", "lamps", "street lamps ", '"street lamps"', "cit", "-lamps every")),
    Search("lamps", (("kind", "claim"),), most=1000),
]
STEPS = 6
SOME = NamedNode("a:some")


def stored(quads: Iterable[Quad]) -> Store:
    store = Store()
    store.extend(quads)
    return store


def table(path: Path) -> dict[str, object]:
    """All that an index says, without the numbers that its history may have a part in."""
    # Of a copy: changed pages are put into the file when a connection that may write is closed.
    copy = path.with_name("copy")
    for each in (path, pages_of(path)):
        if each.exists():
            shutil.copy(each, each.with_name(each.name.replace(path.name, copy.name)))
    with closing(sqlite3.connect(copy, isolation_level=None)) as file:
        file.execute("INSERT INTO found (found) VALUES ('integrity-check')")
        rows = file.execute("SELECT * FROM entry ORDER BY number").fetchall()
        values = file.execute("SELECT * FROM value").fetchall()
        told = sorted((name, value, *rest) for name, _, value, *rest in values)
        words = file.execute("SELECT * FROM word ORDER BY word").fetchall()
        facets = FacetRows(file)
        return {
            "entries": [(*row[1:], sorted(facets.take(row[0]))) for row in rows],
            "values": told,
            "words": words,
            "about": file.execute("SELECT * FROM about WHERE name = 'content'").fetchall(),
        }


def answers(path: Path) -> list[object]:
    index = SearchIndex.open(path, CONTENT)
    assert index is not None
    with closing(index):
        return [index.find(search) for search in SEARCHES]


def some_of(draw: random.Random, of: list[Any], *counts: int) -> list[Any]:
    return draw.sample(of, min(len(of), draw.choice(counts)))


def changed(quads: list[Quad], draw: random.Random) -> set[Quad]:
    """The statements after some change: of a few statements, of all about some things, of names, of new things."""
    after = set(quads)
    ordered = sorted(quads, key=str)
    subjects = sorted({quad.subject for quad in quads if isinstance(quad.subject, NamedNode)}, key=str)
    way = draw.choice(["fewer", "without", "other texts", "other ends", "more", "moved", "other words", "nothing left"])
    if way == "fewer":
        after -= set(some_of(draw, ordered, 1, 3, 30))
    elif way == "without":
        gone = set(some_of(draw, subjects, 1, 5, 20))
        after = {quad for quad in after if not gone & {quad.subject, quad.object}}
    elif way in ("other texts", "other ends"):
        kind = Literal if way == "other texts" else NamedNode
        some = [quad for quad in ordered if isinstance(quad.object, kind) and quad.predicate != RDF.type]
        for quad in some_of(draw, some, 1, 10):
            after.discard(quad)
            others = [each.object for each in some if each.predicate == quad.predicate]
            value = quad.object
            if isinstance(value, NamedNode):
                value = draw.choice(others)
            elif not value.value.isdigit():
                value = Literal(f"{value.value} {draw.choice(['lanterns', 'every', 'Zürich¹'])}")
            after.add(Quad(quad.subject, quad.predicate, value, quad.graph_name))
    elif way in ("more", "moved"):
        names = some_of(draw, subjects, 1, 10, 60)
        renamed = {each: NamedNode(each.value + draw.choice(["-2", "0", "/b"])) for each in names}
        for quad in ordered:
            if renamed.keys() & {quad.subject, quad.object}:
                ends = [renamed.get(each, each) for each in (quad.subject, quad.object)]  # type: ignore[call-overload]
                after.add(Quad(ends[0], quad.predicate, ends[1], quad.graph_name))
                if way == "moved":
                    after.discard(quad)
    elif way == "other words":
        for quad in ordered:
            if quad.predicate in (RDFS.label, CG.content) and draw.random() < 0.1:
                after.discard(quad)
                text = quad.object.value.replace("\n\n", "\n", draw.randint(0, 1)) + "\n\nOne more."
                after.add(Quad(quad.subject, quad.predicate, Literal(text), quad.graph_name))
    else:
        after = set(some_of(draw, ordered, 10))
    return after


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("name", ["lamps", "docket"])
def test_an_index_that_grew_is_the_one_made_anew(
    name: str, seed: int, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    draw = random.Random(f"{name}{seed}")
    before: set[Quad] = set(request.getfixturevalue(name))
    last = tmp_path / "made"
    make_index(stored(before), last, CONTENT)
    full = before
    for step in range(STEPS):
        after = changed(list(before), draw) if draw.random() < 0.8 else full
        grown = tmp_path / f"grown{step}"
        grow_index(last, grown, CONTENT, stored(before), stored(after), before ^ after)
        anew = tmp_path / f"anew{step}"
        make_index(stored(after), anew, CONTENT)
        assert answers(grown) == answers(anew), step
        assert table(grown) == table(anew), step
        before, last = after, grown


class Followed:
    """Statements, and each that was asked for, be it there or not, as quads that would be an answer."""

    def __init__(self, said: Lookups) -> None:
        self._said = said
        self.asked: set[Quad] = set()

    def objects(self, predicate: NamedNode) -> Values:
        return _Followed(self._said.objects(predicate), lambda thing: self._ask(Quad(thing, predicate, SOME)))

    def subjects(self, predicate: NamedNode) -> Values:
        return _Followed(self._said.subjects(predicate), lambda thing: self._ask(Quad(SOME, predicate, thing)))

    def is_a(self, thing: str, kind: NamedNode) -> bool:
        self._ask(Quad(NamedNode(thing), RDF.type, kind))
        return self._said.is_a(thing, kind)

    def label(self, iri: str) -> str:
        self._ask(Quad(NamedNode(iri), RDFS.label, SOME))
        return self._said.label(iri)

    def _ask(self, quad: Quad) -> None:
        self.asked.add(quad)


class _Followed:
    def __init__(self, values: Values, ask: Callable[[NamedNode], None]) -> None:
        self._values, self._ask = values, ask

    def get(self, thing: str, none: tuple[str, ...], /) -> tuple[str, ...]:
        self._ask(NamedNode(thing))
        return self._values.get(thing, none)


MADE_FROM: dict[str, Callable[[Docket, str], object]] = {
    **{kind: (lambda docket, iri, kind=kind: list(entries_of(docket, kind, iri))) for kind in KINDS},
    "citation": lambda docket, iri: given(docket, "citation", iri),
    "value": told,
}


@pytest.mark.parametrize("name", ["lamps", "docket"])
def test_what_entries_are_made_from_reaches_them(name: str, request: pytest.FixtureRequest) -> None:
    """Each statement that is asked for while a thing's entries are made leads back to the thing."""
    store: Store = request.getfixturevalue(name)
    said = Statements(store)
    of = {kind: things(said, kind) for kind in KINDS}
    of["citation"] = said.having(CG.citesSource)
    of["value"] = sorted({*of["question"], *said.members(CG.Topic), *said.values(CG.madeBy)})
    followed = 0
    for kind, make in MADE_FROM.items():
        for iri in of[kind]:
            following = Followed(Lookups(store))
            make(Docket(following), iri)
            if kind == "claim":
                given(Docket(following), "claim", iri)
            for quad in following.asked:
                assert iri in reached(Lookups(store), [quad])[kind], (kind, quad)
            followed += len(following.asked)
    assert followed > 200


@pytest.mark.parametrize("name", ["lamps", "docket"])
def test_whoever_gives_is_found(name: str, request: pytest.FixtureRequest) -> None:
    docket = Docket(Lookups(request.getfixturevalue(name)))
    said = Statements(request.getfixturevalue(name))
    claims, citations = things(said, "claim"), said.having(CG.citesSource)
    found = 0
    for giver, iris in (("claim", claims), ("citation", citations)):
        for iri in iris:
            for kind, thing, _, _ in given(docket, giver, iri):  # type: ignore[arg-type]
                assert (giver, iri) in givers(docket, kind, thing)
                found += 1
    assert found


def test_there_is_always_room(tmp_path: Path) -> None:
    """Entries are put in anywhere, many of them at one place; the order of their numbers stays that of their IRIs."""
    draw = random.Random(1)
    make_index(Store(), tmp_path / "index", CONTENT)
    moves = 0
    with closing(sqlite3.connect(tmp_path / "index", isolation_level=None)) as file:
        file.execute("BEGIN")

        def move(moved: dict[int, int]) -> None:
            nonlocal moves
            moves += len(moved)
            # Over numbers that none has, since one may take another's place.
            for pairs in ([(-old, old) for old in moved], [(new, -old) for old, new in moved.items()]):
                file.executemany("UPDATE entry SET number = ? WHERE number = ?", pairs)

        iris: list[str] = []
        for n in range(400):
            iri = f"a:{draw.random()}" if n % 2 else f"a:0.5{n:06}"
            iris.append(iri)
            for number in make_room(file, "letter", iri, draw.choice([1, 2, 30]), move):
                file.execute("INSERT INTO entry (number, kind, iri) VALUES (?, 'letter', ?)", (number, iri))
        rows = file.execute("SELECT iri FROM entry ORDER BY number").fetchall()
        first, last = file.execute("SELECT min(number), max(number) FROM entry").fetchone()
    assert list(dict.fromkeys(iri for (iri,) in rows)) == sorted(iris)
    assert first in span("letter")
    assert last in span("letter")
    assert moves < 20 * len(rows)


@pytest.fixture
def grown(lamps: Store, tmp_path: Path) -> Generation:
    """A generation that grew out of another: its index has the other's file, and pages beside it."""
    quads = sorted(lamps, key=str)
    first = publish(tmp_path / "store", quads, {})
    last = publish_difference(tmp_path / "store", quads[:2], [], {}, after=first.number)
    assert last.search_file.samefile(first.search_file)
    return last


def flipped(data: bytes, place: int) -> bytes:
    return data[:place] + bytes(255 - each for each in data[place : place + 8]) + data[place + 8 :]


def spoilt(path: Path, parts: int) -> Iterator[bytes | None]:
    """What may have become of a file; None where it is gone."""
    whole = path.read_bytes()
    yield from (None, b"", whole[:-1], whole[: len(whole) // 2], whole + b"0")
    yield from (flipped(whole, place) for place in range(0, len(whole), len(whole) // parts))


@pytest.mark.parametrize("name", ["search", "search-wal"])
def test_a_generation_gets_the_index_of_the_last_one_if_that_is_sound(
    name: str, lamps: Store, tmp_path: Path, grown: Generation
) -> None:
    quads = sorted(lamps, key=str)
    removed = sorted(f"{quad} .\n".encode() for quad in quads[2:5])
    other = publish(tmp_path / "other", quads[5:], {})
    new = replace(other, manifest=replace(other.manifest, content=CONTENT))
    anew = tmp_path / "anew"
    make_index(new.open(), anew, CONTENT)

    def grow() -> bool:
        """Whether the index of the last generation was of use."""
        remove_index(new.search_file)
        grow_search(grown, new, removed, [], partial(has_search, grown))
        made = new.search_file
        assert answers(made) == answers(anew)
        assert table(made) == table(anew)
        return made.read_bytes() != anew.read_bytes()

    assert grow()
    file = grown.directory / name
    for data in spoilt(file, 30):
        file.unlink(missing_ok=True)
        if data is not None:
            file.write_bytes(data)
        assert not has_search(grown)
        assert not grow()
    assert not [path for path in new.directory.iterdir() if path.name.startswith(".")]


def test_a_generation_whose_changed_pages_are_spoilt_gets_another_index(
    lamps: Store, tmp_path: Path, grown: Generation
) -> None:
    for data in spoilt(pages_of(grown.search_file), 3):
        if data is None:
            pages_of(grown.search_file).unlink()
        else:
            pages_of(grown.search_file).write_bytes(data)
        assert not has_search(grown)
        publish(tmp_path / "store", sorted(lamps, key=str)[2:], {})
        assert has_search(grown)
        assert not pages_of(grown.search_file).exists()


def test_the_lines_give_what_the_database_does(tmp_path: Path) -> None:
    """Numbers and dates in forms that the engine writes otherwise, and a thing with more than is read of lines."""
    base = "https://example.org/"
    letter, text, section = (NamedNode(f"{base}{name}") for name in ("letter/a", "letter/a/text", "letter/a/section"))
    graph = NamedNode(f"{base}graph")
    said = [
        (letter, RDF.type, CG.CommentLetter),
        (letter, RDFS.label, Literal("A letter")),
        (letter, CG.currentText, text),
        (letter, DCTERMS.date, Literal("2024-03-27+00:00", datatype=XSD.date)),
        (text, CG.content, Literal("One paragraph.\n\n" + "Another one, which is long. " * 50_000)),
        (section, CG.sectionOf, letter),
        (section, CG.heading, Literal("First")),
        (section, OA.start, Literal("00", datatype=XSD.integer)),
        (section, OA.end, Literal("+0100", datatype=XSD.integer)),
    ]
    made = publish(tmp_path / "store", [Quad(*each, graph) for each in said], {})
    by_lines, by_database = (tmp_path / name for name in ("lines", "database"))
    with made.lines() as lines:
        make_index(made.open(), by_lines, CONTENT, lines)
    make_index(made.open(), by_database, CONTENT)
    assert by_lines.read_bytes() == by_database.read_bytes()
