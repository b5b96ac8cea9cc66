"""The W3C's query evaluation and result format suites, over HTTP."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import DefaultGraph, NamedNode, Quad, QueryBoolean, QueryResultsFormat, QuerySolutions, Store
from w3c.answers import CSV, JSON, TSV, XML, Answer, Table, as_text, read_answer, read_result_set
from w3c.cases import QueryCase, query_cases
from w3c.engine import OTHERWISE_WRITTEN, WRONG, params
from w3c.equality import by_value, same
from w3c.manifests import BASE, path, read_graph

from claimgraph.store.forbidden import has_dataset

MEDIA_TYPES = {
    ".srx": XML,
    ".srj": JSON,
    ".csv": CSV,
    ".tsv": TSV,
    ".ttl": "text/turtle",
    ".rdf": "application/rdf+xml",
}
OF_TABLES, OF_GRAPHS = (XML, CSV, TSV), ("application/n-triples", "application/ld+json", "application/rdf+xml")
NOWHERE = f"{BASE}no-such-graph"
CASES = query_cases()


def expected(case: QueryCase) -> tuple[str, Answer]:
    """The answer that the suite wants, and the media type to ask for it in: its file's own, where that is one."""
    media_type = MEDIA_TYPES[case.result.suffix]
    if case.result.suffix in (".ttl", ".rdf"):
        quads = list(read_graph(case.result))
        described = read_result_set(quads)
        return (media_type, frozenset(quad.triple for quad in quads)) if described is None else (JSON, described)
    return media_type, read_answer(media_type, case.result.read_bytes())


def ask(client: httpx.Client, case: QueryCase, media_type: str) -> Answer:
    """The service's answer in the media type."""
    asked: dict[str, list[str]] = {"query": [case.text]}
    if not has_dataset(case.text):  # a dataset in the request would replace the query's own, which is then the test
        asked |= {"default-graph-uri": list(case.data or [NOWHERE]), "named-graph-uri": list(case.graphs)}
    answer = client.post("/sparql", data=asked, headers={"Accept": media_type})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"].partition(";")[0] == media_type
    return read_answer(media_type, answer.content)


@pytest.mark.parametrize("case", params((each for each in CASES if each.entry.id in WRONG), wrong={}))
def test_wrong_is_the_engine_and_not_the_service(case: QueryCase) -> None:
    """Asked in process, with the test's data alone, the engine's answer isn't the suite's either."""
    store = Store()
    for graph in (*case.data, *case.graphs):
        name = NamedNode(graph) if graph in case.graphs else DefaultGraph()
        store.extend(Quad(*quad.triple, name) for quad in read_graph(path(graph)))
    answer = store.query(case.text)
    assert isinstance(answer, (QueryBoolean, QuerySolutions))
    assert not same(read_answer(JSON, answer.serialize(format=QueryResultsFormat.JSON) or b""), expected(case)[1])


def is_repeatable(case: QueryCase) -> bool:
    """Whether the query has the same answer each time."""
    return not any(f"{word}(" in case.text.upper() for word in ("RAND", "UUID", "NOW"))


@pytest.mark.parametrize("case", params(CASES))
def test_answer(suites: httpx.Client, case: QueryCase) -> None:
    media_type, wanted = expected(case)
    got = ask(suites, case, media_type)
    if case.entry.id in OTHERWISE_WRITTEN:
        assert not same(got, wanted), "it is written as the suite has it: take it from the list"
        assert same(got, wanted, by_value), f"got {got}\nnot {wanted}"
    else:
        assert same(got, wanted), f"got {got}\nnot {wanted}"


@pytest.mark.parametrize("case", params(filter(is_repeatable, CASES), wrong={}))
def test_formats_agree(suites: httpx.Client, case: QueryCase) -> None:
    """An answer is the same in every format; in CSV as far as CSV tells."""
    graph = isinstance(expected(case)[1], frozenset)
    first = ask(suites, case, "text/turtle" if graph else JSON)
    for media_type in OF_GRAPHS if graph else (XML,) if isinstance(first, bool) else OF_TABLES:
        got = ask(suites, case, media_type)
        wanted = as_text(first) if media_type == CSV and isinstance(first, Table) else first
        assert same(got, wanted), f"{media_type}: got {got}\nnot {wanted}"
