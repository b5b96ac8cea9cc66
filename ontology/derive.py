"""What the rules derive from the asserted graphs."""

from __future__ import annotations

from pyoxigraph import QueryTriples, Store, Triple

from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.files import rules
from claimgraph.ontology.iris import Iris


def derive(store: Store, iris: Iris) -> tuple[Triple, ...]:
    """The triples that the rules derive from the store's graphs taken together, sorted, each once.

    The store isn't changed. The rules read nothing that a rule writes, so derived graphs in the store don't matter.
    Raises DeriveError if a rule can't be read or isn't a CONSTRUCT query.
    """
    found: set[Triple] = set()
    for name, query in rules().items():
        found.update(run_rule(store, iris, name, query))
    return tuple(sorted(found, key=str))


def run_rule(store: Store, iris: Iris, name: str, query: str) -> list[Triple]:
    """The triples that one rule derives; what it mints is named under the docket's base. Raises DeriveError."""
    try:
        results = store.query(query, base_iri=iris.base, use_default_graph_as_union=True)
    except (SyntaxError, ValueError) as error:
        # The parser lists all that it would have taken, over several lines.
        raise DeriveError(f"rules/{name}.rq: {str(error).split(': expected')[0]}; correct the query") from error
    if not isinstance(results, QueryTriples):
        del results  # it may not be dropped in another thread, and would be, if the frame of the error kept it
        raise DeriveError(f"rules/{name}.rq: this isn't a CONSTRUCT query; a rule has to be one")
    return list(results)
