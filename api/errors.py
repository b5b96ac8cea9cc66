"""What can go wrong with an export, a draft, a start of the service or of an assistant's server.

AssistantsMissing    the extra `assistants` isn't installed
DraftError           a draft can't be made or written
  EndpointError      the endpoint that was named gives no answer that can be used
ExportError
  FormatError        a format has no way to write what is in the graph
  NanopubMissing     the extra `nanopub` isn't installed
ServeError           the service can't start

A message says what was wrong and what would be right.
"""

__all__ = [
    "AssistantsMissing",
    "DraftError",
    "EndpointError",
    "ExportError",
    "FormatError",
    "NanopubMissing",
    "ServeError",
]


class AssistantsMissing(Exception):  # noqa: N818 - it says what is the matter
    """The SDK of the Model Context Protocol isn't installed."""


class DraftError(Exception):
    """The draft can't be made or written as it was asked for."""


class EndpointError(DraftError):
    """The endpoint can't be reached, or doesn't answer as one of its kind does."""


class ExportError(Exception):
    """The export can't be made as it was asked for."""


class FormatError(ExportError):
    """The format can't say what the graph says; another one can."""


class NanopubMissing(ExportError):  # noqa: N818 - it says what is the matter
    """The nanopub library isn't installed."""


class ServeError(Exception):
    """The service can't start; the message is one line with the remedy."""
