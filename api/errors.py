"""What can go wrong with an export.

ExportError
  FormatError        a format has no way to write what is in the graph
  NanopubMissing     the extra `nanopub` isn't installed

A message says what was wrong and what would be right.
"""

__all__ = ["ExportError", "FormatError", "NanopubMissing"]


class ExportError(Exception):
    """The export can't be made as it was asked for."""


class FormatError(ExportError):
    """The format can't say what the graph says; another one can."""


class NanopubMissing(ExportError):  # noqa: N818 - it says what is the matter
    """The nanopub library isn't installed."""
