"""What is a protocol request, and what is not."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlencode

import pytest

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import MAX_GRAPHS, MAX_QUERY, ProtocolQuery, parameters, read

FORM, DIRECT = "application/x-www-form-urlencoded", "application/sparql-query"
G1, G2 = "https://example.org/1", "https://example.org/2"


def encoded(*pairs: tuple[str, str]) -> bytes:
    return urlencode(pairs).encode()


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "expected"),
    [
        ("GET", b"", None, b"", None),
        ("GET", b"query=ASK%7B%7D", None, b"", ProtocolQuery("ASK{}")),
        ("GET", b"query=ASK+%7B%7D&nonsense=1", None, b"", ProtocolQuery("ASK {}")),
        ("GET", encoded(("query", "ASK {'é'}")), None, b"", ProtocolQuery("ASK {'é'}")),
        (
            "GET",
            encoded(("query", "q"), ("default-graph-uri", G1), ("default-graph-uri", G2), ("named-graph-uri", G1)),
            None,
            b"",
            ProtocolQuery("q", (G1, G2), (G1,)),
        ),
        ("POST", b"", FORM, encoded(("query", "q")), ProtocolQuery("q")),
        ("POST", b"", f"{FORM}; charset=UTF-8", encoded(("query", "q")), ProtocolQuery("q")),
        ("POST", b"", FORM, encoded(("query", "q"), ("named-graph-uri", G1)), ProtocolQuery("q", (), (G1,))),
        ("POST", b"", DIRECT, "ASK {'é'}".encode(), ProtocolQuery("ASK {'é'}")),
        ("POST", encoded(("default-graph-uri", G1)), DIRECT, b"q", ProtocolQuery("q", (G1,))),
        ("POST", b"", "Application/SPARQL-Query;charset=utf-8", b"q", ProtocolQuery("q")),
    ],
)
def test_read(
    method: str, query_string: bytes, content_type: str | None, body: bytes, expected: ProtocolQuery | None
) -> None:
    assert read(method, query_string, content_type, body) == expected


@pytest.mark.parametrize(
    ("method", "query_string", "content_type", "body", "kind", "words"),
    [
        ("GET", b"query=a&query=b", None, b"", "bad-request", "has 2"),
        ("GET", b"default-graph-uri=" + G1.encode(), None, b"", "bad-request", "has 0"),
        ("GET", b"query=", None, b"", "bad-request", "empty"),
        ("GET", b"query=%20%0A", None, b"", "bad-request", "empty"),
        ("GET", b"query=%FF", None, b"", "bad-request", "query string is not UTF-8"),
        ("GET", b"query=\xff", None, b"", "bad-request", "query string is not UTF-8"),
        ("GET", b"update=CLEAR+ALL", None, b"", "bad-request", "sent by POST"),
        ("GET", encoded(("query", "q"), ("default-graph-uri", "no")), None, b"", "bad-request", "'no'"),
        ("GET", encoded(("query", "q"), ("named-graph-uri", "")), None, b"", "bad-request", "named-graph-uri"),
        ("GET", encoded(("query", "q"), ("named-graph-uri", "a:<b>")), None, b"", "bad-request", "a:<b>"),
        ("GET", b"query=" + b"a" * (MAX_QUERY + 1), None, b"", "uri-too-long", "65,537"),
        (
            "GET",
            encoded(("query", "q"), *(("named-graph-uri", f"a:{n}") for n in range(MAX_GRAPHS + 1))),
            None,
            b"",
            "bad-request",
            "101 times",
        ),
        ("GET", b"&".join([b"a=b"] * 1001), None, b"", "bad-request", "1,000 parameters"),
        ("POST", b"", FORM, b"query=a&query=b", "bad-request", "has 2"),
        ("POST", b"", FORM, b"", "bad-request", "has 0"),
        ("POST", b"", FORM, b"query=%FF", "bad-request", "form is not UTF-8"),
        ("POST", b"", FORM, b"update=a&update=b", "bad-request", "0 queries and 2 updates"),
        ("POST", b"", FORM, b"update=a&query=b", "bad-request", "1 queries and 1 updates"),
        ("POST", b"", FORM, b"update=a&generation=1", "bad-request", "generation is for queries"),
        ("POST", b"", FORM, b"update=a&using-graph-uri=b", "bad-request", "using-graph-uri needs"),
        ("POST", b"query=a", FORM, b"query=a", "bad-request", "in the body"),
        ("POST", b"", FORM, b"query=" + b"a" * (MAX_QUERY + 1), "too-large", "65,536"),
        ("POST", b"query=a", DIRECT, b"a", "bad-request", "another"),
        ("POST", b"", DIRECT, b"", "bad-request", "empty"),
        ("POST", b"", DIRECT, "ASK {}".encode("utf-16"), "bad-request", "body is not UTF-8"),
        ("POST", b"", DIRECT, b"a" * (MAX_QUERY + 1), "too-large", "65,536"),
        ("POST", b"", f"{DIRECT}; charset=utf-16", b"a", "media-type", "'utf-16'"),
        ("POST", b"query=a", "application/sparql-update", b"CLEAR ALL", "bad-request", "another"),
        ("POST", b"named-graph-uri=a:b", "application/sparql-update", b"CLEAR ALL", "bad-request", "is for queries"),
        ("POST", b"", "text/plain", b"ASK {}", "media-type", "'text/plain'"),
        ("POST", b"", None, b"query=a", "media-type", "no Content-Type"),
    ],
)
def test_refused(
    method: str, query_string: bytes, content_type: str | None, body: bytes, kind: str, words: str
) -> None:
    with pytest.raises(Problem) as caught:
        read(method, query_string, content_type, body)
    assert caught.value.kind == kind
    assert words in caught.value.detail


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        b"&&a&=b&c==d&e=",
        b"a=1+%2B+1%3d2",
        b"a=100%&b=%zz&%41=%4",
        b"a=%%3D%25%33D%",
        b"a==%0A=%0D%0a=%20%09",
        b"a=%C3%A9\xc3\xa9&%c3%a9=_=_",
        b"a=x \t \r\n&b=\n",
    ],
)
def test_parameters_are_what_urllib_reads(encoded: bytes) -> None:
    assert parameters(encoded, "form") == parse_qsl(encoded.decode(), keep_blank_values=True, errors="strict")
