"""The W3C's syntax suites: queries over HTTP, updates by the engine, in whose grammar they are."""

from __future__ import annotations

import httpx
import pytest
from pyoxigraph import Store
from w3c.cases import SyntaxCase, read_text, syntax_cases
from w3c.engine import params
from w3c.manifests import BASE, path

NO_SCHEME = "nothing"
NOWHERE = f"{BASE}no-such-graph"
QUERIES = [each for each in syntax_cases(".rq") if each.entry.suite != "syntax-fed"]
FEDERATED = [each for each in syntax_cases(".rq") if each.entry.suite == "syntax-fed"]


def post(client: httpx.Client, case: SyntaxCase) -> httpx.Response:
    """The service's answer to the text over an empty dataset; a first line resolves relative IRIs as in its file."""
    query = f"BASE <{case.file}>\n{read_text(path(case.file))}"
    return client.post("/sparql", data={"query": query, "default-graph-uri": NOWHERE})


@pytest.mark.parametrize("case", params(QUERIES))
def test_query(suites: httpx.Client, case: SyntaxCase) -> None:
    answer = post(suites, case)
    if not case.is_negative:
        assert answer.status_code == 200, answer.text
        return
    assert answer.status_code == 400, answer.text
    problem = answer.json()
    assert problem["type"] == "/docs#query-syntax"
    lines = read_text(path(case.file)).split("\n")
    assert 1 < problem["line"] <= 1 + len(lines)
    assert 1 <= problem["column"] <= 1 + len(lines[problem["line"] - 2])


@pytest.mark.parametrize("case", params(FEDERATED))
def test_federated_query(suites: httpx.Client, case: SyntaxCase) -> None:
    """SERVICE is closed: a query that calls another endpoint is understood, and refused."""
    answer = post(suites, case)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/docs#forbidden-query"
    assert "SERVICE" in answer.json()["detail"]


@pytest.mark.parametrize("case", params(syntax_cases(".ru")))
def test_update(case: SyntaxCase) -> None:
    # In a scheme that nothing can be fetched by, so that no LOAD goes out.
    text = read_text(path(case.file)).replace("http://", f"{NO_SCHEME}://")
    refusal, done = None, NO_SCHEME
    try:
        Store().update(text, base_iri=f"{NO_SCHEME}://example/")
    except SyntaxError as error:
        refusal = error
    except (
        OSError,
        RuntimeError,
    ) as error:  # it was read, and can't be done: LOAD of what is nowhere, DROP of no graph
        done = str(error)
    assert NO_SCHEME in done
    assert (refusal is not None) == case.is_negative, refusal or "it was taken"


@pytest.mark.xfail(reason="the engine takes BASE and PREFIX before the first operation only", strict=True)
@pytest.mark.parametrize("prologue", ["BASE <http://example/>", "PREFIX : <http://example/>"])
def test_a_prologue_between_operations(prologue: str) -> None:
    """The grammar's Update has a Prologue after every semicolon (SPARQL 1.1, rule 29); no suite asks for it."""
    Store().update(f"CLEAR ALL ; {prologue} CLEAR ALL")
