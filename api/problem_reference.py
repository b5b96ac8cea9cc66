"""The OpenAPI description of problem documents."""

from typing import Any

from claimgraph.api.service.negotiation import HTML
from claimgraph.api.service.problems import MEDIA_TYPE, PROBLEMS

__all__ = ["Answers", "problem_responses", "problem_schema"]

_SCHEMA = "#/components/schemas/Problem"

# OpenAPI is JSON of any depth.
_Item = dict[str, Any]

Answers = dict[int | str, _Item]
"""Responses by status."""

_RETRY: _Item = {"Retry-After": {"description": "After so many seconds.", "schema": {"type": "integer"}}}


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
                "nearest": {"type": "array", "items": text, "description": "What may have been meant."},
            },
        }
    }


def problem_responses(*slugs: str, pages: bool = False) -> Answers:
    """Return the OpenAPI responses that these kinds of problems are; kinds of one status share one.

    Where pages are on offer, problems are pages for those who ask for them.
    """
    content: _Item = {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}, **({HTML.media_type: {}} if pages else {})}
    found: Answers = {}
    for kind in (PROBLEMS[slug] for slug in dict.fromkeys(slugs)):
        before = found.get(str(kind.status))
        title = f"{before['description']}; or: {kind.title}" if before else kind.title
        found[str(kind.status)] = {"description": title, "content": content}
        if kind.status in (429, 503):
            found[str(kind.status)]["headers"] = _RETRY
    return found
