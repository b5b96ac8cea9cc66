"""The query page without JavaScript: answers as tables and files, what is wrong and where, and what terms there are."""

from __future__ import annotations

import json
import re
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from outline import HTML, Outline, page

from claimgraph.api.examples import examples
from claimgraph.api.query_answer import MOST_ROWS, begun_table


def asked(client: httpx.Client, query: str, status: int = 200, **others: str) -> tuple[httpx.Response, Outline]:
    return page(client, str(httpx.URL("/query", params={"query": query, **others})), status)


@pytest.mark.parametrize("example", examples(), ids=lambda each: each.name)
def test_every_example_runs_on_the_query_page(client: httpx.Client, example: object) -> None:
    name = example.name  # type: ignore[attr-defined]
    answer, _ = page(client, f"/query?example={name}")
    assert re.search(r'<h2 id="results">(One result|[2-9] results)</h2>', answer.text)


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("SELECT (1 AS ?n) {}", 200, "<td><bdi>1</bdi></td>"),
        ("SELECT * { ?s <urn:none> ?o }", 200, "0 results"),
        ("SELECT * { ?s <urn:none> ?o }", 200, "Nothing in the graph is like that."),
        ("ASK {}", 200, "Yes."),
        ("ASK { ?s <urn:none> ?o }", 200, "No."),
        ("CONSTRUCT WHERE { ?s a ?type }", 200, '#CommentLetter">cg:CommentLetter</a>'),
        ("DESCRIBE <urn:none>", 200, "0 results"),
        ("CONSTRUCT { ?s ?p [] } WHERE { ?s ?p ?o } LIMIT 1", 200, '<span class="quiet">_:'),
        ("SELECT ?s { ?s a ?type }\r\nLIMIT 1", 200, "One result"),
        ("SELECT nope", 400, "Line 1, column"),
        ("", 400, "The query is empty."),
        ("SELECT * { SERVICE <http://x/> {} }", 403, "SERVICE"),
        ("CLEAR ALL", 403, "read-only"),
    ],
)
def test_the_form(client: httpx.Client, query: str, status: int, words: str) -> None:
    answer, outline = asked(client, query, status)
    assert words in answer.text
    assert {"get"} == {attrs["method"] for name, attrs in outline.elements if name == "form" and "method" in attrs}


def test_the_form_keeps_what_was_typed(client: httpx.Client) -> None:
    answer, _ = asked(client, "ASK { ?s ?p '</textarea><script>' }")
    assert "&lt;/textarea&gt;&lt;script&gt;" in answer.text


PLACES = [
    ("SELECT * {\n  ?s ?p }", 2, 9, "}"),
    ('SELECT * {\n  ?s "é💡" . ?p ?o }', 2, 11, "."),
    ("SELECT ?x {\r\n ?s ?p ?o .\r\n FILTRE(?x) }", 3, 9, "?x"),
    ("ASK { ?s foo:bar ?o }", 1, 10, "foo:bar"),
    ("ASK { ?s ?p ?o", 1, 13, "?o"),
    ("SELECT <script>", 1, 8, "&lt;script&gt;"),
]


@pytest.mark.parametrize(("query", "line", "column", "at"), PLACES)
def test_what_is_wrong_is_shown_where_it_stands(
    client: httpx.Client, query: str, line: int, column: int, at: str
) -> None:
    answer, _ = asked(client, query, 400)
    assert f'role="alert" data-line="{line}" data-column="{column}"' in answer.text
    assert f'<span class="line">{line}</span>' in answer.text
    assert f"<mark>{at}</mark>" in answer.text


@pytest.mark.parametrize(
    ("query", "formats"),
    [
        ("SELECT ?s { ?s a ?type } ORDER BY ?s", ["json", "xml", "csv", "tsv"]),
        ("CONSTRUCT WHERE { ?s a ?type }", ["ttl", "nt", "jsonld", "rdf"]),
        ("ASK {}", ["json", "xml", "csv", "tsv"]),
    ],
)
def test_an_answer_can_be_had_as_files(client: httpx.Client, query: str, formats: list[str]) -> None:
    _, outline = asked(client, query)
    files = [attrs for name, attrs in outline.elements if name == "a" and "download" in attrs]
    assert [each["download"] for each in files] == [f"results.{each}" for each in formats]
    for attrs in files:
        address = str(attrs["href"])
        assert parse_qs(urlsplit(address).query)["generation"] == ["1"]
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"].split(";")[0]) == (200, attrs["type"])


def test_the_form_chooses_a_format(client: httpx.Client) -> None:
    where = httpx.URL("/query", params={"query": "SELECT (1 AS ?n) {}", "format": "csv", "generation": "1"})
    answer = client.get(where, headers=HTML, follow_redirects=True)
    assert (answer.history[0].status_code, answer.text) == (303, "n\r\n1\r\n")
    assert answer.headers["claimgraph-generation"] == "1"
    assert "can be had as Turtle" in asked(client, "DESCRIBE <urn:x>", 406, format="csv")[0].text
    assert "no format &#39;pdf&#39;" in asked(client, "ASK {}", 400, format="pdf")[0].text
    assert "not SPARQL" in asked(client, "ASK", 400, format="")[0].text


def test_results_link_to_the_pages_of_things_here_and_elsewhere(client: httpx.Client) -> None:
    _, outline = page(client, "/query?example=who-claims-what")
    assert "/lamps-1/claim/birch/bright" in outline.all("a", "href")
    values = '"https://other.example/a?b=c&d" <https://other.example/a?b=c&d> <javascript:alert(3)> <urn:x>'
    _, outline = asked(client, f"SELECT ?it {{ VALUES ?it {{ {values} <https://example.org/data/lamps-1/docket> }} }}")
    links = {str(attrs["href"]): attrs.get("rel") for name, attrs in outline.elements if name == "a"}
    assert links["https://other.example/a?b=c&d"] == "noreferrer"
    assert "/lamps-1/docket" in links
    assert not any(link.startswith(("javascript:", "urn:", "https://example.org")) for link in links)


@pytest.mark.parametrize(
    ("query", "most"),
    [
        ("SELECT * { ?a ?b ?c . ?d ?e ?f } LIMIT 600", 500),
        ("SELECT ?a { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } LIMIT 30000", 500),
        ("CONSTRUCT { ?d ?b ?c } WHERE { ?a ?b ?c . ?d ?e ?f }", 500),
        ('SELECT ?a { ?a ?b ?c BIND(CONCAT("xxxxxxxxxxxxxxxxx", STR(?c)) AS ?d) }', 500),
    ],
)
def test_long_answers_are_shown_in_part(client: httpx.Client, query: str, most: int) -> None:
    answer, outline = asked(client, query)
    rows = [name for name, _ in outline.elements].count("tr") - 1
    assert 0 < rows <= most
    assert len(answer.content) < 150_000
    cut = (
        "are shown; the files have them all" in answer.text or "There are more; the files have them all" in answer.text
    )
    assert cut == ("30000" in query or "600" in query or "CONSTRUCT" in query)


def test_a_single_value_may_be_larger_than_a_page(client: httpx.Client) -> None:
    grown = 'SELECT ?x { BIND("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" AS ?a) ' + "".join(
        f"BIND(CONCAT(?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}, ?{one}) AS ?{other}) "
        for one, other in ("ab", "bc", "cd", "de", "ef", "fx")
    )
    answer, _ = asked(client, grown + "}")
    assert "The first one alone is too large for a page" in answer.text


def test_the_beginning_of_an_answer_is_read_row_by_row() -> None:
    row = {"s": {"type": "literal", "value": 'a "bindings":[ “é” \\ \n'}, "t": {"type": "bnode", "value": "b"}}
    text = json.dumps({"head": {"vars": ["s", "t"]}, "results": {"bindings": [row] * 700}}, indent=1)
    end = text.index("a \\", len(text) // 2)
    table = begun_table(text[:end])
    assert table.names == ("s", "t")
    assert len(table.rows) == text[:end].count('"bnode"') == len(begun_table(text[: end - 9]).rows)
    assert all(each["s"] and each["s"].value == row["s"]["value"] for each in table.rows)
    assert len(begun_table(text).rows) == MOST_ROWS
    assert begun_table("").rows == begun_table('{"head":{"vars":[]}').rows == ()


def test_an_unknown_example(client: httpx.Client) -> None:
    assert "no example question" in page(client, "/query?example=none", 404)[0].text


def test_the_terms_to_complete_with_are_the_ontology_s_own(client: httpx.Client) -> None:
    answer = client.get("/terms.json")
    found = answer.json()
    assert found["terms"] == [["cg:Claim", "claim", "class"], ["cg:madeBy", "made by", "property"]]
    assert found["prefixes"]["cg"] == "https://w3id.org/claimgraph/ontology#"
    assert found["prefixes"][""] == "https://example.org/data/lamps-1/"
    assert client.get("/terms.json", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
