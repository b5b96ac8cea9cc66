"""`/sparql`: the SPARQL 1.1 Protocol, as a plain ASGI application.

It stands outside the web framework because a framework's handler costs five times as much as this one.
"""

import asyncio
import logging
import re
from dataclasses import dataclass, replace
from typing import Protocol

from claimgraph.api.service.body import BODY_SECONDS, Budget, read_body
from claimgraph.api.service.cache import AnswerCache, Kept
from claimgraph.api.service.coding import choose_coding
from claimgraph.api.service.delivery import Form, Message, SlowReaderError, given, stream, unchanged, whole
from claimgraph.api.service.description import Description
from claimgraph.api.service.generations import Generations
from claimgraph.api.service.graph import Graph, problem_of
from claimgraph.api.service.memento import headers_of_memento, headers_of_original, moment, pinned
from claimgraph.api.service.negotiation import GRAPH_FORMATS, RESULT_FORMATS, Format, choose, not_acceptable
from claimgraph.api.service.presence import Presence
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import MAX_BODY, ProtocolQuery, ProtocolUpdate, read
from claimgraph.api.service.replies import Receive, Reply, Scope, Send, etag, header, matches, origin
from claimgraph.api.service.tally import Tally
from claimgraph.ontology.terms import PREFIXES
from claimgraph.store import Answer, ForbiddenQueryError, Query, QuerySyntaxError, StoreError, kind

__all__ = ["METHODS", "PATHS", "SparqlEndpoint"]

METHODS = "GET, HEAD, POST, OPTIONS"
PATHS = {"/sparql": None, **{f"/sparql.{each.name}": each for each in (*RESULT_FORMATS, *GRAPH_FORMATS)}}
"""The endpoint's addresses: its own, and for each format one that asks for it whatever Accept says."""

_VARY = {"Vary": "Accept, Accept-Encoding, Accept-Datetime"}
_VARYING = frozenset((b"accept", b"accept-encoding", b"accept-datetime", b"content-type"))
# What an engine, or another endpoint, answers anew each time. Escapes and comments could hide such a call, so they
# count as one.
_VOLATILE = re.compile(r"(?:now|rand|uuid|bnode)\s*[(#]|service|\\u")
_MAY_BE_VOLATILE = ("now", "rand", "uuid", "bnode", "service", "\\u")
_MOST_BODIES = 64 * 1024 * 1024
_UNCHANGED = "unchanged"
_FOREVER = "public, max-age=31536000, immutable"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Asking:
    """A request with its body, as far as its answer depends on it, for the cache; `http` is ASGI's scope."""

    http: Scope
    body: bytes = b""

    @property
    def key(self) -> tuple[object, ...]:
        """What two requests have in common that get the same answer."""
        http = self.http
        varying = (pair for pair in http["headers"] if pair[0] in _VARYING)
        return (http["method"] == "POST", http["path"], http["query_string"], self.body, *varying)

    @property
    def size(self) -> int:
        """How many bytes the key holds, roughly."""
        varying = sum(len(value) for name, value in self.http["headers"] if name in _VARYING)
        return len(self.http["query_string"]) + len(self.body) + varying

    @property
    def is_head(self) -> bool:
        """Whether only headers are wanted."""
        return bool(self.http["method"] == "HEAD")

    def header(self, name: bytes) -> str | None:
        """Return a header by its lower-case name."""
        return header(self.http, name)


class Updates(Protocol):
    """Who takes the updates that are sent here."""

    @property
    def is_open(self) -> bool:
        """Whether anybody may send updates at all."""

    def is_direct(self, scope: Scope) -> bool:
        """Return whether the request's body is an update, which is read elsewhere."""

    async def receive(self, scope: Scope, receive: Receive) -> Reply:
        """Return the answer to an update that is the request's body."""

    async def carry_out(self, scope: Scope, asked: ProtocolUpdate) -> Reply:
        """Return the answer to an update that came in a form."""


class SparqlEndpoint:
    """Answers queries, describes itself to those who bring none, and sends browsers to the query page."""

    def __init__(
        self,
        generations: Generations,
        cache: AnswerCache,
        tally: Tally,
        updates: Updates,
        *,
        is_federated: bool = False,
    ) -> None:
        self._generations, self._cache, self._tally, self._updates = generations, cache, tally, updates
        self._bodies = Budget(_MOST_BODIES)
        self._description = Description(is_federated=is_federated, is_writable=updates.is_open)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["method"] in ("GET", "HEAD") and (messages := self._at_once(Asking(scope))) is not None:
            # Nothing can go wrong with these, and each step on the way to a kept answer is felt.
            for message in messages:
                await send(message)
            return
        try:
            reply = await self._reply(scope, receive, send)
        except Problem as problem:
            self._tally.problems[problem.kind] += 1
            reply = Reply.of(problem, _VARY)
        except Exception:  # the last frame before the server: the log gets the trace, the client a problem document
            _log.exception("%s /sparql failed", scope["method"])
            reply = Reply.of(Problem("internal", "This should not have happened."), _VARY)
        if reply is not None:
            await reply.send(send, head=scope["method"] == "HEAD")

    async def _reply(self, scope: Scope, receive: Receive, send: Send) -> Reply | None:
        """Return what is to be sent, None where it has been sent."""
        method = "GET" if scope["method"] == "HEAD" else scope["method"]
        if self._updates.is_direct(scope):
            return await self._updates.receive(scope, receive)
        if method == "POST":
            asking = Asking(scope, await read_body(scope, receive, MAX_BODY, BODY_SECONDS, self._bodies))
            if (kept := self._cache.find(asking.key)) is not None:
                for message in self._again(asking, kept):
                    await send(message)
                return None
        elif method == "GET":
            asking = Asking(scope)
        else:
            raise Problem("method", f"{method[:20]} is not for /sparql.", headers={"Allow": METHODS})
        accept, wanted = asking.header(b"accept"), PATHS[scope["path"]]
        asked = read(method, scope["query_string"], asking.header(b"content-type"), asking.body)
        if asked is None:
            return self._description.reply(wanted, accept, origin(scope))
        if isinstance(asked, ProtocolUpdate):
            return await self._updates.carry_out(scope, asked)
        chosen = _format(asked, wanted, accept)
        coding = choose_coding(asking.header(b"accept-encoding"))
        if coding is None:
            raise Problem("not-acceptable", "This can be had as zstd, as gzip, or without a content coding.")
        if asked.generation is None and (when := asking.header(b"accept-datetime")):
            number = self._generations.before(moment(when))
            return Reply(302, headers={**_VARY, "Location": pinned(scope["path"], scope["query_string"], number)})
        async with self._generations.hold(asked.generation) as graph:
            form = _form(asking, asked, chosen, coding, graph)

            def is_current() -> bool:
                """A new generation may have come meanwhile: what the one before says must not be remembered."""
                return asked.generation is not None or graph is self._generations.current

            if form.tag and method == "GET" and matches(asking.header(b"if-none-match"), form.tag):
                told = whole(b"", replace(form, name=(*form.name, _UNCHANGED)))
                for message in self._again(asking, told):
                    await send(message)
                if is_current() and form.tag in (asking.header(b"if-none-match") or ""):  # anybody can say "*"
                    self._cache.put(told)
                    self._cache.remember((_UNCHANGED, *asking.key), told.name, asking.size)
                return None
            if form.tag and (kept := self._cache.get(form.name)) is not None:
                self._cache.remember(asking.key, kept.name, asking.size)
                for message in self._again(asking, kept):
                    await send(message)
                return None
            self._tally.cache["miss"] += 1
            graphs = asked.default_graphs, asked.named_graphs
            if any(graphs) or (body := graph.look_up(asked.query, chosen.media_type)) is None:
                prefixes = PREFIXES if chosen in GRAPH_FORMATS else {}
                query = Query(asked.query, chosen.media_type, *graphs, prefixes)
                # HTTP/1.0 ends a body of unknown length by closing: one that is cut short would look whole.
                in_one = scope["http_version"] not in ("1.1", "2", "3")
                made = await self._evaluate(graph, query, form, receive, send, in_one=in_one)
            else:
                self._tally.looked_up += 1
                made = whole(body, form)
                for message in given(made, is_head=form.is_head):
                    await send(message)
            if made is not None and form.tag and is_current():
                self._cache.put(made)
                self._cache.remember(asking.key, made.name, asking.size)
        return None

    def _at_once(self, asking: Asking) -> tuple[Message, Message] | None:
        """Return what answers a request that was answered before, None where that isn't known any more."""
        if (kept := self._cache.find(asking.key)) is not None:
            return self._again(asking, kept)
        if (tag := asking.header(b"if-none-match")) is None:
            return None
        told = self._cache.find((_UNCHANGED, *asking.key))
        return self._again(asking, told) if told is not None and matches(tag, told.tag) else None

    def _again(self, asking: Asking, kept: Kept) -> tuple[Message, Message]:
        """Return what sends the kept answer, or tells the client that it has it."""
        tag = asking.header(b"if-none-match")
        if tag is not None and asking.http["method"] != "POST" and matches(tag, kept.tag):
            self._tally.cache["unchanged"] += 1
            return unchanged(kept)
        self._tally.cache["hit"] += 1
        return given(kept, is_head=asking.is_head)

    async def _evaluate(
        self, graph: Graph, query: Query, form: Form, receive: Receive, send: Send, *, in_one: bool
    ) -> Kept | None:
        """Send the answer, and return it if it may be kept. A client that goes away frees its evaluator at once.

        Raises Problem where there is no answer. One that breaks off after its beginning is never ended, so that the
        server breaks off the connection; `in_one` piece is sent what mustn't begin before it is whole.
        """
        presence = Presence(receive)
        try:
            with await graph.open(query, on_long=presence.watch) as answer:
                first = await anext(answer, b"")
                if in_one and not answer.is_short:
                    first += await _rest(answer)
                if not (in_one or answer.is_short):
                    presence.watch()
                    return await stream(first, answer, form, send, self._cache.largest)
                kept = whole(first, form)
                for message in given(kept, is_head=form.is_head):
                    await send(message)
                return kept
        except (StoreError, SlowReaderError) as error:
            self._tally.cut_short += 1
            _log.warning("an answer was cut short: %s", error or "its reader was too slow")
        except asyncio.CancelledError:
            if not presence.is_gone:
                raise
            self._tally.left += 1
        finally:
            presence.end()
        return None


async def _rest(answer: Answer) -> bytes:
    try:
        return b"".join([chunk async for chunk in answer])
    except StoreError as error:
        raise problem_of(error) from error


def _format(asked: ProtocolQuery, wanted: Format | None, accept: str | None) -> Format:
    try:
        offered = RESULT_FORMATS if kind(asked.query) in ("select", "ask") else GRAPH_FORMATS
    except QuerySyntaxError as error:
        raise Problem("query-syntax", f"{error}.") from None
    except ForbiddenQueryError as error:
        raise Problem("forbidden-query", f"{error}.") from None
    chosen = choose(accept, offered) if wanted is None else wanted
    if chosen is None or chosen not in offered:
        raise not_acceptable(accept if wanted is None else wanted.media_type, offered)
    return chosen


def _form(asking: Asking, asked: ProtocolQuery, chosen: Format, coding: str, graph: Graph) -> Form:
    """Return how the answer is sent."""
    http = asking.http
    where: tuple[str, bytes] = http["path"], http["query_string"]
    method = "POST" if http["method"] == "POST" else "GET"
    headers = {**_VARY, "Content-Type": chosen.content_type, "Cache-Control": "no-cache"}
    headers["Claimgraph-Generation"] = str(graph.number)
    if method == "GET" and asked.generation is None:
        headers |= headers_of_original(*where, graph.number, graph.published)
    elif method == "GET":
        headers |= headers_of_memento(*where, graph.published)
    tag = None
    if _repeatable(asked.query):
        graphs = ("default", *asked.default_graphs, "named", *asked.named_graphs)
        tag = headers["ETag"] = etag(graph.content, asked.query, chosen.media_type, coding, *graphs)
        if asked.generation is not None:
            headers["Cache-Control"] = _FOREVER
    return Form(headers, tag, coding, (tag or "", method, *where), asking.is_head)


def _repeatable(query: str) -> bool:
    """Return whether the same query on the same generation gives the same bytes."""
    text = query.lower()
    if any(map(text.__contains__, _MAY_BE_VOLATILE)) and _VOLATILE.search(text):
        return False
    # Blank nodes in a template get new labels each time.
    return not ("construct" in text and ("[" in text or "_:" in text))
