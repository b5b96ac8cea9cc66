"""Conditions on a write: If-Match and If-None-Match (RFC 9110, section 13.1), checked where the graph is changed."""

import hashlib
import re
from dataclasses import dataclass

from pyoxigraph import Store

from claimgraph.ontology import PREFIXES
from claimgraph.store import DOCUMENT_FORMATS, Query, UnsupportedFormatError, evaluate

__all__ = ["Conditions", "graph_query", "graph_tag"]

_TAG = re.compile(r'(W/)?("[^"]*")')


@dataclass(frozen=True, slots=True)
class Conditions:
    """The two headers as they came, None for one that didn't."""

    if_match: str | None = None
    if_none_match: str | None = None

    def failure(self, store: Store, graph: str | None, *, exists: bool) -> str | None:
        """Return why the graph in the store isn't as the headers say, None where it is."""
        if self.if_match is not None and not self._names(self.if_match, store, graph, exists=exists, weak=False):
            return "the graph is not the one that If-Match names: it was changed since, or is not there; get it anew"
        if self.if_none_match is not None and self._names(self.if_none_match, store, graph, exists=exists, weak=True):
            return "the graph is one that If-None-Match rules out; leave the header out to write all the same"
        return None

    def _names(self, header: str, store: Store, graph: str | None, *, exists: bool, weak: bool) -> bool:
        if header.strip() == "*":
            return exists
        tags = {tag for weakness, tag in _TAG.findall(header) if weak or not weakness}
        if not tags:
            return False
        # A tag is that of a representation, so each of those that the client may have got is made.
        return any(_tag(store, graph, media_type) in tags for media_type in DOCUMENT_FORMATS)


def _tag(store: Store, graph: str | None, media_type: str) -> str | None:
    query = Query(graph_query(graph), media_type, prefixes=PREFIXES, union=False)
    try:
        return graph_tag(media_type, b"".join(evaluate(store, query)))
    except UnsupportedFormatError:  # then nobody has it in this format
        return None


def graph_query(graph: str | None) -> str:
    """Return the query for a graph's triples, to be asked where the default graph is the store's unnamed one.

    >>> graph_query("http://example.org/g")
    'CONSTRUCT { ?s ?p ?o } WHERE { GRAPH <http://example.org/g> { ?s ?p ?o } }'
    """
    pattern = "{ ?s ?p ?o }" if graph is None else f"{{ GRAPH <{graph}> {{ ?s ?p ?o }} }}"
    return f"CONSTRUCT {{ ?s ?p ?o }} WHERE {pattern}"


def graph_tag(media_type: str, body: bytes) -> str:
    """Return the strong entity tag of a graph's representation: a graph that stays the same keeps it.

    >>> graph_tag("text/turtle", b"") == graph_tag("application/n-triples", b"")
    False
    """
    return f'"{hashlib.sha256(media_type.encode() + bytes(1) + body).hexdigest()[:32]}"'
