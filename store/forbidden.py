"""Refusing queries that reach out of the store. pyoxigraph can't be told to, so it is done before it sees them."""

import re
from collections.abc import Collection

import pyoxigraph

from claimgraph.store.errors import ForbiddenQueryError, QuerySyntaxError
from claimgraph.store.formats import Kind
from claimgraph.store.settings import BASE
from claimgraph.store.tokens import decoded, depth, shortened, token_at, words

_KINDS: dict[str, Kind] = {"SELECT": "select", "ASK": "ask", "CONSTRUCT": "construct", "DESCRIBE": "describe"}
_PROLOGUE = {"BASE", "PREFIX", "VERSION"}
_UPDATES = {"INSERT", "DELETE", "LOAD", "CLEAR", "CREATE", "DROP", "COPY", "MOVE", "ADD", "WITH"}
_UNWANTED = {"SERVICE", "LATERAL"}  # the engine suggests them; one is refused here, the other is no SPARQL 1.1
MAX_DEPTH = 500
"""How deep brackets may nest; the engine's parser ends the process somewhere beyond ten thousand."""

_PLAIN = re.compile(
    r"""\s*+(?:PREFIX\s++[A-Z][A-Z0-9]*+:\s*+<[^<>"{}|^`\\\x00-\x20]*+>\s*+)*+(SELECT|ASK|CONSTRUCT|DESCRIBE)(?=[\s{(*?$<])""",
    re.IGNORECASE | re.ASCII,
)
"""How most texts begin, for which the tokens needn't be looked at one by one."""

_SERVICE = re.compile("(servic)e", re.IGNORECASE)


def kind(text: str) -> Kind:
    """The kind of query that the text is by its first keyword; nothing is parsed.

    Raises ForbiddenQueryError for an update, QuerySyntaxError where no query begins.

    >>> kind("PREFIX ask: <http://example.org/> SELECT * { ?s ask:for ?o }")
    'select'
    """
    if plain := _PLAIN.match(text):
        return _KINDS[plain[1].upper()]
    first = next((word for word in words(decoded(text)) if word not in _PROLOGUE), None)
    if first in _KINDS:
        return _KINDS[first]
    if first in _UPDATES:
        raise ForbiddenQueryError(
            f"{first} is an update, and this endpoint is read-only; send SELECT, ASK, CONSTRUCT or DESCRIBE"
        )
    begins = "nothing" if first is None else repr(shortened(first))
    raise QuerySyntaxError(f"a query begins with SELECT, ASK, CONSTRUCT or DESCRIBE, not with {begins}")


def has_dataset(text: str) -> bool:
    """Whether the query names its own dataset with FROM or FROM NAMED."""
    return "from" in text.lower() and "FROM" in words(text)  # most texts don't have the letters at all


def refuse_service(text: str, endpoints: Collection[str] = ()) -> None:
    """Raises ForbiddenQueryError where the query has a SERVICE clause, QuerySyntaxError where it may hide one.

    The engine reads without word boundaries and without longest match (`trueSERVICE<...>` and `(?a<?b)SERVICE#>` are
    service calls to it), so words alone don't decide. The engine does: "service" is changed to a word that no grammar
    knows, and what still parses has no such clause. Escapes are looked through as well, as an engine may do before it
    parses. `endpoints` are those that the message names as open; whether the query asks just these is for `calls`.
    """
    if "servic" not in text.lower() and "servic" not in decoded(text).lower():
        return
    if "SERVICE" in words(text) or "SERVICE" in words(decoded(text)):
        raise ForbiddenQueryError(_no_service(endpoints))
    letter = next(each for each in "xqzjk" if f"servic{each}" not in text.lower()) if text else "x"
    try:
        pyoxigraph.Store().query(_SERVICE.sub(rf"\1{letter}", text), base_iri=BASE)
    except SyntaxError as error:
        raise syntax_error(text, error) from None
    except RuntimeError:
        pass  # it parses, and fails for something else that evaluating the query itself will tell


def _no_service(endpoints: Collection[str]) -> str:
    if not endpoints:
        return "SERVICE is not allowed here: this endpoint sends no requests to others; query them yourself and join"
    listed = ", ".join(f"<{url}>" for url in sorted(endpoints))
    return f"SERVICE is allowed here only with one of these, written out and without variables: {listed}"


def refuse_depth(text: str) -> None:
    """Raises QuerySyntaxError where brackets nest deeper than MAX_DEPTH."""
    plain = decoded(text)
    if sum(map(plain.count, "([{")) <= MAX_DEPTH:
        return  # they can't nest deeper than there are
    found = depth(plain)
    if found > MAX_DEPTH:
        raise QuerySyntaxError(f"brackets nest {found} deep, and {MAX_DEPTH} is the most; write the query flatter")


def syntax_error(text: str, error: SyntaxError) -> QuerySyntaxError:
    """The engine's complaint in one line: its place, the token there, and what was expected if that is short."""
    message = str(error)
    place = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", message, re.DOTALL)
    if place is None:
        return QuerySyntaxError(" ".join(message.split()))
    line, column, expected = int(place[1]), int(place[2]), place[3].split(", ")
    near = shortened(token_at(text, line, column) or "")
    said = [each for each in expected if re.fullmatch(r"\w+(?: \w+)+", each)]
    wanted = [each for each in expected if re.fullmatch(r'[A-Z_]{2,}|"[^"]+"', each) and each not in _UNWANTED]
    why = "; ".join(said) or (f"expected {' or '.join(wanted)}" if 0 < len(wanted) <= 8 else "syntax error")
    return QuerySyntaxError(f"line {line}, column {column}{f', near {near}' if near else ', the text ends'}: {why}")
