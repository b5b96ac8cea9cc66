"""Every IRI of the graph answers at its path."""

from __future__ import annotations

import httpx
import pyoxigraph
import pytest

from claimgraph.api.addresses import Addresses
from claimgraph.api.negotiation import GRAPH_FORMATS, Format

BASE = "https://example.org/data/lamps-1/"
CG = "https://w3id.org/claimgraph/ontology#"
CLAIM = "/lamps-1/claim/ash/bright"


def triples(answer: httpx.Response) -> set[pyoxigraph.Triple]:
    assert answer.status_code == 200
    rdf_format = pyoxigraph.RdfFormat.from_media_type(answer.headers["content-type"].split(";")[0])
    return {quad.triple for quad in pyoxigraph.parse(answer.content, rdf_format)}


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda each: each.name)
def test_linked_data(client: httpx.Client, wanted: Format) -> None:
    answer = client.get(CLAIM, headers={"Accept": wanted.media_type})
    assert answer.headers["content-type"] == wanted.content_type
    assert answer.headers["vary"] == "Accept"
    found = triples(answer)
    this = pyoxigraph.NamedNode(f"{BASE}claim/ash/bright")
    label = pyoxigraph.NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    # what it says, what points to it, and the names of both
    assert (
        pyoxigraph.Triple(this, pyoxigraph.NamedNode(f"{CG}affirms"), pyoxigraph.NamedNode(f"{BASE}proposition/bright"))
        in found
    )
    aligned = pyoxigraph.NamedNode(f"{BASE}alignment/bright")
    assert pyoxigraph.Triple(aligned, pyoxigraph.NamedNode(f"{CG}aligns"), this) in found
    assert pyoxigraph.Triple(aligned, label, pyoxigraph.Literal("Both find lamps bright")) in found
    # and no statements of others
    assert {each.predicate for each in found if each.subject not in (this,)} <= {
        label,
        pyoxigraph.NamedNode(f"{CG}aligns"),
    }
    assert triples(client.get(f"{CLAIM}.{wanted.name}")) == found
    unchanged = client.get(CLAIM, headers={"Accept": wanted.media_type, "If-None-Match": answer.headers["etag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")


@pytest.mark.parametrize(
    "path", ["/lamps-1/docket", "/lamps-1/letter/ash/footnote/1/mark/2", "/ontology", "/lamps-1/graph/derived"]
)
@pytest.mark.parametrize("accept", ["text/html", "text/turtle"])
def test_all_kinds_of_things_have_a_page(client: httpx.Client, path: str, accept: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith(accept)


def test_a_page_shows_labels_quotes_and_both_directions(client: httpx.Client) -> None:
    text = client.get("/lamps-1/proposition/bright", headers={"Accept": "text/html"}).text
    words = '<span class="words">Our “lamps” are bright &amp; good.</span>'
    assert f'<a href="/lamps-1/claim/ash/bright">Ash: bright</a> {words}' in text
    assert '<a href="/lamps-1/alignment/bright">Both find lamps bright</a>' in text
    assert "Lamps are bright." in text


def test_a_cited_address_is_a_link(client: httpx.Client) -> None:
    text = client.get("/lamps-1/letter/birch/footnote/1/citation/1", headers={"Accept": "text/html"}).text
    assert '<a href="https://example.org/survey.pdf" rel="nofollow noreferrer">' in text


def test_an_address_of_no_web_is_shown_and_not_linked(client: httpx.Client) -> None:
    text = client.get("/lamps-1/source/essay", headers={"Accept": "text/html"}).text
    assert "javascript:alert(2)" in text
    assert 'href="javascript' not in text


def test_the_ontology_lists_its_terms_where_their_fragments_lead(client: httpx.Client) -> None:
    text = client.get("/ontology", headers={"Accept": "text/html"}).text
    assert 'id="Claim"' in text
    assert "One respondent asserting something in a passage." in text


def test_a_graph_is_served_whole(client: httpx.Client) -> None:
    assert len(triples(client.get("/lamps-1/graph/derived.nt"))) == 8


@pytest.mark.parametrize(
    "path",
    [
        "/none",
        "/lamps-1",
        "/lamps-1/",
        "/lamps-1/claim/none",
        "/lamps-1/claim/ash/bright.none",
        "/lamps-1/%3E%20%7B",
        "/static/none",
        "/sparql/",
    ],
)
@pytest.mark.parametrize(
    ("accept", "content_type"),
    [
        ("text/html", "text/html; charset=utf-8"),
        ("text/turtle", "application/problem+json"),
        ("*/*", "text/html; charset=utf-8"),
    ],
)
def test_unknown(client: httpx.Client, path: str, accept: str, content_type: str) -> None:
    answer = client.get(path, headers={"Accept": accept})
    assert (answer.status_code, answer.headers["content-type"]) == (404, content_type)


def test_nothing_acceptable(client: httpx.Client) -> None:
    answer = client.get(CLAIM, headers={"Accept": "image/png"})
    assert answer.status_code == 406
    assert "text/turtle" in answer.json()["available"]


def test_only_reading(client: httpx.Client) -> None:
    for method in ("POST", "PUT", "DELETE"):
        answer = client.request(method, CLAIM)
        assert answer.status_code == 405
        assert answer.headers["allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("dockets", "iri", "href"),
    [
        (["https://a.org/x/d/docket"], "https://a.org/x/d/claim/1", "/d/claim/1"),
        (["https://a.org/docket"], "https://a.org/claim/1", "/claim/1"),
        (["https://a.org/x/d/docket"], f"{CG}Claim", "/ontology#Claim"),
        (["https://a.org/x/d/docket"], "https://w3id.org/claimgraph/rule/agreement", "/rule/agreement"),
        (["https://a.org/x/d/docket"], "https://b.org/", "https://b.org/"),
        (["https://a.org/x/d/docket", "https://a.org/x/e/docket"], "https://a.org/x/e/q", "/e/q"),
        ([], "urn:uuid:1", None),
        ([], "JavaScript:alert(1)", None),
        ([], "data:text/html,x", None),
        (["https://a.org/x/d/docket"], "https://a.org/x///evil.org/", "/evil.org/"),
    ],
)
def test_where_links_lead(dockets: list[str], iri: str, href: str | None) -> None:
    assert Addresses.of(dockets).href(iri) == href


def test_a_path_with_percent_signs_is_tried_both_ways() -> None:
    iris = Addresses.of(["https://a.org/x/d/docket"]).iris("/d/caf%C3%A9")
    assert iris[:2] == ("https://a.org/x/d/caf%C3%A9", "https://a.org/x/d/café")
