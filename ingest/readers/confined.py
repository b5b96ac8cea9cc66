"""Another program within bounds: ``python -m claimgraph.ingest.readers.confined SECONDS MEMORY SIZE PROGRAM ...``.

This process sets the limits for itself and becomes the program, whose children inherit them.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from contextlib import suppress


def confine(seconds: int, memory: int, size: int) -> None:
    """Hold this process and its children to seconds of processor time, bytes of memory and of each file."""
    with suppress(ImportError, OSError, ValueError):  # Windows has none; a lower limit may be set already
        import resource

        resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


def main(arguments: Sequence[str]) -> int:
    """Become the program; 127 where it can't be run, as a shell would say."""
    confine(*map(int, arguments[:3]))
    try:
        os.execvp(arguments[3], list(arguments[3:]))  # noqa: S606  (no shell is wanted)
    except OSError as error:
        sys.stderr.write(f"{error.strerror}\n")
    return 127


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
