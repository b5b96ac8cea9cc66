"""Who claims what, in which words, on which evidence: public comment letters as linked data.

>>> import claimgraph
>>> with claimgraph.open("claimgraph-store") as graph:  # doctest: +SKIP
...     graph.claims()
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from claimgraph.store.handle import Handle

__all__ = ["open"]


def open(location: str | os.PathLike[str], timeout: float = 60.0) -> Handle:  # noqa: A001 - claimgraph.open, as gzip.open
    """Return a read-only handle on the store in a directory, or on the service at an address.

    A query gets `timeout` seconds. Raises claimgraph.store.StoreError where it can't be opened.
    """
    # Late, so that whoever needs another part of the package doesn't load this one.
    from claimgraph.store.handle import open_handle

    return open_handle(location, timeout)
