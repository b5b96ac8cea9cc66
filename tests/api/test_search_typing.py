"""Searching as one types, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
# Chromium itself asks its maker's hosts for updates and the like unless told not to.
ARGUMENTS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
]

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")


@pytest.fixture
def asked() -> list[str]:
    """The addresses that the page has asked for."""
    return []


@pytest.fixture
def browsing(service: str, asked: list[str]) -> Iterator[Page]:
    """A page of a fresh browser; at the end it must have asked no other host, and have had nothing to complain of."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        made = browser.new_page(viewport={"width": 1100, "height": 800})
        complaints: list[str] = []
        made.on("request", lambda request: asked.append(request.url))
        made.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
        browser.close()
    assert [url for url in asked if not url.startswith(f"{service}/")] == []
    assert complaints == []


def test_results_come_as_one_types(service: str, browsing: Page, asked: list[str]) -> None:
    browsing.goto(f"{service}/lamps-1/claim/ash/bright")
    browsing.get_by_role("search").get_by_role("searchbox").fill("lamps")
    browsing.keyboard.press("Enter")
    browsing.wait_for_url("**/search?q=lamps")
    length = browsing.evaluate("history.length")
    field, summary = browsing.locator("#q"), browsing.locator("#summary")
    expect(summary).to_have_text(re.compile(r"\d+ results for “lamps”"))
    assert summary.get_attribute("aria-live") == "polite"
    before = len(asked)
    field.press("End")
    field.press_sequentially(" nobody", delay=20)
    expect(summary).to_have_text(re.compile("1 result for “lamps nobody”|2 results for “lamps nobody”"))
    expect(browsing.locator("#found mark").first).to_be_visible()
    expect(browsing).to_have_title(re.compile("^lamps nobody"))
    assert browsing.url == f"{service}/search?q=lamps+nobody"
    assert browsing.evaluate("history.length") == length, "no entry in the history for each letter"
    assert len(asked) - before < len(" nobody"), "a pause before it asks"
    # what was typed is what there is, however the answers overtake one another
    field.fill("zebra")
    expect(summary).to_have_text("Nothing found for “zebra”")
    field.fill("")
    expect(summary).to_have_text(re.compile(r"\d+ entries in all"))
    expect(browsing.locator("#found")).not_to_have_attribute("aria-busy", "true")


def test_the_keyboard_goes_through_the_results(service: str, browsing: Page) -> None:
    browsing.goto(f"{service}/search?q=bright")
    links = browsing.locator(".hit a")
    browsing.locator("#q").focus()
    for n in range(2):
        browsing.keyboard.press("ArrowDown")
        expect(links.nth(n)).to_be_focused()
    browsing.keyboard.press("ArrowUp")
    browsing.keyboard.press("ArrowUp")
    expect(browsing.locator("#q")).to_be_focused()
    browsing.keyboard.press("ArrowDown")
    browsing.keyboard.press("Escape")
    expect(browsing.locator("#q")).to_be_focused()
    browsing.keyboard.press("ArrowDown")
    address = links.first.get_attribute("href")
    browsing.keyboard.press("Enter")
    browsing.wait_for_url(f"{service}{address}")
    browsing.go_back()
    expect(browsing.locator("#summary")).to_have_text(re.compile("results for “bright”"))


def test_choices_stay_while_one_types(service: str, browsing: Page) -> None:
    browsing.goto(f"{service}/search?q=lamps")
    browsing.locator(".facets").get_by_role("link", name=re.compile("^Claims")).click()
    browsing.wait_for_url("**/search?q=lamps&kind=claim")
    field = browsing.locator("#q")
    field.fill("lamps cheap")
    browsing.wait_for_url("**/search?q=lamps+cheap&kind=claim")
    expect(browsing.locator(".results-found .kicker").first).to_contain_text("Claim")
    browsing.locator(".chosen a").click()
    browsing.wait_for_url("**/search?q=lamps+cheap")


@pytest.mark.parametrize("width", [390, 1100])
def test_markup_in_the_data_stays_text_and_nothing_runs_out_of_the_page(
    service: str, browsing: Page, width: int
) -> None:
    browsing.set_viewport_size({"width": width, "height": 800})
    browsing.on("dialog", lambda dialog: pytest.fail(dialog.message))
    browsing.goto(f"{service}/search")
    browsing.locator("#q").press_sequentially("birch <img src=x onerror=alert(3)> nobody", delay=1)
    expect(browsing.locator("#summary")).to_contain_text("<img src=x onerror=alert(3)>")
    expect(browsing.locator("#found")).to_contain_text("<b>Nobody</b>")
    assert browsing.locator("main img, main b").count() == 0
    assert browsing.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_page_without_results_is_told(service: str, browsing: Page) -> None:
    browsing.goto(f"{service}/search?q=lamps")
    browsing.route(
        "**/search?*",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body="<main><p class=lead>Too much.</p></main>"
        ),
    )
    browsing.locator("#q").fill("bright")
    expect(browsing.locator("#summary")).to_have_text("Too much.")
