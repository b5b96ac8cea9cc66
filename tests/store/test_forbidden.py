from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer

import pyoxigraph
import pytest

from claimgraph.store import Federation, ForbiddenQueryError, Query, QueryError, QuerySyntaxError, evaluate, kind

JSON = "application/sparql-results+json"


class Endpoint(BaseHTTPRequestHandler):
    """Counts who calls it."""

    calls: list[str] = []  # noqa: RUF012 - one server at a time

    def do_GET(self) -> None:
        self.calls.append(self.path)
        self.send_error(500)

    do_POST = do_GET  # noqa: N815 - the name that http.server looks for

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - http.server's name
        """Says nothing."""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    """A server that a SERVICE clause would reach."""
    with HTTPServer(("127.0.0.1", 0), Endpoint) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/sparql"
        server.shutdown()


REFUSED = {
    "plain": "SELECT * { SERVICE <URL> { ?s ?p ?o } }",
    "lower case": "select * { service <URL> { ?s ?p ?o } }",
    "silent": "SELECT * { SERVICE SILENT <URL> { ?s ?p ?o } }",
    "silent, no space": "SELECT * { SERVICESILENT<URL>{ ?s ?p ?o } }",
    "no space": "SELECT * { {}SERVICE<URL>{ ?s ?p ?o } }",
    "comment between": "SELECT * { SERVICE # <\n <URL> { ?s ?p ?o } }",
    "in a subquery": "SELECT * { { SELECT * { SERVICE <URL> { ?s ?p ?o } } } }",
    "in an aggregate": "SELECT (COUNT(*) AS ?n) { SERVICE <URL> { ?s ?p ?o } }",
    "in a filter": "ASK { FILTER EXISTS { SERVICE <URL> { ?s ?p ?o } } }",
    "variable endpoint": "SELECT * { VALUES ?e { <URL> } SERVICE ?e { ?s ?p ?o } }",
    "prefixed endpoint": "PREFIX e: <URL> SELECT * { SERVICE e: { ?s ?p ?o } }",
    "after a string with a quote": r"""SELECT * { BIND("a\"" AS ?x) SERVICE <URL> { ?s ?p ?o } }""",
    "after a long string": """SELECT * { BIND('''it's''' AS ?x) SERVICE <URL> { ?s ?p ?o } }""",
    "after an IRI with a number sign": "SELECT * { BIND(<http://a/#x> AS ?x) SERVICE <URL> { ?s ?p ?o } }",
    "after a number": "SELECT * { BIND(1 AS ?x) VALUES ?y {1}SERVICE <URL> { ?s ?p ?o } }",
    "glued to true": "SELECT * { OPTIONAL { ?a ?b true } ?s ?p trueSERVICE<URL>{ ?s ?p ?o } }",
    "glued to a number": "SELECT * { ?s ?p 1SERVICE<URL>{ ?s ?p ?o } }",
    "less-than read as an IRI": "SELECT * { VALUES (?a ?b) {(1 2)} FILTER(?a<?b)SERVICE#>\n<URL>{ ?s ?p ?o } }",
    "construct": "CONSTRUCT { ?s ?p ?o } { SERVICE <URL> { ?s ?p ?o } }",
    "describe": "DESCRIBE ?s { SERVICE <URL> { ?s ?p ?o } }",
    "escaped": r"SELECT * { \u0053ERVICE <URL> { ?s ?p ?o } }",
    "escaped, long form": r"SELECT * { \U00000053ERVICE <URL> { ?s ?p ?o } }",
    "escaped, wholly": r"SELECT * { \u0053\u0065\u0072\u0076\u0069\u0063\u0065 <URL> { ?s ?p ?o } }",
    "after an escaped line end": r"SELECT * { ?s ?p ?o # \u000ASERVICE <URL> {}" + "\n}",
}


CLOSED = Federation()
ONE_OPEN = Federation(("http://open.example/sparql",), ("127.0.0.1/32",))


@pytest.mark.parametrize("federation", [CLOSED, ONE_OPEN], ids=["closed", "one open"])
@pytest.mark.parametrize("text", REFUSED.values(), ids=REFUSED)
def test_no_query_reaches_another_server(endpoint: str, text: str, federation: Federation) -> None:
    Endpoint.calls.clear()
    text = text.replace("URL", endpoint)
    media_type = "text/turtle" if kind(text) in ("construct", "describe") else JSON
    with pytest.raises((ForbiddenQueryError, QuerySyntaxError)) as caught:
        b"".join(evaluate(pyoxigraph.Store(), Query(text, media_type, federation=federation)))
    assert Endpoint.calls == []
    if not text.replace("SERVICESILENT", "").replace("trueSERVICE", "").count("?b)SERVICE#"):
        assert "\n" not in str(caught.value)


def test_the_engine_would_have_called(endpoint: str) -> None:
    """Without the guard; if this fails, the table above proves nothing."""
    Endpoint.calls.clear()
    text = REFUSED["less-than read as an IRI"].replace("URL", endpoint)
    with pytest.raises(OSError, match="500"):
        list(pyoxigraph.Store().query(text))  # type: ignore[arg-type]
    assert Endpoint.calls == ["/sparql"]


ALLOWED = {
    "variable": "SELECT ?service { ?service ?p ?o }",
    "variables alike": "SELECT ?service $SERVICE ?Service { ?service ?SERVICE ?Service }",
    "variable beside the stand-in": "SELECT ?service ?servicx { ?service ?p ?servicx }",
    "prefix": "PREFIX service: <urn:x:> SELECT * { ?s service:x ?o }",
    "local name": "PREFIX x: <urn:x:> SELECT * { ?s x:service ?o . ?s x:a.service-b ?o }",
    "comment": "SELECT * { ?s ?p ?o } # SERVICE <http://x/> {}",
    "comment first": "# SERVICE\nSELECT * { ?s ?p ?o }",
    "string": "SELECT * { ?s ?p 'SERVICE <http://x/> {}' }",
    "long string": 'SELECT * { ?s ?p """a " SERVICE "" b""" }',
    "string with an escaped quote": r"""SELECT * { ?s ?p "\" SERVICE <http://x/>" }""",
    "IRI": "SELECT * { ?s ?p <http://x/SERVICE> . ?s <urn:service> ?o }",
    "IRI with a fragment": "SELECT * { ?s ?p <http://x/#SERVICE> }",
    "language": "SELECT * { ?s ?p 'x'@service }",
    "blank node": "SELECT * { _:service ?p ?o }",
}


@pytest.mark.parametrize("text", ALLOWED.values(), ids=ALLOWED)
def test_the_word_alone_is_no_offence(text: str) -> None:
    assert b'"bindings":[]' in b"".join(evaluate(pyoxigraph.Store(), Query(text, JSON)))


KINDS = [
    ("SELECT * {}", "select"),
    ("ask{}", "ask"),
    ("# SELECT\nCONSTRUCT WHERE {}", "construct"),
    ("BASE <http://select/> PREFIX ask: <http://ask/> DESCRIBE ask:x", "describe"),
    ("PREFIX : <http://x/>SELECT(1 AS ?ask){}", "select"),
    ("\ufeff SELECT * {}", "select"),
    ("\n PREFIX ask: <http://ask/ASK>\tprefix b:<>select?x{}", "select"),
    ("PREFIX a: <x> # ASK\nCONSTRUCT{}WHERE{}", "construct"),
    ("PREFIX a: <x> PREFIX a-b.c: <y> DESCRIBE<z>", "describe"),
]


@pytest.mark.parametrize(("text", "expected"), KINDS)
def test_kind_is_the_first_keyword(text: str, expected: str) -> None:
    assert kind(text) == expected


ENDLESS_TO_READ = ["'\\", "\\'", "é", "é.", "é-", "a.:", "PREFIX.", "_:", "'''\n\\", '"""\n\\', "<a", "''\\"]
ENDLESS_TO_READ += ["PREFIX a: <x> ", "PREFIX a:", "PREFIX "]
"""What a reader that looks back or ahead reads again from every place: a long text of it takes hours."""


@pytest.mark.parametrize("part", ENDLESS_TO_READ)
def test_no_text_takes_long_to_read(part: str) -> None:
    with pytest.raises(QuerySyntaxError, match="not with"):
        kind(part * (1_000_000 // len(part)))


UPDATES = ["INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"]


@pytest.mark.parametrize("first", [*UPDATES, "load", r"\u004cOAD"])
def test_updates_are_refused(first: str) -> None:
    with pytest.raises(ForbiddenQueryError, match="is an update, and this endpoint is read-only"):
        evaluate(pyoxigraph.Store(), Query(f"PREFIX select: <urn:x> {first} <urn:y>", JSON))


WRONG = [
    ("", "begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with nothing"),
    ("hello", "not with 'HELLO'"),
    ("SELECT ?x {\n ?s foo:bar ?o }", "line 2, column 12, near foo:bar: Prefix not found"),
    ("SELECT ?s { ?s ?p ?o } GROUP BY ?p", "near [?]p: The SELECT contains a variable that is unbound"),
    ("SELECT * { ?s ?p }", "line 1, column 19, near }: syntax error"),
    ("SELECT * {}\n\n garbage", "line 3, column 8, near garbage: expected HAVING or OFFSET or VALUES"),
    ("SELECT ?service { ?service }", "line 1, column .*near"),
    ("SELECT (<urn:f>(1) AS ?x) {}", "function <urn:f> is not supported"),
    ("SELECT (<urn:f>(1) AS ?service) {}", "function <urn:f> is not supported"),
]


@pytest.mark.parametrize(("text", "message"), WRONG)
def test_syntax_errors_name_the_place(text: str, message: str) -> None:
    with pytest.raises(QuerySyntaxError, match=message) as caught:
        evaluate(pyoxigraph.Store(), Query(text, JSON))
    assert isinstance(caught.value, QueryError)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(("opening", "closing"), [("(", ")"), ("{", "}"), ("\\u0028", ")"), ("[ ?p ", "]")])
def test_deep_nesting_is_refused_before_the_engine_sees_it(opening: str, closing: str) -> None:
    text = f"ASK {{ FILTER({opening * 30_000}1{closing * 30_000}) }}"
    with pytest.raises(QuerySyntaxError, match=r"nest 3000\d deep, and 500 is the most"):
        list(evaluate(pyoxigraph.Store(), Query(text, JSON)))


def test_brackets_in_strings_and_comments_nest_nothing() -> None:
    text = "ASK { FILTER(" + "'((((' != '{{' && " * 400 + "true) } # " + "(" * 1000
    answer = b"".join(evaluate(pyoxigraph.Store(), Query(text, JSON)))
    assert b"true" in answer
