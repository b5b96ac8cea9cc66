"""The OpenAPI document against the running service: what it names is answered as it says."""

from __future__ import annotations

import json
import re
import warnings
from typing import Any

import httpx
import pytest
import requests
import schemathesis
from fuzz import grammar
from fuzz.laws import PROBLEM, check_problem
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from jsonschema import Draft202012Validator
from schemathesis import GenerationMode
from schemathesis.checks import load_all_checks
from service_process import Running

from claimgraph.api.service.negotiation import GRAPH_FORMATS
from claimgraph.store import DOCUMENT_FORMATS

EXAMPLES = 12
PATHS = ("lamps-1/letter/ash", "lamps-1/claim/ash/bright", "ontology/core", "ontology", "query", "docs", "generations")
SUFFIXES = ("", ".ttl", ".nt", ".jsonld", ".rdf", ".json", ".exe", "/")
ACCEPTS = ("*/*", "text/html", "application/json", "text/turtle, */*;q=0.1", "image/png", "application/problem+json")
CHECKS = (
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "response_headers_conformance",
    "allow_header_conformance",
)

schemathesis.openapi.format("sparql", grammar.queries)
schemathesis.openapi.format("iri", st.sampled_from(("https://example.org/a", "urn:graph:ring", "mailto:é@b", "x:y")))
load_all_checks()


@schemathesis.serializer(
    "application/sparql-query",
    "application/sparql-update",
    *DOCUMENT_FORMATS,
    *(each.media_type for each in GRAPH_FORMATS),
)
def as_text(_: Any, value: Any) -> bytes:
    """The body of a kind that schemathesis doesn't know: text as it is, anything else as JSON."""
    return (value if isinstance(value, str) else json.dumps(value)).encode("utf-8", "replace")


bounded = settings(
    max_examples=EXAMPLES,
    derandomize=True,
    deadline=None,
    database=None,
    phases=(Phase.explicit, Phase.generate),
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(scope="module")
def document(service: Running) -> Any:
    """The service's own description, as it is."""
    return httpx.get(f"{service.origin}/openapi.json").json()


@pytest.fixture(scope="module")
def description(service: Running) -> Any:
    """The service's own description, as schemathesis reads it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of its own parts
        return schemathesis.openapi.from_url(f"{service.origin}/openapi.json")


def _is_refused_unseen(answer: Any) -> bool:
    """Whether the HTTP server refused it before the service saw it: an address of 64 KiB, a header of 400 KiB."""
    return answer.status_code in (400, 414, 431) and not answer.content


def checks() -> list[Any]:
    return [each for each in schemathesis.checks.CHECKS.get_all() if each.__name__ in CHECKS]


@pytest.mark.parametrize("mode", list(GenerationMode), ids=lambda mode: mode.value)
def test_every_operation(description: Any, mode: GenerationMode) -> None:
    """With parameters as described, and with such as aren't."""
    tried = set()
    with requests.Session() as session:  # one of its own for each call would never be closed
        for found in description.get_all_operations():
            operation = found.ok()

            @given(case=operation.as_strategy(mode), accept=st.sampled_from(ACCEPTS))
            @bounded
            def holds(case: Any, accept: str) -> None:
                answer = case.call(session=session, headers={"Accept": accept})
                assert answer.status_code < 500 or answer.status_code == 503, answer.text
                if not _is_refused_unseen(answer):
                    case.validate_response(answer, checks=checks())

            try:
                holds()
                tried.add(operation.label)
            except Unsatisfiable:
                assert mode is GenerationMode.NEGATIVE  # any text will do for its parameters
    assert {"GET /sparql", "POST /sparql", "GET /sparql.{suffix}", "GET /data", "PUT /data/{path}"} <= tried


@pytest.mark.parametrize("accept", ACCEPTS)
def test_addresses_of_things(client: httpx.Client, document: Any, accept: str) -> None:
    paths = document["paths"]
    for path in PATHS:
        for suffix in SUFFIXES:
            described = paths.get(f"/{path}{suffix}", paths["/{path}"])["get"]["responses"]
            answer = client.get(f"/{path}{suffix}", headers={"Accept": accept})
            status, media_type = str(answer.status_code), answer.headers.get("content-type", "").split(";")[0]
            assert status in described, (path, suffix)
            assert media_type in described[status].get("content", {"": {}}), (path, suffix)
            if media_type == PROBLEM:
                check_problem(answer)


def test_it_is_openapi(document: Any) -> None:
    """Every reference leads somewhere, and what the framework would say of parameters is gone."""
    text = json.dumps(document)
    assert "HTTPValidationError" not in text
    for name in re.findall(r"#/components/schemas/(\w+)", text):
        Draft202012Validator.check_schema(document["components"]["schemas"][name])
    for path, item in document["paths"].items():
        for method, operation in item.items():
            assert {"400", "404", "429", "431", "503"} <= set(operation["responses"]), (path, method)
            assert "500" not in operation["responses"]
