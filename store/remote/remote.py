"""A store on a SPARQL server: its address, and how it is spoken to."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from claimgraph.store.remote.addresses import Endpoints
from claimgraph.store.remote.client import Client
from claimgraph.store.remote.credentials import Credentials
from claimgraph.store.remote.patience import Patience
from claimgraph.store.remote.server import Server

__all__ = ["Remote"]


@dataclass(frozen=True, slots=True)
class Remote:
    """A store on a server: where it is, who we are there, and how long we wait."""

    endpoints: Endpoints
    credentials: Credentials | None = None
    patience: Patience = field(default_factory=Patience)

    @property
    def address(self) -> str:
        """The server's address, as it was given."""
        return self.endpoints.address

    @contextmanager
    def server(self) -> Iterator[Server]:
        """The server to ask, its connections kept while the block lasts."""
        with Client(self.credentials, self.patience) as client:
            yield Server(self.endpoints, client)
