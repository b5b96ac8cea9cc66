"""The synthetic docket that pages are timed on has all that their queries ask for."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest
from pyoxigraph import QuerySolutions, Store

from claimgraph.api.examples import about
from claimgraph.api.positions import docket_of
from claimgraph.api.service.graph import Row, Term

BENCH = Path(__file__).parents[2] / "bench"
QUERIES = ("docket-questions", "docket-answers", "docket-respondents", "docket-disputes")
LONG = ("docket-positions", "docket-topics")
LETTERS = 5


@pytest.fixture(scope="module")
def pages() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import pages

        yield pages


def rows(store: Store, query: str) -> list[Row]:
    found = store.query(query, use_default_graph_as_union=True)
    assert isinstance(found, QuerySolutions)
    names = [each.value for each in found.variables]
    return [
        {name: Term("literal", value.value) if (value := row[name]) is not None else None for name in names}  # type: ignore[union-attr]
        for row in found
    ]


def test_the_docket_is_whole(pages: ModuleType) -> None:
    store = Store()
    store.bulk_extend(pages.docketed(LETTERS))
    iri = f"{pages.IRIS.base}docket"
    long = (
        [[term.value if term else "" for term in row.values()] for row in rows(store, about(name, iri))]
        for name in LONG
    )
    docket = docket_of(iri, *(rows(store, about(name, iri)) for name in QUERIES), *long)
    assert len(docket.questions) == pages.QUESTIONS
    assert len(docket.respondents) == LETTERS
    assert {each.home for each in docket.held} == {f"{pages.IRIS.base}question/{n}" for n in range(1, LETTERS + 1)}
    assert all(each.topics for each in docket.held)
    assert any(each.is_disputed for each in docket.held)
