"""The pages of claims, propositions, questions, organisations, works, programmes, topics and alignments."""

from __future__ import annotations

import json
import re

import httpx
import pytest

from claimgraph.api.citing import Citable


def page(client: httpx.Client, path: str) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == 200
    return answer.text


def headings(text: str) -> list[str]:
    """The headings of the sections, without those of the statements as data."""
    return re.findall(r"<h2[^>]*>(?:<a[^>]*>)?(.*?)<", text.partition('<section class="all"')[0])


def quotes(text: str) -> list[str]:
    return re.findall(r'<blockquote><a href="([^"]*)">', text)


@pytest.mark.parametrize(
    ("path", "expected", "claims"),
    [
        (
            "proposition/cheap",
            ["Who affirms it", "Who denies it", "How it was judged"],
            ["/lamps-1/claim/ash/cheap", "/lamps-1/claim/birch/cheap"],
        ),
        ("question/1", ["Which letters answer it", "What they claim in answer to it"], ["ash/bright", "ash/cheap"]),
        ("question/2", ["Which letters answer it"], []),
        ("topic/light", ["What is claimed on it"], ["ash/bright", "ash/cheap", "birch/bright", "birch/cheap"]),
        ("programme/code", ["Who mentions it, and how"], ["birch/cheap"]),
        ("programme/act", [], []),
        (
            "source/survey",
            [
                "Where it is cited",
                "Which entries of letters’ tables and lists have it in a footnote",
                "For which claims",
                "Who shares it as evidence",
            ],
            ["ash/bright"],
        ),
        ("source/poem", ["Where it is cited"], []),
        (
            "organization/ash",
            ["What is cited from it", "Ties that respondents disclose", "For which claims its works are evidence"],
            ["ash/bright"],
        ),
        ("organization/council", ["What is cited from it", "What it is asked to do"], ["ash/cheap"]),
        ("alignment/cheap", ["What is set side by side", "In the letter"], ["ash/cheap", "birch/cheap"]),
    ],
)
def test_what_bears_on_a_thing(client: httpx.Client, path: str, expected: list[str], claims: list[str]) -> None:
    text = page(client, f"/lamps-1/{path}")
    found = headings(text)
    assert [each for each in found if each != "What it says itself"] == expected
    assert [each.rpartition("/claim/")[2] for each in quotes(text)] == [
        each.rpartition("/claim/")[2] for each in claims
    ]
    assert "Every statement about it" in text


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("proposition/cheap", "<h1>Lamps are cheap.</h1>"),
        ("proposition/cheap", '<li id="by-birch">'),
        ("question/1", '<a href="/lamps-1/docket?question=1&amp;show=all#positions">'),
        ("question/2", "No section of a letter answers it"),
        ("topic/licensing-and-export", "Nobody has claimed anything on it yet."),
        ("programme/act", "No claim mentions it."),
        ("source/poem", "No letter cites it."),
        ("organization/ash", ">its own work</a>"),
        ("organization/council", ">a disclosed tie</a>"),
        ("organization/birch", '<a href="/lamps-1/docket?respondent=birch&amp;show=all#positions">'),
        ("organization/birch", "No letter cites a work of it."),
        ("organization/ash", '<a href="/map?respondent=ash">What it rests on, as a picture</a>'),
        ("organization/ash", '<a href="/map?publisher=ash">Who rests on its works, as a picture</a>'),
        ("organization/council", '<a href="/map?publisher=council">'),
        ("source/survey", '<a href="/map?publisher=ash">Who rests on its publisher’s works, as a picture</a>'),
        ("docket", '<a href="/map">Which works they rest on</a>'),
        ("alignment/cheap", "One denies it."),
        ("alignment/derived/survey", '<a href="/explain?iri='),
    ],
)
def test_what_a_page_says(client: httpx.Client, path: str, words: str) -> None:
    assert words in page(client, f"/lamps-1/{path}")


def test_a_claim_from_its_words_to_how_it_is_cited(client: httpx.Client) -> None:
    text = page(client, "/lamps-1/claim/ash/bright")
    assert headings(text) == [
        "In the letter",
        "How it is put",
        "On which evidence",
        "Who else takes a position on it",
        "Agreements and disagreements it is part of",
        "How it was checked",
        "How to cite it",
    ]
    assert "<dt>Condition</dt><dd>“at night”</dd>" in text
    assert '<a href="/lamps-1/source/survey">Survey of lamps</a>, published by' in text
    assert quotes(text) == ["/lamps-1/claim/birch/bright"]
    assert "characters 24 to 109" in text
    assert "in 3 passages" in text
    assert "Comment letter on “Street lamps”" in text
    assert "@misc{ash-bright," in text


def test_a_claim_with_little_on_record(client: httpx.Client) -> None:
    text = page(client, "/lamps-1/claim/birch/cheap")
    assert "The letter gives no footnote for it." in text
    assert "Its place in the letter’s text is not on record." in text
    assert "none stated" in text


def test_a_former_claim_keeps_its_plain_page(client: httpx.Client) -> None:
    assert "How to cite it" not in page(client, "/lamps-1/claim/ash/warm")


def test_a_page_beyond_the_last_is_the_last(client: httpx.Client) -> None:
    assert quotes(page(client, "/lamps-1/topic/light?page=7")) == quotes(page(client, "/lamps-1/topic/light"))
    assert client.get("/lamps-1/topic/light?page=-1").status_code in (200, 400)
    assert client.get("/lamps-1/topic/light?page=-1", headers={"Accept": "text/html"}).status_code == 400


CITED = Citable(
    "https://example.org/claim/a/b", "A & {Co}", "50% “so”", "Lamps_2", "L-1", "2024-03-07", "characters 1 to 9", 3
)


def test_a_citation_keeps_what_it_cites() -> None:
    assert CITED.bibtex.splitlines() == [
        "@misc{a-b,",
        r"  author = {{A \& \{Co\}}},",
        r"  title = {{Comment letter on Lamps\_2 (L-1)}},",
        "  year = {2024},",
        "  month = {3},",
        r"  note = {“50\% “so””, characters 1 to 9},",
        "  howpublished = {claimgraph, generation 3},",
        "  url = {https://example.org/claim/a/b}",
        "}",
    ]
    [item] = json.loads(CITED.csl)
    assert item["author"] == [{"literal": "A & {Co}"}]
    assert item["issued"] == {"date-parts": [[2024, 3, 7]]}
    assert (item["number"], item["URL"]) == ("L-1", "https://example.org/claim/a/b")


def test_a_citation_without_a_date_says_none() -> None:
    bare = Citable("https://example.org/claim/a/b", "A", "So.", "", "", "", "", 1)
    assert "issued" not in json.loads(bare.csl)[0]
    assert "year" not in bare.bibtex
    assert bare.text == "A: “So.” Comment letter. claimgraph, generation 1, https://example.org/claim/a/b"
