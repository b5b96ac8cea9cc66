"""What holds of every answer of `/sparql`, whatever was asked."""

from __future__ import annotations

import csv
import io
import json
import re
import sys
from collections import Counter

import httpx
import pyoxigraph

from claimgraph.api.service.problems import PROBLEMS

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

PROBLEM = "application/problem+json"
STATUSES = {200, 400, 403, 404, 406, 408, 413, 414, 415, 422, 429, 431, 503}
"""Those that the OpenAPI document names for a query."""

_INSIDE = re.compile(
    r"Traceback|File \"|\.py\b|site-packages|/(?:home|root|usr|tmp|work|var|proc)/|panicked|RUST_BACKTRACE|pyoxigraph"
)


def check_problem(answer: httpx.Response) -> dict[str, object]:
    """The problem document, which is well-formed, true to the status, and shows nothing of the inside."""
    assert answer.headers["content-type"] == PROBLEM
    assert answer.headers["cache-control"] == "no-store"
    document: dict[str, object] = json.loads(answer.content)
    slug = str(document["type"]).removeprefix("/docs#")
    kind = PROBLEMS[slug]
    assert (document["status"], document["title"]) == (answer.status_code, kind.title) == (kind.status, kind.title)
    assert str(document["detail"]).endswith((".", ")"))
    assert len(str(document["detail"])) < 2000
    assert not _INSIDE.search(re.sub(r"'[^']*'|near .*?:", "", str(document["detail"])))
    if answer.status_code in (429, 503):
        assert int(answer.headers["retry-after"]) >= 1
    return document


def check(answer: httpx.Response) -> None:
    """Holds the answer to its status: a problem that says so, or a body that its media type's readers can read."""
    assert answer.status_code in STATUSES, answer.text[:500]
    if answer.status_code == 200:
        readable(answer)
    else:
        check_problem(answer)


def content(answer: httpx.Response) -> bytes:
    """The body without its content coding; httpx by itself doesn't know zstd."""
    if answer.headers.get("content-encoding") != "zstd" or not answer.content:
        return answer.content
    return zstd.decompress(answer.content)


def readable(answer: httpx.Response) -> Counter[object]:
    """The rows or triples of an answer as a multiset, blank nodes without their labels. Raises where it can't be read.

    Of CSV, which has no types, nothing but how many rows there are is kept.
    """
    media_type, body = answer.headers["content-type"].split(";")[0], content(answer)
    if media_type == "text/csv":
        rows = list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))
        if body in (b"true", b"false"):
            return Counter([body == b"true"])
        assert all(len(row) == len(rows[0]) for row in rows if row)
        return Counter({"rows": len(rows) - 1})
    results_format = pyoxigraph.QueryResultsFormat.from_media_type(media_type)
    if results_format is not None:
        return _results(body, results_format)
    rdf_format = pyoxigraph.RdfFormat.from_media_type(media_type)
    assert rdf_format is not None, media_type
    return Counter(_plain(quad.triple) for quad in pyoxigraph.parse(body, rdf_format))


def _results(body: bytes, results_format: pyoxigraph.QueryResultsFormat) -> Counter[object]:
    results = pyoxigraph.parse_query_results(body, results_format)
    if isinstance(results, pyoxigraph.QueryBoolean):
        return Counter([bool(results)])
    names = [variable.value for variable in results.variables]
    return Counter(tuple((name, _plain(row[name])) for name in names) for row in results)


def _plain(term: object) -> object:
    match term:
        case pyoxigraph.BlankNode():
            return "_:"
        case pyoxigraph.Triple():
            return (_plain(term.subject), _plain(term.predicate), _plain(term.object))
    return term
