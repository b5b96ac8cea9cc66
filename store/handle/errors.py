"""What can go wrong with a handle beyond what its queries themselves can be refused for.

StoreError
  HandleError
    AddressError        not the address of a store or a service
    ExtraMissingError   a package that only some installations have isn't there
    RemoteError         the service gave no answer, or none that can be read
    TableError          the graph has no row of that form
"""

from claimgraph.store.errors import StoreError

__all__ = ["AddressError", "ExtraMissingError", "HandleError", "RemoteError", "TableError"]


class HandleError(StoreError):
    """The handle can't do what it was asked for; the message says what would be right."""


class AddressError(HandleError):
    """What was to be opened is neither a store's directory nor a service's address."""


class ExtraMissingError(HandleError):
    """A package that is not installed with claimgraph itself is needed."""


class RemoteError(HandleError):
    """A service can't be reached, or answered with what is no answer."""


class TableError(HandleError):
    """The graph says two things where a table has room for one."""
