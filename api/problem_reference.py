"""The OpenAPI description of problem documents."""

from typing import Any

from claimgraph.api.service.problems import MEDIA_TYPE, PROBLEMS

__all__ = ["problem_responses", "problem_schema"]

_SCHEMA = "#/components/schemas/Problem"

# OpenAPI is JSON of any depth.
_Item = dict[str, Any]


def problem_schema() -> _Item:
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
                "count": {**number, "description": "How many things are wrong with a graph."},
                "report": {"type": "array", "items": {"type": "object"}, "description": "What is wrong with a graph."},
                "available": {"type": "array", "items": text, "description": "The media types that can be had."},
            },
        }
    }


def problem_responses(*slugs: str) -> _Item:
    """Return the OpenAPI responses that these kinds of problems are; kinds of one status share one."""
    content: _Item = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}}
    return {str(PROBLEMS[slug].status): {"description": PROBLEMS[slug].title, "content": content} for slug in slugs}
