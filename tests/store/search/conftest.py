"""Indexes of the made-up docket that the service's tests read, and of the corpora as far as ingest goes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from pyoxigraph import Quad, RdfFormat, Store

from claimgraph.ingest import docket_graph, letter_graph, load_corpus, read_letter
from claimgraph.ontology import Iris, derive
from claimgraph.store.search import SearchIndex, make_index

TESTS = Path(__file__).parents[2]
CONTENT = "c" * 64


def read(folder: Path) -> Store:
    """The corpus as a graph, with what the rules derive; nothing is validated."""
    corpus = load_corpus(folder)
    store = Store()
    for graph in (
        docket_graph(corpus, corpus.respondents),
        *(letter_graph(corpus, read_letter(corpus, slug)) for slug in corpus.letters),
    ):
        store.bulk_extend(graph.quads())
    iris = Iris(corpus.docket.content.base)
    derived = derive(store, iris)
    store.bulk_extend(Quad(*triple, iris.derived_graph()) for triple in derived)
    return store


@pytest.fixture(scope="session")
def docket() -> Store:
    store = Store()
    store.bulk_load(path=TESTS / "api" / "docket.trig", format=RdfFormat.TRIG)
    return store


@pytest.fixture(scope="session")
def index(docket: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    """Of `tests/api/docket.trig`."""
    yield from indexed(docket, tmp_path_factory)


@pytest.fixture(scope="session")
def lamps() -> Store:
    return read(TESTS / "corpora" / "lamps")


@pytest.fixture(scope="session")
def lamps_index(lamps: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    yield from indexed(lamps, tmp_path_factory)


@pytest.fixture(scope="session")
def ntia_index(ntia: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    yield from indexed(read(ntia), tmp_path_factory)


def indexed(store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[SearchIndex]:
    path = tmp_path_factory.mktemp("indexed") / "search"
    make_index(store, path, CONTENT)
    opened = SearchIndex.open(path, CONTENT)
    assert opened is not None
    with closing(opened):
        yield opened
