"""Evaluating one SPARQL query on a store, in this thread, to the end.

pyoxigraph binds a result to the thread that made it and aborts the process where another drops it, so a query is run,
written and let go of inside one function. Nothing can stop it in there: for a deadline, evaluate in a process
(`evaluators`).
"""

import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import IO, cast

import pyoxigraph

from claimgraph.store.calls import open_calls, redirected
from claimgraph.store.errors import QuerySyntaxError, StoreDamagedError, UnsupportedQueryError
from claimgraph.store.federation import Federation, find_addresses, read_endpoint
from claimgraph.store.forbidden import has_dataset, kind, refuse_depth, syntax_error
from claimgraph.store.formats import RESULT_FORMATS, check_media_type
from claimgraph.store.graphs import write_graph
from claimgraph.store.relay import Relay
from claimgraph.store.settings import BASE
from claimgraph.store.sink import Sink

CHUNK_BYTES = 64 * 1024

Known = Callable[[str, pyoxigraph.QueryResultsFormat], bytes | None]
"""Gives the answer to a query over the union of all graphs in that format; None where it doesn't know it for sure."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is asked: the SPARQL text, the media type of the answer, and the dataset that the request names, if any.

    `default_graphs` and `named_graphs` are absolute IRIs; either of them replaces the text's own FROM clauses (SPARQL
    1.1 Protocol, section 2.1.4). Without any dataset the default graph is the union of all graphs; the engine gives a
    triple that several of its graphs hold once for each of them. With `union` false it is the store's unnamed graph.
    Relative IRIs are relative to BASE. `prefixes` are those that Turtle, TriG and JSON-LD are written with; they are
    not known to the query. `federation` names the endpoints that it may ask with SERVICE.
    """

    text: str
    media_type: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    prefixes: Mapping[str, str] = field(default_factory=dict)
    union: bool = True
    federation: Federation = field(default_factory=Federation)


def evaluate(store: pyoxigraph.Store, query: Query, max_bytes: int | None = None) -> Iterator[bytes]:
    """The answer in chunks. It is whole before the first one comes, and may be read in any thread.

    Raises the errors of `evaluate_into`.
    """
    chunks: list[bytes] = []
    evaluate_into(store, query, chunks.append, max_bytes)
    return iter(chunks)


def evaluate_into(
    store: pyoxigraph.Store,
    query: Query,
    write: Callable[[bytes], object],
    max_bytes: int | None = None,
    known: Known | None = None,
) -> None:
    """Calls `write` with chunks of about CHUNK_BYTES as the answer comes; it is whole once this returns.

    The triples of CONSTRUCT and DESCRIBE are sorted by their N-Triples lines, each once, so the same graph is the
    same bytes. What `known` gives is taken for what the store would answer.

    Raises QuerySyntaxError, ForbiddenQueryError, UnsupportedFormatError, ResultTooLargeError (the limit counts the
    answer's bytes, and for a graph those of its N-Triples lines too), ServiceFailedError or StoreDamagedError.
    """
    check_media_type(kind(query.text), query.media_type)
    refuse_depth(query.text)
    calls = open_calls(query.text, query.federation.endpoints)
    sink = Sink(write, CHUNK_BYTES, max_bytes, is_xml=query.media_type.endswith("+xml"))
    if not calls:
        answer = known(query.text, RESULT_FORMATS[query.media_type]) if known and _is_plain(query) else None
        if answer is None:
            _write(store, query, sink, max_bytes)
        else:
            for start in range(0, len(answer), CHUNK_BYTES):
                sink.write(answer[start : start + CHUNK_BYTES])
    else:
        with _relay(query.federation, sorted({call.endpoint for call in calls}), max_bytes) as relay:
            asking = replace(query, text=redirected(query.text, calls, relay.addresses))
            try:
                _write(store, asking, sink, max_bytes)
            except BaseException as error:
                _forget(error)
                if isinstance(error, QuerySyntaxError | StoreDamagedError):
                    relay.refuse_failure()
                raise
            relay.refuse_excess()
    sink.close()


def _is_plain(query: Query) -> bool:
    """Whether the answer is a table, over the union of all graphs as far as the request says."""
    is_union = query.union and not (query.default_graphs or query.named_graphs)
    return is_union and query.media_type in RESULT_FORMATS


def _forget(error: BaseException | None) -> None:
    """Empties the frames of an error and those before it: the relay's thread must not be the one to drop a result."""
    while error is not None:
        traceback.clear_frames(error.__traceback__)
        error = error.__context__


def _relay(federation: Federation, urls: list[str], max_bytes: int | None) -> Relay:
    """Raises ForbiddenQueryError where an endpoint's address isn't public now."""
    targets = []
    for endpoint in map(read_endpoint, urls):
        try:
            addresses = find_addresses(endpoint, federation.near)
        except OSError:
            addresses = ()
        targets.append((endpoint, addresses))
    return Relay(targets, max_bytes)


def _write(store: pyoxigraph.Store, query: Query, sink: Sink, max_bytes: int | None) -> None:
    try:
        results = _results(store, query)
        if isinstance(results, pyoxigraph.QueryTriples):
            write_graph(results, query.media_type, query.prefixes, sink, max_bytes)
        else:
            results.serialize(cast("IO[bytes]", sink), RESULT_FORMATS[query.media_type])
    except RuntimeError as error:
        raise UnsupportedQueryError(f"the query can't be evaluated: {' '.join(str(error).split())}") from None
    except OSError as error:
        raise StoreDamagedError(f"the store can't be read: {' '.join(str(error).split())}; build it again") from error


def _results(
    store: pyoxigraph.Store, query: Query
) -> pyoxigraph.QuerySolutions | pyoxigraph.QueryBoolean | pyoxigraph.QueryTriples:
    try:
        if query.default_graphs or query.named_graphs:
            return store.query(
                query.text,
                base_iri=BASE,
                default_graph=list(map(_graph, query.default_graphs)),
                named_graphs=list(map(_graph, query.named_graphs)),
            )
        # The engine lets the union win over the text's own dataset, so it is asked for only where there is none.
        union = query.union and not has_dataset(query.text)
        return store.query(query.text, base_iri=BASE, use_default_graph_as_union=union)
    except SyntaxError as error:
        raise syntax_error(query.text, error) from None


def _graph(iri: str) -> pyoxigraph.NamedNode:
    try:
        return pyoxigraph.NamedNode(iri)
    except ValueError as error:
        raise QuerySyntaxError(f"graph {iri!r} is not an absolute IRI ({error})") from None
