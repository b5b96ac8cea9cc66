"""Downloads over HTTP: made once, sent with what caches and checkers need, and within bounds."""

from __future__ import annotations

import asyncio
import base64
import gzip
import hashlib
import os
import re
import time
from collections.abc import Iterator, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import httpx
import pytest
from pyoxigraph import NamedNode, Quad, RdfFormat, parse
from service_process import start, stop

from claimgraph.api import entrance
from claimgraph.api.app import create_app
from claimgraph.api.downloads import catalogue
from claimgraph.api.downloads.shelf import Shelf
from claimgraph.api.service.delivery import patient
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.store import Generation, Settings, publish

A, G = NamedNode("urn:a"), NamedNode("urn:g")


@pytest.fixture(scope="module")
def client(lamps_store: Path) -> Iterator[httpx.Client]:
    running = start(lamps_store, timeout=20)
    with httpx.Client(base_url=running.origin, timeout=120) as made:
        yield made
    written = stop(running)
    assert running.process.returncode == 0, written
    assert "Traceback" not in written


FILES = ["claimgraph.nq", "graphs/lamps-docket.trig.gz", "tables/claims.csv", "sources.bib", "canonical.json"]


@pytest.mark.parametrize("path", FILES)
def test_a_file_is_the_exports(path: str, client: httpx.Client, exported: Path, generation: Generation) -> None:
    answer = client.get(f"/download/{path}", headers={"Accept-Encoding": "identity"})
    assert answer.status_code == 200, answer.text
    file = catalogue(generation.manifest)[path]
    there = exported / path
    whole = there.read_bytes() if there.exists() else gzip.decompress((exported / f"{path}.gz").read_bytes())
    assert answer.content == whole
    hashed = hashlib.sha256(whole)
    assert answer.headers["content-type"] == file.media_type
    assert answer.headers["content-length"] == str(len(whole))
    assert answer.headers["repr-digest"] == f"sha-256=:{base64.b64encode(hashed.digest()).decode()}:"
    assert answer.headers["link"] == '</.well-known/void>; rel="describedby"'
    assert client.get(f"/download/{path}.sha256").text == f"{hashed.hexdigest()}  {path}\n"
    same = client.get(f"/download/{path}", headers={"If-None-Match": answer.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")


def test_ranges(client: httpx.Client) -> None:
    path = "/download/tables/claims.csv"
    whole = client.get(path)
    part = client.get(path, headers={"Range": "bytes=10-19", "If-Range": whole.headers["etag"]})
    assert (part.status_code, part.content) == (206, whole.content[10:20])
    assert part.headers["content-range"] == f"bytes 10-19/{len(whole.content)}"
    assert client.get(path, headers={"Range": "bytes=10-19", "If-Range": '"old"'}).status_code == 200
    assert client.get(path, headers={"Range": "bytes=99999999-"}).status_code == 416


@pytest.mark.parametrize("path", ["/download/tables/claims.csv", "/static/style.css", "/download"])
def test_head_has_the_headers_and_no_body(path: str, client: httpx.Client) -> None:
    whole, head = client.get(path), client.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["content-type"] == whole.headers["content-type"]
    assert client.get(path).status_code == 200  # the connection is still good


@pytest.mark.parametrize(
    "path",
    [
        "nothing.ttl",
        "../manifest.json",
        "",
        "..%2f..%2fcurrent",
        "claimgraph.nq.sha256.sha256",
    ],
)
def test_what_isnt_there(path: str, client: httpx.Client) -> None:
    answer = client.get(f"/download/{path}")
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


def test_the_page_leads_to_every_file(client: httpx.Client, generation: Generation) -> None:
    page = client.get("/download", headers={"Accept": "text/html"}).text
    linked = set(re.findall(r'href="/download/([^"]+)"', page))
    files = catalogue(generation.manifest)
    assert linked <= set(files)
    assert linked == {path for path, file in files.items() if not file.coding or file.kind == "dump"}
    assert client.get("/downloads").headers["location"] == "/download"
    listed = client.get("/download", headers={"Accept": "application/json"}).json()
    assert [each["path"] for each in listed] == list(files)
    assert listed[0]["url"] == f"{client.base_url}/download/{listed[0]['path']}".replace("//download", "/download")


FORMATS = {
    "text/turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/ld+json": RdfFormat.JSON_LD,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


@pytest.mark.parametrize("media_type", FORMATS)
def test_the_description_is_at_its_well_known_address(media_type: str, client: httpx.Client, exported: Path) -> None:
    answer = client.get("/.well-known/void", headers={"Accept": media_type})
    assert answer.status_code == 200
    assert answer.headers["content-type"].partition(";")[0] == media_type
    here = str(client.base_url).rstrip("/")
    found = {str(quad.triple) for quad in parse(answer.content, FORMATS[media_type])}
    filed = {str(quad.triple) for quad in parse(path=exported / "void.ttl", format=RdfFormat.TURTLE)}
    moved = {re.sub(r"<https://example\.org/(download|sparql)", rf"<{here}/\1", each) for each in filed}
    assert found == moved
    again = client.get("/.well-known/void", headers={"Accept": media_type, "If-None-Match": answer.headers["etag"]})
    assert again.status_code == 304


def test_the_description_for_browsers_and_from_elsewhere(client: httpx.Client) -> None:
    assert client.get("/.well-known/void", headers={"Accept": "text/html"}).headers["location"] == "/download"
    assert client.get("/.well-known/void", headers={"Accept": "image/png"}).status_code == 406
    described = client.get("/sparql", headers={"Accept": "application/n-triples"}).text
    assert f"{str(client.base_url).rstrip('/')}/.well-known/void" in described
    assert "/.well-known/void" in client.get("/", headers={"Accept": "text/html"}).headers["link"]


def test_many_ask_for_one_file_and_get_the_same(client: httpx.Client, lamps_store: Path) -> None:
    def ask(_: int) -> tuple[int, bytes]:
        answer = client.get("/download/claimgraph.jsonld.gz")
        return answer.status_code, answer.content

    with ThreadPoolExecutor(6) as pool:
        asking = [pool.submit(ask, number) for number in range(6)]
        assert client.get("/sparql?query=ASK%7B%7D").status_code == 200  # others are answered meanwhile
        answers = {each.result() for each in asking}
    assert [status for status, _ in answers] == [200]
    assert not list((lamps_store / "downloads").glob(".making-*"))


def test_what_a_format_cant_write_is_told(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, NamedNode("urn:p/1"), A, G)], {})
    with pytest.raises(Problem, match=r"rdf has no way to write the predicate <urn:p/1>"):
        asyncio.run(asked(Shelf(tmp_path / "s", 10**9), generation, "claimgraph.rdf"))


async def asked(shelf: Shelf, generation: Generation, *paths: str) -> list[bytes]:
    files = catalogue(generation.manifest)
    try:
        found = [
            await shelf.file(generation.number, generation.manifest.content, files[path], f"client {path}")
            for path in paths
        ]
        return [kept.path.read_bytes() for kept in found]
    finally:
        await shelf.close()


def test_the_space_is_bounded(tmp_path: Path) -> None:
    """What was used longest ago goes; what is in use stays, and then there is no more; hashes stay."""
    text = "x" * 300
    generation = publish(tmp_path / "s", [Quad(NamedNode(f"urn:{n}/{text}"), A, A, G) for n in range(10)], {})
    shelf = Shelf(tmp_path / "s", 12_000)
    folder = tmp_path / "s" / "downloads"
    [first, _] = asyncio.run(asked(shelf, generation, "claimgraph.nt", "claimgraph.nq"))
    assert 3_000 < len(first) < 6_000
    with pytest.raises(Problem, match=r"in use|time and space"):
        asyncio.run(
            asked(
                Shelf(tmp_path / "s", 12_000),
                generation,
                *[f"graphs/{n}.nq" for n in names(generation)],
                "claimgraph.jsonld",
            )
        )
    long_ago = time.time() - 1000
    for path in folder.rglob("*.n?"):
        os.utime(path, (long_ago, long_ago))
    asyncio.run(asked(Shelf(tmp_path / "s", 12_000), generation, "claimgraph.jsonld"))
    kept = {path.name for path in folder.rglob("*") if path.is_file()}
    assert "claimgraph.jsonld" in kept
    assert "claimgraph.nt" not in kept
    assert "claimgraph.nt.sha256" in kept
    assert (
        sum(path.stat().st_size for path in folder.rglob("*") if path.is_file() and path.suffix != ".sha256") < 12_000
    )


def names(generation: Generation) -> list[str]:
    return [
        path.removeprefix("graphs/").removesuffix(".nq")
        for path in catalogue(generation.manifest)
        if path.endswith(".nq") and "/" in path
    ]


def test_a_file_larger_than_the_space_is_refused(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(NamedNode(f"urn:{n}"), A, A, G) for n in range(500)], {})
    with pytest.raises(Problem, match="time and space"):
        asyncio.run(asked(Shelf(tmp_path / "s", 1000), generation, "claimgraph.nq"))
    assert not [path for path in (tmp_path / "s" / "downloads").rglob("*") if path.is_file()]


def test_files_of_removed_generations_go(tmp_path: Path) -> None:
    for number in range(2):
        generation = publish(tmp_path / "s", [Quad(A, A, NamedNode(f"urn:{number}"), G)], {}, keep=1)
        asyncio.run(asked(Shelf(tmp_path / "s", 10**9), generation, "claimgraph.nq"))
    assert [path.name[:4] for path in (tmp_path / "s" / "downloads").iterdir()] == ["0002"]


def test_a_client_has_two_files_made_at_a_time(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, A, A, G)], {})
    files = catalogue(generation.manifest)

    async def ask() -> list[object]:
        shelf = Shelf(tmp_path / "s", 10**9)
        try:
            asking = [
                shelf.file(generation.number, generation.manifest.content, files[f"claimgraph.{suffix}"], "one")
                for suffix in ("nq", "nt", "ttl")
            ]
            return await asyncio.gather(*asking, return_exceptions=True)
        finally:
            await shelf.close()

    found = asyncio.run(ask())
    assert [isinstance(each, Problem) for each in found] == [False, False, True]


def test_whoever_stops_reading_is_let_go(
    lamps_store: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A client that takes the headers and nothing else; its time is up at once, so that nobody has to wait for it."""
    monkeypatch.setattr(entrance, "patient", partial(patient, seconds=0))
    scope = {
        **{
            "type": "http",
            "http_version": "1.1",
            "method": "GET",
            "scheme": "http",
            "root_path": "",
            "query_string": b"",
        },
        **{"path": "/static/style.css", "raw_path": b"/static/style.css"},
        **{"headers": [(b"host", b"x")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1)},
        "extensions": {"http.response.pathsend": {}},
    }
    sent: list[str] = []

    async def receive() -> MutableMapping[str, object]:
        await asyncio.Event().wait()
        return {"type": "http.disconnect"}

    async def send(message: MutableMapping[str, object]) -> None:
        sent.append(f"{message['type']} {message.get('more_body', '')}".strip())
        if len(sent) > 1:
            await asyncio.Event().wait()

    async def ask() -> None:
        service = create_app(lamps_store, ServiceSettings(Settings()))
        async with service.lifespan():
            await service(scope, receive, send)

    asyncio.run(ask())
    assert sent == ["http.response.start", "http.response.body False"]
    assert "its reader was too slow" in caplog.text


def test_a_store_that_cant_be_written_is_told(tmp_path: Path) -> None:
    generation = publish(tmp_path / "s", [Quad(A, A, A, G)], {})
    (tmp_path / "s" / "downloads").write_bytes(b"")
    with pytest.raises(Problem, match="no place to make files"):
        asyncio.run(asked(Shelf(tmp_path / "s", 10**9), generation, "claimgraph.nq"))
