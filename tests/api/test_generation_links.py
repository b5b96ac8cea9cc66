"""Generations as readers meet them: permanent links, pages whose links stay in one, and one that is not kept."""

from __future__ import annotations

import html
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from outline import HTML, Outline
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from service_process import start, stop

from claimgraph.store import publish

HERE = Path(__file__).parent
LABELS = "PREFIX cg: <https://w3id.org/claimgraph/ontology#> SELECT ?name { ?claim cg:madeBy ?who ; cg:quote ?name }"
QUADS = list(parse(path=HERE / "docket.trig", format=RdfFormat.TRIG))
GONE = NamedNode("https://example.org/data/lamps-1/claim/birch/cheap")
SECOND = [quad for quad in QUADS if GONE not in (quad.subject, quad.object)]
ALWAYS_THE_SAME = ("/static/", "/docs", "/openapi.json", "/opensearch.xml")
NOT_FOLLOWED = (*ALWAYS_THE_SAME, "/download/")


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("generations") / "store"
    publish(directory, QUADS, {})
    return directory


@pytest.fixture(scope="module")
def client(store: Path) -> Iterator[httpx.Client]:
    """A client of a service that has seen two generations, and what the first said while it was current."""
    running = start(store)
    with httpx.Client(base_url=running.origin, timeout=30, headers=HTML, follow_redirects=True) as made:
        yield made
    assert "Traceback" not in stop(running)


def next_one(client: httpx.Client, store: Path, quads: list[Quad], number: int) -> None:
    publish(store, quads, {})
    end = time.monotonic() + 20
    while client.get("/health").json()["generation"] != number:
        assert time.monotonic() < end
        time.sleep(0.05)


def rows(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    return sorted(re.findall(r"<td[^>]*>(.*?)</td>", answer.text))


def test_links_last_and_stay_in_their_generation(client: httpx.Client, store: Path) -> None:
    first = client.get("/query", params={"query": LABELS})
    [permanent] = set(re.findall(r'<a href="([^"]+)" rel="bookmark">Permanent link</a>', first.text))
    permanent = html.unescape(permanent)
    assert parse_qs(urlsplit(permanent).query) == {"query": [LABELS], "generation": ["1"]}
    files = {link: client.get(link).content for link in Outline(first.text).all("a", "href") if "/sparql." in link}
    assert len(files) == 4
    assert "so far the current one" in client.get(permanent).text

    next_one(client, store, SECOND, 2)
    now = client.get("/query", params={"query": LABELS})
    assert len(rows(now)) == len(rows(first)) - 1
    then = client.get(permanent)
    assert rows(then) == rows(first)
    assert then.headers["claimgraph-generation"] == "1"
    assert all(sorted(client.get(link).content) == sorted(content) for link, content in files.items())

    # What the second one no longer has is read in the first, and every way on stays there.
    assert client.get("/lamps-1/claim/birch/cheap").status_code == 410
    seen, waiting, kinds = set[str](), ["/lamps-1/claim/birch/cheap?generation=1", permanent], Counter[str]()
    while waiting:
        address = waiting.pop()
        answer = client.get(address)
        if address.startswith("/rule/") and answer.status_code == 404:  # this graph has none
            continue
        assert answer.status_code == 200, address
        if not answer.headers["content-type"].startswith("text/html"):
            assert answer.headers.get("claimgraph-generation", "1") == "1"
            continue
        outline = Outline(answer.text)
        assert "You are reading <strong>generation 1</strong>" in answer.text, address
        [original] = [attrs["href"] for _, attrs in outline.elements if attrs.get("rel") == "original"]
        assert "generation=" not in str(original)
        forms = [attrs for name, attrs in outline.elements if name == "form"]
        hidden = [attrs for name, attrs in outline.elements if attrs.get("name") == "generation"]
        assert [each["value"] for each in hidden] == ["1"] * len(forms), address
        for name, attrs in outline.elements:
            link = attrs.get("href")
            if link and link.startswith(("/", "?")) and attrs.get("rel") != "original":
                named = parse_qs(urlsplit(link).query).get("generation")
                assert link.startswith(ALWAYS_THE_SAME) or named == ["1"], (address, link)
                path = link.partition("#")[0]
                kind = "/".join(path.partition("?")[0].split("/")[:3])
                is_page = name == "a" and path.startswith("/") and not path.startswith(NOT_FOLLOWED)
                if is_page and path not in seen and kinds[kind] < 2:
                    seen.add(path)
                    kinds[kind] += 1
                    waiting.append(path)
    assert len(kinds) > 20


def test_a_generation_that_is_not_kept_is_told_with_ways_on(client: httpx.Client) -> None:
    current = client.get("/health").json()["generation"]
    answer = client.get("/query", params={"query": LABELS, "generation": "9"})
    assert answer.status_code == 404
    assert "Generation 9 is not kept; kept are 1" in answer.text
    ways = [link for link in Outline(answer.text).all("a", "href") if link.startswith("/query?query=")]
    older = [[str(number)] for number in range(current - 1, 0, -1)]
    assert [parse_qs(urlsplit(link).query).get("generation") for link in ways] == [None, *older]
    assert all(rows(client.get(html.unescape(link))) for link in ways)
    astray = client.get(f"{client.base_url}//other.example/?generation=9").text
    assert not re.search(r'href="//', astray)
    assert client.get("/?generation=9", headers={"Accept": "*/*"}).json()["type"] == "/docs#no-generation"
