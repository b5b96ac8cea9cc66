"""The evidence map: its page, its picture, its data, and what a browser makes of them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree

import httpx
import pytest
from playwright.sync_api import Browser, sync_playwright

from claimgraph.api.evidence_map import MOST_RESPONDENTS, MOST_WORKS, Choice, chosen, evidence_of
from claimgraph.api.picture import picture

CHROMIUM = Path("/usr/bin/chromium")
STATIC = Path(__file__).parents[2] / "api" / "static"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
browsing = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(
        not STATIC.joinpath("d3", "d3.min.js").exists(), reason="D3 is not fetched: python scripts/fetch_d3.py"
    ),
]


Lines = list[list[str]]


def rows(respondents: int, works: int, title: str = "Work {}") -> tuple[Lines, Lines, Lines, Lines]:
    """Solutions in which every respondent cites a third of the works, and the first one published the first work."""
    cited = [(r, w) for r in range(respondents) for w in range(works) if (r + w) % 3 == 0]
    citations = [[f"c/{r}-{w}", f"r/{r:03}", f"w/{w:03}"] for r, w in cited]
    uses = [[f"c/{r}-{w}", "function", "http://purl.org/spar/cito/citesAsEvidence"] for r, w in cited if w % 2]
    uses += [[f"c/{r}-{w}", "claim", f"claim/{r}-{w}"] for r, w in cited]
    published = [[f"w/{w:03}", title.format(w), f"r/{w % 7:03}", ""] for w in range(works)]
    labels = [[f"r/{r:03}", f"Respondent {r}"] for r in range(respondents)]
    return citations, [*uses, ["c/0-0", "self", ""]], published, labels


def test_the_page_says_in_a_table_what_the_picture_shows(client: httpx.Client) -> None:
    text = client.get("/map", headers={"Accept": "text/html"}).text
    assert "2 works, of which 1 is cited by two or more respondents." in text
    table = " ".join(re.sub(r"<[^>]+>", " ", text[text.index("<tbody>") : text.index("</tbody>")]).split())
    assert "Survey of lamps Ash" in table
    assert "its own work" in table
    assert "a disclosed tie" in table


@pytest.mark.parametrize(
    ("query", "works", "citing"),
    [
        ("", ["survey", "essay"], ["ash", "birch", "birch"]),
        ("show=shared", ["survey"], ["ash", "birch"]),
        ("show=own", ["survey", "essay"], ["ash", "birch"]),
        ("respondent=ash", ["survey"], ["ash"]),
        ("respondent=ash&show=shared", ["survey"], ["ash", "birch"]),
        ("publisher=council", ["essay"], ["birch"]),
        ("publisher=council&respondent=ash", [], []),
        ("docket=LAMPS-1&page=7", ["survey", "essay"], ["ash", "birch", "birch"]),
    ],
)
def test_a_choice_of_it(client: httpx.Client, query: str, works: list[str], citing: list[str]) -> None:
    data = client.get(f"/map.json?{query}").raise_for_status().json()
    assert [each["page"].rpartition("/")[2] for each in data["works"]] == works
    assert sorted(each["respondent"].rpartition("/")[2] for each in data["citations"]) == citing
    assert client.get(f"/map?{query}", headers={"Accept": "text/html"}).status_code == 200


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("respondent=none", 404),
        ("publisher=none", 404),
        ("docket=none", 404),
        ("show=best", 400),
        ("page=0", 400),
        ("page=x", 400),
        (f"respondent={'x' * 500}", 400),
    ],
)
def test_what_there_is_not(client: httpx.Client, query: str, status: int) -> None:
    assert {client.get(f"/{path}?{query}").status_code for path in ("map", "map.svg", "map.json")} == {status}


def test_the_picture_alone_is_a_drawing_without_script(client: httpx.Client) -> None:
    answer = client.get("/map.svg").raise_for_status()
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert "script" not in answer.headers["content-security-policy"]
    drawing = ElementTree.fromstring(answer.text)
    links = [each.get("href", "") for each in drawing.iter("{http://www.w3.org/2000/svg}a")]
    assert f"{client.base_url}/lamps-1/source/survey" in links
    assert not list(drawing.iter("{http://www.w3.org/2000/svg}script"))
    assert client.get("/map.svg", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize(("respondents", "works"), [(1, 1), (2, 5), (50, 60), (120, 300)])
def test_it_is_bounded_and_drawn_the_same_every_time(respondents: int, works: int) -> None:
    evidence = evidence_of(*rows(respondents, works))
    shown = chosen(evidence, Choice())
    drawn = picture(shown)
    assert drawn == picture(chosen(evidence_of(*rows(respondents, works)), Choice()))
    assert len(shown.works) == min(MOST_WORKS, len(evidence.works))
    assert len(shown.respondents) <= MOST_RESPONDENTS
    assert shown.left == max(0, respondents - MOST_RESPONDENTS)
    keys = {box.key for box in drawn.boxes}
    assert all({line.source, line.target} <= keys for line in drawn.lines)
    for kind in ("respondent", "work", "publisher"):
        places = sorted(box.y for box in drawn.boxes if box.kind == kind)
        assert all(below - above >= drawn.box_height for above, below in pairwise(places))
        assert all(0 < place <= drawn.height - drawn.box_height for place in places)


def test_where_lines_are_many_they_are_faint() -> None:
    assert [picture(chosen(evidence_of(*rows(n, 40)), Choice())).is_crowded for n in (2, 50)] == [False, True]


def test_who_is_on_both_sides_is_counted_for_each() -> None:
    drawn = picture(chosen(evidence_of(*rows(2, 9)), Choice()))
    counts = {box.kind: box.number for box in drawn.boxes if box.node.iri == "r/000"}
    assert counts == {"respondent": 3, "publisher": 1}


def test_every_work_is_on_one_page() -> None:
    evidence = evidence_of(*rows(9, 100))
    pages = [chosen(evidence, Choice(page=n)) for n in range(1, 4)]
    assert [node.iri for shown in pages for node in shown.works] == list(evidence.works)
    assert {shown.pages for shown in pages} == {3}


def test_markup_in_a_title_is_shown() -> None:
    evidence = evidence_of(*rows(1, 1, "</title><script>alert(1)</script>"))
    [work] = [box for box in picture(chosen(evidence, Choice())).boxes if box.kind == "work"]
    assert work.node.label.startswith("</title>")  # the templates escape it, as they do on every page


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


class TestInABrowser:
    pytestmark = browsing

    def test_it_is_explored_by_keyboard_and_saved(self, service: str, browser: Browser) -> None:
        with browser.new_context(accept_downloads=True) as context:
            page = context.new_page()
            complaints: list[str] = []
            asked: list[str] = []
            page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.on("request", lambda request: asked.append(request.url))
            page.goto(f"{service}/map")
            page.locator(".box.respondent").first.focus()
            assert page.locator("#picture.focusing").count() == 1
            page.keyboard.press("ArrowRight")
            focused = "document.activeElement.querySelector('title').textContent"
            assert page.evaluate(focused).startswith("Work: ")
            assert "Linked to" in page.locator("#said").inner_text()
            page.keyboard.press("ArrowRight")
            assert page.evaluate(focused).startswith("Publisher: ")
            page.keyboard.press("Escape")
            assert page.locator("#picture.focusing").count() == 0
            page.click("text=Closer")
            page.wait_for_function("document.getElementById('moved').getAttribute('transform').includes('scale(1.4')")
            page.click("text=Whole picture")
            with page.expect_download() as saved:
                page.click("text=Save as PNG")
            assert saved.value.path().read_bytes().startswith(b"\x89PNG")
            with page.expect_download() as drawn:
                page.get_by_role("link", name="SVG").click()
            assert drawn.value.suggested_filename == "evidence-map.svg"
            page.locator(".box.work").first.focus()
            page.keyboard.press("Enter")
            page.wait_for_url("**/lamps-1/source/*")
            assert complaints == []
            assert [url for url in asked if not url.startswith((f"{service}/", "data:", "blob:"))] == []

    def test_without_javascript_it_is_all_there(self, service: str, browser: Browser) -> None:
        with browser.new_context(java_script_enabled=False) as context:
            page = context.new_page()
            page.goto(f"{service}/map?show=shared")
            assert not page.locator("#tools").is_visible()
            assert (
                page.locator("#picture .box").count()
                == json.loads(page.request.get(f"{service}/map.json?show=shared").text())["total_works"] + 3
            )
            page.locator("#picture .box.publisher").click()
            assert page.url == f"{service}/lamps-1/organization/ash"
