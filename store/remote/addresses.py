"""Where a SPARQL server takes queries, updates and graphs, each kind of server in its own places."""

import urllib.parse
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from claimgraph.store.remote.errors import ServerAddressError

__all__ = ["LAYOUTS", "Endpoints", "Layout", "endpoints_of", "is_address"]


class Layout(NamedTuple):
    """The paths of the three endpoints, relative to the address of the server, or of the repository in it.

    With `pragmas` a query's dataset is written before it, in Virtuoso's way: what is sent beside a query, Virtuoso
    repeats in the answer's headers, thousands of them.
    """

    query: str
    update: str
    graphs: str
    pragmas: bool = False


_PATHS = 3

LAYOUTS = {
    "oxigraph": Layout("query", "update", "store"),
    "virtuoso": Layout("sparql", "sparql-auth", "sparql-graph-crud-auth", pragmas=True),
    "fuseki": Layout("query", "update", "data"),
    "graphdb": Layout("", "statements", "rdf-graphs/service"),
    "neptune": Layout("sparql", "sparql", "sparql/gsp/"),
    "qlever": Layout("", "", ""),
}
"""The kinds of servers by name, from their documentation; the first two are what the tests publish to."""


@dataclass(frozen=True, slots=True)
class Endpoints:
    """The URLs of a server: where it is, and where it takes queries, updates and graphs."""

    address: str
    query: str
    update: str
    graphs: str
    pragmas: bool = False


def is_address(store: str | Path) -> bool:
    """Whether what names a store is a server's address, and no directory.

    >>> is_address("https://example.org/ds"), is_address("claimgraph-store")
    (True, False)
    """
    return str(store).lower().startswith(("http:", "https:"))


def endpoints_of(address: str, server: str = "oxigraph") -> Endpoints:
    """The endpoints of a server at an address.

    `server` names its kind, or has the three paths for query, update and graphs, separated by commas. Raises
    ServerAddressError.

    >>> endpoints_of("http://127.0.0.1:7878/").graphs
    'http://127.0.0.1:7878/store'
    >>> endpoints_of("https://example.org/a", "q,u,").graphs
    'https://example.org/a'
    """
    try:
        parts = urllib.parse.urlsplit(address)
        _ = parts.port
    except ValueError as error:
        raise ServerAddressError(f"{address!r} is no address of a server ({error})") from None
    if parts.scheme not in ("http", "https") or not parts.hostname or not address.isascii() or " " in address:
        raise ServerAddressError(
            f"{address!r} is no address of a server: give it as http:// or https:// and a host, in ASCII characters"
        )
    if "@" in parts.netloc:
        raise ServerAddressError(
            "a name and a password in a server's address would be seen by others; put them into a file, and name it "
            "with --store-credentials"
        )
    if parts.query or parts.fragment:
        raise ServerAddressError(f"{address!r} has a query or a fragment; give the server's address without")
    layout = LAYOUTS.get(server) or _written(server)
    root = address.rstrip("/")
    query, update, graphs = (f"{root}/{path}" if path else root for path in layout[:_PATHS])
    return Endpoints(root, query, update, graphs, layout.pragmas)


def _written(server: str) -> Layout:
    paths = [path.strip().lstrip("/") for path in server.split(",")]
    if len(paths) != _PATHS:
        known = ", ".join(LAYOUTS)
        raise ServerAddressError(
            f"{server!r} is no kind of server; there are {known}, or give the paths of query, update and graphs with "
            "commas between, such as query,update,data"
        )
    return Layout(paths[0], paths[1], paths[2])
