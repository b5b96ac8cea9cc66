"""Every kind of page in a real browser: axe-core finds nothing at either width in either scheme, none is too wide."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]
LEVELS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# The dark scheme changes colours alone.
RUN = "options => axe.run(document, options)"
PATHS = [
    "/",
    "/docs",
    "/search",
    "/search?q=nobody+lamps&kind=claim",
    "/search?q=zebra",
    "/ontology",
    "/search?q=lamps",
    "/query?query=SELECT+*+%7B+%3Fs+a+%3Ftype+%7D&generation=1",
    "/query?query=SELECT+nope",
    "/none",
    "/lamps-1/docket",
    "/compare",
    "/map",
    "/compare?one=ash&other=birch&question=1",
    "/lamps-1/letter/ash",
    "/lamps-1/letter/ash/text/0123456789ab",
    "/lamps-1/claim/ash/bright",
    "/lamps-1/proposition/cheap",
    "/lamps-1/question/1",
    "/lamps-1/organization/ash",
    "/lamps-1/source/survey",
    "/lamps-1/programme/code",
    "/lamps-1/alignment/cheap",
    "/lamps-1/topic/light",
    "/lamps-1/letter/ash/risk/bright",
    "/lamps-1/letter/ash/table/1",
    "/lamps-1/letter/ash/availability-level/lit",
    "/lamps-1/submission/elm",
    "/download",
    "/explain?iri=claim/ash/bright",
]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(
        not AXE.exists(), reason="axe-core is not fetched: make tests/clients/node_modules/.package-lock.json"
    ),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_keeps_anybody_out(service: str, browser: Browser, width: int) -> None:
    axe = AXE.read_text("utf-8")
    found: list[str] = []
    with browser.new_context(viewport={"width": width, "height": 900}, reduced_motion="reduce") as context:
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: _complain(found, message.type, message.text))
        for path in PATHS:
            page.goto(f"{service}{path}")
            page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")
            page.evaluate(axe)
            wide: int = page.evaluate("document.documentElement.scrollWidth")
            if wide > width:
                found.append(f"{path} is {wide} pixels wide")
            for options in ({"runOnly": LEVELS}, {"runOnly": ["color-contrast"]}):
                scheme: Literal["light", "dark"] = "light" if options["runOnly"] is LEVELS else "dark"
                page.emulate_media(color_scheme=scheme)
                result: dict[str, Any] = page.evaluate(RUN, options)
                found += [_said(path, scheme, each) for each in result["violations"]]
    assert not found, "\n".join(found)
    assert [url for url in asked if not url.startswith((f"{service}/", "data:"))] == []


def test_both_quotes_open_without_javascript(service: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{service}/lamps-1/docket?show=disputed")
        quote = page.get_by_text("Lamps cost too much.")
        assert not quote.is_visible()
        page.get_by_text("Both quotes").click()
        assert quote.is_visible()
        page.get_by_role("link", name="denies").click()
        assert page.url == f"{service}/lamps-1/proposition/cheap#by-birch"


def test_the_keyboard_alone_will_do(service: str, browser: Browser) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{service}/lamps-1/docket")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "To the content"
        page.keyboard.press("Enter")
        for _ in range(40):
            page.keyboard.press("Tab")
            if page.evaluate("document.activeElement.tagName") == "SUMMARY" and page.evaluate(
                "document.activeElement.closest('.matrix') !== null"
            ):
                break
        quote = page.get_by_text("Lamps cost too much.")
        assert not quote.is_visible()
        page.keyboard.press("Enter")
        assert quote.is_visible()


def _complain(found: list[str], kind: str, text: str) -> None:
    # Chromium says of a page that answers 404 or 400, which two of them are meant to, that it failed to load.
    if kind in ("error", "warning") and not re.search("status of 40[04]", text):
        found.append(text)


def _said(path: str, scheme: str, violation: dict[str, Any]) -> str:
    nodes = "; ".join(node["html"][:150] + " " + node["failureSummary"][:200] for node in violation["nodes"][:4])
    return f"{path} {scheme} {violation['id']}: {nodes}"
