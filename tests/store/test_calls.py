"""SERVICE to endpoints that are open: on real servers, and nowhere else."""

from __future__ import annotations

import json
import shutil
import ssl
import subprocess
import threading
from collections.abc import Iterator
from http.server import HTTPServer
from pathlib import Path

import pyoxigraph
import pytest
from endpoints import JSON, Elsewhere, Said, elsewhere, rows
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.store import (
    Federation,
    ForbiddenQueryError,
    Query,
    QuerySyntaxError,
    ServiceFailedError,
    evaluate,
    kind,
)
from claimgraph.store import relay as relay_module
from claimgraph.store.federation import read_endpoint
from claimgraph.store.relay import MAX_CALLS, Relay

NEAR = ("127.0.0.1/32",)
ASKED = b"BASE <https://w3id.org/claimgraph/>\nSELECT * WHERE { "
XML = b"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#"><head><variable name="o"/></head>
<results><result><binding name="o"><literal>far</literal></binding></result></results></sparql>"""


@pytest.fixture(scope="module")
def far() -> Iterator[Elsewhere]:
    whole = rows("far", "away").body
    with elsewhere(
        rows=rows("far", "away"),
        xml=Said(media_type="application/sparql-results+xml", body=XML),
        csv=Said(media_type="text/csv", body=b"o\r\nfar\r\n"),
        page=Said(media_type="text/html; charset=utf-8", body=b"<p>far</p>"),
        cut=Said(body=whole[:-20]),
        short=Said(body=whole, headers={"Content-Length": str(len(whole) + 1)}),
        empty=Said(),
        refusing=Said(status=500, media_type="text/plain"),
        large=rows("far" * 1000),
    ) as server:
        yield server


@pytest.fixture
def store() -> pyoxigraph.Store:
    made = pyoxigraph.Store()
    made.extend(Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal("far" if n else "near")) for n in range(2))
    return made


def opened(far: Elsewhere) -> Federation:
    return Federation(tuple(f"{far.origin}/{name}" for name in far.answers), NEAR)


def asked(store: pyoxigraph.Store, far: Elsewhere, text: str, max_bytes: int | None = None) -> bytes:
    far.asked.clear()
    text = text.replace("FAR", far.origin)
    media_type = JSON if kind(text) in ("select", "ask") else "text/turtle"
    return b"".join(evaluate(store, Query(text, media_type, federation=opened(far)), max_bytes))


def values(answer: bytes, name: str = "o") -> list[str | None]:
    return sorted(row[name]["value"] if name in row else "-" for row in json.loads(answer)["results"]["bindings"])


ANSWERED = {
    "plain": ("SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } }", ["away", "far"]),
    "lower case": ("select * { service <FAR/rows> { ?s ?p ?o } }", ["away", "far"]),
    "silent": ("SELECT * { SERVICE SILENT <FAR/rows> { ?s ?p ?o } }", ["away", "far"]),
    "comments": ("SELECT * { SERVICE # <\n SILENT # '\n<FAR/rows> { ?s ?p ?o } }", ["away", "far"]),
    "no spaces": ("SELECT*{SERVICE<FAR/rows>{?s ?p ?o}}", ["away", "far"]),
    "glued to a number": ("SELECT ?o { SERVICE <FAR/rows> { ?s ?p ?o } ?x ?o 1SERVICE<FAR/rows>{ } }", []),
    "joined": ("SELECT * { ?s <urn:p> ?o SERVICE <FAR/rows> { ?x ?y ?o } }", ["far"]),
    "a subquery": ("SELECT * { { SELECT ?o { SERVICE <FAR/rows> { ?s ?p ?o } } LIMIT 1 } }", ["far"]),
    "optional": ("SELECT * { ?s <urn:p> ?o OPTIONAL { SERVICE <FAR/rows> { ?a ?b ?o } } }", ["far", "near"]),
    "two": ("SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } SERVICE <FAR/xml> { ?a ?b ?o } }", ["far"]),
    "XML": ("SELECT * { SERVICE <FAR/xml> { ?s ?p ?o } }", ["far"]),
    "beside the word": ("SELECT ?o ?service { SERVICE <FAR/rows> { ?s ?p ?o } BIND('SERVICE' AS ?service) }", None),
    "silent about a failure": ("SELECT * { SERVICE SILENT <FAR/refusing> { ?s ?p ?o } }", ["-"]),
    "silent about a cut": ("SELECT * { SERVICE SILENT <FAR/cut> { ?s ?p ?o } }", ["-"]),
    "silent about a page": ("SELECT * { SERVICE SILENT <FAR/page> { ?s ?p ?o } }", ["-"]),
}


@pytest.mark.parametrize(("text", "expected"), ANSWERED.values(), ids=ANSWERED)
def test_an_open_endpoint_is_asked(
    store: pyoxigraph.Store, far: Elsewhere, text: str, expected: list[str] | None
) -> None:
    answer = asked(store, far, text)
    assert values(answer) == (["away", "far"] if expected is None else expected)
    assert far.asked
    assert all(body.startswith(ASKED) for _, _, body in far.asked)
    assert b"127.0.0.1" not in answer


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ASK { SERVICE <FAR/rows> { ?s ?p ?o } }", b'{"head":{},"boolean":true}'),
        ("CONSTRUCT { <urn:a> <urn:b> ?o } { SERVICE <FAR/xml> { ?s ?p ?o } }", b'<urn:a> <urn:b> "far" .\n'),
        ("DESCRIBE ?s { ?s <urn:p> ?o SERVICE <FAR/rows> { ?a ?b ?o } }", b'<urn:s1> <urn:p> "far" .\n'),
    ],
)
def test_other_kinds_of_query(store: pyoxigraph.Store, far: Elsewhere, text: str, expected: bytes) -> None:
    assert asked(store, far, text) == expected


def test_what_the_other_endpoint_is_told(store: pyoxigraph.Store, far: Elsewhere) -> None:
    far.answers["asked"] = rows("far")
    text = f"PREFIX x: <urn:> SELECT * {{ SERVICE <{far.origin}/asked> {{ ?s x:p ?o }} }}"
    asked(store, far, text)
    [(line, headers, body)] = far.asked
    assert line == "POST /asked"
    assert body == ASKED + b"?s <urn:p> ?o . }"
    assert headers["Host"] == far.origin.removeprefix("http://")
    assert headers["User-Agent"] == "claimgraph"
    assert not {"Cookie", "Authorization", "Referer", "X-Forwarded-For"} & set(headers)


FORBIDDEN = {
    "another": ("SELECT * { SERVICE <FAR/other> { ?s ?p ?o } }", "only with one of these"),
    "another after an open one": (
        "SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } SERVICE <FAR/other> { ?a ?b ?o } }",
        "only with one of these",
    ),
    "a variable": ("SELECT * { VALUES ?e { <FAR/rows> } SERVICE ?e { ?s ?p ?o } }", "only with one of these"),
    "a variable, silent": ("SELECT * { VALUES ?e { <FAR/rows> } SERVICE SILENT ?e { ?s ?p ?o } }", "only with"),
    "a prefixed name": ("PREFIX e: <FAR/> SELECT * { SERVICE e:rows { ?s ?p ?o } }", "only with one of these"),
    "a relative IRI": ("BASE <FAR/> SELECT * { SERVICE <rows> { ?s ?p ?o } }", "only with one of these"),
    "with a fragment": ("SELECT * { SERVICE <FAR/rows#a> { ?s ?p ?o } }", "only with one of these"),
    "with dots": ("SELECT * { SERVICE <FAR/x/../rows> { ?s ?p ?o } }", "only with one of these"),
    "escaped IRI": (r"SELECT * { SERVICE <FAR/\u0072ows> { ?s ?p ?o } }", "only with one of these"),
    "escaped word": (r"SELECT * { \u0053ERVICE <FAR/rows> { ?s ?p ?o } }", "only with one of these"),
    "an escape anywhere": (r"SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } BIND('\u0041' AS ?x) }", "can't have escapes"),
    "an escaped line end": (
        "SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } # \\u000ASERVICE <FAR/other> { }\n }",
        "can't have escapes",
    ),
    "inside another": ("SELECT * { SERVICE <FAR/rows> { ?s ?p ?o { SERVICE <FAR/xml> { } } } }", "inside SERVICE"),
    "another inside": (
        "SELECT * { SERVICE <FAR/rows> { SERVICE <FAR/other> { ?s ?p ?o } } }",
        "only with one of these",
    ),
    "a string to the engine": ("SELECT * { FILTER(?a<'>' && ?x='SERVICE <FAR/rows> { }') }", "part of something else"),
    "too many": ("SELECT * { " + "SERVICE <FAR/rows> { ?s ?p ?o } " * 17 + "}", "17 SERVICE clauses, and 16 are"),
    "LOAD": ("LOAD <FAR/rows>", "LOAD is an update"),
    "LOAD, silent": ("LOAD SILENT <FAR/rows> INTO GRAPH <urn:g>", "LOAD is an update"),
    "an update": ("INSERT { ?s ?p ?o } WHERE { SERVICE <FAR/rows> { ?s ?p ?o } }", "INSERT is an update"),
}


@pytest.mark.parametrize(("text", "message"), FORBIDDEN.values(), ids=FORBIDDEN)
def test_nothing_else_is_asked(store: pyoxigraph.Store, far: Elsewhere, text: str, message: str) -> None:
    with pytest.raises(ForbiddenQueryError, match=message) as caught:
        asked(store, far, text)
    assert far.asked == []
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("SELECT * {\n SERVICE SILENT\n <FAR/rows> { ?s ?p } }", "line 3, column .*, near }"),
        ("SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } } garbage", "near garbage"),
        ("SELECT * { ?a ?b trueSERVICE<FAR/rows>{ ?s ?p ?o } }", "line 1"),
        ("SELECT * { SERVICESILENT<FAR/rows>{ ?s ?p ?o } }", "line 1"),
        ("SELECT * { SERVICE <FAR/rows> { ?s ?p ?o } FILTER(?a<?b)SERVICE#>\n<FAR/other>{ ?s ?p ?o } }", "line 1"),
        ("SELECT (<urn:f>(?o) AS ?x) { SERVICE <FAR/rows> { ?s ?p ?o } }", "<urn:f> is not supported"),
    ],
)
def test_errors_name_the_place_in_the_query_as_it_was_sent(
    store: pyoxigraph.Store, far: Elsewhere, text: str, message: str
) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        asked(store, far, text)
    assert far.asked == []
    assert "127.0.0.1" not in str(caught.value).replace(far.origin, "")


FAILURES = {
    "refusing": "it answered 500",
    "cut": "isn't whole, or not SPARQL results",
    "short": "its answer broke off",
    "empty": "isn't whole, or not SPARQL results",
    "csv": "answered in 'text/csv', not in SPARQL JSON or XML",
    "page": "answered in 'text/html; charset=utf-8', not in",
    "large": "more than 1,000 bytes",
}


@pytest.mark.parametrize("name", FAILURES)
@pytest.mark.parametrize("form", ["SELECT *", "CONSTRUCT { ?s <urn:x> ?o }", "SELECT (COUNT(*) AS ?n)"])
def test_a_failing_endpoint_is_told(store: pyoxigraph.Store, far: Elsewhere, name: str, form: str) -> None:
    with pytest.raises(ServiceFailedError) as caught:
        asked(store, far, f"{form} {{ ?s <urn:p> ?o SERVICE <FAR/{name}> {{ ?s ?p ?o }} }}", max_bytes=1000)
    assert str(caught.value).startswith(f"SERVICE <{far.origin}/{name}> failed: ")
    assert FAILURES[name] in str(caught.value)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_no_redirect_is_followed(store: pyoxigraph.Store, far: Elsewhere, status: int, silent: str) -> None:
    with elsewhere(private=rows("secret")) as other:
        far.answers["moved"] = Said(status, headers={"Location": f"{other.origin}/private"})
        text = f"SELECT * {{ SERVICE {silent} <{far.origin}/moved> {{ ?s ?p ?o }} }}"
        if silent:
            assert values(asked(store, far, text)) == ["-"]
        else:
            with pytest.raises(ServiceFailedError, match=f"answered {status}, and redirects are not followed"):
                asked(store, far, text)
        assert other.asked == []


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_an_address_that_is_not_public_is_never_asked(store: pyoxigraph.Store, far: Elsewhere, silent: str) -> None:
    far.asked.clear()
    url = f"{far.origin}/rows"
    query = Query(f"SELECT * {{ SERVICE {silent} <{url}> {{ ?s ?p ?o }} }}", JSON, federation=Federation((url,)))
    with pytest.raises(ForbiddenQueryError, match="not public"):
        list(evaluate(store, query))
    assert far.asked == []


def test_a_host_that_is_not_known_now(store: pyoxigraph.Store) -> None:
    url = "http://no.such.host.invalid/sparql"
    query = Query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", JSON, federation=Federation((url,)))
    with pytest.raises(ServiceFailedError, match="its host is not known now"):
        list(evaluate(store, query))


def test_nobody_listens(store: pyoxigraph.Store) -> None:
    with elsewhere() as gone:
        url = f"{gone.origin}/rows"
    query = Query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", JSON, federation=Federation((url,), NEAR))
    with pytest.raises(ServiceFailedError, match="no connection"):
        list(evaluate(store, query))


@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_query_that_would_call_for_every_row(far: Elsewhere, silent: str) -> None:
    many = pyoxigraph.Store()
    many.extend(Quad(NamedNode(f"urn:s{n}"), NamedNode("urn:p"), Literal("far")) for n in range(MAX_CALLS + 50))
    text = f"SELECT * {{ ?s <urn:p> ?o FILTER EXISTS {{ SERVICE {silent} <FAR/rows> {{ ?a ?b ?o }} }} }}"
    with pytest.raises(ServiceFailedError, match="more than 100 times"):
        asked(many, far, text)
    assert len(far.asked) == MAX_CALLS


def test_a_name_that_leads_elsewhere_later_changes_nothing(far: Elsewhere) -> None:
    """The call goes to the address that was checked: the name is not looked up again, and this one couldn't be."""
    url = f"http://no.such.host.invalid:{far.origin.rpartition(':')[2]}/rows"
    with Relay([(read_endpoint(url), ("127.0.0.1",))]) as relay:
        text = f"SELECT * {{ SERVICE <{relay.addresses[url]}> {{ ?s ?p ?o }} }}"
        found = pyoxigraph.Store().query(text)
        assert sorted(str(row["o"].value) for row in found) == ["away", "far"]  # type: ignore[union-attr,index]
    assert far.asked[-1][1]["Host"].startswith("no.such.host.invalid:")


def test_the_relay_answers_none_but_the_engine(far: Elsewhere) -> None:
    far.asked.clear()
    with Relay([(read_endpoint(f"{far.origin}/rows"), ("127.0.0.1",))]) as relay:
        for path in ("", "/", "//0", "/guess/0", "/gu\u00e9ss/0"):
            assert relay.answer(path, b"SELECT * {}")[0] == 404
    assert far.asked == []


def test_a_query_that_is_short_only_by_its_prefixes(
    store: pyoxigraph.Store, far: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay_module, "MAX_QUERY_BYTES", 10_000)
    text = f"PREFIX x: <urn:{'x' * 5_000}> SELECT * {{ SERVICE <FAR/rows> {{ x:a x:b x:c }} }}"
    with pytest.raises(ServiceFailedError, match="more than 10,000 bytes"):
        asked(store, far, text)
    assert far.asked == []


def test_a_certificate_that_nobody_vouches_for(store: pyoxigraph.Store, tmp_path: Path) -> None:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl, which makes the certificate, is not installed")
    made = [
        openssl,
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "1",
    ]
    made += [
        "-subj",
        "/CN=127.0.0.1",
        "-addext",
        "subjectAltName=IP:127.0.0.1",
        "-keyout",
        "key.pem",
        "-out",
        "cert.pem",
    ]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert.pem", tmp_path / "key.pem")
    asked: list[object] = []

    class Secure(HTTPServer):
        def finish_request(self, request: object, client_address: object) -> None:
            asked.append(request)

        def handle_error(self, request: object, client_address: object) -> None:
            """The client hangs up, which is what is tested."""

    with Secure(("127.0.0.1", 0), None) as server:  # type: ignore[arg-type]  # no request gets that far
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        url = f"https://127.0.0.1:{server.server_port}/rows"
        query = Query(f"SELECT * {{ SERVICE <{url}> {{ ?s ?p ?o }} }}", JSON, federation=Federation((url,), NEAR))
        with pytest.raises(ServiceFailedError, match=r"no secure connection .*self.signed certificate"):
            list(evaluate(store, query))
        server.shutdown()
    assert asked == []
