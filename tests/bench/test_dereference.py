"""The checks of the walk over every IRI find faults; the walk itself is among the tests of the service (test_crawl)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pyoxigraph import RdfFormat, parse

from claimgraph.api.service.negotiation import GRAPH_FORMATS

BENCH = Path(__file__).parents[2] / "bench"
TTL, NT, JSON, XML = GRAPH_FORMATS


@pytest.fixture(scope="module")
def checks() -> Iterator[ModuleType]:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(BENCH))
        import dereference_checks

        yield dereference_checks


GOOD = {
    "content-type": TTL.content_type,
    "vary": "Accept",
    "etag": '"x"',
    "cache-control": "no-cache",
    "link": '</a/b>; rel="describedby", </a/b.nt>; rel="alternate"; type="application/n-triples"',
    "content-location": "/a/b.ttl",
    "x-content-type-options": "nosniff",
    "access-control-allow-origin": "*",
}
BAD_HEADERS = [
    ({"content-type": "text/turtle"}, "content-type"),
    ({"content-type": "application/n-triples"}, "content-type"),
    ({"vary": "Accept-Encoding"}, "vary"),
    ({"etag": 'W/"x"'}, "etag"),
    ({"etag": ""}, "etag"),
    ({"cache-control": "max-age=60"}, "cache-control"),
    ({"link": '</a/b.nt>; rel="alternate"; type="application/n-triples"'}, "link"),
    ({"link": '</a/b>; rel="describedby", </a/b.nt>; rel="alternate"'}, "link"),
    ({"content-location": "/a/b"}, "content-location"),
    ({"x-content-type-options": ""}, "x-content-type-options"),
    ({"access-control-allow-origin": "https://example.org"}, "access-control-allow-origin"),
]


def test_the_table_of_headers_finds_faults(checks: ModuleType) -> None:
    case = checks.Case("/a/b", TTL, False)

    def complaints(status: int, change: dict[str, str]) -> list[str]:
        return list(checks.complaints_of_headers(case, checks.Answer(status, {**GOOD, **change}, b"")))

    assert complaints(200, {}) == []
    assert len(complaints(404, {})) == 1
    for change, name in BAD_HEADERS:
        [complaint] = complaints(200, change)
        assert complaint.startswith(f"/a/b as ttl: {name} is "), change
    assert {name for _, name in BAD_HEADERS} == {name for name, _, _ in checks.HEADERS} - {"status"}


DUMP = b"""<urn:a> <urn:p> <urn:b> <urn:g> .
<urn:c> <urn:p> <urn:a> <urn:g> .
<urn:a> <urn:p> _:x <urn:g> .
_:x <urn:p> "x" <urn:g> .
"""
SAID = b'<urn:a> <urn:p> <urn:b> .\n<urn:c> <urn:p> <urn:a> .\n<urn:a> <urn:p> _:y .\n_:y <urn:p> "x" .\n'
BODIES: list[tuple[bytes, Callable[[bytes], bytes], list[str]]] = [
    (SAID, lambda body: body, []),
    (SAID, lambda body: body.replace(b"_:y", b"_:z"), []),
    (SAID, lambda body: body.replace(b'"x"', b'"y"'), ["urn:a: not the same"]),
    (SAID, lambda body: body[:-5], ["/a as nt: can't be parsed"]),
    (SAID + b"<urn:b> <urn:p> <urn:c> .\n", lambda body: body, ["urn:a: 1 statements stand in no graph"]),
    (SAID.partition(b"\n")[2], lambda body: body, ["urn:a: 1 statements are left out"]),
]


@pytest.mark.parametrize(("turtle", "change", "found"), BODIES)
def test_the_comparison_of_bodies_finds_faults(
    checks: ModuleType, turtle: bytes, change: Callable[[bytes], bytes], found: list[str]
) -> None:
    truth: Any = checks.Truth.of(parse(DUMP, RdfFormat.N_QUADS))
    bodies = {checks.Case("/a", TTL, False): turtle, checks.Case("/a", NT, False): change(turtle)}
    told = list(checks.complaints_of_bodies("urn:a", bodies, truth, with_rdflib=True))
    assert [each[: len(start)] for each, start in zip(told, found, strict=True)] == found
