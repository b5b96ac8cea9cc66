"""The OpenAPI description of the Graph Store Protocol at `/data`."""

from typing import Any

from claimgraph.api.problem_reference import Answers, problem_responses
from claimgraph.api.service.negotiation import GRAPH_FORMATS
from claimgraph.store import DOCUMENT_FORMATS

__all__ = ["SECURITY", "WRITE_PROBLEMS", "graph_store_paths"]

SECURITY = {
    "token": {"type": "http", "scheme": "bearer", "description": "The token that the service was started with."}
}
"""The scheme that writes ask for."""

WRITE_PROBLEMS = (
    "bad-request",
    "unauthorized",
    "read-only",
    "too-slow",
    "too-large",
    "media-type",
    "unsound",
    "write-busy",
)
"""What may come of any write."""

_WRITING = (
    "With the token. The change is made in a copy, what follows is derived anew, the whole is validated, and published "
    "as the next generation or refused with a report; the answer comes once it is served. Without a token configured, "
    "403."
)
_UPDATE = "application/sparql-update"

# OpenAPI is JSON of any depth.
_Item = dict[str, Any]


def graph_store_paths() -> _Item:
    """Return the OpenAPI path items of `/data`, and of the graphs whose IRIs are below it."""
    text = {"schema": {"type": "string"}}
    graph = {
        "name": "graph",
        "in": "query",
        "schema": {"type": "string", "format": "iri"},
        "description": "The graph's IRI",
    }
    default = {"name": "default", "in": "query", "allowEmptyValue": True, **text, "description": "The unnamed graph"}
    path = {"name": "path", "in": "path", "required": True, **text}
    return {"/data": _operations([graph, default], "graphs"), "/data/{path}": _operations([path], "graph_below")}


def _operations(parameters: list[_Item], name: str) -> _Item:
    content: _Item = {each.media_type: {} for each in GRAPH_FORMATS}
    documents: _Item = {media_type: {} for media_type in DOCUMENT_FORMATS}
    conditions = [_header("If-Match"), _header("If-None-Match")]
    reading = {
        "tags": ["Graphs"],
        "summary": "A graph, whole",
        "description": "By Accept, with an ETag that it keeps until it changes. Nobody needs a token for it.",
        "operationId": f"{name}_get",
        "parameters": [*parameters, _header("If-None-Match")],
        "responses": {
            "200": {"description": "The graph", "content": content},
            "304": {"description": "As the client has it already (If-None-Match)"},
            **problem_responses(
                "bad-request", "not-found", "not-acceptable", "result-too-large", "too-many-requests", "timeout"
            ),
        },
    }

    def writing(method: str, summary: str, body: _Item, answers: Answers) -> _Item:
        item: _Item = {
            "tags": ["Graphs"],
            "summary": summary,
            "description": _WRITING,
            "operationId": f"{name}_{method}",
            "security": [{"token": []}],
            "parameters": [*parameters, *conditions],
            "responses": {**answers, **problem_responses(*WRITE_PROBLEMS, "precondition", "too-many-requests")},
        }
        return {**item, "requestBody": {"required": True, "content": body}} if body else item

    created: Answers = {"201": {"description": "The graph is new"}}
    changed: Answers = {
        "200": {"description": "Changed; the body names the generation", "content": {"application/json": {}}}
    }
    gone: Answers = {**changed, **problem_responses("not-found")}
    return {
        "get": reading,
        "put": writing("put", "Replace a graph", documents, {**created, "204": {"description": "Replaced"}}),
        "post": writing("post", "Merge into a graph", {**documents, "multipart/form-data": {}}, {**created, **changed}),
        "patch": writing("patch", "Change a graph by an update that sees it alone", {_UPDATE: {}}, gone),
        "delete": writing("delete", "Take a graph away", {}, gone),
    }


def _header(name: str) -> _Item:
    return {"name": name, "in": "header", "schema": {"type": "string"}}
