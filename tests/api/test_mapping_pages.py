"""The mapping set as the service has it, at its IRI's path."""

from __future__ import annotations

import httpx
import pytest

from claimgraph.ontology import mapping_file, mapping_set, mapping_turtle

PATH = "/ontology/mappings"


@pytest.mark.parametrize(
    ("path", "accept", "content_type", "body"),
    [
        (PATH, "text/tab-separated-values", "text/tab-separated-values; charset=utf-8", mapping_file()),
        (PATH, "text/turtle, text/html;q=0.5", "text/turtle; charset=utf-8", mapping_turtle()),
        (f"{PATH}.sssom.tsv", "*/*", "text/tab-separated-values; charset=utf-8", mapping_file()),
        (f"{PATH}.ttl", "text/html", "text/turtle; charset=utf-8", mapping_turtle()),
    ],
)
def test_as_data(client: httpx.Client, path: str, accept: str, content_type: str, body: bytes) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"], answer.content) == (200, content_type, body)
    again = client.get(path, headers={"Accept": accept, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_as_a_page(client: httpx.Client) -> None:
    page = client.get(PATH, headers={"Accept": "text/html"}).text
    rows = page.count("<tr>") - 1
    assert rows == len(mapping_set().mappings)
    assert "not closeMatch" in page
    assert 'href="https://schema.org/Claim"' in page
    assert f'href="{PATH}.sssom.tsv"' in page


def test_as_nothing_else(client: httpx.Client) -> None:
    answer = client.get(PATH, headers={"Accept": "image/png"})
    assert (answer.status_code, len(answer.json()["available"])) == (406, 3)


def test_its_iri_is_where_it_is_served() -> None:
    assert mapping_set().iri.value == f"https://w3id.org/claimgraph{PATH}"


def test_it_is_in_the_reference(client: httpx.Client) -> None:
    assert PATH in client.get("/openapi.json").json()["paths"]
