"""Content codings: chosen by weight, and the same bytes whichever is chosen."""

from __future__ import annotations

import gzip
import sys
import zlib

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from claimgraph.api.service.coding import CODINGS, choose_coding, coder

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

ALL = "SELECT * { ?s ?p ?o }"

CHOICES: list[tuple[str | None, str | None]] = [
    (None, "identity"),
    ("", "identity"),
    ("br", "identity"),
    ("gzip", "gzip"),
    ("x-gzip", "gzip"),
    ("GZIP", "gzip"),
    ("gzip, zstd", "zstd"),
    ("gzip;q=1, zstd;q=0.9", "gzip"),
    ("gzip;q=0", "identity"),
    ("*", "zstd"),
    ("*;q=0", None),
    ("*;q=0, identity", "identity"),
    ("*;q=0.5, zstd;q=0", "gzip"),
    ("identity;q=0", None),
    ("identity;q=0, gzip", "gzip"),
    ("identity;q=0.5, gzip;q=0.4", "identity"),
    ("gzip;q=nonsense, zstd;q=7", "identity"),
    ("gzip ; q=0.8 , identity ; q=0.2", "gzip"),
]


@pytest.mark.parametrize(("accept_encoding", "chosen"), CHOICES)
def test_the_choice(accept_encoding: str | None, chosen: str | None) -> None:
    assert choose_coding(accept_encoding) == chosen


def decoded(coding: str, data: bytes) -> bytes:
    return {"gzip": gzip.decompress, "zstd": zstd.decompress, "identity": bytes}[coding](data)


@pytest.mark.parametrize("coding", CODINGS)
@given(st.lists(st.binary(max_size=300)))
def test_pieces_come_back(coding: str, pieces: list[bytes]) -> None:
    made = coder(coding)
    data = b"".join([*map(made.code, pieces), made.end()])
    assert decoded(coding, data) == b"".join(pieces)


@pytest.mark.parametrize("query", [ALL, f"{ALL} LIMIT 20"], ids=["streamed", "short"])
def test_every_coding_of_an_answer(client: httpx.Client, query: str) -> None:
    query = f"{query} # {id(object())}"
    found = {}
    for coding in CODINGS:
        headers = {"Accept-Encoding": coding, "Accept": "text/csv"}
        for _ in range(2):  # from the evaluator, then from the cache
            with client.stream("GET", "/sparql", params={"query": query}, headers=headers) as answer:
                data = b"".join(answer.iter_raw())
            assert answer.headers.get("content-encoding", "identity") == coding
            assert "Accept-Encoding" in answer.headers["vary"]
            assert answer.headers["etag"].startswith('"'), "strong"
            found[coding, answer.headers["etag"]] = decoded(coding, data)
    assert len({tag for _, tag in found}) == len(CODINGS), "one tag for each sequence of bytes"
    assert len(set(found.values())) == 1


def test_short_answers_are_sent_as_they_are(client: httpx.Client) -> None:
    answer = client.get("/sparql", params={"query": "ASK {}"}, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in answer.headers
    assert int(answer.headers["content-length"]) == len(answer.content)


def test_no_coding_that_both_know(client: httpx.Client) -> None:
    headers = {"Accept-Encoding": "br, identity;q=0"}
    answer = client.get("/sparql", params={"query": ALL}, headers=headers)
    assert answer.status_code == 406
    assert answer.json()["type"] == "/docs#not-acceptable"


def test_gzip_is_gzip_and_not_bare_deflate() -> None:
    made = coder("gzip")
    assert zlib.decompress(made.code(b"abc") + made.end(), 16 + zlib.MAX_WBITS) == b"abc"
