"""Search over HTTP: the page, the same as JSON, and what is refused."""

from __future__ import annotations

import re
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import httpx
import pytest
from outline import HTML, Outline, page
from pyoxigraph import RdfFormat, parse
from service_process import start, stop

from claimgraph.store import open_current, publish

HERE = Path(__file__).parent
ACCEPTS = {
    "text/html": "text/html; charset=utf-8",
    "application/json": "application/json",
    "*/*": "text/html; charset=utf-8",
}


def answer(client: httpx.Client, **asked: str | int) -> Any:
    got = client.get("/search.json", params=asked)
    assert got.status_code == 200, got.text
    return got.json()


def test_an_answer_names_what_it_found(client: httpx.Client) -> None:
    found = answer(client, q="nobody doubts", kind="claim")
    [result] = found["results"]
    assert {**found, "results": [], "facets": {}} == {
        **{"query": "nobody doubts", "match": "all", "meant": "", "total": 1, "page": 1, "limit": 20, "generation": 1},
        **{"results": [], "facets": {}},
    }
    assert result.pop("score") > 0
    assert result == {
        "kind": "claim",
        "iri": "https://example.org/data/lamps-1/claim/birch/bright",
        "page": "/lamps-1/claim/birch/bright",
        "snippet": [
            {"text": "<b>", "marked": False},
            {"text": "Nobody", "marked": True},
            {"text": "</b> ", "marked": False},
            {"text": "doubts", "marked": True},
            {"text": " it's bright.", "marked": False},
        ],
        "about": [{"text": "Lamps are bright.", "marked": False}],
        "line": "",
        "start": None,
        "end": None,
        "respondents": [
            {"iri": "https://example.org/data/lamps-1/organization/birch", "label": "Birch <script>alert(1)</script>"}
        ],
        "questions": [],
        "topics": [{"iri": "https://example.org/data/lamps-1/topic/light", "label": "Light"}],
        "stance": ["affirms"],
        "type": ["factual"],
        "evidence": ["cited"],
    }
    assert found["facets"]["evidence"] == [
        {"key": "cited", "value": "cited", "label": "cites something", "count": 1, "chosen": False}
    ]


def test_the_generation_is_named(client: httpx.Client) -> None:
    got = client.get("/search.json", params={"q": "lamps"})
    assert got.headers["claimgraph-generation"] == str(got.json()["generation"])


@pytest.mark.parametrize("accept", ACCEPTS)
def test_the_page_and_the_data_are_one_address(client: httpx.Client, accept: str) -> None:
    got = client.get("/search", params={"q": "lamps"}, headers={"Accept": accept})
    assert (got.status_code, got.headers["content-type"]) == (200, ACCEPTS[accept])
    assert "Accept" in got.headers["vary"]
    again = client.get(
        "/search", params={"q": "lamps"}, headers={"Accept": accept, "If-None-Match": got.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    other = client.get(
        "/search", params={"q": "bright"}, headers={"Accept": accept, "If-None-Match": got.headers["etag"]}
    )
    assert other.status_code == 200
    assert (
        client.head("/search", params={"q": "lamps"}, headers={"Accept": accept}).headers["etag"] == got.headers["etag"]
    )


@pytest.mark.parametrize(
    "path",
    [
        "/search",
        "/search?q=lamps",
        "/search?q=zebra",
        "/search?q=lmaps&kind=claim",
        "/search?q=lamps&kind=work&topic=x",
    ],
)
def test_the_page_is_made_of_links(client: httpx.Client, path: str) -> None:
    """Each choice is a link whose count is what the page behind it says; what it was narrowed by can be taken back."""
    _, outline = page(client, path)
    asked = parse_qs(urlsplit(path).query)
    text = client.get(path, headers=HTML).text
    for href, count in re.findall(
        r'<a href="(/search\?[^"]+)"[^>]*><bdi>[^<]*</bdi> <span class="count">([\d,]+)<',
        text,
    ):
        address = href.replace("&amp;", "&")
        there = client.get(address.replace("/search?", "/search.json?")).json()
        is_chosen = set(parse_qs(urlsplit(address).query)) < set(asked)
        assert is_chosen or there["total"] == int(count.replace(",", ""))
    links = [link for link in outline.all("a", "href") if link.startswith("/search?")]
    assert all(client.get(link, headers=HTML).status_code == 200 for link in links)
    hidden = {
        attrs["name"]: attrs["value"]
        for name, attrs in outline.elements
        if name == "input" and attrs.get("type") == "hidden"
    }
    assert hidden == {name: values[0] for name, values in asked.items() if name != "q"}


def test_markup_is_shown_and_never_run(client: httpx.Client) -> None:
    got = client.get(
        "/search", params={"q": '"><script>alert(1)</script>', "topic": "<img onerror=alert(1)>"}, headers=HTML
    )
    outline = Outline(got.text)
    assert all("src" in attrs for name, attrs in outline.elements if name == "script")
    assert not any(name == "img" for name, _ in outline.elements)
    got = client.get("/search", params={"q": "nobody"}, headers=HTML)
    assert "&lt;b&gt;<mark>Nobody</mark>&lt;/b&gt;" in got.text
    assert "Birch &lt;script&gt;" in got.text


def test_a_paragraph_leads_to_its_place(client: httpx.Client) -> None:
    _, outline = page(client, "/search?q=truly&kind=paragraph")
    [link] = [link for link in outline.all("a", "href") if "/text/" in link]
    path, _, fragment = link.partition("#")
    assert path == "/lamps-1/letter/ash/text/0123456789ab"
    assert fragment in page(client, path)[1].all("p", "id")


def test_pages_of_results(client: httpx.Client) -> None:
    total = answer(client, q="")["total"]
    first, second = (answer(client, q="", page=n, limit=5)["results"] for n in (1, 2))
    assert [each["iri"] for each in first + second] == [
        each["iri"] for each in answer(client, q="", limit=10)["results"]
    ]
    assert answer(client, q="", page=1000)["results"] == []
    text, outline = page(client, "/search")
    assert f"{total} entries in all, 1 to 20" in text.text
    [after] = [attrs["href"] for name, attrs in outline.elements if name == "a" and attrs.get("rel") == "next"]
    assert after == "/search?q=&page=2"
    assert f"21 to {total}" in page(client, after)[0].text
    assert "There is no page 9" in page(client, "/search?page=9")[0].text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/search?q=zebra", "Nothing found for “zebra”"),
        ("/search?q=zebra", "What may help"),
        ("/search?q=lmaps", 'Did you mean <a href="/search?q=lamps"><bdi>lamps</bdi></a>?'),
        ("/search?q=lamps+zebra", "with some of the words of “lamps zebra”; none has all of them"),
        ("/search?q=nobody&kind=work", '<a href="/search?q=nobody">Look everywhere</a>'),
        ("/search?q=nobody&kind=claim", "1 result for “nobody”"),
    ],
)
def test_what_it_says(client: httpx.Client, path: str, words: str) -> None:
    assert words in page(client, path)[0].text


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ({"q": "a" * 301}, 400, "300 characters; this one has 301"),
        ({"topic": "a" * 301}, 400, "more than 300"),
        ({"page": "0"}, 400, "malformed"),
        ({"page": "x"}, 400, "malformed"),
        ({"limit": "101"}, 400, "malformed"),
        ({"generation": "9"}, 404, "Generation 9 is not kept"),
    ],
)
def test_what_is_refused(client: httpx.Client, query: dict[str, str], status: int, words: str) -> None:
    for accept in ("application/json", "text/html"):
        got = client.get("/search.json", params=query, headers={"Accept": accept})
        assert got.status_code == status
        assert words in got.text
    assert client.get("/search", headers={"Accept": "image/png"}).status_code == 406


@pytest.mark.parametrize(
    "typed",
    [
        b"%22",
        b"%00",
        b"%ff",
        b"%F0%9F%92%A1",
        b"AND",
        b"NEAR(a%20b",
        b"a%22b%22%22",
        b"%E2%80%AE%D7%90",
        b"*",
        b"-",
        b"words:x",
        b"%ED%A0%80",
    ],
)
def test_whatever_is_typed(client: httpx.Client, typed: bytes) -> None:
    url = httpx.URL("/search", query=b"q=" + typed)
    got = client.get(url, headers=HTML)
    assert got.status_code == 200
    Outline(got.text)


def test_browsers_can_add_it(client: httpx.Client, service: str) -> None:
    for path in ("/", "/query", "/lamps-1/claim/ash/bright", "/none"):
        outline = Outline(client.get(path, headers=HTML).text)
        assert ("form", "/search") in [(name, attrs.get("action")) for name, attrs in outline.elements]
        [link] = [attrs for name, attrs in outline.elements if name == "link" and attrs.get("rel") == "search"]
        assert link["type"] == "application/opensearchdescription+xml"
    got = client.get(link["href"] or "")
    assert got.headers["content-type"] == link["type"]
    space = "{http://a9.com/-/spec/opensearch/1.1/}"
    templates = {url.get("type"): url.get("template", "") for url in ET.fromstring(got.text).iter(f"{space}Url")}
    assert templates["text/html"] == f"{service}/search?q={{searchTerms}}"
    assert client.get(templates["text/html"].replace("{searchTerms}", "lamps"), headers=HTML).status_code == 200


def test_many_at_a_time_are_answered_or_told_to_wait(client: httpx.Client) -> None:
    """One client has so many searches at a time; nobody's are lost, and other pages go on."""
    with ThreadPoolExecutor(24) as threads:
        got = list(threads.map(lambda n: client.get("/search.json", params={"q": f"lamps {n}"}), range(96)))
    assert {each.status_code for each in got} <= {200, 429}
    assert sum(each.status_code == 200 for each in got) > 10
    assert client.get("/health").status_code == 200


def test_a_generation_without_an_index_says_so_and_is_given_one(tmp_path: Path) -> None:
    store = tmp_path / "store"
    quads = list(parse(path=HERE / "docket.trig", format=RdfFormat.TRIG))
    publish(store, quads, {})
    open_current(store).search_file.unlink()
    running = start(store)
    try:
        with httpx.Client(base_url=running.origin, timeout=30) as client:
            got = client.get("/search", params={"q": "lamps"}, headers=HTML)
            assert (got.status_code, got.headers["retry-after"]) == (503, "60")
            assert "claimgraph build" in got.text
            assert client.get("/", headers=HTML).status_code == 200
            publish(store, quads, {})
            assert answer(client, q="lamps")["total"] > 5
            # an older generation is asked by its number, and its links keep to it
            publish(store, quads[:-5], {})
            text = client.get("/search", params={"q": "lamps", "generation": 1}, headers=HTML).text
            text = re.sub(r'<a rel="original"[^>]*>', "", text)
            assert set(re.findall(r'href="/search\?[^"]*?(generation=\d)?"', text)) == {"generation=1"}
            links = re.findall(r'<p class="hit"><a href="([^"]+)"', text)
            assert {client.get(link, headers=HTML).status_code for link in links} == {200}
            assert all("?generation=1" in link for link in links)
    finally:
        written = stop(running)
    assert (running.process.returncode, "Traceback" in written) == (0, False)
    assert subprocess.run(["pgrep", "-P", str(running.process.pid)], capture_output=True, check=False).stdout == b""
