"""What can go wrong with an export.

ExportError
  NanopubMissing     the extra `nanopub` isn't installed

A message says what was wrong and what would be right.
"""

__all__ = ["ExportError", "NanopubMissing"]


class ExportError(Exception):
    """The export can't be made as it was asked for."""


class NanopubMissing(ExportError):  # noqa: N818 - it says what is the matter
    """The nanopub library isn't installed."""
