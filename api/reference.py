"""The OpenAPI description: of what stands outside the web framework, and what all addresses have in common."""

from collections.abc import Sequence
from typing import Any

from claimgraph.api.graph_store_reference import SECURITY, WRITE_PROBLEMS, graph_store_paths
from claimgraph.api.problem_reference import Answers, problem_responses, problem_schema
from claimgraph.api.service.fields import MAX_FIELDS
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, MAPPING_FORMATS, RESULT_FORMATS, Format
from claimgraph.api.service.protocol import MAX_BODY, MAX_GRAPHS, MAX_QUERY, UPDATE

__all__ = ["Description", "completed", "paths", "responses"]

# OpenAPI is JSON of any depth.
Description = dict[str, Any]

_RESULTS_SCHEMA = {"$ref": "#/components/schemas/Results"}
_RESULTS = RESULT_FORMATS[0].media_type
_TEXT, _NUMBER = {"type": "string"}, {"type": "integer"}

_QUERY: Description = {"type": "string", "format": "sparql", "maxLength": MAX_QUERY}

_ENDPOINT = (
    "SELECT and ASK are answered as SPARQL JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE as Turtle, N-Triples, JSON-LD "
    "or RDF/XML, by Accept. The default graph is the union of all named graphs unless the query or the request names a "
    "dataset. LOAD is refused, SERVICE unless an endpoint is open, and updates without the token. A GET without a "
    f"query is answered with the service description. A query may have {MAX_QUERY:,} characters, a body {MAX_BODY:,} "
    f"bytes, and all header fields {MAX_FIELDS:,} bytes. An answer that breaks off before its end was cut short: it "
    "has no last chunk."
)
_SUFFIXED = "The same in the format that the suffix names, whatever Accept says."

_PROFILE = "Profiles by token or IRI, the best first; `all` lists those that there are."
_COMMON = ("bad-request", "no-generation", "too-many-requests", "fields-too-large", "unavailable")
"""What any request may be answered with."""

_ASKED = (
    "query-syntax",
    "unsupported",
    "forbidden-query",
    "not-acceptable",
    "result-too-large",
    "timeout",
    "service-failed",
    *_COMMON,
)
_HEADERS: Description = {
    "Claimgraph-Generation": {"description": "The generation that the answer is from.", "schema": _NUMBER},
    "ETag": {"description": "Of an answer that can be had again.", "schema": _TEXT},
    "Vary": {"description": "What the answer was chosen by.", "schema": _TEXT},
    "Content-Encoding": {"description": "By Accept-Encoding.", "schema": {"type": "string", "enum": ["zstd", "gzip"]}},
    "Link": {"description": "The permanent address (cite-as), or the original of one.", "schema": _TEXT},
    "Memento-Datetime": {"description": "When the generation asked for was published.", "schema": _TEXT},
}
_FRAMEWORKS = "HTTPValidationError"


def paths() -> Description:
    """Return the OpenAPI path items of `/sparql`, with and without a suffix, and of the data addresses."""
    suffixes = [each.name for each in (*RESULT_FORMATS, *GRAPH_FORMATS)]
    suffix = {"name": "suffix", "in": "path", "required": True, "schema": {"type": "string", "enum": suffixes}}
    return {
        "/sparql": _sparql("sparql", _ENDPOINT),
        "/sparql.{suffix}": _sparql("sparql_as", _SUFFIXED, suffix),
        **graph_store_paths(),
        "/ontology/mappings": {
            "get": {
                "tags": ["Linked data"],
                "summary": "Our terms beside those of other vocabularies",
                "description": "A page, or by Accept or a suffix SSSOM (.sssom.tsv) or Turtle (.ttl).",
                "operationId": "mappings",
                "responses": responses(MAPPING_FORMATS, "The mapping set", "not-acceptable"),
            }
        },
        "/{path}": {
            "get": {
                "tags": ["Linked data"],
                "summary": "One thing, by the path of its IRI",
                "description": "A page, or by Accept or a suffix (.ttl .nt .jsonld .rdf) the statements about it.",
                "operationId": "resource",
                "parameters": [
                    {"name": "path", "in": "path", "required": True, "schema": _TEXT},
                    {"name": "_profile", "in": "query", "description": _PROFILE, "schema": _TEXT},
                    {"name": "_mediatype", "in": "query", "description": "Decides before Accept.", "schema": _TEXT},
                    _field("Accept-Profile", "Profiles by IRI, in angle brackets, with weights."),
                ],
                "responses": responses(DOCUMENT_FORMATS, "The thing", "not-found", "gone", "not-acceptable", "busy")
                | {"303": {"description": "A part of a page (Location)"}},
            }
        },
    }


def responses(formats: Sequence[Format], description: str, *problems: str) -> Answers:
    """Return the OpenAPI responses of an address that gives one thing in these formats, pages among them."""
    content: Description = {each.media_type: {} for each in formats}
    unchanged: Answers = {"304": {"description": "As the client has it already (If-None-Match)"}}
    return {
        "200": {"description": description, "content": content},
        **unchanged,
        **problem_responses(*problems, pages=True),
    }


def completed(document: Description) -> Description:
    """Return the framework's description with what it doesn't know: the problems that any request may meet.

    The framework describes a parameter it can't read as 422; here that is 400, and a problem document.
    """
    for item in document["paths"].values():
        for operation in item.values():
            answers = operation["responses"]
            if _FRAMEWORKS in str(answers.get("422")):
                del answers["422"]
            operation["responses"] = {**problem_responses(*_COMMON, pages=True), **answers}
    named = document.setdefault("components", {}).setdefault("schemas", {})
    for name in (_FRAMEWORKS, "ValidationError"):
        named.pop(name, None)
    named.update(_schemas())
    document["components"]["securitySchemes"] = SECURITY
    return document


def _schemas() -> Description:
    return {
        **problem_schema(),
        "Results": {
            "type": "object",
            "description": "The SPARQL 1.1 Query Results JSON Format.",
            "required": ["head"],
            "properties": {
                "head": {"type": "object", "properties": {"vars": {"type": "array", "items": _TEXT}}},
                "boolean": {"type": "boolean"},
                "results": {
                    "type": "object",
                    "required": ["bindings"],
                    "properties": {"bindings": {"type": "array", "items": {"type": "object"}}},
                },
            },
            "oneOf": [{"required": ["boolean"]}, {"required": ["results"]}],
        },
    }


def _sparql(name: str, description: str, *in_path: Description) -> Description:
    query = {"name": "query", "in": "query", "schema": _QUERY}
    dataset = [_graphs("default-graph-uri"), _graphs("named-graph-uri"), _generation()]
    fields = [
        _field("If-None-Match", "The entity tags of what the client has."),
        _field("Accept-Encoding", "zstd, gzip, or none."),
        _field("Accept-Datetime", "A moment to go back to (RFC 7089)."),
    ]
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": _QUERY} | {each["name"]: each["schema"] for each in dataset},
    }
    # A suffix that is none is another address, whose problems may be pages.
    elsewhere = problem_responses("no-generation", "not-found", "method", pages=True) if in_path else {}
    content = {"application/sparql-query": {"schema": _QUERY}, "application/x-www-form-urlencoded": {"schema": form}}
    return {
        "get": {
            "tags": ["SPARQL"],
            "summary": "Ask a query, or for the service description",
            "description": description,
            "operationId": f"{name}_get",
            "parameters": [*in_path, query, *dataset, *fields],
            "responses": {
                **_answers("uri-too-long"),
                **elsewhere,
                "303": {"description": "To the query page: a browser without a query (Location)"},
            },
        },
        "post": {
            "tags": ["SPARQL"],
            "summary": "Ask a query in the body, or send an update",
            "description": "The same as by GET, for longer queries; the body is the query, or a form. With the token "
            "also an update, as the body or in a form (update=).",
            "operationId": f"{name}_post",
            "parameters": [*in_path, *dataset, _graphs("using-graph-uri"), _graphs("using-named-graph-uri"), *fields],
            "requestBody": {"required": True, "content": {**content, UPDATE: {"schema": _TEXT}}},
            "security": [{}, {"token": []}],
            "responses": {
                **_answers("too-slow", "too-large", "media-type", *WRITE_PROBLEMS),
                **elsewhere,
                "204": {"description": "The update was carried out, and is served"},
            },
        },
    }


def _answers(*problems: str) -> Answers:
    content: Description = {each.media_type: {} for each in (*RESULT_FORMATS, *GRAPH_FORMATS)}
    content[_RESULTS] = {"schema": _RESULTS_SCHEMA}
    return {
        "200": {"description": "The answer", "content": content, "headers": _HEADERS},
        "302": {"description": "The answer of the moment in Accept-Datetime (Location)"},
        "304": {"description": "As the client has it already (If-None-Match)"},
        **problem_responses(*_ASKED, *problems),
    }


def _graphs(name: str) -> Description:
    schema = {"type": "array", "maxItems": MAX_GRAPHS, "items": {"type": "string", "format": "iri"}}
    return {"name": name, "in": "query", "explode": True, "schema": schema}


def _generation() -> Description:
    described = "The generation to answer from, of those at /generations; without it the current one."
    schema = {"type": "integer", "minimum": 0, "maximum": 10**18 - 1}
    return {"name": "generation", "in": "query", "description": described, "schema": schema}


def _field(name: str, description: str) -> Description:
    return {"name": name, "in": "header", "description": description, "schema": _TEXT}
