"""The pages as a browser without JavaScript gets them."""

from __future__ import annotations

import gzip
import re
import sys
from collections.abc import Callable
from urllib.parse import urljoin

import httpx
import pytest
from outline import HTML, Outline, page

from claimgraph.api.examples import examples

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PATHS = [
    "/",
    "/query",
    "/query?example=agree-or-disagree",
    "/query?query=SELECT+nope",
    "/docs",
    "/search",
    "/search?q=nobody+lamps",
    "/search?q=zebra&topic=light",
    "/lamps-1/claim/ash/bright",
    "/lamps-1/letter/ash",
    "/lamps-1/letter/ash/text/0123456789ab",
    "/lamps-1/organization/birch",
    "/lamps-1/alignment/bright",
    "/lamps-1/claim/ash/bright?generation=1",
    "/query?query=SELECT+*+%7B+%3Fs+%3Fp+%3Fo+%7D&generation=1",
    "/none",
]


@pytest.mark.parametrize("path", PATHS)
def test_every_page_is_safe_and_well_formed(client: httpx.Client, path: str) -> None:
    answer = client.get(path, headers=HTML)
    outline = Outline(answer.text)
    assert [name for name, _ in outline.elements].count("h1") == 1
    assert [name for name, _ in outline.elements].count("main") == 1
    # no inline script, no style, no event handler, nothing from another host
    data = {"type": "application/ld+json"}  # which is not run
    assert all("src" in attrs for name, attrs in outline.elements if name == "script" and attrs != data)
    assert not any(name == "style" for name, _ in outline.elements)
    assert not any(key.startswith("on") or key == "style" for _, attrs in outline.elements for key in attrs)
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'self'")
    assert "script-src" not in policy
    assert "unsafe" not in policy
    # a canonical address is named and not fetched
    fetched = [attrs for name, attrs in outline.elements if name in {"script", "link", "img"}]
    addresses = [
        attrs.get("src") or attrs.get("href") for attrs in fetched if attrs.get("rel") != "canonical" and attrs != data
    ]
    assert addresses
    assert all(address and re.match(r"/(?!/)", address) for address in addresses)
    assert "alert(1)</script>" not in answer.text
    assert "<b>Nobody</b>" not in answer.text
    assert "javascript:" not in " ".join(outline.all("a", "href"))
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/docs",
        "/query",
        "/ontology",
        "/search?q=lamps",
        "/lamps-1/claim/ash/bright",
        "/lamps-1/letter/ash",
        "/lamps-1/letter/ash/text/0123456789ab",
        "/lamps-1/question/1",
    ],
)
def test_every_link_within_the_site_leads_somewhere(client: httpx.Client, path: str) -> None:
    _, outline = page(client, path)
    for tag in ("a", "link", "script"):
        for address in outline.all(tag, "src" if tag == "script" else "href"):
            if address.startswith("/"):
                assert client.get(urljoin(path, address), headers=HTML, follow_redirects=True).status_code == 200, (
                    address
                )


def test_what_is_for_the_ear_alone_is_hidden_from_the_eye(client: httpx.Client) -> None:
    assert 'class="hidden"' in client.get("/", headers=HTML).text
    assert re.search(r"^\.hidden \{ position: absolute", client.get("/static/style.css").text, re.MULTILINE)


def test_the_docket_in_numbers(client: httpx.Client) -> None:
    answer, _ = page(client, "/")
    counts = {measure: int(count) for measure, count in re.findall(r"<dt>(\w+)</dt><dd>(\d+)</dd>", answer.text)}
    assert counts == {"letters": 2, "claims": 4, "recommendation": 1, "citations": 3, "works": 2}
    rows = re.findall(r'row">([\w ]+)</th><td class="number">(\d+)</td><td class="number">(\d+)<', answer.text)
    assert rows == [("Agreement", "1", "0"), ("Disagreement", "1", "0"), ("Shared evidence", "0", "1")]


def test_both_sides_stand_on_the_start_page(client: httpx.Client) -> None:
    answer, outline = page(client, "/")
    quotes = re.findall(r"<blockquote>(.*?)</blockquote>", answer.text)
    assert quotes == [
        "Buy lamps, they are cheap.",
        "Lamps cost too much.",
        "Our “lamps” are bright &amp; good.",
        "&lt;b&gt;Nobody&lt;/b&gt; doubts it&#39;s bright.",
    ]
    links = outline.all("a", "href")
    assert {"/lamps-1/claim/ash/cheap", "/lamps-1/claim/birch/cheap", "/lamps-1/alignment/cheap"} <= set(links)
    assert [link for link in links if "example=" in link] == [f"/query?example={each.name}" for each in examples()]
    assert '<span class="stance denies">denies</span> it' in answer.text
    assert re.findall(r"<strong>(Confidence \w+)\.</strong>", answer.text) == ["Confidence low"]


def test_the_start_page_leads_to_letters_topics_and_propositions(client: httpx.Client) -> None:
    answer, outline = page(client, "/")
    links = outline.all("a", "href")
    assert {"/lamps-1/letter/ash", "/lamps-1/letter/birch", "/lamps-1/topic/light"} <= set(links)
    assert "/lamps-1/letter/ash/text/0123456789ab" in links
    assert f">{len(examples())} questions to start from<" in answer.text
    [asked] = [link for link in links if link.startswith("/query?query=")]
    assert "Lamps are cheap." in page(client, asked)[0].text


@pytest.mark.parametrize("path", ["/", "/docs", "/query?example=recommendations", "/lamps-1/claim/ash/bright"])
def test_a_page_that_the_client_has_is_not_sent_again(client: httpx.Client, path: str) -> None:
    answer, _ = page(client, path)
    again = client.get(path, headers={**HTML, "If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    head = client.head(path, headers=HTML)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["etag"] == answer.headers["etag"]


@pytest.mark.parametrize(
    ("accepted", "coding", "decoded"),
    [
        ("gzip", "gzip", gzip.decompress),
        ("zstd", "zstd", zstd.decompress),
        ("identity", None, bytes),
        ("br", None, bytes),
    ],
)
def test_pages_are_coded_as_the_client_likes(
    client: httpx.Client, accepted: str, coding: str | None, decoded: Callable[[bytes], bytes]
) -> None:
    with client.stream("GET", "/", headers={**HTML, "Accept-Encoding": accepted}) as answer:
        body = decoded(b"".join(answer.iter_raw()))
    assert answer.headers.get("content-encoding") == coding
    assert body.rstrip().endswith(b"</html>")
    assert "Accept-Encoding" in answer.headers["vary"]
    again = client.get("/", headers={**HTML, "Accept-Encoding": accepted, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304
