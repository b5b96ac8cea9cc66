"""A letter's page in a real browser: axe, widths, schemes, fragments with and without scripts, the keyboard, print."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[2] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
CEDAR, OAK = "/lamps-1/letter/cedar", "/lamps-1/letter/oak"
PATHS = [f"{CEDAR}?char=110,170#char=20,40", "/lamps-1/letter/elm", "/lamps-1/letter/thorn"]
LIT = "[...(CSS.highlights.get('chosen') || [])].map(range => range.toString()).join('|')"

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with browser.new_context(viewport={"width": 1280, "height": 800}, reduced_motion="reduce") as context:
        made = context.new_page()
        said: list[str] = []
        made.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
        made.on("pageerror", lambda error: said.append(str(error)))
        yield made
        assert said == []


def is_seen(page: Page, selector: str) -> bool:
    """Whether the element's beginning is in the window."""
    return bool(
        page.evaluate(
            "s => { const box = document.querySelector(s).getBoundingClientRect();"
            " return box.top >= 0 && box.top < innerHeight && box.width > 0; }",
            selector,
        )
    )


@pytest.mark.skipif(
    not AXE.exists(), reason="axe-core is not fetched: make tests/clients/node_modules/.package-lock.json"
)
@pytest.mark.parametrize("width", [390, 1280])
def test_nobody_is_kept_out(origin: str, page: Page, width: int) -> None:
    axe = AXE.read_text("utf-8")
    page.set_viewport_size({"width": width, "height": 900})
    found: list[str] = []
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PATHS:
        page.goto("about:blank")  # a fragment alone loads nothing anew
        page.goto(f"{origin}{path}")
        page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
        page.evaluate(axe)
        wide: int = page.evaluate("document.documentElement.scrollWidth")
        if wide > width:
            found.append(f"{path} is {wide} pixels wide")
        for options in ({"runOnly": LEVELS}, {"runOnly": ["color-contrast"]}):
            scheme: Literal["light", "dark"] = "light" if options["runOnly"] is LEVELS else "dark"
            page.emulate_media(color_scheme=scheme)
            result: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
            found += [
                f"{path} {scheme} {each['id']}: " + "; ".join(node["html"][:200] for node in each["nodes"][:3])
                for each in result["violations"]
            ]
    assert not found, "\n".join(found)
    assert [url for url in asked if not url.startswith((f"{origin}/", "data:", "about:"))] == []


@pytest.mark.parametrize(
    ("fragment", "lit", "told"),
    [
        ("char=0,11", "Lamp Office", "Characters 0 to 11 are marked."),
        ("char=,4", "Lamp", "Characters 0 to 4 are marked."),
        ("char=5", "O", "Characters 5 to 6 are marked."),
        ("c0-4", "Lamp", "Characters 0 to 4 are marked."),
        ("char=99999,", "", "The letter has "),
        ("char=9,4", "", "The letter has "),
        ("char=x", "", "The address names no range of characters"),
        ("char=23,25", "", "Characters 23 to 25 are none of the letter’s words"),
        ("char=%E0%A4%A", "", ""),
        ("no-such", "", ""),
    ],
)
def test_a_fragment_marks_characters(origin: str, page: Page, fragment: str, lit: str, told: str) -> None:
    page.goto(f"{origin}{CEDAR}#{fragment}")
    assert page.evaluate(LIT) == lit
    assert (page.text_content(".told") or "").startswith(told)


def test_offsets_are_those_of_the_text(origin: str, page: Page, written: str) -> None:
    """Marks, links, what was left out, footnotes, and characters beyond the first plane between the two ends."""
    page.goto(f"{origin}{CEDAR}")
    for words in (
        "lamps are cheap",
        "our guide",
        "That is enough.",
        "low",
        "Cedar counted them.",
        "by night above all",
    ):
        start = written.index(words)
        page.goto(f"{origin}{CEDAR}#char={start},{start + len(words)}")
        assert page.evaluate(LIT) == words


def test_a_fragment_scrolls_there_and_takes_the_keyboard_along(origin: str, page: Page) -> None:
    page.set_viewport_size({"width": 600, "height": 400})
    page.goto(f"{origin}{CEDAR}#claim-gas-is-dear")
    assert is_seen(page, "#claim-gas-is-dear")
    page.goto(f"{origin}{CEDAR}#char=300,320")
    assert is_seen(page, "[tabindex='-1']:focus") or page.evaluate("document.activeElement !== document.body")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('.letter') !== null")


def test_a_claim_told_in_pieces_is_marked_whole(origin: str, page: Page) -> None:
    page.goto(f"{origin}{CEDAR}#claim-cheap-at-night")
    assert page.evaluate(LIT).endswith(" at night.")


def test_a_place_on_another_page_is_found(origin: str, page: Page) -> None:
    page.goto(f"{origin}{OAK}#claim-near-the-end")
    page.wait_for_selector("#claim-near-the-end")
    assert is_seen(page, "#claim-near-the-end")
    page.goto(f"{origin}{OAK}#char=100000,100010")
    page.wait_for_url("**?page=*")
    assert page.evaluate(LIT) != ""


def test_selected_words_have_a_link(origin: str, page: Page) -> None:
    page.goto(f"{origin}{CEDAR}")
    offer = page.locator(".selected")
    assert not offer.is_visible()
    page.evaluate("getSelection().selectAllChildren(document.querySelector('#claim-lamps-are-bright'))")
    offer.wait_for(state="visible")
    offer.get_by_role("link").click()
    page.wait_for_url("**#here")
    assert page.locator("mark.here").first.inner_text().startswith("Lamps are bright")
    assert is_seen(page, "#here")


def test_the_keyboard_alone_leads_from_the_rail_to_the_words(origin: str, page: Page) -> None:
    page.goto(f"{origin}{CEDAR}")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.getAttribute('href') === '#claim-cheap'"):
            break
    page.keyboard.press("Enter")
    assert page.url.endswith("#claim-cheap")
    assert is_seen(page, "#claim-cheap")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "../claim/cedar/cheap"


def test_nothing_needs_a_script(origin: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, viewport={"width": 390, "height": 700}) as context:
        page = context.new_page()
        page.goto(f"{origin}{CEDAR}")
        summary = page.get_by_text("Its claims, by question")
        assert not page.get_by_role("link", name="lamps are bright").is_visible()
        summary.click()
        page.get_by_role("link", name="should be bright", exact=True).click()
        assert page.url.endswith("#claim-should-be-bright")
        colour = "each => getComputedStyle(each).backgroundColor"
        marked, other = (
            page.locator(each).evaluate(colour) for each in ("#claim-should-be-bright", "#claim-gas-is-dear")
        )
        assert marked != other
        page.goto(f"{origin}{CEDAR}?char=0,11#here")
        assert page.locator("#here").inner_text() == "Lamp Office"


def test_notes_stand_beside_their_marks_where_there_is_room(origin: str, page: Page) -> None:
    boxes = """s => {
        const box = document.querySelector(s).getBoundingClientRect();
        return [box.left, box.top, box.right, box.bottom];
    }"""
    page.goto(f"{origin}{CEDAR}")
    mark, note = page.evaluate(boxes, "#mark-1"), page.evaluate(boxes, "#note-1")
    assert note[0] > mark[2]
    assert abs(note[1] - mark[1]) < 120
    page.set_viewport_size({"width": 390, "height": 800})
    mark, note = page.evaluate(boxes, "#mark-1"), page.evaluate(boxes, "#note-1")
    assert note[1] > mark[3]
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(media="print")
    assert not page.locator(".rail").is_visible()
    assert page.locator("#note-1").is_visible()
    assert not page.locator("a.c").first.is_visible()


def test_what_bites_does_not_run(origin: str, page: Page) -> None:
    page.goto(f"{origin}/lamps-1/letter/thorn")
    assert page.title() != "run"
    assert page.locator("img").count() == 0
    assert "<script>document.title = 'run'</script>" in page.locator(".letter").inner_text()
    assert page.locator("a[href^='javascript']").count() == 0
