"""The process that makes one nanopublication for the service: it loads the nanopub library, which takes a second.

It reads the statements as N-Quads from standard input, and writes TriG, or on standard error why there is none.
"""

from __future__ import annotations

import os
import resource
import signal
import sys
from typing import BinaryIO

from pyoxigraph import RdfFormat, Store

from claimgraph.api.errors import ExportError
from claimgraph.api.nanopublications import nanopublications

__all__ = ["main"]

SECONDS = 30
MEMORY_BYTES = 1024**3


def main(iri: str, source: BinaryIO, out: BinaryIO) -> None:
    """Write the nanopublication about this IRI. Exits with what is wrong where there is none."""
    os.nice(10)
    signal.alarm(SECONDS)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES, MEMORY_BYTES))
    store = Store()
    store.bulk_load(source, RdfFormat.N_QUADS)
    try:
        made = next((each for each in nanopublications(store) if each.about.value == iri), None)
    except ExportError as error:
        sys.exit(str(error))
    if made is None:
        sys.exit(f"{iri}: neither a claim nor a reviewed alignment")
    out.write(made.trig)


if __name__ == "__main__":
    main(sys.argv[1], sys.stdin.buffer, sys.stdout.buffer)
