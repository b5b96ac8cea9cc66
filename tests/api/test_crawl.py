"""Every link within the site, followed once from the start page, and every IRI of the data, in every format.

Files to download are looked up in the service's list of them: each would be made by a process of its own, for a second
or two, and what they hold is tested beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

import httpx
import pytest
from service_process import start, stop

from claimgraph.api.build import build
from claimgraph.store import publish

LAMPS = Path(__file__).parents[1] / "corpora" / "lamps"
STYLE = Path(__file__).parents[2] / "api" / "static" / "style.css"
BENCH = Path(__file__).parents[2] / "bench"
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
        # What names the generation is the same page once more; test_generation_links.py follows some of them.
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
    files = {
        urlsplit(each["url"]).path for each in built.get("/download", headers={"Accept": "application/json"}).json()
    }
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
                if target not in files:
                    waiting.append(target)
        assert len(seen) <= MOST_PAGES, "more pages than this test means to follow"
    assert broken == []
    assert heavy == []
    assert twice == []
    assert len(seen) > 150
    assert len(seen & files) > 20
    lost = {each for each in pointed if each[1] in fragments and each[2] not in fragments[each[1]]}
    assert lost == set()


def test_every_iri_in_every_format(built: httpx.Client) -> None:
    """What `bench/dereference.py` asks of a service, of the small corpus: bodies, headers, and rdflib now and then."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import dereference
    client = dereference.Client(str(built.base_url).rstrip("/"))
    try:
        counts = dereference.crawl(client, dereference.dump(client), rdflib_every=20)
    finally:
        client.close()
    assert counts.complaints == []
    assert counts.iris > 100
    # By Accept and by suffix in four formats, four times with an entity tag, as a page, and as what there isn't.
    assert counts.requests.total() == counts.iris * (4 * 2 + 4 + 1 + 1)
