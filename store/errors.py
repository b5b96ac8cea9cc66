"""What can go wrong in the store.

StoreError
  StoreBusyError          another build holds the directory
  StoreAccessError        the path is no directory, or can't be written or read
  StoreFullError          no space left, or a size limit reached
  StoreMissingError       nothing has been published there yet
  StoreVersionError       a newer claimgraph wrote it
  StoreDamagedError       a pointer, manifest or database that can't be read
  StoreMovedError         another generation was published since the one that the new content was made from
  SearchTimeoutError      a search that took longer than it may
  StoreWrittenError       the current generation holds what was written through the service
  KeeperError             the process that holds the store didn't start
  EndpointError           an endpoint that can't be opened to SERVICE
  QueryError
    QuerySyntaxError      not a SPARQL query
      UnsupportedQueryError  it uses what this engine doesn't have
    ForbiddenQueryError   SERVICE, or an update
    ServiceFailedError    another endpoint, asked with SERVICE, gave no answer
    UnsupportedFormatError  an answer of this kind can't be written in that format
    ResultTooLargeError   more bytes than the limit
    QueryTimeoutError     not finished at the deadline
    BusyError             too many queries are waiting
      ClientBusyError     too many queries of one client are waiting
    EvaluatorLostError    the process that was answering died
  ChangeError
    DataSyntaxError       a document that isn't RDF, or not what its media type says
    UpdateFailedError     an update that can't be carried out, such as dropping a graph that isn't there
"""


class StoreError(Exception):
    """Whatever the store refuses; the message is one line with the remedy."""


class StoreBusyError(StoreError):
    """Another build is writing to the same directory."""


class StoreAccessError(StoreError):
    """The path is not a directory, or its permissions forbid the work."""


class StoreFullError(StoreError):
    """The disk, the quota or the file size limit is used up."""


class StoreMissingError(StoreError):
    """No generation has been published in the directory."""


class StoreVersionError(StoreError):
    """The store's format is newer than this program."""


class StoreDamagedError(StoreError):
    """A file of the store is not what a publish writes."""


class StoreMovedError(StoreError):
    """Another generation was published since the one that the new content was made from."""


class SearchTimeoutError(StoreError):
    """A full-text search was stopped when its time was up."""


class StoreWrittenError(StoreError):
    """The current generation holds changes that were written through the service, and they would be lost."""


class KeeperError(StoreError):
    """The process that holds the store ended before it was ready."""


class EndpointError(StoreError):
    """The URL is no endpoint's, or leads to an address that isn't public."""


class QueryError(StoreError):
    """A query that gets no whole answer."""


class QuerySyntaxError(QueryError):
    """The text is not a SPARQL query."""


class UnsupportedQueryError(QuerySyntaxError):
    """The query is one, but uses what the engine doesn't have, such as a function of someone's own."""


class ForbiddenQueryError(QueryError):
    """The query would reach out to other servers or change data."""


class ServiceFailedError(QueryError):
    """An endpoint that the query asks with SERVICE, and not SILENT, gave no answer that can be used."""


class UnsupportedFormatError(QueryError):
    """The format doesn't exist, or can't carry this answer."""


class ResultTooLargeError(QueryError):
    """The answer has more bytes than the limit allows."""


class QueryTimeoutError(QueryError):
    """The answer was not finished at the deadline."""


class BusyError(QueryError):
    """Too many queries are waiting already."""


class ClientBusyError(BusyError):
    """Too many queries of this client are waiting already."""


class EvaluatorLostError(QueryError):
    """The process that was answering died."""


class ChangeError(StoreError):
    """A change that can't be made; nothing has been."""


class DataSyntaxError(ChangeError):
    """The document is not RDF in the format that its media type names."""


class UpdateFailedError(ChangeError):
    """The update is SPARQL, and the engine could not carry it out."""
