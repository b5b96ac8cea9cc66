"""Where a query asks another endpoint with SERVICE, found strictly enough to send the call where we want it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pyoxigraph

from claimgraph.store.errors import ForbiddenQueryError
from claimgraph.store.forbidden import refuse_service, syntax_error
from claimgraph.store.settings import BASE
from claimgraph.store.tokens import decoded, tokens

MAX_CLAUSES = 16
"""How many SERVICE clauses a query may have; each costs a parse of the text."""


@dataclass(frozen=True, slots=True)
class Call:
    """`SERVICE SILENT <endpoint>` in a text: where each of the three begins (`silent` is None without), and ends."""

    endpoint: str
    service: int
    silent: int | None
    iri: int
    end: int


def open_calls(text: str, endpoints: Collection[str]) -> tuple[Call, ...]:
    """The calls of a query, all of them to these endpoints, in their order.

    Only `SERVICE <URL>` and `SERVICE SILENT <URL>` with the URL as it is named are let through: no variable, no
    prefixed name, no relative IRI, no escape. What follows is done with the text in which every call is GRAPH <URL>,
    of the same length: it goes through `refuse_service`, so nothing else in it is a call; it is parsed; and with any
    one of the calls made nonsense it must no longer parse, or that was none to the engine (but, say, part of a string
    that begins elsewhere than we think).

    Raises ForbiddenQueryError or QuerySyntaxError.
    """
    calls = _find(text, endpoints) if endpoints else ()
    if not calls:
        refuse_service(text, endpoints)
        return ()
    if decoded(text) != text:
        raise ForbiddenQueryError("a query with SERVICE can't have escapes (\\u) here; write the characters themselves")
    if len(calls) > MAX_CLAUSES:
        raise ForbiddenQueryError(f"the query has {len(calls)} SERVICE clauses, and {MAX_CLAUSES} are the most")
    local = _with_heads(text, calls, "GRAPH  ")
    refuse_service(local, endpoints)
    error = _complaint(local)
    if error is not None:
        raise syntax_error(text, error)
    nonsense = next(word for word in ("_GRAPHX", "_GRAPHQ", "_GRAPHZ", "_GRAPHK") if word not in text)
    for call in calls:
        if _complaint(_with_heads(local, [call], nonsense)) is None:
            raise ForbiddenQueryError(
                f"what looks like SERVICE <{call.endpoint}> is part of something else; write the query with more spaces"
            )
    _refuse_nesting(text, calls)
    return calls


def redirected(text: str, calls: Sequence[Call], addresses: Mapping[str, str]) -> str:
    """The text with each call sent to the address that stands for its endpoint."""
    for call in reversed(calls):
        text = f"{text[: call.iri]}<{addresses[call.endpoint]}>{text[call.end :]}"
    return text


def _find(text: str, endpoints: Collection[str]) -> tuple[Call, ...]:
    found = []
    service = silent = None
    for token in tokens(text):
        if token.lastgroup == "comment":
            continue
        word = token[0].upper() if token.lastgroup == "word" else ""
        if word == "SERVICE":
            service, silent = token.start(), None
        elif word == "SILENT" and service is not None and silent is None:
            silent = token.start()
        else:
            if service is not None and token.lastgroup == "iri" and token[0][1:-1] in endpoints:
                found.append(Call(token[0][1:-1], service, silent, token.start(), token.end()))
            service = None
    return tuple(found)


def _with_heads(text: str, calls: Sequence[Call], word: str) -> str:
    """The text with that word of seven letters for SERVICE, without SILENT; every other character keeps its place."""
    for call in calls:
        text = text[: call.service] + word + text[call.service + len(word) :]
        if call.silent is not None:
            text = text[: call.silent] + " " * len("SILENT") + text[call.silent + len("SILENT") :]
    return text


def _complaint(text: str) -> SyntaxError | None:
    try:
        pyoxigraph.Store().query(text, base_iri=BASE)
    except SyntaxError as error:
        return error
    except RuntimeError:
        pass  # it parses
    return None


def _refuse_nesting(text: str, calls: Sequence[Call]) -> None:
    """Raises ForbiddenQueryError where a call stands in another's braces: it would be the other's to make."""
    starts = {call.service for call in calls}
    ends = {call.end for call in calls}
    level, inside = 0, 0  # `inside` is the level outside the outermost call's braces, plus one
    pending = False
    for token in tokens(text):
        if token.start() in starts and (inside or pending):
            raise ForbiddenQueryError("SERVICE inside SERVICE is not allowed here; ask the two endpoints side by side")
        if token.end() in ends and token.lastgroup == "iri":
            pending = True
        elif token[0] == "{":
            level += 1
            if pending and not inside:
                inside = level
            pending = False
        elif token[0] == "}":
            if level == inside:
                inside = 0
            level -= 1
