"""What the service answers when it can't: RFC 9457 problem documents, one table of kinds."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

__all__ = ["MEDIA_TYPE", "PROBLEMS", "Kind", "Problem"]

MEDIA_TYPE = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in the type URI, its title, its status and what to do about it."""

    slug: str
    title: str
    status: int
    remedy: str


_KINDS = (
    Kind("bad-request", "The request can't be read", 400, "Send one query, encoded as UTF-8."),
    Kind("query-syntax", "The query is not SPARQL", 400, "Put right what stands at the line and column named."),
    Kind("unsupported", "The query uses what the engine doesn't have", 400, "Leave out what the detail names."),
    Kind("data-syntax", "The data is not RDF", 400, "Put right what stands at the line and column named."),
    Kind("update-failed", "The update can't be carried out", 400, "Put right what the engine stumbled over."),
    Kind("unauthorized", "Writing needs a token", 401, "Send Authorization: Bearer and the token of this service."),
    Kind("read-only", "This service is read-only", 403, "Send a query; writing is not open here."),
    Kind("protected-graph", "The graph is not for clients to write", 403, "Leave the graph that is named as it is."),
    Kind("forbidden-query", "The query asks for what is closed here", 403, "Leave out SERVICE and LOAD."),
    Kind("foreign-origin", "Pages elsewhere may not ask here", 403, "Ask from a program, or from a page of this host."),
    Kind("no-generation", "The generation is not kept", 404, "Leave out `generation`, or ask for one of those named."),
    Kind("not-found", "There is nothing at this address", 404, "Start from / or ask /sparql."),
    Kind("gone", "What was here is gone", 410, "See the generation that is named, the last one that had it."),
    Kind("method", "The method does not fit this address", 405, "Use one of the methods in the Allow header."),
    Kind("not-acceptable", "None of the accepted formats is on offer", 406, "Accept one of the types named."),
    Kind("too-slow", "The request took too long to arrive", 408, "Send the whole body without a pause."),
    Kind("precondition", "The graph is not as the request supposes", 412, "Get the graph anew, and change that."),
    Kind("too-large", "The request is too long", 413, "Shorten the query, or send it by POST."),
    Kind("uri-too-long", "The query is too long for an address", 414, "Send it by POST."),
    Kind(
        "media-type",
        "The body is of a kind that can't be read here",
        415,
        "Send application/sparql-query or application/x-www-form-urlencoded, in UTF-8.",
    ),
    Kind("result-too-large", "The result is larger than this service gives", 422, "Ask for less: add a LIMIT."),
    Kind("misdirected", "The name is none of this service's", 421, "Use a name or address that it is known by."),
    Kind("unsound", "The graph would not be valid", 422, "Put right what the report lists, and send the change again."),
    Kind("write-too-large", "The write needs more memory than it may have", 422, "Send it in smaller parts."),
    Kind("too-many-requests", "You ask for too much at a time", 429, "Come again after the seconds in Retry-After."),
    Kind("fields-too-large", "The header fields are too long", 431, "Send fewer and shorter header fields."),
    Kind("internal", "The service failed", 500, "This is a defect of the service: please report it."),
    Kind("service-failed", "Another endpoint failed", 502, "Try again later, or ask with SERVICE SILENT."),
    Kind("timeout", "The query took longer than it may", 503, "Ask for less, or try again later."),
    Kind("busy", "Too many queries are waiting", 503, "Try again after the seconds named in Retry-After."),
    Kind("interrupted", "The query was interrupted", 503, "Try again; it may need more memory than it may use."),
    Kind("write-timeout", "The write took longer than it may", 503, "Send it in smaller parts."),
    Kind("write-busy", "Other writes come first", 503, "Try again after the seconds named in Retry-After."),
    Kind("storage", "There is no space left to write", 507, "Nothing that a client can do: tell who runs the service."),
    Kind("unavailable", "The service is not ready", 503, "Try again after the seconds named in Retry-After."),
)
PROBLEMS: Mapping[str, Kind] = {kind.slug: kind for kind in _KINDS}


@dataclass(eq=False)
class Problem(Exception):  # noqa: N818 - RFC 9457 calls it a problem
    """One problem: its kind, what is the matter with this request, extension members and headers."""

    kind: str
    detail: str
    members: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)

    @property
    def status(self) -> int:
        """The HTTP status of the answer."""
        return PROBLEMS[self.kind].status

    @property
    def title(self) -> str:
        """The kind's title."""
        return PROBLEMS[self.kind].title

    def document(self) -> dict[str, object]:
        """Return the members of the problem document.

        >>> Problem("query-syntax", "at line 1", {"line": 1}).document()["type"]
        '/docs#query-syntax'
        """
        kind = PROBLEMS[self.kind]
        own: dict[str, object] = {"type": f"/docs#{kind.slug}", "title": kind.title, "status": kind.status}
        return {**own, "detail": self.detail, **self.members}

    def body(self) -> bytes:
        """Return the problem document as UTF-8 JSON."""
        return json.dumps(self.document(), ensure_ascii=False, indent=2).encode() + b"\n"

    def __str__(self) -> str:
        return self.detail
