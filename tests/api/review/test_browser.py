"""A review as pages: over HTTP as friends and foes ask, and in a real browser without scripts."""

from __future__ import annotations

import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from drafted import SLUGS, draft_corpus
from playwright.sync_api import sync_playwright
from review_process import Served, served

from claimgraph.ingest import load_corpus

CHROMIUM = Path("/usr/bin/chromium")
# Chromium itself asks its maker's hosts for updates and the like unless told not to.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return draft_corpus(tmp_path_factory.mktemp("reviewed"))


@pytest.fixture(scope="module")
def review(folder: Path) -> Iterator[Served]:
    with served(folder) as running:
        yield running


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with httpx.Client(timeout=60) as made:
        yield made


FORM = {"content-type": "application/x-www-form-urlencoded"}
# the method, the path below the secret, header fields other than a browser's own; the status
REFUSED: list[tuple[str, str, dict[str, str], int]] = [
    ("GET", "1", {"host": "rebound.example"}, 421),
    ("GET", "1", {"host": "localhost"}, 421),
    ("GET", "1", {"host": ""}, 421),
    ("GET", "../1", {}, 404),
    ("GET", "../wrong/1", {}, 404),
    ("GET", "8", {}, 404),
    ("GET", "0", {}, 404),
    ("GET", "1" * 400, {}, 404),
    ("GET", "1", {"sec-fetch-site": "cross-site"}, 403),
    ("GET", "1", {"sec-fetch-site": "same-site"}, 403),
    ("POST", "1/reject", {"origin": "https://evil.example"}, 403),
    ("POST", "1/reject", {"origin": "null"}, 403),
    ("POST", "1/reject", {"origin": ""}, 403),
    ("POST", "1/reject", {"sec-fetch-site": "cross-site"}, 403),
    ("POST", "../wrong/1/reject", {}, 404),
    ("POST", "1/reject", {"content-type": "application/json"}, 415),
    ("POST", "1/reject", {"content-type": "text/plain"}, 415),
    ("POST", "1/reject", {"content-length": "999999999999"}, 413),
    ("GET", "1", {"Host": "rebound.example"}, 400),
    ("POST", "1/reject", {"content-length": "5"}, 400),
    ("POST", "1/reject", {"transfer-encoding": "chunked", "content-length": ""}, 415),
    ("POST", "1/none", {}, 404),
    ("POST", "none", {}, 404),
    ("PUT", "1", {}, 501),
    ("HEAD", "1", {}, 501),
    ("OPTIONS", "1", {}, 501),
]


@pytest.mark.parametrize(("method", "path", "fields", "status"), REFUSED)
def test_only_its_own_pages_may_ask(
    review: Served, folder: Path, method: str, path: str, fields: dict[str, str], status: int
) -> None:
    before = (folder / "letters" / "carbon.draft.yaml").read_bytes()
    port = int(review.origin.rpartition(":")[2])
    headers = {"host": f"127.0.0.1:{port}", "origin": review.origin, **FORM, "content-length": "0", **fields}
    target = "/" + review.address.split("/")[3] + "/" + path
    target = target if "../" not in path else "/" + path.replace("../", "")
    lines = [f"{method} {target} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items() if value)]
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    assert int(answer.split()[1]) == status
    assert b"default-src 'none'" in answer
    assert review.address.split("/")[3].encode() not in answer
    assert (folder / "letters" / "carbon.draft.yaml").read_bytes() == before


# what a client sends that isn't a request
BROKEN = [
    b"\r\n",
    b"GARBAGE\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"GET /" + b"a" * 70000,
    b"\x16\x03\x01\x00",
    b"GET / HTTP/1.1\r\nhost",
]


@pytest.mark.parametrize("sent", BROKEN, ids=range(len(BROKEN)))
def test_what_is_no_request_does_no_harm(review: Served, client: httpx.Client, sent: bytes) -> None:
    port = int(review.origin.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port), timeout=60) as connection:
        connection.sendall(sent)
    assert client.get(f"{review.address}1").status_code == 200


def test_every_page_is_bound_to_itself(review: Served, client: httpx.Client) -> None:
    for path in ("1", "8", "1/none"):
        headers = client.get(review.address + path).headers
        assert headers["cache-control"] == "no-store"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["x-content-type-options"] == "nosniff"
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert "script" not in headers["content-security-policy"]
    page = client.get(f"{review.address}1").text
    assert "<script" not in page
    assert "http" not in page.replace("https://studies.example", "").replace("https://council.example", "")


def test_a_form_with_a_mistake_comes_back_with_what_was_typed(
    review: Served, client: httpx.Client, folder: Path
) -> None:
    page = client.get(f"{review.address}1").text
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    fields = {"claim": SLUGS[0], "seen": seen, "quote": "<b>No</b> such words.", "type": "factual"}
    fields |= {
        "proposition": "brightness-helps",
        "stance": "affirms",
        "slug": SLUGS[0],
        "note": 'a "note"\r\nof two lines',
    }
    answer = client.post(f"{review.address}1/accept", data=fields, headers={"origin": review.origin})
    assert answer.status_code == 422
    assert "is not in the letter" in answer.text
    assert "&lt;b&gt;No&lt;/b&gt; such words.</textarea>" in answer.text
    assert "a &#34;note&#34;\r\nof two lines</textarea>" in answer.text
    assert not (folder / "letters" / "carbon.yaml").exists()
    stale = client.post(f"{review.address}1/reject", data={**fields, "seen": "0"}, headers={"origin": review.origin})
    assert (stale.status_code, "was changed meanwhile" in stale.text) == (422, True)


def test_a_letter_without_respondents_is_begun_first(tmp_path: Path) -> None:
    corpus = draft_corpus(tmp_path)
    path = corpus / "letters" / "carbon.draft.yaml"
    path.write_text(path.read_text("utf-8").replace("respondents: [borealis]", "respondents: []"), "utf-8")
    with served(corpus) as review, httpx.Client(timeout=60, follow_redirects=True) as client:
        assert "Before the letter's first claim" in client.get(review.address).text
        form = {"comment": "LAMP-3", "respondents": "carbon", "name": "Carbon Lamps", "kind": "company"}
        origin = {"origin": review.origin}
        refused = client.post(f"{review.address}1/begin", data={**form, "name": ""}, headers=origin)
        assert (refused.status_code, "there is no organization &#39;carbon&#39;" in refused.text) == (422, True)
        assert 'value="LAMP-3"' in refused.text
        begun = client.post(f"{review.address}1/begin", data=form, headers=origin)
        assert "the annotation is begun" in begun.text
        assert "Before the letter's first claim" not in begun.text
    assert load_corpus(corpus).letters["carbon"].content.respondents == ("carbon",)


def test_files_that_somebody_spoilt_are_told_until_they_are_right(tmp_path: Path) -> None:
    corpus = draft_corpus(tmp_path)
    path = corpus / "propositions.yaml"
    with served(corpus) as review, httpx.Client(timeout=60) as client:
        good = path.read_text("utf-8")
        path.write_text("topics: [", "utf-8")
        page = client.get(f"{review.address}1")
        assert (page.status_code, "this is not YAML" in page.text) == (409, True)
        path.write_text(good, "utf-8")
        assert client.get(f"{review.address}1").status_code == 200
        review.process.send_signal(signal.SIGINT)
        assert review.end().endswith("0 accepted, 0 rejected, 7 to decide\n")
        assert review.process.returncode == 0


@pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium is not installed")
def test_a_curator_reviews_in_a_browser_without_scripts(tmp_path: Path) -> None:
    corpus = draft_corpus(tmp_path)
    complaints: list[str] = []
    asked: list[str] = []
    with served(corpus) as review, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        page = browser.new_context(java_script_enabled=False).new_page()
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(review.address)
        assert page.locator("mark").inner_text() == "Brighter lamps may reduce accidents."
        page.locator("button", has_text="Take").click()
        assert page.locator("[name=proposition]").first.input_value() == "brightness-helps"
        assert page.locator("[name=stance]").input_value() == "affirms"
        page.get_by_role("button", name="Accept", exact=True).click()
        assert page.locator(".progress").inner_text() == "2 of 7, 1 accepted, 0 rejected, 6 to decide"

        page.fill("[name=note]", "Typed, and sent with Enter.")
        page.locator("[name=cue]").press("Enter")
        assert page.locator(".said").inner_text() == "saved in the draft"
        page.fill("[name=because]", "nothing new")
        page.get_by_role("button", name="Reject").click()
        assert "3 of 7, 1 accepted, 1 rejected" in page.locator(".progress").inner_text()
        page.locator("button", has_text="Undo").click()
        page.get_by_role("link", name="Back").click()
        assert page.locator(".kicker strong").inner_text() == "proposed"

        page.fill("[name=to]", "7")
        page.get_by_role("button", name="Go").click()
        page.fill("[name=proposition]", "towns-should-pay")
        page.fill("[name=statement]", "Towns should pay for lamps.")
        page.select_option("[name=topic]", "cost")
        page.select_option("[name=stance]", "affirms")
        page.get_by_role("button", name="Accept", exact=True).click()
        assert "2 accepted" in page.locator(".progress").inner_text()

        page.goto(f"{review.address}1")
        voices = page.locator(".voices")
        voices.locator("[name=justification]").fill("Both say that brighter lamps reduce accidents, one that they may.")
        voices.locator("[name=confidence]").select_option("high")
        voices.locator("[name=alignment]").fill("brightness-helps")
        voices.get_by_role("button", name="Align").click()
        assert "choose another slug" in page.locator(".trouble").inner_text()
        assert voices.locator("[name=justification]").input_value().startswith("Both say")
        voices.locator("[name=alignment]").fill("both-on-brightness")
        voices.get_by_role("button", name="Align").click()
        assert "aligned as both-on-brightness" in page.locator(".voices").inner_text()
        assert page.evaluate("document.fonts.size") == 0  # no outer thing was loaded
        page.get_by_role("button", name="Done").click()
        assert page.locator(".said").inner_text().startswith("Done: 2 accepted, 0 rejected, 5 to decide.")
        browser.close()
        assert review.end().endswith("2 accepted, 0 rejected, 5 to decide\n")
        assert review.process.returncode == 0
    assert [words for words in complaints if "422" not in words] == []
    assert [url for url in asked if not url.startswith((review.address, "data:"))] == []
    read = load_corpus(corpus)
    assert [claim.slug for claim in read.letters["carbon"].content.claims] == [SLUGS[0], SLUGS[6]]
    assert read.propositions.content.propositions[-1].slug == "towns-should-pay"
