"""Where the program starts: loading what it is made of takes a while, in which it may be interrupted, too."""

import sys

__all__ = ["main"]

_INTERRUPTED = 130
"""As shells have it: 128 and the signal's number."""


def main() -> None:
    """Run the command line."""
    try:
        from claimgraph.api.cli import main as run
    except KeyboardInterrupt:
        sys.exit(_INTERRUPTED)
    run()
