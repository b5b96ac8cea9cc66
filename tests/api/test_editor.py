"""The query editor in a real browser."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
EDITOR = Path(__file__).parents[2] / "api" / "static" / "yasgui" / "yasgui.min.js"
# Chromium itself asks its maker's hosts for updates and the like unless told not to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed"),
    pytest.mark.skipif(not EDITOR.exists(), reason="the editor is not fetched: python scripts/fetch_yasgui.py"),
]


@pytest.fixture
def page(service: str) -> Iterator[Page]:
    """A page of a fresh browser; at the end it must have asked no other host, and have had nothing to complain of."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        made = browser.new_page()
        asked: list[str] = []
        complaints: list[str] = []
        made.on("request", lambda request: asked.append(request.url))
        made.on(
            "console", lambda message: complaints.append(message.text) if message.type in ("error", "warning") else None
        )
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
        browser.close()
    assert asked
    assert [url for url in asked if not url.startswith((f"{service}/", "data:"))] == []
    assert complaints == []


def test_a_question_from_the_start_page_runs_and_can_be_changed(service: str, page: Page) -> None:
    page.goto(service)
    page.click("text=Who claims what, in which words?")
    rows = page.locator("#editor table.dataTable tbody tr")
    rows.nth(3).wait_for()
    assert rows.count() == 4
    assert not page.locator("#plain").is_visible()
    assert "<b>Nobody</b> doubts it's bright." in page.locator("#editor table.dataTable").inner_text()

    page.evaluate("document.querySelector('.CodeMirror').CodeMirror.setValue('SELECT (6 * 7 AS ?answer) {}')")
    page.click("#editor button:has-text('Run')")
    page.locator("#editor td:has-text('42')").wait_for()
    assert "query=SELECT" in page.url
    page.reload()
    page.locator("#editor td:has-text('42')").wait_for()


def test_completion_asks_only_here(service: str, page: Page) -> None:
    page.goto(f"{service}/query")
    page.locator("#editor .CodeMirror").click()
    editor = "document.querySelector('.CodeMirror').CodeMirror"
    prologue = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\\n"
    page.evaluate(f"{editor}.setValue('{prologue}SELECT * {{ ?claim a cg:Cl')")
    page.evaluate(f"{editor}.setCursor({{ line: 1, ch: 99 }})")
    page.keyboard.press("Control+Space")
    page.locator("text=cg:Claim").first.wait_for()


def test_links_in_results_stay_here(service: str, page: Page) -> None:
    page.goto(f"{service}/query?example=who-claims-what")
    link = page.locator("#editor td a").first
    link.wait_for()
    assert link.get_attribute("href") == "/lamps-1/claim/ash/bright"
    link.click()
    page.locator("h1:has-text('Ash: bright')").wait_for()


def test_fetching_it_again_changes_nothing() -> None:
    script = Path(__file__).parents[2] / "scripts" / "fetch_yasgui.py"
    before = EDITOR.stat().st_mtime_ns
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert EDITOR.stat().st_mtime_ns == before
