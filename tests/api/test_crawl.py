"""Every link within the site, followed once from the start page: each leads somewhere, and no page is heavy."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin

import httpx
import pytest
from service_process import start, stop

from claimgraph.api.build import build
from claimgraph.store import publish

LAMPS = Path(__file__).parents[1] / "corpora" / "lamps"
STYLE = Path(__file__).parents[2] / "api" / "static" / "style.css"
MOST_PAGES = 1500
MOST_BYTES = 150_000
NOT_WEIGHED = ("/map", "/static/", "/openapi.json")
"""The map, files, and what is for programs."""


class Links(HTMLParser):
    """Where a page's links lead, and the fragments that it has."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.addresses: list[str] = []
        self.fragments: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        # An address that names the generation gives the same page once more; test_reading.py follows some of them.
        if found.get("rel") not in ("canonical", "bookmark") and (address := found.get("href") or found.get("src")):
            self.addresses.append(address)
        if fragment := found.get("id"):
            self.fragments.append(fragment)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A service of the small corpus as a build makes it, so that what is derived can be explained."""
    store = tmp_path_factory.mktemp("crawled") / "store"
    publish(store, build(LAMPS).quads, {})
    running = start(store)
    with httpx.Client(base_url=running.origin, timeout=30) as client:
        yield client
    stop(running)


def test_every_link_is_followed_once(built: httpx.Client) -> None:
    waiting, seen, heavy, broken, twice = ["/"], {"/"}, [], [], []
    fragments: dict[str, set[str]] = {}
    pointed: list[tuple[str, str, str]] = []
    style = STYLE.stat().st_size
    while waiting:
        path = waiting.pop()
        answer = built.get(path, headers={"Accept": "text/html, */*;q=0.5"}, follow_redirects=True)
        if answer.status_code != 200:
            broken.append((answer.status_code, path))
        if not answer.headers.get("content-type", "").startswith("text/html"):
            continue
        if len(answer.content) + style > MOST_BYTES and not path.startswith(NOT_WEIGHED):
            heavy.append((len(answer.content), path))
        links = Links(answer.text)
        fragments[path] = set(links.fragments)
        twice += [(path, each) for each in fragments[path] if links.fragments.count(each) > 1]
        for address in links.addresses:
            target, fragment = urldefrag(urljoin(path, address))
            if not target.startswith("/"):
                continue
            if fragment:
                pointed.append((path, target, fragment))
            if target not in seen:
                seen.add(target)
                waiting.append(target)
        assert len(seen) <= MOST_PAGES, "more pages than this test means to follow"
    assert broken == []
    assert heavy == []
    assert twice == []
    assert len(seen) > 150
    lost = {each for each in pointed if each[1] in fragments and each[2] not in fragments[each[1]]}
    assert lost == set()
