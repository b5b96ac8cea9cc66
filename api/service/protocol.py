"""One SPARQL 1.1 Protocol request, read strictly (https://www.w3.org/TR/sparql11-protocol/, section 2.1)."""

import re
from binascii import a2b_qp
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

from claimgraph.api.service.problems import Problem

__all__ = [
    "MAX_BODY",
    "MAX_GRAPHS",
    "MAX_QUERY",
    "UPDATE",
    "ProtocolQuery",
    "ProtocolUpdate",
    "generation",
    "parameters",
    "read",
]

MAX_BODY = 1024 * 1024
MAX_QUERY = 64 * 1024
MAX_GRAPHS = 100
_MAX_PARAMETERS = 1000

_FORM = "application/x-www-form-urlencoded"
_DIRECT = "application/sparql-query"
UPDATE = "application/sparql-update"
_CHARSET = re.compile(r";\s*charset=\"?([^\s\";]*)", re.IGNORECASE)
_NO_ESCAPE = re.compile(rb"%(?![0-9A-Fa-f]{2})")
_ABSOLUTE_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\x00-\x20<>\"{}|\\^`]*\Z")


@dataclass(frozen=True, slots=True)
class ProtocolQuery:
    """A query, the dataset that the request names for it, and the generation that it is about.

    No graphs mean the service's own dataset, no generation the current one.
    """

    query: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    generation: int | None = None


@dataclass(frozen=True, slots=True)
class ProtocolUpdate:
    """An update, as the bytes of its text, and the dataset that the request names for its patterns (section 2.2)."""

    update: bytes
    using: tuple[str, ...] = ()
    using_named: tuple[str, ...] = ()


def read(
    method: str, query_string: bytes, content_type: str | None, body: bytes
) -> ProtocolQuery | ProtocolUpdate | None:
    """Return the query or the update of a request, None for a GET that names no parameter at all.

    Raises Problem where the request is not the protocol's.

    >>> read("GET", b"query=ASK%20%7B%7D", None, b"").query
    'ASK {}'
    >>> read("POST", b"", "application/x-www-form-urlencoded", b"update=CLEAR+ALL")
    ProtocolUpdate(update=b'CLEAR ALL', using=(), using_named=())
    """
    in_address = parameters(query_string, "query string")
    if method == "GET":
        asks = len(in_address) > len(_generation_of(in_address))
        return _from_parameters(in_address, "uri-too-long") if asks else None
    media_type = (content_type or "").split(";")[0].strip().lower()
    charset = _CHARSET.search(content_type or "")
    if charset and charset[1].lower() not in ("utf-8", "utf8"):
        raise Problem("media-type", f"The body's charset is {charset[1]!r}; only UTF-8 is read here.")
    if media_type == _FORM:
        if any(name in ("query", "update") for name, _ in in_address):
            raise Problem("bad-request", "A form names its query in the body, not in the address too.")
        return _from_parameters([*parameters(body, "form"), *_generation_of(in_address)], "too-large")
    if media_type == _DIRECT:
        if any(name in ("query", "update") for name, _ in in_address):
            raise Problem("bad-request", "The body is the query, so the address must not name another.")
        return _with_dataset(_decode(body, "body"), in_address, "too-large")
    if media_type == UPDATE:
        if any(name in ("query", "update") for name, _ in in_address):
            raise Problem("bad-request", "The body is the update, so the address must not name another.")
        return _with_using(body, in_address)
    detail = f"The body is sent as {media_type!r}." if media_type else "The body has no Content-Type."
    raise Problem("media-type", f"{detail} Send {_DIRECT} or {_FORM}.", headers={"Accept-Post": f"{_DIRECT}, {_FORM}"})


def _from_parameters(given: list[tuple[str, str]], too_long: str) -> ProtocolQuery | ProtocolUpdate:
    queries = [value for name, value in given if name == "query"]
    updates = [value for name, value in given if name == "update"]
    if updates and too_long == "uri-too-long":
        raise Problem("bad-request", "An update is sent by POST; an address can carry a query only.")
    if len(queries) + len(updates) != 1:
        found = f"{len(queries)} queries" + (f" and {len(updates)} updates" if updates else "")
        raise Problem("bad-request", f"One query parameter is needed, or one update; the request has {found}.")
    return _with_using(updates[0].encode(), given) if updates else _with_dataset(queries[0], given, too_long)


def _with_using(update: bytes, given: list[tuple[str, str]]) -> ProtocolUpdate:
    alien = next((name for name, _ in given if name in ("default-graph-uri", "named-graph-uri", "generation")), None)
    if alien is not None:
        detail = f"{alien} is for queries; an update's dataset is named by using-graph-uri and using-named-graph-uri."
        raise Problem("bad-request", detail)
    return ProtocolUpdate(update, _graphs("using-graph-uri", given), _graphs("using-named-graph-uri", given))


def _with_dataset(query: str, given: list[tuple[str, str]], too_long: str) -> ProtocolQuery:
    if not query.strip():
        raise Problem("bad-request", "The query is empty.")
    if len(query) > MAX_QUERY:
        raise Problem(too_long, f"The query has {len(query):,} characters; {MAX_QUERY:,} are the most.")
    if given == [("query", query)]:  # as most requests are
        return ProtocolQuery(query)
    default, named = _graphs("default-graph-uri", given), _graphs("named-graph-uri", given)
    return ProtocolQuery(query, default, named, generation(given))


def generation(given: list[tuple[str, str]]) -> int | None:
    """Return the number of the generation that the parameters name, None where they name none.

    Raises Problem where it is no number, or there are several.

    >>> generation([("generation", "7")])
    7
    """
    numbers = {value for _, value in _generation_of(given)}
    if not numbers:
        return None
    if len(numbers) > 1 or not re.fullmatch(r"[0-9]{1,18}", value := numbers.pop()):
        raise Problem("bad-request", "generation needs one number.")
    return int(value)


def _generation_of(given: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in given if name == "generation"]


def _graphs(parameter: str, given: list[tuple[str, str]]) -> tuple[str, ...]:
    graphs = tuple(dict.fromkeys(value for name, value in given if name == parameter))
    if len(graphs) > MAX_GRAPHS:
        raise Problem("bad-request", f"{parameter} is given {len(graphs):,} times; {MAX_GRAPHS} are the most.")
    for graph in graphs:
        if not _ABSOLUTE_IRI.match(graph):
            raise Problem("bad-request", f"{parameter} needs an absolute IRI, not {graph[:100]!r}.")
    return graphs


def parameters(encoded: bytes, where: str) -> list[tuple[str, str]]:
    """Return the names and values of a query string or a form. Raises Problem where it isn't UTF-8 or too much.

    >>> parameters(b"query=ASK+%7B%7D&x", "form")
    [('query', 'ASK {}'), ('x', '')]
    """
    if encoded.count(b"&") >= _MAX_PARAMETERS:
        raise Problem("bad-request", f"The {where} has more than {_MAX_PARAMETERS:,} parameters.")
    pairs = (part.partition(b"=") for part in encoded.split(b"&") if part)
    try:
        return [(_unquoted(name), _unquoted(value)) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise Problem("bad-request", f"The {where} is not UTF-8.") from None


def _unquoted(encoded: bytes) -> str:
    """Return what was percent-encoded; a percent sign that begins no escape stands for itself."""
    plain = encoded.replace(b"+", b" ")
    if b"%" not in plain:
        return plain.decode()
    if _NO_ESCAPE.search(plain):
        return unquote_to_bytes(plain).decode()
    # What is left differs from quoted-printable in its sign only, which is decoded ten times as fast.
    return a2b_qp(plain.replace(b"=", b"%3D").replace(b"%", b"=")).decode()


def _decode(body: bytes, where: str) -> str:
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        raise Problem("bad-request", f"The {where} is not UTF-8.") from None
