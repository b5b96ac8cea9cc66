"""A letter's page as the service sends it: its text whole, marks, notes, rail, ranges, and letters of other kinds."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import httpx
import pytest

VOID = {"meta", "link", "input", "img", "br"}
LETTERS = "/lamps-1/letter"


class Page(HTMLParser):
    """A page's text by elements that have an id, its links and ids; every element has its end."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, str]] = []
        self.tags: list[str] = []
        self.words: dict[str, str] = {}
        self.links: list[str] = []
        self.ids: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.tags.append(tag if given.get("type") != "application/ld+json" else "data")
        self.links += [given["href"] or ""] if "href" in given else []
        self.ids += [given["id"] or ""] if "id" in given else []
        assert not [name for name in given if name.startswith("on") or name == "style"]
        if tag not in VOID:
            self.open.append((tag, given.get("id") or ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        for _, name in self.open:
            if name:
                self.words[name] = self.words.get(name, "") + data


def page(client: httpx.Client, path: str, status: int = 200) -> Page:
    answer = client.get(path)
    assert answer.status_code == status, answer.text
    assert "script-src" not in answer.headers["content-security-policy"]
    found = Page(answer.text)
    assert len(found.ids) == len(set(found.ids))
    return found


def test_claims_are_marked_and_lead_to_their_pages(client: httpx.Client) -> None:
    text = client.get(f"{LETTERS}/cedar").text
    assert (
        '<mark id="claim-lamps-are-bright">Lamps are bright and <mark id="claim-cheap-at-night" class="denies">'
        '<mark id="claim-cheap" class="qualifies">lamps are cheap</mark></mark></mark>' in text
    )
    assert '<mark data-of="cheap-at-night" class="denies">' in text
    assert '<a class="c" href="../claim/cedar/cheap-at-night">− value</a>' in text
    assert '<a class="c" href="../claim/cedar/cheap">± policy</a>' in text
    assert '<a class="c" href="../claim/cedar/should-be-bright">+ recommends</a>' in text
    found = page(client, f"{LETTERS}/cedar")
    assert "5 claims were read in this letter" in re.sub(r"\s+", " ", text)
    assert {
        f"claim-{each}" for each in ("lamps-are-bright", "cheap-at-night", "cheap", "should-be-bright", "gas-is-dear")
    } <= set(found.ids)


def test_the_structure_is_the_parsers(client: httpx.Client) -> None:
    text = client.get(f"{LETTERS}/cedar").text
    assert re.search(
        r'<h3 id="section-1" data-c="\d+">How bright should street lamps be\?</h3>'
        r'<p class="to">Question <a href="/lamps-1/question/1">1</a>',
        text,
    )
    assert re.search(
        r"<ul><li id=\"p\d+\">They help people<ul><li id=\"p\d+\">by night above all</li></ul></li><li", text
    )
    assert re.search(r'<th scope="col"><span id="p\d+">Lamp</span></th>', text)
    assert re.search(r'<th scope="row"><span id="p\d+">LED</span></th><td>', text)
    assert "<strong>" in text
    plain = re.sub(r'<i data-c="\d+"></i>', "", text)
    assert '<a href="https://cedar.example/guide" rel="nofollow">our guide</a>' in plain
    assert 'class="lines">Lamp Office\n1 Quay Road</p>' in text


def test_a_paragraph_is_whole_and_a_footnote_stands_behind_it(client: httpx.Client) -> None:
    text = client.get(f"{LETTERS}/cedar").text
    words = re.sub(r"<sup>.*?</sup>|<[^>]*>", "", text)
    assert re.search(r"They are seen from as far\s+as the harbour\. That is enough\.", words)
    notes = text[text.index('<ul class="notes') :]
    assert re.search(r'<li id="note-1"><a class="n" href="#mark-1">1</a> .*?A survey, ', notes)
    assert '<a href="https://studies.example/lamps" rel="nofollow">https://studies.example/lamps</a>' in re.sub(
        r'<i data-c="\d+"></i>', "", notes
    )
    assert '<a href="../source/survey">Survey of lamps</a>' in notes
    assert "its own work</a>" in notes
    assert '<sup><a href="#note-2" id="mark-2">2</a></sup>' in text


def test_the_rail_leads_to_claims_by_question(client: httpx.Client) -> None:
    text = client.get(f"{LETTERS}/cedar").text
    rail = text[text.index('class="rail"') : text.index("</nav>", text.index('class="rail"'))]
    assert re.findall(r'<summary>(?:<b>1</b> )?(.*?) <span class="quiet">(\d)</span>', rail) == [
        ("Before the first heading", "3"),
        ("How bright should street lamps be?", "2"),
    ]
    assert '<a href="#claim-lamps-are-bright">lamps are bright</a>' in rail
    assert '<a href="#claim-cheap">lamps are cheap</a>' in rail  # of one word, so by its quote


@pytest.mark.parametrize(
    ("given", "marked", "told"),
    [
        ("0,11", "Lamp Office", "Characters 0 to 11 are marked:"),
        (",4", "Lamp", "Characters 0 to 4 are marked:"),
        ("0", "L", "Characters 0 to 1 are marked:"),
        ("5,17", "Office\n1 Qua", "Characters 5 to 17 are marked:"),
        ("470,9999", None, "the letter ends there"),
        ("0,4;length=9", "Lamp", "Characters 0 to 4 are marked:"),
    ],
)
def test_a_range_is_marked_without_a_script(client: httpx.Client, given: str, marked: str | None, told: str) -> None:
    answer = client.get(f"{LETTERS}/cedar", params={"char": given})
    assert answer.status_code == 200
    assert told in answer.text
    found = Page(answer.text)
    assert "here" in found.ids
    assert marked is None or found.words["here"] == marked
    assert "#here" in found.links


def test_a_range_that_crosses_claims_is_marked_through_them(client: httpx.Client) -> None:
    start = 110
    text = client.get(f"{LETTERS}/cedar?char={start},{start + 60}").text
    marks = re.findall(r'<mark class="here"(?: id="here")?>', text)
    assert len(marks) >= 2
    assert text.count('id="here"') == 1


@pytest.mark.parametrize(
    ("given", "status", "words"),
    [
        ("x", 400, "is no range of characters"),
        ("9,4", 400, "which is not behind its start"),
        ("99999,", 400, "The text has"),
        ("", 400, "is no range of characters"),
        ("23,25", 200, "are none of the letter’s words"),  # between two paragraphs
    ],
)
def test_a_range_that_marks_nothing_is_told_in_words(client: httpx.Client, given: str, status: int, words: str) -> None:
    answer = client.get(f"{LETTERS}/cedar", params={"char": given})
    assert (answer.status_code, words in answer.text) == (status, True)


def test_a_letter_that_a_program_read_has_calm_words_and_names_who_joined_it(client: httpx.Client) -> None:
    text = re.sub(r"\s+", " ", client.get(f"{LETTERS}/elm").text)
    assert "A program read this, and nobody has reviewed it." in text
    assert "Nobody has looked for claims in this letter yet, so none are marked." in text
    assert "<mark" not in text
    assert 'id="note-1"' in text
    assert '<a href="#joined">2 other submissions</a> say the same.' in text
    assert '<a href="/lamps-1/submission/1">LAMPS-1-0007</a>, sent by' in text
    assert "Fir &amp; Sons" in text
    assert '<a href="/lamps-1/submission/2">LAMPS-1-0008</a>' in text
    assert "Its sections" in text


def test_what_bites_is_shown_and_never_run(client: httpx.Client) -> None:
    found = page(client, f"{LETTERS}/thorn")
    text = client.get(f"{LETTERS}/thorn").text
    assert "&lt;script&gt;document.title = &#39;run&#39;&lt;/script&gt;" in text
    assert [each for each in found.links if "javascript" in each or "alert" in each] == []
    assert "press here" in text
    assert '<a href="https://ok.example/?a=1&amp;b=&#34;2&#34;" rel="nofollow">' in text
    assert found.tags.count("script") == 1  # the page's own
    assert "\u202e" not in text  # a control without width is no word of the letter
    assert "reversed"[::-1].replace("desrever", "esrever") in text
    assert "שלום" in text


def test_a_long_letter_has_pages(client: httpx.Client) -> None:
    first = client.get(f"{LETTERS}/oak")
    pages = int(re.search(r"Page 1 of (\d+)", first.text)[1])  # type: ignore[index]
    assert pages > 1
    whole = ""
    for n in range(1, pages + 1):
        answer = client.get(f"{LETTERS}/oak?page={n}")
        assert len(answer.content) < 134_000
        whole += answer.text
        Page(answer.text)
    said = re.findall(r"Paragraph (\d+)\.(\d+) says", re.sub(r"<[^>]*>", "", whole[: whole.rindex("The same as data")]))
    expected = [(str(n), str(m)) for n in range(1, 17) for m in range(9) for _ in range(20)]
    assert [each for each in said if each not in (("16", "8"),)] == [each for each in expected if each != ("16", "8")]
    assert client.get(f"{LETTERS}/oak?page={pages + 1}").status_code == 404
    assert client.get(f"{LETTERS}/oak?page=x").status_code == 400


@pytest.mark.parametrize(
    ("query", "fragment"),
    [
        ("char=99000,99010", "here"),
        ("at=claim-near-the-end", "claim-near-the-end"),
        ("at=section-16", "section-16"),
        ("at=none-such", "section-1"),
    ],
)
def test_a_place_in_a_long_letter_has_its_page(client: httpx.Client, query: str, fragment: str) -> None:
    assert fragment in page(client, f"{LETTERS}/oak?{query}").ids


def test_a_claims_page_leads_to_its_words_in_the_letter(client: httpx.Client) -> None:
    text = client.get("/lamps-1/claim/cedar/cheap-at-night").text
    target = re.search(r'<a href="([^"]*)">Read on in the whole letter</a>', text)
    assert target
    text = client.get(target[1].partition("#")[0]).text
    assert "“lamps are cheap at night.”" in text
    bare = re.sub(r'<a class="c".*?</a>|<i .*?</i>|</mark>|<mark (?!class="here").*?>', "", text)
    assert re.sub(r"<mark .*?>", "|", bare[bare.index("remains. ") : bare.index("\nSee")]) == (
        "remains. Lamps are bright and |lamps are cheap| at night."
    )


def test_a_letter_without_a_text_says_what_is_known(client: httpx.Client) -> None:
    assert "A letter that is lost" in client.get(f"{LETTERS}/ash").text


def test_what_has_not_changed_is_not_sent_again(client: httpx.Client) -> None:
    tag = client.get(f"{LETTERS}/cedar").headers["etag"]
    assert client.get(f"{LETTERS}/cedar", headers={"If-None-Match": tag}).status_code == 304
    assert client.get(f"{LETTERS}/cedar?char=0,4", headers={"If-None-Match": tag}).status_code == 200
