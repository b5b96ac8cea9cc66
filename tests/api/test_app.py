"""What stands around the endpoint and the pages."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from claimgraph.api.service.problems import PROBLEMS, Problem
from claimgraph.store import open_current


def test_health(client: httpx.Client, store: Path) -> None:
    current = open_current(store)
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "status": "ok",
        "generation": current.number,
        "content": current.manifest.content,
        "triples": current.manifest.quads,
    }


def test_openapi(client: httpx.Client) -> None:
    document = client.get("/openapi.json").json()
    assert document["openapi"].startswith("3.")
    assert set(document["paths"]) == {
        "/sparql",
        "/sparql.{suffix}",
        "/data",
        "/data/{path}",
        "/ontology/mappings",
        "/{path}",
        "/health",
        "/health/live",
        "/metrics",
        "/generations",
        "/explain",
        "/search",
        "/search.json",
        "/map.json",
        "/map.svg",
    }
    operation = document["paths"]["/sparql"]["get"]
    names = {"query", "default-graph-uri", "named-graph-uri", "generation"}
    fields = {"If-None-Match", "Accept-Encoding", "Accept-Datetime"}
    assert {each["name"] for each in operation["parameters"]} == names | fields
    assert {"application/sparql-results+json", "text/csv", "text/turtle"} <= set(
        operation["responses"]["200"]["content"]
    )
    statuses = "200 302 303 304 400 403 404 406 414 422 429 431 502 503"
    assert set(operation["responses"]) == set(statuses.split())
    posted = set(document["paths"]["/sparql"]["post"]["responses"])
    assert posted ^ set(operation["responses"]) == {"303", "414", "204", "401", "408", "413", "415"}
    named = json.dumps(document).split('"$ref": "#/components/schemas/')[1:]
    assert {each.split('"')[0] for each in named} <= set(document["components"]["schemas"])


def test_the_reference_has_every_problem(client: httpx.Client) -> None:
    text = client.get("/docs").text
    assert all(f'<tr id="{slug}">' in text for slug in PROBLEMS)


@pytest.mark.parametrize("path", ["/", "/health", "/sparql", "/static/style.css", "/lamps-1/docket", "/none"])
def test_headers_of_every_answer(client: httpx.Client, path: str) -> None:
    for method in ("GET", "HEAD", "OPTIONS"):
        headers = client.request(method, path).headers
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["access-control-allow-origin"] == "*"
        assert headers.get_list("content-security-policy", split_commas=False).__len__() == 1


@pytest.mark.parametrize("path", ["/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "//etc/passwd"])
def test_no_file_but_the_static_ones(service: str, path: str) -> None:
    answer = httpx.get(httpx.URL(service).copy_with(raw_path=path.encode()))
    assert answer.status_code == 404
    assert "claimgraph.api" not in answer.text


def test_a_problem_document() -> None:
    raised = Problem("query-syntax", "Line 1, column 2.", {"line": 1})
    assert json.loads(raised.body()) == {
        "type": "/docs#query-syntax",
        "title": "The query is not SPARQL",
        "status": 400,
        "detail": "Line 1, column 2.",
        "line": 1,
    }
    assert (raised.status, str(raised)) == (400, "Line 1, column 2.")
