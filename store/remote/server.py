"""The three protocols of a SPARQL server: Query, Update and Graph Store (SPARQL 1.1)."""

import json
import time
import urllib.parse
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from claimgraph.store.remote.addresses import Endpoints
from claimgraph.store.remote.client import Client, Request
from claimgraph.store.remote.errors import RefusedError, UnfaithfulError

__all__ = ["JSON", "N_TRIPLES", "Dataset", "Server"]

JSON = "application/sparql-results+json"
N_TRIPLES = "application/n-triples"
_CUT = "x-sparql-maxrows"


class Dataset(NamedTuple):
    """The graphs whose union is a query's default graph, and its named graphs (SPARQL 1.1 Protocol, section 2.1.4)."""

    default: Sequence[str]
    named: Sequence[str]


class Server:
    """Asks a server, and tells it what to hold. For one thread. All methods raise what `Client.send` does."""

    def __init__(self, endpoints: Endpoints, client: Client) -> None:
        self._endpoints, self._client = endpoints, client

    @property
    def address(self) -> str:
        """The server's address, as it was given."""
        return self._endpoints.address

    def rows(self, query: str) -> list[dict[str, str]]:
        """The solutions of a SELECT, each value as its text alone."""
        answer = self.answer(query, JSON)
        try:
            found = json.loads(answer)["results"]["bindings"]
            return [{name: str(cell["value"]) for name, cell in row.items()} for row in found]
        except (ValueError, KeyError, TypeError, AttributeError):
            raise self._no_answer(self._endpoints.query, "what are no results in JSON") from None

    def answer(
        self, query: str, media_type: str, dataset: Dataset | None = None, seconds: float | None = None
    ) -> bytes:
        """The whole answer to a query.

        Without a dataset it is over the server's own. With `seconds` QueryTimeoutError is raised for an answer that
        isn't whole by then.
        """
        graphs = [] if dataset is None else [("default", graph) for graph in dataset.default]
        graphs += [] if dataset is None else [("named", graph) for graph in dataset.named]
        if self._endpoints.pragmas:
            pragmas = "".join(f"define input:{role}-graph-uri <{graph}>\n" for role, graph in graphs)
            fields = [("query", f"{pragmas}{query}")]
        else:
            fields = [("query", query), *((f"{role}-graph-uri", graph) for role, graph in graphs)]
        answer = self._client.send(
            Request(
                "POST",
                self._endpoints.query,
                {"Content-Type": "application/x-www-form-urlencoded", "Accept": media_type},
                urllib.parse.urlencode(fields).encode("ascii"),
                None if seconds is None else time.monotonic() + seconds,
            )
        )
        if _CUT in answer.headers:
            raise UnfaithfulError(
                f"{self._endpoints.query} cut its answer off after {answer.headers[_CUT]} rows; have ResultSetMaxRows "
                "raised in the server's settings, or ask for less"
            )
        if answer.media_type != media_type:
            raise self._no_answer(self._endpoints.query, answer.media_type)
        return answer.body

    def update(self, text: str) -> None:
        """Have an update carried out."""
        self._client.send(
            Request("POST", self._endpoints.update, {"Content-Type": "application/sparql-update"}, text.encode())
        )

    def add(self, graph: str, ntriples: bytes) -> None:
        """Have the statements added to a graph. They have no blank nodes, so it may be done twice."""
        self._client.send(Request("POST", self._graph(graph), {"Content-Type": N_TRIPLES}, ntriples))

    def download(self, graph: str, path: Path) -> None:
        """Write a graph's statements into a file, as N-Triples in no order; none where there is no such graph."""
        answer = self._client.download(Request("GET", self._graph(graph), {"Accept": N_TRIPLES}), path)
        if answer.status == 404:
            path.write_bytes(b"")
        elif answer.media_type != N_TRIPLES:
            raise self._no_answer(self._endpoints.graphs, answer.media_type)

    def drop(self, graph: str) -> None:
        """Have a graph removed; it may be gone already."""
        self._client.send(Request("DELETE", self._graph(graph), {}), missing=True)

    def _graph(self, name: str) -> str:
        return f"{self._endpoints.graphs}?{urllib.parse.urlencode({'graph': name})}"

    def _no_answer(self, url: str, what: str) -> RefusedError:
        return RefusedError(f"{url} answers with {what}: is that a SPARQL server's address, and --server its kind?")
