"""What crawlers and search engines are told: robots.txt, sitemaps, schema.org in pages; and what is gone."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

import httpx
import pytest
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.api.forms.crawling import MOST, site_index, sitemap, url_set
from claimgraph.api.forms.finding import former
from claimgraph.ontology import CG
from claimgraph.store import open_generation, publish

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
SCRIPT = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def addresses(text: str, kind: str) -> list[str]:
    return [each.text or "" for each in ElementTree.fromstring(text).iter(f"{MAP}{kind}")]


def test_every_address_of_the_sitemap_is_a_page(formed: httpx.Client) -> None:
    answer = formed.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml"
    listed = addresses(answer.text, "loc")
    published = formed.get("/generations").json()[-1]["published"][:10]
    assert set(addresses(answer.text, "lastmod")) == {published}
    assert len(listed) == len(set(listed)) > 30
    for path in ("/", "/lamps/docket", "/lamps/claim/acme/brighter-lamps-reduce-accidents", "/lamps/letter/acme"):
        assert str(formed.base_url.join(path)) in listed
    robots = RobotFileParser()
    robots.parse(formed.get("/robots.txt").text.splitlines())
    for each in listed:
        page = formed.get(each, headers={"Accept": "text/html"})
        assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8"), each
        assert robots.can_fetch("*", each)
    assert formed.get("/sitemap.xml", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304
    assert addresses(formed.get("/sitemap-1.xml").text, "loc") == listed
    for path in ("/sitemap-2.xml", "/sitemap-0.xml", "/sitemap-x.xml"):
        assert formed.get(path).status_code == 404


def test_what_crawlers_may_read(formed: httpx.Client) -> None:
    answer = formed.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    robots = RobotFileParser()
    robots.parse(answer.text.splitlines())
    assert robots.site_maps() == [str(formed.base_url.join("/sitemap.xml"))]
    for path in ("/sparql?query=x", "/search?q=x", "/explain?iri=x", "/data?default", "/metrics"):
        assert not robots.can_fetch("*", path)
    for path in ("/", "/docs", "/ontology", "/lamps/letter/acme", "/.well-known/void"):
        assert robots.can_fetch("*", path)


def test_a_sitemap_escapes_and_an_index_counts() -> None:
    assert addresses(url_set("https://e.org", ["/é", "/a'&<"], "2026-01-01"), "loc") == [
        "https://e.org/%C3%A9",
        "https://e.org/a'&%3C",
    ]
    assert addresses(site_index("https://e.org", 2, "2026-01-01"), "loc") == [
        "https://e.org/sitemap-1.xml",
        "https://e.org/sitemap-2.xml",
    ]
    many = [f"/{number}" for number in range(2 * MOST + 1)]
    assert len(addresses(sitemap(many, "https://e.org", "2026-01-01"), "loc")) == 3
    assert len(addresses(sitemap(many[:MOST], "https://e.org", "2026-01-01"), "loc")) == MOST


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "DataCatalog"),
        ("/lamps/docket", "Collection"),
        ("/lamps/claim/acme/brighter-lamps-reduce-accidents", "Claim"),
        ("/lamps/letter/acme", None),
        ("/lamps/source/lamps-2024", None),
        ("/lamps/organization/acme", None),
        ("/lamps/proposition/brightness-helps", None),
        ("/lamps/question/1", None),
    ],
)
def test_pages_tell_search_engines_what_they_are(formed: httpx.Client, path: str, kind: str | None) -> None:
    [written] = SCRIPT.findall(formed.get(path, headers={"Accept": "text/html"}).text)
    document = json.loads(written)
    if kind:
        assert document["@type"] == kind
    if path != "/":
        same = formed.get(path, params={"_profile": "schema", "_mediatype": "application/ld+json"})
        assert document == same.json()
        assert document["@id"] == f"https://example.org{path}"
    assert "ClaimReview" not in written


def test_words_of_a_letter_end_no_script(client: httpx.Client) -> None:
    text = client.get("/lamps-1/organization/birch", headers={"Accept": "text/html"}).text
    [written] = SCRIPT.findall(text)
    assert json.loads(written)["name"] == "Birch <script>alert(1)</script>"
    assert "<script>alert" not in text


def test_what_is_gone_says_when_it_was_there(formed: httpx.Client) -> None:
    path = "/lamps/claim/acme/withdrawn"
    answer = formed.get(path, headers={"Accept": "application/ld+json"})
    assert answer.status_code == 410
    problem = answer.json()
    assert (problem["generation"], problem["last"]) == (1, f"{path}?generation=1")
    assert answer.headers["link"] == f'<{path}?generation=1>; rel="predecessor-version"'
    assert formed.get(problem["last"], headers={"Accept": "text/turtle"}).status_code == 200
    page = formed.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 410
    assert f'<a href="{path}?generation=1">As it was in generation 1</a>' in page.text


def test_what_never_was_can_be_searched_for(formed: httpx.Client) -> None:
    answer = formed.get("/lamps/claim/acme/brighter-lamps", headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert answer.json()["search"] == "/search?q=brighter+lamps"
    assert formed.get(answer.json()["search"], headers={"Accept": "application/json"}).status_code == 200


def test_former_things_are_found_in_the_sorted_file(tmp_path: Path) -> None:
    """The first and the last line, and what only begins as another does."""
    graph = NamedNode("urn:g")
    iris = ["urn:a", "urn:ab", "urn:b/1", "urn:zé"]
    publish(tmp_path / "store", [Quad(NamedNode(iri), CG.quote, Literal("x" * 3000), graph) for iri in iris], {})
    one = open_generation(tmp_path / "store", 1)
    for iri in iris:
        assert former([one], [iri]) == one, iri
    for iri in ["urn:", "urn:aa", "urn:b", "urn:b/10", "urn:zz", "urn:\U0001f600", "a"]:
        assert former([one], [iri]) is None, iri
    assert former([], iris) is None
