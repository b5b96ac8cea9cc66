"""The OpenAPI description of what stands outside the web framework: the endpoint and the data addresses."""

from typing import Any

from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, MAPPING_FORMATS, RESULT_FORMATS, Format
from claimgraph.api.service.problems import MEDIA_TYPE, PROBLEMS
from claimgraph.api.service.protocol import MAX_BODY, MAX_GRAPHS, MAX_QUERY

__all__ = ["Description", "paths", "schemas"]

# OpenAPI is JSON of any depth.
Description = dict[str, Any]

_PROBLEM_SCHEMA = "#/components/schemas/Problem"
_ENDPOINT = (
    "SELECT and ASK are answered as SPARQL JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE as Turtle, N-Triples, JSON-LD "
    "or RDF/XML, by Accept. The default graph is the union of all named graphs unless the query or the request names a "
    "dataset. The service is read-only: updates, SERVICE and LOAD are refused. A GET without a query is answered with "
    f"the service description. A query may have {MAX_QUERY:,} characters, a body {MAX_BODY:,} bytes."
)


def paths() -> Description:
    """Return the OpenAPI path items of `/sparql` and of the data addresses."""
    query = {"name": "query", "in": "query", "schema": {"type": "string", "maxLength": MAX_QUERY}}
    dataset = [_graphs("default-graph-uri"), _graphs("named-graph-uri")]
    answers = _responses((*RESULT_FORMATS, *GRAPH_FORMATS), "The answer", "query-syntax", "read-only", "not-acceptable")
    answers |= _problems("method", "too-large", "uri-too-long", "media-type", "result-too-large", "timeout")
    body = {"type": "string", "maxLength": MAX_QUERY}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": body} | {each["name"]: each["schema"] for each in dataset},
    }
    content = {"application/sparql-query": {"schema": body}, "application/x-www-form-urlencoded": {"schema": form}}
    shared = {"tags": ["SPARQL"], "description": _ENDPOINT, "responses": answers}
    return {
        "/sparql": {
            "get": {
                "summary": "Ask a query, or for the service description",
                "operationId": "sparql_get",
                "parameters": [query, *dataset],
                **shared,
            },
            "post": {
                "summary": "Ask a query in the body",
                "operationId": "sparql_post",
                "parameters": dataset,
                "requestBody": {"required": True, "content": content},
                **shared,
                "description": "The same as by GET, for longer queries; the body is the query, or a form.",
            },
        },
        "/ontology/mappings": {
            "get": {
                "tags": ["Linked data"],
                "summary": "Our terms beside those of other vocabularies",
                "description": "A page, or by Accept or a suffix SSSOM (.sssom.tsv) or Turtle (.ttl).",
                "operationId": "mappings",
                "responses": _responses(MAPPING_FORMATS, "The mapping set", "not-acceptable"),
            }
        },
        "/{path}": {
            "get": {
                "tags": ["Linked data"],
                "summary": "One thing, by the path of its IRI",
                "description": "A page, or by Accept or a suffix (.ttl .nt .jsonld .rdf) the statements about it.",
                "operationId": "resource",
                "parameters": [{"name": "path", "in": "path", "required": True, "schema": {"type": "string"}}],
                "responses": _responses(DOCUMENT_FORMATS, "The thing", "not-found", "not-acceptable"),
            }
        },
    }


def schemas() -> Description:
    """Return the OpenAPI schema of a problem document."""
    text, number = {"type": "string"}, {"type": "integer"}
    return {
        "Problem": {
            "type": "object",
            "description": "A problem document (RFC 9457).",
            "required": ["type", "title", "status", "detail"],
            "properties": {
                "type": {"type": "string", "format": "uri-reference"},
                "title": text,
                "status": number,
                "detail": text,
                "line": {**number, "description": "Where a query breaks."},
                "column": {**number, "description": "Where a query breaks."},
                "available": {"type": "array", "items": text, "description": "The media types that can be had."},
            },
        }
    }


def _graphs(name: str) -> Description:
    schema = {"type": "array", "maxItems": MAX_GRAPHS, "items": {"type": "string", "format": "iri"}}
    return {"name": name, "in": "query", "explode": True, "schema": schema}


def _responses(formats: tuple[Format, ...], description: str, *problems: str) -> Description:
    content: Description = {each.media_type: {} for each in formats}
    unchanged = {"304": {"description": "As the client has it already (If-None-Match)"}}
    return {"200": {"description": description, "content": content}, **unchanged, **_problems(*problems)}


def _problems(*slugs: str) -> Description:
    content = {MEDIA_TYPE: {"schema": {"$ref": _PROBLEM_SCHEMA}}}
    return {str(PROBLEMS[slug].status): {"description": PROBLEMS[slug].title, "content": content} for slug in slugs}
