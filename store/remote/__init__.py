"""A store on a SPARQL server, spoken to by SPARQL 1.1 Query, Update and the Graph Store Protocol.

`publish_remote` makes the next generation there, `ask` has the server answer a query over the current one, and `fetch`
makes a copy of that on disk, which is served, exported and searched as any other generation is.
"""

from claimgraph.store.remote.addresses import LAYOUTS, Endpoints, endpoints_of, is_address
from claimgraph.store.remote.asking import Answered, ask
from claimgraph.store.remote.credentials import Credentials, parse_credentials, read_credentials
from claimgraph.store.remote.errors import (
    CredentialsError,
    RefusedError,
    RemoteStoreError,
    ServerAddressError,
    UnfaithfulError,
    UnfitContentError,
    UnreachableError,
)
from claimgraph.store.remote.fetching import fetch
from claimgraph.store.remote.following import following
from claimgraph.store.remote.patience import Patience
from claimgraph.store.remote.publishing import publish_generation, publish_remote
from claimgraph.store.remote.record import HeldGraph, Record
from claimgraph.store.remote.remote import Remote

__all__ = [
    "LAYOUTS",
    "Answered",
    "Credentials",
    "CredentialsError",
    "Endpoints",
    "HeldGraph",
    "Patience",
    "Record",
    "RefusedError",
    "Remote",
    "RemoteStoreError",
    "ServerAddressError",
    "UnfaithfulError",
    "UnfitContentError",
    "UnreachableError",
    "ask",
    "endpoints_of",
    "fetch",
    "following",
    "is_address",
    "parse_credentials",
    "publish_generation",
    "publish_remote",
    "read_credentials",
]
