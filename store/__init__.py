"""Generations of the graph on disk or in memory, and SPARQL evaluation that can be stopped.

`publish` makes the next generation and `open_current` gives the one that readers get; `evaluate` answers one query in
this thread; `start_keeper` starts the processes that answer with a deadline, and `Evaluators` asks them.
"""

from claimgraph.store.errors import (
    BusyError,
    ClientBusyError,
    EndpointError,
    EvaluatorLostError,
    ForbiddenQueryError,
    KeeperError,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    ServiceFailedError,
    StoreAccessError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreMissingError,
    StoreVersionError,
    UnsupportedFormatError,
    UnsupportedQueryError,
)
from claimgraph.store.evaluate import Query, evaluate, evaluate_into
from claimgraph.store.evaluators import Answer, Evaluators
from claimgraph.store.federation import Federation, check_endpoint
from claimgraph.store.forbidden import kind
from claimgraph.store.formats import RDF_FORMATS, RESULT_FORMATS, Kind, media_types
from claimgraph.store.generations import (
    Generation,
    generation_numbers,
    load_memory,
    open_current,
    open_generation,
    publish,
)
from claimgraph.store.keeper import KeeperHandle, start_keeper
from claimgraph.store.manifest import Manifest
from claimgraph.store.settings import MEBIBYTE, Settings

__all__ = [
    "MEBIBYTE",
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "BusyError",
    "ClientBusyError",
    "EndpointError",
    "EvaluatorLostError",
    "Evaluators",
    "Federation",
    "ForbiddenQueryError",
    "Generation",
    "KeeperError",
    "KeeperHandle",
    "Kind",
    "Manifest",
    "Query",
    "QueryError",
    "QuerySyntaxError",
    "QueryTimeoutError",
    "ResultTooLargeError",
    "ServiceFailedError",
    "Settings",
    "StoreAccessError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreFullError",
    "StoreMissingError",
    "StoreVersionError",
    "UnsupportedFormatError",
    "UnsupportedQueryError",
    "check_endpoint",
    "evaluate",
    "evaluate_into",
    "generation_numbers",
    "kind",
    "load_memory",
    "media_types",
    "open_current",
    "open_generation",
    "publish",
    "start_keeper",
]
