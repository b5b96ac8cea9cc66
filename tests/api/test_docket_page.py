"""The docket's page: its positions matrix, its filters as links, and what it says where nothing is to be said."""

from __future__ import annotations

import re

import httpx
import pytest

from claimgraph.api.matrix import COLUMNS, LINES, Choice, matrix
from claimgraph.api.positions import Docket, Held, Question, Respondent, is_disputed

DOCKET = "/lamps-1/docket"


def page(client: httpx.Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    return answer.text


def cells(text: str) -> list[tuple[str, list[str]]]:
    """The rows of the matrix: proposition, and the words of each cell."""
    rows = re.findall(r'<th scope="row"><a href="[^"]*">(.*?)</a>.*?</th>(.*?)</tr>', text, re.DOTALL)
    return [
        (
            name,
            [" ".join(re.sub(r"<[^>]*>", "", cell).split()) for cell in re.findall(r"<td>(.*?)</td>", rest, re.DOTALL)],
        )
        for name, rest in rows
    ]


BRIGHT = ("Lamps are bright.", ["+ affirms", "+ affirms"])
CHEAP = ("Lamps are cheap.", ["+ affirms", "− denies"])


@pytest.mark.parametrize(
    ("choice", "rows"),
    [
        ("", [CHEAP, BRIGHT]),
        ("?show=disputed", [CHEAP]),
        ("?show=all&topic=light", [BRIGHT]),
        ("?question=1", [CHEAP, BRIGHT]),
        ("?question=2", []),
        ("?respondent=birch", [("Lamps are cheap.", ["− denies"]), ("Lamps are bright.", ["+ affirms"])]),
        ("?page=9&across=9", [CHEAP, BRIGHT]),
    ],
)
def test_what_was_chosen_is_shown(client: httpx.Client, choice: str, rows: list[tuple[str, list[str]]]) -> None:
    text = page(client, DOCKET + choice)
    assert cells(text) == rows
    assert ("No proposition is like that" in text) == (not rows)


def test_both_quotes_are_one_click_away(client: httpx.Client) -> None:
    text = page(client, f"{DOCKET}?show=disputed")
    voices = text[text.index('<tr class="voicing">') :]
    assert "Both quotes" in voices
    assert re.findall(r"<blockquote>(.*?)</blockquote>", voices) == [
        "Buy lamps, they are cheap.",
        "Lamps cost too much.",
    ]
    assert '<a href="/lamps-1/alignment/cheap">disagreement</a> (reviewed)' in voices
    assert '<a href="/lamps-1/proposition/cheap#by-birch">' in text
    assert "≠ disputed" in text


def test_who_answered_and_what_was_asked(client: httpx.Client) -> None:
    text = page(client, DOCKET)
    assert "<h1>Street lamps</h1>" in text
    assert "3 questions asked" in text
    assert re.findall(r'<li id="r-(\w+)"><a href="([^"]*)">(.*?)</a>', text) == [
        ("ash", "/lamps-1/organization/ash", "Ash &amp; Sons"),
        ("birch", "/lamps-1/organization/birch", "Birch &lt;script&gt;alert(1)&lt;/script&gt;"),
    ]
    assert re.findall(r'<a href="(/lamps-1/question/\w+)">', text[text.index('id="asked"') :]) == [
        "/lamps-1/question/1",
        "/lamps-1/question/1a",
        "/lamps-1/question/2",
    ]


@pytest.mark.parametrize(
    ("choice", "status", "words"),
    [
        ("?question=9", 404, "The docket has no question &#39;9&#39;"),
        ("?respondent=ash&respondent=%3Cb%3E", 404, "no respondent &#39;&lt;b&gt;&#39;"),
        ("?topic=none", 404, "no topic"),
        ("?show=none", 404, "no view"),
        ("?page=0", 400, "takes the number of a page"),
        ("?page=%C2%B2", 400, "takes the number of a page"),
        ("?letters=99999999", 400, "takes the number of a page"),
    ],
)
def test_what_the_docket_does_not_have(client: httpx.Client, choice: str, status: int, words: str) -> None:
    assert words in page(client, DOCKET + choice, status)


def docket(respondents: int, propositions: int) -> Docket:
    """One in which the first respondent affirms everything, and each other one all that its number divides."""
    those = tuple(Respondent(f"r:{n}", str(n), f"R{n}", f"l:{n}", "", "", 1) for n in range(1, respondents + 1))
    question = Question("q:1", "1", "Why?", "q:1", 0, 1)
    held = tuple(
        Held(
            f"p:{n}",
            {each.iri: ("affirms",) for each in those if n % int(each.name) == 0},
            frozenset(["q:1"]),
            "q:1",
            frozenset(),
            frozenset(),
        )
        for n in range(1, propositions + 1)
    )
    return Docket("d:", (question,), those, held)


def test_links_keep_the_generation(client: httpx.Client) -> None:
    text = page(client, f"{DOCKET}?generation=1")
    assert '<a href="?show=disputed&amp;generation=1#positions">' in text


def test_a_page_has_bounds() -> None:
    whole = docket(50, 100)
    first = matrix(whole, Choice(show="all"))
    assert (len(first.columns), len(first.propositions), first.pages, first.spans) == (COLUMNS, LINES, 5, 7)
    last = matrix(whole, Choice(show="all", page=5, across=7))
    assert [each.name for each in last.columns] == ["49", "50"]
    assert last.propositions[-1] == "p:100"
    # 100 has the divisors 1, 2, 4, 5, 10, 20, 25, 50 up to 50: all are counted, whoever has a column
    assert last.groups[0][1][-1].counts == {"affirms": 8}


@pytest.mark.parametrize(
    ("stances", "disputants", "among", "expected"),
    [
        ({"a": ("affirms",), "b": ("denies",)}, "", "ab", True),
        ({"a": ("affirms",), "b": ("denies",)}, "", "a", False),
        ({"a": ("affirms", "denies")}, "", "a", False),
        ({"a": ("affirms", "denies"), "b": ("affirms",)}, "", "ab", True),
        ({"a": ("affirms",), "b": ("qualifies",)}, "", "ab", False),
        ({"a": ("affirms",), "b": ("qualifies",)}, "ab", "ab", True),
        ({"a": ("affirms",), "b": ("qualifies",)}, "ab", "bc", False),
        ({"a": ("narrower",), "b": ("denies",)}, "", "ab", False),
    ],
)
def test_disputed(stances: dict[str, tuple[str, ...]], disputants: str, among: str, expected: bool) -> None:
    held = Held("p:", stances, frozenset(), None, frozenset(), frozenset(disputants))
    assert is_disputed(held, set(among)) == expected
