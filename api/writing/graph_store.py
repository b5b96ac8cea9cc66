"""`/data`: the SPARQL 1.1 Graph Store HTTP Protocol, as a plain ASGI application.

https://www.w3.org/TR/sparql11-http-rdf-update/
"""

import json
import logging
from typing import Literal, cast
from uuid import uuid4

from claimgraph.api.service.body import CLOSING, read_body
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.graph import Graph, problem_of
from claimgraph.api.service.negotiation import GRAPH_FORMATS, choose, not_acceptable
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Receive, Reply, Scope, Send, header, matches, origin
from claimgraph.api.service.tally import Tally
from claimgraph.api.writing.changes import refuse_type
from claimgraph.api.writing.conditions import graph_query, graph_tag
from claimgraph.api.writing.pipeline import Written
from claimgraph.api.writing.targets import PATH, Target, target_of
from claimgraph.api.writing.wire import WriteRequest
from claimgraph.api.writing.writes import BODY_SECONDS, GENERATION, Writes, written_headers
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import Query, StoreError

__all__ = ["READING", "WRITING", "GraphStore"]

READING = "GET, HEAD, OPTIONS"
WRITING = "GET, HEAD, PUT, POST, DELETE, PATCH, OPTIONS"
_VARY = {"Vary": "Accept"}
_ASK = "application/sparql-results+json"

_log = logging.getLogger(__name__)


class GraphStore:
    """Gives graphs to everyone, and takes changes from whoever has the token."""

    def __init__(self, generations: Generations, writes: Writes, tally: Tally) -> None:
        self._generations, self._writes, self._tally = generations, writes, tally

    @property
    def methods(self) -> str:
        """The methods that are open, for Allow."""
        return WRITING if self._writes.is_open else READING

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            reply = await self._reply(scope, receive)
        except Problem as problem:
            self._tally.problems[problem.kind] += 1
            unread = scope["method"] in ("PUT", "POST", "PATCH") and problem.status in (400, 415)
            reply = Reply.of(problem, {**_VARY, **(CLOSING if unread else {})})
        except Exception:  # the last frame before the server: the log gets the trace, the client a problem document
            _log.exception("%s %s failed", scope["method"], PATH)
            reply = Reply.of(Problem("internal", "This should not have happened."), _VARY)
        await reply.send(send, head=scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method = scope["method"]
        if method in ("GET", "HEAD"):
            target = target_of(scope)
            async with self._generations.hold(target.generation) as graph:
                return await _given(graph, target, header(scope, b"accept"), header(scope, b"if-none-match"))
        if method not in ("PUT", "POST", "DELETE", "PATCH"):
            raise Problem("method", f"{method[:20]} is not for {PATH}.", headers={"Allow": self.methods})
        self._writes.authorise(scope)
        target = target_of(scope)
        if target.generation is not None:
            raise Problem("bad-request", "A generation never changes; leave out generation= to write the next one.")
        if target.is_store and method != "POST":
            raise Problem("bad-request", f"{method} needs a graph: {PATH}?graph=IRI or {PATH}?default.")
        created = f"{origin(scope)}{PATH}/{uuid4()}" if target.is_store else None
        written = await self._writes.carry_out(await self._request(scope, receive, target, created))
        return _done(method, written, created)

    async def _request(self, scope: Scope, receive: Receive, target: Target, created: str | None) -> WriteRequest:
        content_type = header(scope, b"content-type") or ""
        refuse_type(scope["method"], content_type)
        return WriteRequest(
            cast("Literal['PUT', 'POST', 'DELETE', 'PATCH']", scope["method"]),
            await read_body(scope, receive, self._writes.settings.max_body, BODY_SECONDS),
            content_type,
            created or target.graph,
            created or target.base,
            if_match=header(scope, b"if-match"),
            if_none_match=header(scope, b"if-none-match"),
        )


async def _given(graph: Graph, target: Target, accept: str | None, if_none_match: str | None) -> Reply:
    """The graph in the format that the client likes best; one that holds nothing isn't there, but for the default."""
    if target.is_store:
        raise Problem("bad-request", f"Name a graph: {PATH}?graph=IRI or {PATH}?default; /sparql lists them by query.")
    chosen = choose(accept, GRAPH_FORMATS)
    if chosen is None:
        raise not_acceptable(accept, GRAPH_FORMATS)
    if target.graph is not None:
        asked = Query(f"ASK {{ GRAPH <{target.graph}> {{ ?s ?p ?o }} }}", _ASK)
        if not json.loads(await _answer(graph, asked))["boolean"]:
            raise Problem("not-found", f"There is no graph <{target.graph[:200]}>.")
    query = Query(graph_query(target.graph), chosen.media_type, prefixes=PREFIXES, union=False)
    body = await _answer(graph, query)
    headers = {**_VARY, "Cache-Control": "no-cache", GENERATION: str(graph.number)}
    headers["ETag"] = graph_tag(chosen.media_type, body)
    if matches(if_none_match, headers["ETag"]):
        return Reply(304, headers=headers)
    return Reply(200, body, chosen.content_type, headers)


async def _answer(graph: Graph, query: Query) -> bytes:
    try:
        with await graph.open(query) as chunks:
            return b"".join([chunk async for chunk in chunks])
    except StoreError as error:
        raise problem_of(error) from error


def _done(method: str, written: Written, created: str | None) -> Reply:
    headers = dict(written_headers(written))
    if written.created:
        return Reply(201, headers={**headers, **({"Location": created} if created else {})})
    if method == "PUT":
        return Reply(204, headers=headers)
    body = json.dumps({"generation": written.generation}).encode() + b"\n"
    return Reply(200, body, "application/json", headers)
