"""The endpoint over real HTTP."""

from __future__ import annotations

import csv
import socket
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import httpx
import pyoxigraph
import pytest

from claimgraph.api.service.negotiation import GRAPH_FORMATS, RESULT_FORMATS

CG = "https://w3id.org/claimgraph/ontology#"
BASE = "https://example.org/data/lamps-1/"
LETTERS = f"SELECT ?letter {{ ?letter a <{CG}CommentLetter> }} ORDER BY ?letter"
RDFS = "http://www.w3.org/2000/01/rdf-schema#"
LABELS = f"CONSTRUCT {{ ?s <{RDFS}label> ?o }} {{ ?s <{RDFS}label> ?o }}"
ENDLESS = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l . ?m ?n1 ?o }"
DIRECT = {"Content-Type": "application/sparql-query"}
EXPECTED = [f"{BASE}letter/ash", f"{BASE}letter/birch"]


def values(answer: httpx.Response) -> list[str]:
    """The first column of any of the four result formats, by another program's reader."""
    media_type = answer.headers["content-type"].split(";")[0]
    if media_type == "text/csv":  # which has no types, so no parser gives terms
        return [row[0] for row in csv.reader(answer.text.splitlines())][1:]
    results = pyoxigraph.parse_query_results(answer.content, pyoxigraph.QueryResultsFormat.from_media_type(media_type))
    assert isinstance(results, pyoxigraph.QuerySolutions)
    return [getattr(row[0], "value", str(row[0])) for row in results]


def problem(answer: httpx.Response) -> dict[str, Any]:
    assert answer.headers["content-type"] == "application/problem+json"
    document: dict[str, Any] = answer.json()
    assert document["status"] == answer.status_code
    assert document["type"].startswith("/docs#")
    assert document["title"]
    assert document["detail"].endswith(".")
    return document


@pytest.mark.parametrize(
    "request_of",
    [
        lambda client: client.get("/sparql", params={"query": LETTERS}),
        lambda client: client.post("/sparql", data={"query": LETTERS}),
        lambda client: client.post("/sparql", content=LETTERS, headers=DIRECT),
    ],
    ids=["GET", "form", "direct"],
)
def test_the_three_ways_to_ask(client: httpx.Client, request_of: Any) -> None:
    answer = request_of(client)
    assert answer.status_code == 200
    assert values(answer) == EXPECTED


@pytest.mark.parametrize("wanted", RESULT_FORMATS, ids=lambda each: each.name)
def test_result_formats(client: httpx.Client, wanted: Any) -> None:
    answer = client.get("/sparql", params={"query": LETTERS}, headers={"Accept": wanted.media_type})
    assert answer.headers["content-type"] == wanted.content_type
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Accept-Datetime"
    assert values(answer) == EXPECTED


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda each: each.name)
def test_graph_formats(client: httpx.Client, wanted: Any) -> None:
    answer = client.get("/sparql", params={"query": LABELS}, headers={"Accept": wanted.media_type})
    assert answer.headers["content-type"] == wanted.content_type
    rdf_format = pyoxigraph.RdfFormat.from_media_type(wanted.media_type)
    triples = {quad.triple for quad in pyoxigraph.parse(answer.content, rdf_format)}
    assert len(triples) == 45
    label = pyoxigraph.NamedNode(f"{RDFS}label")
    assert {triple.predicate for triple in triples} == {label}


def test_describe(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": f"DESCRIBE <{BASE}letter/ash>"})
    assert answer.headers["content-type"] == "text/turtle; charset=utf-8"
    assert "The Mayor" in answer.text


@pytest.mark.parametrize(("pattern", "expected"), [("?s ?p ?o", True), ("?s <urn:none> ?o", False)])
def test_ask(client: httpx.Client, pattern: str, expected: bool) -> None:
    assert client.get("/sparql", params={"query": f"ASK {{ {pattern} }}"}).json()["boolean"] is expected


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ({}, EXPECTED),
        ({"default-graph-uri": f"{BASE}graph/letter/ash"}, EXPECTED[:1]),
        ({"default-graph-uri": [f"{BASE}graph/letter/ash", f"{BASE}graph/letter/birch"]}, EXPECTED),
        ({"default-graph-uri": f"{BASE}graph/docket"}, []),
        ({"named-graph-uri": f"{BASE}graph/letter/ash"}, []),
    ],
)
@pytest.mark.parametrize("way", ["GET", "form", "direct"])
def test_the_default_graph(client: httpx.Client, way: str, parameters: dict[str, Any], expected: list[str]) -> None:
    if way == "GET":
        answer = client.get("/sparql", params={"query": LETTERS, **parameters})
    elif way == "form":
        answer = client.post("/sparql", data={"query": LETTERS, **parameters})
    else:
        answer = client.post("/sparql", params=parameters, content=LETTERS, headers=DIRECT)
    assert values(answer) == expected


def test_named_graphs(client: httpx.Client) -> None:
    query = f"SELECT ?letter {{ GRAPH ?g {{ ?letter a <{CG}CommentLetter> }} }}"
    answer = client.get("/sparql", params={"query": query, "named-graph-uri": f"{BASE}graph/letter/birch"})
    assert values(answer) == EXPECTED[1:]


@pytest.mark.parametrize(
    ("query", "kind", "status"),
    [
        ("SELECT nope", "query-syntax", 400),
        ("SELECT * {\n  ?s ?p }", "query-syntax", 400),
        ("hello", "query-syntax", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:1/> { ?s ?p ?o } }", "forbidden-query", 403),
        ("INSERT DATA { <urn:a> <urn:b> <urn:c> }", "forbidden-query", 403),
        ("LOAD <file:///etc/passwd>", "forbidden-query", 403),
    ],
)
@pytest.mark.parametrize("way", ["GET", "direct"])
def test_refused_queries(client: httpx.Client, way: str, query: str, kind: str, status: int) -> None:
    if way == "GET":
        answer = client.get("/sparql", params={"query": query})
    else:
        answer = client.post("/sparql", content=query, headers=DIRECT)
    assert answer.status_code == status
    assert problem(answer)["type"] == f"/docs#{kind}"


def test_a_syntax_error_has_its_place(client: httpx.Client) -> None:
    document = problem(client.get("/sparql", params={"query": "SELECT * {\n  ?s ?p }"}))
    assert document["line"] == 2
    assert document["column"] in (9, 10)
    assert "near }" in document["detail"]


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "TRACE"])
def test_other_methods(client: httpx.Client, method: str) -> None:
    answer = client.request(method, "/sparql", params={"query": LETTERS})
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD, POST, OPTIONS"
    problem(answer)


@pytest.mark.parametrize(
    ("query", "accept", "offered"),
    [
        (LETTERS, "image/png", [each.media_type for each in RESULT_FORMATS]),
        (LETTERS, "text/turtle", [each.media_type for each in RESULT_FORMATS]),
        (LABELS, "text/csv", [each.media_type for each in GRAPH_FORMATS]),
        (ENDLESS, "image/png", [each.media_type for each in RESULT_FORMATS]),
    ],
)
def test_nothing_acceptable(client: httpx.Client, query: str, accept: str, offered: list[str]) -> None:
    answer = client.get("/sparql", params={"query": query}, headers={"Accept": accept})
    assert answer.status_code == 406
    document = problem(answer)
    assert document["available"] == offered
    assert all(each in document["detail"] for each in offered)
    assert answer.headers["vary"] == "Accept, Accept-Encoding, Accept-Datetime"


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("text/plain", b"ASK {}", 415),
        ("application/sparql-update", b"CLEAR ALL", 403),
        ("application/sparql-query", b"a" * (1024 * 1024 + 1), 413),
        ("application/sparql-query", b"a" * (64 * 1024 + 1), 413),
        ("application/sparql-query", "ASK {}".encode("utf-16"), 400),
    ],
)
def test_refused_bodies(client: httpx.Client, content_type: str, body: bytes, status: int) -> None:
    answer = client.post("/sparql", content=body, headers={"Content-Type": content_type})
    assert answer.status_code == status
    problem(answer)


def test_a_compressed_body_is_refused(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=b"ASK {}", headers={**DIRECT, "Content-Encoding": "gzip"})
    assert answer.status_code == 415
    assert "'gzip'" in problem(answer)["detail"]


def test_a_body_that_does_not_say_its_length_is_cut_off(client: httpx.Client) -> None:
    answer = client.post("/sparql", content=(b"#" * 65536 for _ in range(40)), headers=DIRECT)
    assert answer.status_code == 413


def test_a_body_shorter_than_declared_harms_no_one(client: httpx.Client, service: str) -> None:
    address = urlsplit(service)
    with socket.create_connection((str(address.hostname), int(address.port or 0))) as connection:
        head = (
            "POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Type: application/sparql-query\r\nContent-Length: 99\r\n\r\n"
        )
        connection.sendall(f"{head}ASK".encode())
    assert client.get("/sparql", params={"query": LETTERS}).status_code == 200


def test_a_query_too_long_for_an_address(service: str) -> None:
    address = urlsplit(service)
    connection = HTTPConnection(str(address.hostname), address.port, timeout=30)  # httpx refuses to send it
    connection.request("GET", f"/sparql?query={'a' * (64 * 1024 + 1)}")
    assert connection.getresponse().status == 414
    connection.close()


def test_a_runaway_query_is_stopped_and_others_are_answered(client: httpx.Client, service: str) -> None:
    with ThreadPoolExecutor(1) as pool:
        runaway = pool.submit(httpx.post, f"{service}/sparql", data={"query": ENDLESS}, timeout=30)
        for _ in range(5):
            assert values(client.get("/sparql", params={"query": LETTERS})) == EXPECTED
        answer = runaway.result()
    assert answer.status_code == 503
    assert int(answer.headers["retry-after"]) >= 1
    assert problem(answer)["type"] == "/docs#timeout"
    assert answer.headers["cache-control"] == "no-store"
    assert values(client.get("/sparql", params={"query": LETTERS})) == EXPECTED


def test_entity_tags(client: httpx.Client) -> None:
    def asked(query: str, accept: str = "text/csv", **headers: str) -> httpx.Response:
        return client.get("/sparql", params={"query": query}, headers={"Accept": accept, **headers})

    first = asked(LETTERS)
    tag = first.headers["etag"]
    assert tag.startswith('"')
    assert asked(LETTERS).headers["etag"] == tag
    assert asked(LETTERS, "text/tab-separated-values").headers["etag"] != tag
    assert asked(LETTERS + " ").headers["etag"] != tag
    unchanged = asked(LETTERS, **{"If-None-Match": f'"other", W/{tag}'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (unchanged.headers["etag"], unchanged.headers["vary"]) == (tag, first.headers["vary"])
    assert asked(LETTERS, **{"If-None-Match": '"other"'}).content == first.content


def test_a_client_that_has_an_answer_is_told_so_by_a_service_that_never_gave_it(client: httpx.Client) -> None:
    def asked(**headers: str) -> httpx.Response:
        return client.get("/sparql", params={"query": LETTERS + " # asked nowhere else"}, headers=headers)

    told = [asked(**{"If-None-Match": "*"}) for _ in range(2)]
    assert [(each.status_code, each.content) for each in told] == [(304, b"")] * 2
    tag = told[0].headers["etag"]
    assert dict(told[0].headers) | {"date": ""} == dict(told[1].headers) | {"date": ""}
    assert asked(**{"If-None-Match": '"other"'}).status_code == 200, "nothing but the tag is known of the answer"
    assert asked(**{"If-None-Match": tag}).status_code == 304
    assert asked().content
    assert asked().headers["etag"] == tag


@pytest.mark.parametrize(
    "query", ["SELECT (now() AS ?n) {}", "SELECT (STRUUID () AS ?n) {}", "CONSTRUCT { [] a ?t } { ?s a ?t }"]
)
def test_answers_that_differ_each_time_have_no_tag(client: httpx.Client, query: str) -> None:
    answer = client.get("/sparql", params={"query": query})
    assert answer.status_code == 200
    assert "etag" not in answer.headers


def test_head(client: httpx.Client) -> None:
    got = client.get("/sparql", params={"query": LETTERS})
    head = client.head("/sparql", params={"query": LETTERS})
    assert (head.status_code, head.content) == (200, b"")
    for name in ("content-length", "content-type", "etag"):
        assert head.headers[name] == got.headers[name]


def test_cross_origin_requests(client: httpx.Client) -> None:
    asked = {"Origin": "https://example.org", "Access-Control-Request-Method": "POST"}
    answer = client.options("/sparql", headers={**asked, "Access-Control-Request-Headers": "content-type"})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "POST" in answer.headers["access-control-allow-methods"]
    assert "Content-Type" in answer.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in answer.headers
    assert client.get("/sparql", params={"query": LETTERS}).headers["access-control-allow-origin"] == "*"


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda each: each.name)
def test_the_service_description(client: httpx.Client, service: str, wanted: Any) -> None:
    answer = client.get("/sparql", headers={"Accept": wanted.media_type})
    assert answer.status_code == 200
    sd = "http://www.w3.org/ns/sparql-service-description#"
    store = pyoxigraph.Store()
    store.load(answer.content, pyoxigraph.RdfFormat.from_media_type(wanted.media_type))
    [endpoint] = store.quads_for_pattern(None, pyoxigraph.NamedNode(f"{sd}endpoint"), None)
    assert endpoint.object == pyoxigraph.NamedNode(f"{service}/sparql")
    formats = list(store.quads_for_pattern(None, pyoxigraph.NamedNode(f"{sd}resultFormat"), None))
    assert len(formats) == len(RESULT_FORMATS) + len(GRAPH_FORMATS)


def test_a_browser_without_a_query_goes_to_the_query_page(client: httpx.Client) -> None:
    answer = client.get("/sparql", headers={"Accept": "text/html,*/*;q=0.8"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/query")
