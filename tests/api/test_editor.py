"""The query editor in a real browser."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
EDITOR = Path(__file__).parents[2] / "api" / "static" / "yasqe" / "yasqe.min.js"
AXE = Path(__file__).parents[1] / "clients" / "node_modules" / "axe-core" / "axe.min.js"
PREFIX = "PREFIX cg: <https://w3id.org/claimgraph/ontology#>\n"
EDITOR_OF_PAGE = "document.querySelector('.CodeMirror').CodeMirror"
BAD = ("error", "warning")
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
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
    pytest.mark.skipif(not EDITOR.exists(), reason="the editor is not fetched: python scripts/fetch_yasqe.py"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


@pytest.fixture
def page(service: str, browser: Browser) -> Iterator[Page]:
    """A fresh page; at the end it must have asked no other host, and have had nothing to complain of."""
    asked: list[str] = []
    complaints: list[str] = []
    with browser.new_context() as context:
        made = context.new_page()
        made.on("request", lambda request: asked.append(request.url))
        made.on("console", lambda message: complaints.append(message.text) if message.type in BAD else None)
        made.on("pageerror", lambda error: complaints.append(str(error)))
        yield made
    assert asked
    assert [url for url in asked if not url.startswith((f"{service}/", "data:"))] == []
    # Chromium itself says so of a query that is answered with what is wrong in it.
    assert [each for each in complaints if "status of 400" not in each] == []


def write(page: Page, text: str) -> None:
    """Put the text into the editor, and the cursor at its end."""
    page.evaluate(f"text => {{ {EDITOR_OF_PAGE}.setValue(text); {EDITOR_OF_PAGE}.execCommand('goDocEnd') }}", text)
    page.evaluate(f"{EDITOR_OF_PAGE}.focus()")


def written(page: Page) -> str:
    return str(page.evaluate(f"{EDITOR_OF_PAGE}.getValue()"))


def until(page: Page, text: str) -> None:
    """Wait until that is in the editor; the policy lets no function be sent to the page to be called again."""
    end = time.monotonic() + 10
    while written(page).strip() != text:
        assert time.monotonic() < end, written(page)
        page.wait_for_timeout(20)


def test_a_question_from_the_start_page_runs_and_can_be_changed(service: str, page: Page) -> None:
    page.goto(service)
    page.click("text=Who claims what, in which words?")
    assert page.locator("table.results tbody tr").count() == 4
    page.locator("#query").wait_for(state="hidden")
    assert "<b>Nobody</b> doubts it's bright." in page.locator("table.results").inner_text()

    write(page, "SELECT (6 * 7 AS ?answer) {}")
    page.keyboard.press("Control+Enter")
    page.get_by_role("cell", name="42", exact=True).wait_for()
    assert page.get_by_role("status").inner_text() == "One result"
    assert page.get_by_role("heading", level=1).inner_text() == "Ask the graph"
    assert "query=SELECT" in page.url
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert download.value.path().read_text() == "answer\n42\n"
    page.reload()
    page.get_by_role("cell", name="42", exact=True).wait_for()
    page.go_back()
    page.locator("table.results tbody tr").nth(3).wait_for()
    page.locator("table.results td a").first.click()
    page.locator("h1:has-text('Ash: bright')").wait_for()


COMPLETED = [
    ("SELECT * { ?c a Cl", "cg:Claim", f"{PREFIX}SELECT * {{ ?c a cg:Claim"),
    (f"{PREFIX}SELECT * {{ ?c cg:ma", "cg:madeBy", f"{PREFIX}SELECT * {{ ?c cg:madeBy"),
    # by a word of its label, which its name doesn't have
    ("SELECT * { ?c by", "cg:madeBy", f"{PREFIX}SELECT * {{ ?c cg:madeBy"),
    ("PREFIX cg", "cg: <", PREFIX.strip()),
    ("SELECT ?claim ?quote { ?q", "?quote", "SELECT ?claim ?quote { ?quote"),
]


def test_names_are_completed_from_the_ontology(service: str, page: Page) -> None:
    page.goto(f"{service}/query")
    for begun, offered, done in COMPLETED:
        write(page, begun)
        page.keyboard.press("Control+Space")
        page.locator(f"#editor .CodeMirror-hint-active:has-text('{offered}')").wait_for()
        page.keyboard.press("Enter")
        until(page, done)
    write(page, f"{PREFIX}SELECT * {{ ?c ")
    page.keyboard.type("cg:")
    page.locator("#editor .CodeMirror-hint").nth(1).wait_for()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "run"
    page.keyboard.press("Shift+Tab")
    page.keyboard.type("m")
    assert written(page).endswith("cg:m")


def test_what_is_wrong_is_marked_where_it_stands(service: str, page: Page) -> None:
    page.goto(f"{service}/query")
    write(page, 'ASK {\n  ?s "é💡" . ?p ?o }')
    page.click("#run")
    page.get_by_role("alert").wait_for()
    assert page.locator("#editor .wrong").all_inner_texts() == ["."]
    assert page.evaluate(f"{EDITOR_OF_PAGE}.getCursor().ch") == '  ?s "é💡" '.encode("utf-16-le").__len__() // 2
    write(page, "ASK { ?s <urn:none> ?o }")
    page.keyboard.press("Control+Enter")
    page.get_by_role("heading", name="No").wait_for()
    assert page.locator("#editor .wrong").count() == 0


def test_the_plain_field_does_as_well(service: str, page: Page) -> None:
    page.route("**/yasqe.min.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    page.goto(f"{service}/query")
    page.fill("#query", 'ASK {\n  ?s "é💡" . ?p ?o }')
    page.click("#run")
    page.get_by_role("alert").wait_for()
    assert page.evaluate("getSelection().toString()") == "."
    page.fill("#query", "ASK { ?s <urn:none> ?o }")
    page.click("#run")
    page.get_by_role("heading", name="No").wait_for()


def test_nothing_in_the_editor_keeps_anybody_out(service: str, page: Page) -> None:
    if not AXE.exists():
        pytest.skip("axe-core is not fetched: make tests/clients/node_modules/.package-lock.json")
    page.set_viewport_size({"width": 390, "height": 800})
    page.goto(f"{service}/query?example=who-claims-what")
    page.evaluate(AXE.read_text("utf-8"))
    found: list[str] = []
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme)
        write(page, f"{PREFIX}# all\nSELECT * {{ ?c ?p 'a', 1, true ; a c")
        page.keyboard.press("Control+Space")
        page.locator("#editor .CodeMirror-hint").first.wait_for()
        violations = page.evaluate(
            "() => axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag22aa', 'best-practice']})"
        )
        found += [f"{each['id']}: {each['nodes'][0]['html']}" for each in violations["violations"]]
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
    assert found == []


def test_without_javascript_the_form_does_it_all(service: str, browser: Browser) -> None:
    with browser.new_context(java_script_enabled=False, accept_downloads=True) as context:
        page = context.new_page()
        page.goto(f"{service}/query")
        page.get_by_text("questions to start from").click()
        page.get_by_role("link", name="Who claims what, in which words?").click()
        page.locator("table.results tbody tr").nth(3).wait_for()
        page.fill("#query", "SELECT (6 * 7 AS ?answer) {}")
        page.click("#run")
        page.get_by_role("cell", name="42", exact=True).wait_for()
        page.get_by_role("link", name="Permanent link", exact=True).click()
        page.get_by_text("so far the current one").wait_for()
        page.select_option("#format", "csv")
        with page.expect_download() as download:
            page.click("#run")
        assert download.value.url.startswith(f"{service}/sparql.csv?query=")
        assert download.value.url.endswith("generation=1")


def test_fetching_it_again_changes_nothing() -> None:
    script = Path(__file__).parents[2] / "scripts" / "fetch_yasqe.py"
    before = EDITOR.stat().st_mtime_ns
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert EDITOR.stat().st_mtime_ns == before
