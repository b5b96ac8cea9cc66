"""A query answered by the server itself, over the graphs of one generation, under the names that were published."""

import json
import urllib.parse
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import pyoxigraph

from claimgraph.store.errors import StoreMissingError
from claimgraph.store.evaluate import Query, evaluate
from claimgraph.store.forbidden import kind
from claimgraph.store.formats import RESULT_FORMATS, Kind
from claimgraph.store.remote.names import SKOLEM, original, published_bytes, versioned
from claimgraph.store.remote.pointer import current_record, read_pointer
from claimgraph.store.remote.record import Record
from claimgraph.store.remote.remote import Remote
from claimgraph.store.remote.server import JSON, N_TRIPLES, Dataset, Server
from claimgraph.store.settings import BASE
from claimgraph.store.tokens import decoded, tokens, words

__all__ = ["Answered", "ask"]

_TRIES = 5
_NOWHERE = "urn:claimgraph:no-such-graph"
_ALL = "CONSTRUCT WHERE { ?s ?p ?o }"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer, the number of the generation that it is from, and the published names of that one's graphs."""

    body: bytes
    generation: int
    graphs: tuple[str, ...]


def ask(remote: Remote, query: Query, seconds: float | None = None) -> Answered:
    """The answer from one generation as a whole. `query` names no dataset but in its text.

    Raises the errors of `evaluate`, RemoteStoreError, StoreMissingError, and QueryTimeoutError where it takes longer
    than `seconds`, or than the remote's silence: a query that is still being answered isn't asked once more.
    """
    evaluate(pyoxigraph.Store(), query)  # whatever is refused here isn't sent: updates, SERVICE, what is no SPARQL
    asked = kind(query.text)
    with remote.server() as server:
        for _ in range(_TRIES):
            generation, record = current_record(server)
            text = _rewritten(server, query.text, record)
            wanted = N_TRIPLES if asked in ("construct", "describe") else JSON
            answer = server.answer(_based(text), wanted, _dataset(text, record), seconds or remote.patience.silence)
            if generation in read_pointer(server).kept:  # so all its graphs were there all the time
                break
        else:
            raise StoreMissingError(
                f"{remote.address}: generations go faster than they can be asked; have the publisher --keep more"
            )
    answer = published_bytes(answer, record.versions())
    if wanted == JSON:
        table = pyoxigraph.parse_query_results(_local(answer, asked), pyoxigraph.QueryResultsFormat.JSON)
        body = table.serialize(format=RESULT_FORMATS[query.media_type]) or b""
        return Answered(body, record.number, tuple(record.graphs))
    store = pyoxigraph.Store()
    store.extend(
        pyoxigraph.Quad(*original(quad.triple))
        for quad in pyoxigraph.parse(answer, pyoxigraph.RdfFormat.N_TRIPLES, lenient=True)
    )
    body = b"".join(evaluate(store, replace(query, text=_ALL, union=False)))
    return Answered(body, record.number, tuple(record.graphs))


def _based(text: str) -> str:
    """The query with our base for relative IRIs, unless it has its own: Virtuoso reads one BASE only."""
    return text if "BASE" in words(text) else f"BASE <{BASE}>\n{text}"


def _dataset(text: str, record: Record) -> Dataset:
    """The graphs that a rewritten query is about: those of its FROM clauses, or else all of the generation.

    They are sent beside the query, since a server may let its own default win over FROM.
    """
    chosen: dict[str, list[str]] = {"FROM": [], "NAMED": []}
    for _, _, iri, before in _iris(text):
        if before in chosen:
            chosen[before].append(iri)
    if chosen["FROM"] or chosen["NAMED"]:
        return Dataset(chosen["FROM"] or [_NOWHERE], chosen["NAMED"] or [_NOWHERE])
    names = record.names()
    # Virtuoso finds one statement in a graph that isn't among those that are named, and none in one that is empty.
    return Dataset(names, [*names, _NOWHERE] if _NOWHERE in text else names)


def _local(answer: bytes, asked: Kind) -> bytes:
    """The results in JSON as they would be here: blank nodes for the IRIs that stand for them, and ASK a boolean."""
    is_odd_ask = asked == "ask" and b'"boolean"' not in answer
    if SKOLEM.encode() not in answer and not is_odd_ask:
        return answer
    data = json.loads(answer)
    rows = data.get("results", {}).get("bindings", [])
    if is_odd_ask:  # Virtuoso answers with a table that has a row for yes, and none for no
        return json.dumps({"head": {}, "boolean": bool(rows)}).encode()
    for row in rows:
        for name, cell in row.items():
            row[name] = _cell(cell)
    return json.dumps(data).encode()


def _cell(cell: dict[str, Any]) -> dict[str, Any]:
    if cell["type"] == "uri" and cell["value"].startswith(SKOLEM):
        return {"type": "bnode", "value": cell["value"][len(SKOLEM) :]}
    return cell


def _rewritten(server: Server, text: str, record: Record) -> str:
    """The query with the server's names for the generation's graphs.

    After GRAPH, FROM and FROM NAMED always, any other graph by the name of none, since the server may have it; and
    elsewhere, as in FILTER(?g = <…>), where no statement speaks of that name: one that does is about what was named.
    """
    names = {name: versioned(name, held.version) for name, held in record.graphs.items()}
    pieces: list[str] = []
    spoken_of: dict[str, bool] = {}
    end = 0
    for start, stop, iri, before in _iris(text):
        held = names.get(iri)
        if before in ("FROM", "NAMED", "GRAPH"):
            held = held or _NOWHERE
        elif held is not None:
            if iri not in spoken_of:
                spoken_of[iri] = _is_spoken_of(server, iri, record)
            held = None if spoken_of[iri] else held
        if held is not None:
            pieces += [text[end:start], f"<{held}>"]
            end = stop
    return "".join([*pieces, text[end:]])


def _iris(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Where in the text IRIs stand, what they are in full, and the keyword right before each."""
    base = BASE
    prefixes: dict[str, str] = {}
    before = prefix = ""
    for token in tokens(text):
        group = token.lastgroup
        if group == "comment":
            continue
        if group == "word":
            before = token[0].upper()
            continue
        if before == "PREFIX" and group == "name" and not prefix:
            prefix = token[0]
            continue
        if group in ("iri", "name"):
            iri = _iri(token[0], base, prefixes)
            if before == "BASE":
                base = iri
            elif before == "PREFIX":
                prefixes[prefix] = iri
            elif iri:
                yield token.start(), token.end(), iri, before
        before = prefix = ""


def _iri(token: str, base: str, prefixes: Mapping[str, str]) -> str:
    """The whole IRI, empty for a prefix that nothing declares."""
    if token.startswith("<"):
        return urllib.parse.urljoin(base, decoded(token[1:-1]))
    prefix, _, local = token.partition(":")
    start = prefixes.get(f"{prefix}:")
    return "" if start is None else start + local.replace("\\", "")


def _is_spoken_of(server: Server, iri: str, record: Record) -> bool:
    asked = f"SELECT ?p {{ {{ <{iri}> ?p ?o }} UNION {{ ?s ?p <{iri}> }} }} LIMIT 1"
    return bool(json.loads(server.answer(asked, JSON, Dataset(record.names(), [])))["results"]["bindings"])
