"""A database holds each of the quads that it is made of, and it is known how many each graph has."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import cast

import pytest
from pyoxigraph import DefaultGraph, Literal, NamedNode, Quad, Store

from claimgraph.store import databases
from claimgraph.store.databases import fill, make_database

INTEGER = NamedNode("http://www.w3.org/2001/XMLSchema#integer")


def quads(count: int, graphs: int = 3) -> list[Quad]:
    return [Quad(node(n), node("p"), Literal(str(n)), node(f"g{n % graphs}")) for n in range(count)]


def node(name: object) -> NamedNode:
    return NamedNode(f"https://example.org/{name}")


@pytest.mark.parametrize("count", [0, 1, 3, 4, 5, 6, 7, 40])
def test_however_many_are_loaded_at_once_all_are_there(count: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_LEAST", 3)
    monkeypatch.setattr(databases, "_MOST", 5)
    store = Store()
    fill(store, iter(quads(count)))
    assert set(store) == set(quads(count))


def test_the_more_there_are_the_more_are_loaded_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(databases, "_LEAST", 3)
    monkeypatch.setattr(databases, "_MOST", 5)
    loads: list[int] = []

    class Loader:
        def bulk_extend(self, quads: Iterable[Quad]) -> None:
            loads.append(len(list(quads)))

    fill(cast("Store", Loader()), iter(quads(40)))
    assert loads == [3, 3, 3, 3, 3, 3, 4, 5, 5, 5, 3]


def test_however_many_loads_there_were_each_index_is_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each look-up goes through all files that what is looked for may be in: one a load otherwise.

    That of the graphs' names may be two, when the engine is merging it by itself.
    """
    make_database(tmp_path / "one", quads(4000))
    monkeypatch.setattr(databases, "_LEAST", 300)
    monkeypatch.setattr(databases, "_MOST", 500)
    make_database(tmp_path / "many", quads(4000))
    one, many = (len(list((tmp_path / name).glob("*.sst"))) for name in ("one", "many"))
    assert many <= one + 1


def test_graphs_are_counted(tmp_path: Path) -> None:
    beside = Quad(node("a"), node("p"), node("b"), DefaultGraph())
    expected = Counter(quad.graph_name.value for quad in quads(40)) + Counter({"": 1})
    assert make_database(tmp_path / "database", [*quads(40), beside]) == dict(sorted(expected.items()))


def test_what_is_one_statement_to_the_engine_counts_once(tmp_path: Path) -> None:
    same = [Quad(node("a"), node("p"), Literal(text, datatype=INTEGER), node("g0")) for text in ("1", "01", "+1")]
    beside = Quad(node("a"), node("p"), node("b"), DefaultGraph())
    assert make_database(tmp_path / "database", [*same, beside, *quads(2)]) == {
        "": 1,
        "https://example.org/g0": 2,
        "https://example.org/g1": 1,
    }
