"""What the rules derive from the asserted graphs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache

from pyoxigraph import NamedNode, QueryTriples, Store, Triple

from claimgraph.ontology.errors import DeriveError
from claimgraph.ontology.files import rules
from claimgraph.ontology.iris import Iris
from claimgraph.ontology.patterns import read_construct, variable
from claimgraph.ontology.rule_groups import Group, read_where


def derive(store: Store, iris: Iris) -> tuple[Triple, ...]:
    """The triples that the rules derive from the store's graphs taken together, sorted, each once.

    The store isn't changed. The rules read nothing that a rule writes, so derived graphs in the store don't matter.
    Raises DeriveError if a rule can't be read or isn't a CONSTRUCT query.
    """
    found: set[Triple] = set()
    for name, query in rules().items():
        found.update(run_rule(store, iris, name, query))
    return tuple(sorted(found, key=str))


@cache
def statements_of_rules() -> Mapping[NamedNode, frozenset[NamedNode] | None]:
    """What rules ask for or conclude: properties, each with the objects that it then has, or None where it may be any.

    Other statements make no difference to what is derived anew. Raises DeriveError for a rule that can't be read, or
    that asks for any property.
    """
    found: dict[NamedNode, frozenset[NamedNode] | None] = {}
    for name, text in rules().items():
        for predicate, value in (*_asked(name, text), *_concluded(name, text)):
            known = found.get(predicate, frozenset())
            found[predicate] = None if value is None or known is None else known | {value}
    return found


def _asked(name: str, text: str) -> Iterator[tuple[NamedNode, NamedNode | None]]:
    groups = list(_within(read_where(text, name)))
    listed = {variable: values for group in groups for variable, values in group.values.items()}
    for edge in (edge for group in groups for edge in group.edges):
        asked = listed.get(edge.predicates) if isinstance(edge.predicates, str) else edge.predicates
        if not asked:
            raise DeriveError(f"rules/{name}.rq: ?{edge.predicates} may be any property; list them by VALUES")
        value = edge.value if isinstance(edge.value, NamedNode) and not edge.many else None
        yield from ((predicate, value) for predicate in asked)


def _concluded(name: str, text: str) -> Iterator[tuple[NamedNode, NamedNode | None]]:
    for pattern in read_construct(text, name).template:
        value = pattern.object if isinstance(pattern.object, NamedNode) and variable(pattern.object) is None else None
        yield pattern.predicate, value


def _within(group: Group) -> Iterator[Group]:
    yield group
    for _, inner, _ in group.within:
        yield from _within(inner)


def run_rule(store: Store, iris: Iris, name: str, query: str) -> Iterator[Triple]:
    """The triples that one rule derives, as they are found; what it mints is named under the docket's base.

    They are to be taken by the thread that asked. Raises DeriveError.
    """
    try:
        results = store.query(query, base_iri=iris.base, use_default_graph_as_union=True)
    except (SyntaxError, ValueError) as error:
        # The parser lists all that it would have taken, over several lines.
        raise DeriveError(f"rules/{name}.rq: {str(error).split(': expected')[0]}; correct the query") from error
    if not isinstance(results, QueryTriples):
        del results  # it may not be dropped in another thread, and would be, if the frame of the error kept it
        raise DeriveError(f"rules/{name}.rq: this isn't a CONSTRUCT query; a rule has to be one")
    return results
