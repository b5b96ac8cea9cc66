"""`/sparql`: the query operation of the SPARQL 1.1 Protocol, as a plain ASGI application.

It stands outside the web framework because a framework's handler costs five times as much as this one.
"""

import asyncio
import logging
import re
from collections.abc import Coroutine
from importlib.resources import files
from typing import Any

import pyoxigraph

from claimgraph.api.service.graph import Graph
from claimgraph.api.service.negotiation import GRAPH_FORMATS, HTML, RESULT_FORMATS, Format, choose, media_types
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import MAX_BODY, ProtocolQuery, read
from claimgraph.api.service.replies import Receive, Reply, Scope, Send, etag, header, matches, origin
from claimgraph.store import RDF_FORMATS, ForbiddenQueryError, QuerySyntaxError, kind

__all__ = ["METHODS", "SparqlEndpoint"]

METHODS = "GET, HEAD, POST, OPTIONS"
BODY_SECONDS = 10.0
"""What a body may take to arrive: the server takes a thousand connections, and whoever stalls holds one."""

_VARY = {"Vary": "Accept"}
# What was not read would be taken for the next request on this connection, so there is to be none.
_CLOSING = {"Connection": "close"}
# What an engine, or another endpoint, answers anew each time. Escapes and comments could hide such a call, so they
# count as one.
_VOLATILE = re.compile(r"(?:NOW|RAND|UUID|BNODE)\s*[(#]|SERVICE|\\u", re.IGNORECASE)

_log = logging.getLogger(__name__)


class ClientGoneError(Exception):
    """Nobody waits for the answer any more."""


class SparqlEndpoint:
    """Answers queries, describes itself to those who bring none, and sends browsers to the query page."""

    def __init__(self, graph: Graph) -> None:
        self._graph = graph
        self._description = files(__package__).joinpath("service-description.ttl").read_bytes()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        try:
            reply = await self._reply(scope, receive)
        except Problem as problem:
            reply = Reply.of(problem, _VARY)
        except ClientGoneError:
            return
        except Exception:  # the last frame before the server: the log gets the trace, the client a problem document
            _log.exception("%s /sparql failed", scope["method"])
            reply = Reply.of(Problem("internal", "This should not have happened."), _VARY)
        await reply.send(send, head=scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive) -> Reply:
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if method not in ("GET", "POST"):
            raise Problem("method", f"{method[:20]} is not for /sparql.", headers={"Allow": METHODS})
        body = await _body_in_time(scope, receive) if method == "POST" else b""
        asked = read(method, scope["query_string"], header(scope, b"content-type"), body)
        accept = header(scope, b"accept")
        if asked is None:
            return self._describe(accept, origin(scope))
        chosen = _format(asked, accept)
        headers = {**_VARY, "Cache-Control": "no-cache"}
        if _repeatable(asked.query):
            graphs = ("default", *asked.default_graphs, "named", *asked.named_graphs)
            headers["ETag"] = etag(self._graph.content, asked.query, chosen.media_type, *graphs)
            if method == "GET" and matches(header(scope, b"if-none-match"), headers["ETag"]):
                return Reply(304, headers=headers)
        asking = self._graph.answer(asked.query, chosen.media_type, asked.default_graphs, asked.named_graphs)
        return Reply(200, await _unless_gone(receive, asking), chosen.content_type, headers)

    def _describe(self, accept: str | None, base: str) -> Reply:
        offered = (*GRAPH_FORMATS, HTML)
        chosen = choose(accept, offered)
        if chosen is None:
            raise _not_acceptable(accept, offered)
        if chosen is HTML:
            return Reply(303, headers={**_VARY, "Location": "/query"})
        triples = pyoxigraph.parse(self._description, pyoxigraph.RdfFormat.TURTLE, base_iri=f"{base}/sparql")
        prefixes = {"sd": "http://www.w3.org/ns/sparql-service-description#", "format": "http://www.w3.org/ns/formats/"}
        body = pyoxigraph.serialize(triples, format=RDF_FORMATS[chosen.media_type], prefixes=prefixes) or b""
        return Reply(200, body, chosen.content_type, {**_VARY, "Cache-Control": "no-cache"})


def _format(asked: ProtocolQuery, accept: str | None) -> Format:
    try:
        offered = RESULT_FORMATS if kind(asked.query) in ("select", "ask") else GRAPH_FORMATS
    except QuerySyntaxError as error:
        raise Problem("query-syntax", f"{error}.") from None
    except ForbiddenQueryError as error:
        raise Problem("forbidden-query", f"{error}.") from None
    chosen = choose(accept, offered)
    if chosen is None:
        raise _not_acceptable(accept, offered)
    return chosen


def _not_acceptable(accept: str | None, offered: tuple[Format, ...]) -> Problem:
    available = [candidate.media_type for candidate in offered]
    detail = f"Accept is {(accept or '')[:200]!r}; this can be had as {media_types(offered)}."
    return Problem("not-acceptable", detail, {"available": available})


def _repeatable(query: str) -> bool:
    """Return whether the same query on the same generation gives the same bytes."""
    if _VOLATILE.search(query):
        return False
    # Blank nodes in a template get new labels each time.
    return not ("construct" in query.lower() and ("[" in query or "_:" in query))


async def _unless_gone(receive: Receive, asking: Coroutine[Any, Any, bytes]) -> bytes:
    """Return the answer. A client that goes away before it is there frees its evaluator at once: ClientGoneError."""

    async def gone() -> None:
        while (await receive())["type"] != "http.disconnect":
            pass

    answering, leaving = asyncio.ensure_future(asking), asyncio.ensure_future(gone())
    try:
        await asyncio.wait({answering, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if answering.done():
            return answering.result()
        raise ClientGoneError
    finally:
        answering.cancel()
        leaving.cancel()


async def _body_in_time(scope: Scope, receive: Receive) -> bytes:
    coding = header(scope, b"content-encoding") or "identity"
    if coding.lower() != "identity":
        raise Problem(
            "media-type", f"The body is sent as {coding[:40]!r}; send it without a content coding.", headers=_CLOSING
        )
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return await _body(scope, receive)
    except TimeoutError:
        raise Problem("too-slow", f"The body was not whole after {BODY_SECONDS:g} s.", headers=_CLOSING) from None


async def _body(scope: Scope, receive: Receive) -> bytes:
    declared = header(scope, b"content-length")
    too_large = Problem("too-large", f"The body may have {MAX_BODY:,} bytes at most.", headers=_CLOSING)
    if declared and declared.isdigit() and int(declared) > MAX_BODY:
        raise too_large
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Problem("bad-request", "The body ended before it was whole.")
        body += message.get("body", b"")
        if len(body) > MAX_BODY:
            raise too_large
        if not message.get("more_body"):
            return bytes(body)
