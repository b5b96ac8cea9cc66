"""Which graph a request to `/data` means (SPARQL 1.1 Graph Store Protocol, section 4)."""

from dataclasses import dataclass
from urllib.parse import quote, unquote

from pyoxigraph import NamedNode

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.protocol import generation
from claimgraph.api.service.replies import Scope, origin

__all__ = ["PATH", "Target", "is_data", "target_of"]

PATH = "/data"
_MOST = 2048


@dataclass(frozen=True, slots=True)
class Target:
    """The graph, None for the default one; with `is_store` no graph, but the store of them.

    `base` is the IRI that relative ones in the data stand below. `generation` is the number asked for, if any.
    """

    graph: str | None
    base: str
    is_store: bool = False
    generation: int | None = None


def is_data(path: str) -> bool:
    """Return whether the path is the graph store's, or that of a graph in it.

    >>> is_data("/data"), is_data("/data/person/1"), is_data("/database")
    (True, True, False)
    """
    return path == PATH or path.startswith(f"{PATH}/")


def target_of(scope: Scope) -> Target:
    """Return what the address means.

    `/data?graph=IRI` names a graph, `/data?default` the default one; below `/data/` the address itself is the graph's
    IRI. Percent signs are decoded once, and a plus sign stays one: no IRI has a space. Raises Problem.
    """
    raw = scope.get("raw_path") or quote(scope["path"]).encode()
    address = f"{origin(scope)}{raw.decode('ascii', 'replace').split('?')[0]}"
    parameters = _parameters(scope["query_string"])
    names = [name for name, _ in parameters]
    unknown = next((name for name in names if name not in ("graph", "default", "generation")), None)
    if unknown is not None:
        raise Problem("bad-request", f"{unknown[:40]!r} is no parameter here; name the graph with graph= or default.")
    if len(names) != len(set(names)) or {"graph", "default"} <= set(names):
        raise Problem("bad-request", "One graph can be named, once: graph= with its IRI, or default.")
    given = dict(parameters)
    number = generation(parameters)
    if scope["path"].rstrip("/") != PATH:
        if "graph" in given or "default" in given:
            raise Problem("bad-request", "The path names a graph already; leave out graph= and default.")
        return Target(_absolute(address), address, generation=number)
    if "graph" in given:
        graph = _absolute(given["graph"])
        return Target(graph, graph, generation=number)
    if "default" in given:
        return Target(None, address, generation=number)
    return Target(None, address, is_store=True, generation=number)


def _parameters(query_string: bytes) -> list[tuple[str, str]]:
    try:
        pairs = [part.partition("=") for part in query_string.decode("utf-8").split("&") if part]
        return [(unquote(name, errors="strict"), unquote(value, errors="strict")) for name, _, value in pairs]
    except UnicodeDecodeError:
        raise Problem("bad-request", "The query string is not UTF-8.") from None


def _absolute(iri: str) -> str:
    try:
        if len(iri) > _MOST:
            raise ValueError
        return NamedNode(iri).value
    except ValueError:
        detail = f"A graph is named by an absolute IRI of up to {_MOST:,} characters, not by {iri[:100]!r}."
        raise Problem("bad-request", detail) from None
