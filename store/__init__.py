"""Generations of the graph on disk or in memory, and SPARQL evaluation that can be stopped.

`publish` makes the next generation, `publish_difference` lets one grow out of the last (`growing` step by step), and
`open_current` gives the one that readers get; `evaluate` answers one query in this thread, and `apply_change` changes a
store in memory; `start_keeper` starts the processes that answer with a deadline (`share_keeper` those that several
processes ask), and `Evaluators` asks them; `look_up` answers the shortest queries without; `prove` tells whether a
generation's lines are what its hash was made from.
"""

from claimgraph.store.answer import Answer
from claimgraph.store.changes import Change, GraphChange, apply_change, holds
from claimgraph.store.documents import DOCUMENT_FORMATS, Document
from claimgraph.store.errors import (
    BusyError,
    ChangeError,
    ClientBusyError,
    DataSyntaxError,
    EndpointError,
    EvaluatorLostError,
    ForbiddenQueryError,
    KeeperError,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    ResultTooLargeError,
    SearchTimeoutError,
    ServiceFailedError,
    StoreAccessError,
    StoreBusyError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreMissingError,
    StoreMovedError,
    StoreVersionError,
    StoreWrittenError,
    UnsupportedFormatError,
    UnsupportedQueryError,
    UpdateFailedError,
)
from claimgraph.store.evaluate import Query, evaluate, evaluate_into
from claimgraph.store.evaluators import Evaluators
from claimgraph.store.federation import Federation, check_endpoint
from claimgraph.store.forbidden import kind
from claimgraph.store.formats import RDF_FORMATS, RESULT_FORMATS, Kind, media_types
from claimgraph.store.generations import (
    Generation,
    generation_numbers,
    lexical_forms,
    load_memory,
    open_current,
    open_generation,
    open_lines,
)
from claimgraph.store.growth import Follow, Growth, growing, publish_changed, publish_difference
from claimgraph.store.keeper import KeeperHandle, start_keeper
from claimgraph.store.lexical import Forms, with_forms
from claimgraph.store.lines import Lines
from claimgraph.store.lookup import look_up
from claimgraph.store.manifest import Manifest, write_name
from claimgraph.store.proof import prove
from claimgraph.store.publishing import KEEP, Making, publish, refuse_written
from claimgraph.store.settings import BASE, MEBIBYTE, Settings
from claimgraph.store.shared_keeper import SharedKeeper, share_keeper, wait_for_keepers
from claimgraph.store.tokens import span_at
from claimgraph.store.updates import Update

__all__ = [
    "BASE",
    "DOCUMENT_FORMATS",
    "KEEP",
    "MEBIBYTE",
    "RDF_FORMATS",
    "RESULT_FORMATS",
    "Answer",
    "BusyError",
    "Change",
    "ChangeError",
    "ClientBusyError",
    "DataSyntaxError",
    "Document",
    "EndpointError",
    "EvaluatorLostError",
    "Evaluators",
    "Federation",
    "Follow",
    "ForbiddenQueryError",
    "Forms",
    "Generation",
    "GraphChange",
    "Growth",
    "KeeperError",
    "KeeperHandle",
    "Kind",
    "Lines",
    "Making",
    "Manifest",
    "Query",
    "QueryError",
    "QuerySyntaxError",
    "QueryTimeoutError",
    "ResultTooLargeError",
    "SearchTimeoutError",
    "ServiceFailedError",
    "Settings",
    "SharedKeeper",
    "StoreAccessError",
    "StoreBusyError",
    "StoreDamagedError",
    "StoreError",
    "StoreFullError",
    "StoreMissingError",
    "StoreMovedError",
    "StoreVersionError",
    "StoreWrittenError",
    "UnsupportedFormatError",
    "UnsupportedQueryError",
    "Update",
    "UpdateFailedError",
    "apply_change",
    "check_endpoint",
    "evaluate",
    "evaluate_into",
    "generation_numbers",
    "growing",
    "holds",
    "kind",
    "lexical_forms",
    "load_memory",
    "look_up",
    "media_types",
    "open_current",
    "open_generation",
    "open_lines",
    "prove",
    "publish",
    "publish_changed",
    "publish_difference",
    "refuse_written",
    "share_keeper",
    "span_at",
    "start_keeper",
    "wait_for_keepers",
    "with_forms",
    "write_name",
]
