"""Two respondents side by side."""

from __future__ import annotations

import re

import httpx
import pytest

from claimgraph.api.comparison import compared
from claimgraph.api.positions import Docket, Held, Respondent
from claimgraph.api.service.graph import Term


def page(client: httpx.Client, path: str, status: int = 200) -> str:
    answer = client.get(path, headers={"Accept": "text/html"})
    assert answer.status_code == status
    return answer.text


@pytest.mark.parametrize("path", ["/compare", "/compare?one=ash&other=birch", "/compare?docket=LAMPS-1"])
def test_two_are_compared(client: httpx.Client, path: str) -> None:
    text = page(client, path)
    assert "Both speak of 2 propositions: on 1 they differ, on 1 they agree, on 0 in part." in text
    assert re.findall(r"<blockquote>(.*?)</blockquote>", text) == ["Buy lamps, they are cheap.", "Lamps cost too much."]
    assert '<a href="/lamps-1/alignment/bright">agreement</a>, reviewed' in text


def test_one_question_in_both_their_words(client: httpx.Client) -> None:
    text = page(client, "/compare?one=birch&other=ash&question=1")
    assert re.findall(r"<blockquote>(.*?)</blockquote>", text) == [
        "Lamps cost too much.",
        "Buy lamps, they are cheap.",
        "&lt;b&gt;Nobody&lt;/b&gt; doubts it&#39;s bright.",
        "Our “lamps” are bright &amp; good.",
    ]
    assert "One denies it." in text


def test_who_is_compared_with_oneself_may_choose(client: httpx.Client) -> None:
    text = page(client, "/compare?one=ash&other=ash")
    assert re.findall(r'<option value="(\w+)"', text) == ["ash", "birch"] * 2


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("one=ash&other=none", "no respondent"),
        ("one=ash&other=birch&question=7", "Neither of them"),
        ("docket=none", "no docket"),
    ],
)
def test_what_there_is_not(client: httpx.Client, query: str, words: str) -> None:
    assert words in page(client, f"/compare?{query}", 404)


@pytest.mark.parametrize(
    ("one", "other", "judged", "kind"),
    [
        ("affirms", "affirms", "", "agree"),
        ("denies", "denies", "", "agree"),
        ("affirms", "denies", "", "differ"),
        ("affirms", "qualifies", "", "near"),
        ("qualifies", "qualifies", "", "near"),
        ("narrower", "narrower", "", "near"),
        ("affirms", "narrower", "", "near"),
        ("affirms", "affirms", "partial agreement", "partly"),
        ("affirms", "qualifies", "qualified agreement", "partly"),
        ("affirms", "qualifies", "disagreement", "differ"),
        ("narrower", "narrower", "agreement", "agree"),
        ("affirms", "affirms", "shared evidence", "agree"),
    ],
)
def test_how_two_stand(one: str, other: str, judged: str, kind: str) -> None:
    a, b = (Respondent(f"r:{name}", name, name, "", "", "", 1) for name in "ab")
    held = Held("p:", {a.iri: (one,), b.iri: (other,)}, frozenset(), None, frozenset(), frozenset())
    rows = [{"proposition": Term("uri", "p:"), "kind": Term("literal", judged)}] if judged else []
    [part] = compared(Docket("d:", (), (a, b), (held,)), a, b, rows).parts
    assert [each for each, entries in part.both.items() if entries] == [kind]
