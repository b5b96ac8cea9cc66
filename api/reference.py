"""The OpenAPI description of what stands outside the web framework: the endpoint and the data addresses."""

from typing import Any

from claimgraph.api.graph_store_reference import WRITE_PROBLEMS, graph_store_paths
from claimgraph.api.problem_reference import problem_responses
from claimgraph.api.service.negotiation import DOCUMENT_FORMATS, GRAPH_FORMATS, MAPPING_FORMATS, RESULT_FORMATS, Format
from claimgraph.api.service.protocol import MAX_BODY, MAX_GRAPHS, MAX_QUERY, UPDATE

__all__ = ["Description", "paths"]

# OpenAPI is JSON of any depth.
Description = dict[str, Any]

_ENDPOINT = (
    "SELECT and ASK are answered as SPARQL JSON, XML, CSV or TSV; CONSTRUCT and DESCRIBE as Turtle, N-Triples, JSON-LD "
    "or RDF/XML, by Accept. The default graph is the union of all named graphs unless the query or the request names a "
    "dataset. LOAD is refused, SERVICE unless an endpoint is open, and updates without the token. A GET without a "
    f"query is answered with the service description. A query may have {MAX_QUERY:,} characters, a body {MAX_BODY:,} "
    "bytes."
)


def paths() -> Description:
    """Return the OpenAPI path items of `/sparql` and of the data addresses."""
    query = {"name": "query", "in": "query", "schema": {"type": "string", "maxLength": MAX_QUERY}}
    dataset = [_graphs("default-graph-uri"), _graphs("named-graph-uri")]
    answers = _responses((*RESULT_FORMATS, *GRAPH_FORMATS), "The answer", "query-syntax", "read-only", "not-acceptable")
    answers |= problem_responses("method", "too-large", "uri-too-long", "media-type", "result-too-large", "timeout")
    body = {"type": "string", "maxLength": MAX_QUERY}
    form = {
        "type": "object",
        "required": ["query"],
        "properties": {"query": body} | {each["name"]: each["schema"] for each in dataset},
    }
    content = {"application/sparql-query": {"schema": body}, "application/x-www-form-urlencoded": {"schema": form}}
    update = {UPDATE: {"schema": {"type": "string"}}}
    using = [_graphs("using-graph-uri"), _graphs("using-named-graph-uri")]
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
                "summary": "Ask a query in the body, or send an update",
                "operationId": "sparql_post",
                "parameters": [*dataset, *using],
                "requestBody": {"required": True, "content": {**content, **update}},
                "security": [{}, {"token": []}],
                **shared,
                "responses": {
                    **answers,
                    "204": {"description": "The update was carried out, and is served"},
                    **problem_responses(*WRITE_PROBLEMS),
                },
                "description": "The same as by GET, for longer queries; the body is the query, or a form. With the "
                "token also an update, as the body or in a form (update=).",
            },
        },
        **graph_store_paths(),
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


def _graphs(name: str) -> Description:
    schema = {"type": "array", "maxItems": MAX_GRAPHS, "items": {"type": "string", "format": "iri"}}
    return {"name": name, "in": "query", "explode": True, "schema": schema}


def _responses(formats: tuple[Format, ...], description: str, *problems: str) -> Description:
    content: Description = {each.media_type: {} for each in formats}
    unchanged = {"304": {"description": "As the client has it already (If-None-Match)"}}
    return {"200": {"description": description, "content": content}, **unchanged, **problem_responses(*problems)}
