"""Every IRI of the graph answers at its path."""

from __future__ import annotations

import re

import httpx
import pyoxigraph
import pytest

from claimgraph.api.addresses import Addresses
from claimgraph.api.service.negotiation import GRAPH_FORMATS, Format

BASE = "https://example.org/data/lamps-1/"
CG = "https://w3id.org/claimgraph/ontology#"
CLAIM = "/lamps-1/claim/ash/bright"
TEXT = "/lamps-1/letter/ash/text/0123456789ab"


def triples(answer: httpx.Response) -> set[pyoxigraph.Triple]:
    assert answer.status_code == 200
    rdf_format = pyoxigraph.RdfFormat.from_media_type(answer.headers["content-type"].split(";")[0])
    return {quad.triple for quad in pyoxigraph.parse(answer.content, rdf_format)}


def page(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


@pytest.mark.parametrize("wanted", GRAPH_FORMATS, ids=lambda each: each.name)
def test_linked_data(client: httpx.Client, wanted: Format) -> None:
    answer = client.get(CLAIM, headers={"Accept": wanted.media_type})
    assert answer.headers["content-type"] == wanted.content_type
    assert answer.headers["vary"] == "Accept, Accept-Profile"
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
    # and of others their words alone
    assert {each.predicate.value for each in found if each.subject != this} == {
        label.value,
        f"{CG}aligns",
        f"{CG}heading",
        f"{CG}statement",
        "http://purl.org/dc/terms/title",
        *(f"http://www.w3.org/ns/oa#{word}" for word in ("exact", "start", "end")),
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


def test_only_what_has_an_address_is_listed(client: httpx.Client) -> None:
    text = page(client, "/ontology")
    assert re.findall(r"<dt(?: id=\"\w+\")?><a href=\"([^\"]*)\">", text) == [
        "/ontology",
        "/ontology#Claim",
        "/ontology#madeBy",
    ]


def test_a_title_stands_in_for_a_label(client: httpx.Client) -> None:
    assert "<h1>A poem on lamps</h1>" in page(client, "/lamps-1/source/poem")


@pytest.mark.parametrize(
    ("path", "marked", "anchors"),
    [
        (CLAIM, ["Our “lamps”¹ are bright &amp; good.", "they are", "bright at night."], ["24-55"]),
        ("/lamps-1/claim/ash/cheap", ["Buy lamps, they are cheap."], ["111-137"]),
        (f"{TEXT}/passage/111-137", ["Buy lamps, they are cheap."], ["111-137"]),
        ("/lamps-1/alignment/cheap", ["Buy lamps, they are cheap."], ["111-137"]),
        ("/lamps-1/affiliation/ash/birch", ["Our “lamps”¹"], ["24-36"]),
        ("/lamps-1/letter/ash/footnote/1", ["A survey."], ["82-91"]),
        ("/lamps-1/letter/ash/footnote/1/citation/1", ["A survey."], ["82-91"]),
        ("/lamps-1/letter/ash/footnote/1/mark/1", ["¹"], ["35-36"]),
        ("/lamps-1/claim/birch/cheap", [], []),
    ],
)
def test_words_are_shown_in_their_letter_and_lead_there(
    client: httpx.Client, path: str, marked: list[str], anchors: list[str]
) -> None:
    text = page(client, path)
    assert re.findall(r"<mark>(.*?)</mark>", text, re.DOTALL) == marked
    letter = TEXT.partition("/text/")[0]
    assert re.findall(rf'<a href="{letter}[?]char=([^"]*)#here">', text) == [each.replace("-", ",") for each in anchors]
    assert ("To the Mayor" in text) == bool(marked)
    ids = re.findall(r' id="(c[0-9-]+)"', page(client, TEXT))
    assert {f"c{each}" for each in anchors} <= set(ids)
    assert len(ids) == len(set(ids))


def test_a_letter_is_readable_with_what_was_read_from_it(client: httpx.Client) -> None:
    text = page(client, TEXT)
    reading = text[text.index('<div class="reading">') : text.index("</section>", text.index('<div class="reading">'))]
    words = re.sub(r"<a class=.*?</a>|<[^>]*>", "", reading)
    assert [each.strip() for each in words.split("\n      ") if each.strip()] == [
        "To the Mayor",
        "On light",
        "Our “lamps”¹ are bright &amp; good.\n&lt;i&gt;Truly&lt;/i&gt;, they are",
        "¹ A survey.",
        "bright at night.",
        "Buy lamps, they are cheap.",
    ]
    assert '<mark id="c24-55">Our “lamps”</mark>' in text
    assert 'title="Ash: cheap">claim</a>' in text
    assert '<a class="reader" href="/lamps-1/affiliation/ash/birch"' in text
    assert "<details>" not in text
    section = page(client, "/lamps-1/letter/ash/section/1")
    assert "Buy lamps, they are cheap.</mark>" in section
    assert "To the Mayor" not in section


def test_a_letter_lists_its_claims_by_section(client: httpx.Client) -> None:
    text = page(client, "/lamps-1/letter/ash")
    assert '<summary><b>1</b> On light <span class="quiet">2</span></summary>' in text
    assert '<a href="#claim-bright">Our “lamps” are bright &amp; good.</a>' in text
    assert '<h3 id="section-1" data-c="14">On light</h3>' in text
    assert '<a class="c" href="../claim/ash/cheap">+ recommends</a>' in text


def test_a_question_shows_who_answers_it(client: httpx.Client) -> None:
    text = page(client, "/lamps-1/question/1")
    assert '<a href="/lamps-1/letter/ash">Letter of Ash &amp; Sons</a>' in text
    assert '<a href="/lamps-1/letter/ash/section/1">On light</a>' in text
    assert "2 claims" in text
    assert "No section of a letter answers it" in page(client, "/lamps-1/question/2")


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/lamps-1/source/survey", ["Claims it backs", "Citations of it", "Claims of several letters share it"]),
        ("/lamps-1/letter/birch", ["Citations in its footnotes", "Its footnotes"]),
        (CLAIM, ["Agreements and disagreements it is part of"]),
        ("/lamps-1/topic/light", ["Claims and propositions on it"]),
        ("/lamps-1/location/lamp", ["It is the “foaf:depicts” of"]),
    ],
)
def test_what_points_to_a_thing_is_worded_from_its_side(client: httpx.Client, path: str, words: list[str]) -> None:
    text = page(client, path)
    elsewhere = text[text.index("<h2>Elsewhere in the graph</h2>") :]
    assert re.findall(r"<dt[^>]*>(.*?)</dt>", elsewhere) == words


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
        ("text/html;q=0.9, */*;q=0.8", "text/html; charset=utf-8"),
        ("*/*", "application/problem+json"),
        ("text/html;q=0.5, application/json", "application/problem+json"),
        ("", "application/problem+json"),
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
