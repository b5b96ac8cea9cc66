"""Queries made from the grammar and broken ones: whatever is asked, the answer keeps the laws."""

from __future__ import annotations

import re
from urllib.parse import quote

import httpx
import pytest
from fuzz import grammar
from fuzz.laws import check, readable
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from claimgraph.api.service.negotiation import GRAPH_FORMATS, RESULT_FORMATS, Format

CONTROL = "SELECT ?o { <https://example.org/terms/a> <https://example.org/terms/p> ?o }"
CODINGS = ("identity", "gzip", "zstd", "gzip;q=0.5, zstd", "*", "identity;q=0", "br", "x-gzip", "", ";;q=", "gzip;q=2")
ACCEPTS = (
    *(each.media_type for each in (*RESULT_FORMATS, *GRAPH_FORMATS)),
    *("*/*", "", "text/*;q=0.1", "application/json", "image/png", "text/html"),
    *("*/*;q=0", 'a/b;c="d,e"', ",,,", "\xff"),
)
FORM = "application/x-www-form-urlencoded"
DIRECT = "application/sparql-query"
TYPES = (FORM, DIRECT, f"{DIRECT}; charset=UTF-8", f"{DIRECT}; charset=latin-1", "text/plain", "", "\xff", f"{FORM};;")
# What the engine answers anew each time, and what picks from rows that are in no order.
VOLATILE = re.compile(r"LIMIT|SAMPLE|GROUP_CONCAT|OFFSET|REDUCED", re.IGNORECASE)

fuzzing = settings(
    derandomize=True, deadline=None, database=None, suppress_health_check=list(HealthCheck), print_blob=False
)
codings, accepts = st.sampled_from(CODINGS), st.sampled_from(ACCEPTS)


def ask(client: httpx.Client, way: str, query: str, headers: dict[str, str]) -> httpx.Response:
    """The answer to a query sent by GET, as a form or as the body itself."""
    sent = {name: value.encode("latin-1") for name, value in headers.items()}
    encoded = f"query={quote(query.encode('utf-8', 'surrogatepass'))}"
    if way == "get":
        return client.get(f"/sparql?{encoded}", headers=sent)
    if way == "form":
        return client.post("/sparql", content=encoded, headers={**sent, "Content-Type": FORM.encode()})
    body = query.encode("utf-8", "surrogatepass")
    return client.post("/sparql", content=body, headers={"Content-Type": DIRECT.encode(), **sent})


def serves_others(client: httpx.Client) -> bool:
    """Whether a query that has nothing to do with the rest is answered as ever."""
    answer = client.get("/sparql", params={"query": CONTROL}, headers={"Accept": "text/csv"})
    return answer.text == "o\r\nhttps://example.org/terms/b\r\n"


@given(query=grammar.queries, way=st.sampled_from(("get", "form", "direct")), coding=codings, accept=accepts)
@settings(fuzzing, max_examples=200)
def test_queries_of_the_grammar(asked: httpx.Client, query: str, way: str, coding: str, accept: str) -> None:
    check(ask(asked, way, query, {"Accept-Encoding": coding, "Accept": accept}))
    assert serves_others(asked)


@given(query=grammar.broken(), way=st.sampled_from(("get", "form", "direct")), coding=codings)
@settings(fuzzing, max_examples=200)
def test_broken_queries(asked: httpx.Client, query: str, way: str, coding: str) -> None:
    check(ask(asked, way, query, {"Accept-Encoding": coding}))
    assert serves_others(asked)


@given(query=grammar.queries)
@settings(fuzzing, max_examples=60)
def test_every_format_has_the_same_rows(asked: httpx.Client, query: str) -> None:
    first = ask(asked, "get", query, {"Accept": "*/*"})
    if first.status_code != 200 or VOLATILE.search(query):
        return
    expected = readable(first)
    offered = RESULT_FORMATS if "sparql-results" in first.headers["content-type"] else GRAPH_FORMATS
    for wanted in offered:
        answer = asked.get(f"/sparql.{wanted.name}", params={"query": query})
        if answer.status_code == 406:  # JSON-LD and RDF/XML can't say everything
            assert wanted.name in ("jsonld", "rdf", "xml"), answer.text
            continue
        assert answer.status_code == 200, (wanted, answer.text)
        assert answer.headers["content-type"] == wanted.content_type
        found = readable(answer)
        assert (found.total() if wanted.name == "csv" else found) == (
            expected.total() if wanted.name == "csv" else expected
        ), wanted


@given(query=st.one_of(grammar.queries, grammar.broken()), coding=codings, accept=accepts)
@settings(fuzzing, max_examples=80)
def test_head_has_the_headers_of_get(asked: httpx.Client, query: str, coding: str, accept: str) -> None:
    headers = {"Accept-Encoding": coding.encode(), "Accept": accept.encode("latin-1")}
    address = f"/sparql?query={quote(query.encode('utf-8', 'surrogatepass'))}"
    head, got = asked.head(address, headers=headers), asked.get(address, headers=headers)
    assert head.content == b""
    assert head.status_code == got.status_code
    unlike = {"date", "transfer-encoding"}
    if "etag" not in got.headers or "transfer-encoding" in got.headers:  # made anew each time, or as it comes
        unlike.add("content-length")
    assert {n: v for n, v in head.headers.items() if n not in unlike} == {
        n: v for n, v in got.headers.items() if n not in unlike
    }


@given(encoded=grammar.encoded, way=st.sampled_from(("get", "form")))
@settings(fuzzing, max_examples=150)
def test_percent_encodings(asked: httpx.Client, encoded: str, way: str) -> None:
    if way == "get":
        check(asked.get(f"/sparql?query={encoded}"))
    else:
        check(asked.post("/sparql", content=encoded.encode(), headers={"Content-Type": FORM}))


@given(body=st.one_of(st.binary(max_size=200), st.just(CONTROL.encode())), kind=st.sampled_from(TYPES))
@settings(fuzzing, max_examples=100)
def test_bodies_of_any_kind(asked: httpx.Client, body: bytes, kind: str) -> None:
    check(asked.post("/sparql", content=body, headers={"Content-Type": kind.encode("latin-1")}))
    assert serves_others(asked)


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda each: each.name)
def test_terms_that_formats_find_hard(asked: httpx.Client, wanted: Format) -> None:
    query = "CONSTRUCT { ?s ?p ?o } { GRAPH <https://example.org/terms/graph-1> { ?s ?p ?o } }"
    answer = asked.get(f"/sparql.{wanted.name}", params={"query": query})
    check(answer)
    if answer.status_code == 200:
        assert readable(answer).total() == 20
