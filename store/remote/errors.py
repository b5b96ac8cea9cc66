"""What can go wrong with a store on a SPARQL server.

StoreError
  RemoteStoreError
    ServerAddressError    no address of a server, or of one of no known kind
    CredentialsError      what is given as credentials can't be any, or the server doesn't take it
    UnreachableError      no whole answer, however often it was asked for
    RefusedError          the server answers with an error that asking again won't change
    UnfaithfulError       the server gives back something else than it was given
    UnfitContentError     the content can't be published on a server

A store that another build publishes to is a StoreBusyError, and so on, as on disk.
"""

from claimgraph.store.errors import StoreError

__all__ = [
    "CredentialsError",
    "RefusedError",
    "RemoteStoreError",
    "ServerAddressError",
    "UnfaithfulError",
    "UnfitContentError",
    "UnreachableError",
]


class RemoteStoreError(StoreError):
    """Whatever a store on a server adds to what can go wrong; the message is one line with the remedy."""


class ServerAddressError(RemoteStoreError):
    """The address is not that of a SPARQL server."""


class CredentialsError(RemoteStoreError):
    """The credentials are none, or not the server's. The message never has them."""


class UnreachableError(RemoteStoreError):
    """The server gave no whole answer, though it was asked several times."""


class RefusedError(RemoteStoreError):
    """The server answered with an error."""


class UnfaithfulError(RemoteStoreError):
    """The server holds, or answers with, something else than what it was given."""


class UnfitContentError(RemoteStoreError):
    """The content has what this way of publishing can't carry."""
