"""The synthetic letters and the queries on them: the sizes that the documents name, and answers to every kind."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import QueryTriples, RdfFormat, Store

BENCH = Path(__file__).parents[2] / "bench"
LETTERS = 20


@pytest.fixture(scope="module")
def modules() -> tuple[ModuleType, ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import queries
        import synthetic

        return synthetic, queries


@pytest.fixture(scope="module")
def store(modules: tuple[ModuleType, ModuleType]) -> Store:
    synthetic, _ = modules
    store = Store()
    store.bulk_extend(synthetic.quads(LETTERS))
    return store


def test_same_letters_same_statements(modules: tuple[ModuleType, ModuleType]) -> None:
    synthetic, _ = modules
    assert list(synthetic.n_quads(3)) == list(synthetic.n_quads(3))
    assert list(synthetic.n_quads(3)) != list(synthetic.n_quads(4))


def test_size_of_a_letter(modules: tuple[ModuleType, ModuleType], store: Store) -> None:
    synthetic, _ = modules
    assert 1900 < len(store) / LETTERS < 2000
    assert len(store) == len({quad.triple for quad in store})  # each statement stands in one graph
    assert len(synthetic.triples(LETTERS)) == 21_019  # what docs/reasoning.md was measured on
    assert {quad.triple for quad in store} > set(synthetic.triples(LETTERS))


def test_every_kind_of_query_has_answers(modules: tuple[ModuleType, ModuleType], store: Store) -> None:
    _, queries = modules
    for kind in queries.KINDS:
        texts = {kind.drawn(LETTERS, random.Random(n), n) for n in range(20)}
        assert len(texts) == 20, kind.name
        counts = []
        for text in texts:
            results = store.query(text, use_default_graph_as_union=True)
            assert isinstance(results, QueryTriples) == (kind.media_type == RdfFormat.N_TRIPLES.media_type), kind.name
            counts.append(sum(1 for _ in results))  # type: ignore[arg-type, misc]
        assert all(counts), kind.name


def test_repeated_queries_are_the_same_few(modules: tuple[ModuleType, ModuleType]) -> None:
    _, queries = modules
    for kind in queries.KINDS:
        assert kind.repeated(LETTERS) == kind.repeated(LETTERS)


def test_help() -> None:
    said = subprocess.run(
        [sys.executable, str(BENCH / "service.py"), "--help"], capture_output=True, text=True, check=True
    )
    assert "--quick" in said.stdout
