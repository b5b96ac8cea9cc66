"""Makes the columns of the generation in a directory, whose content has that name: `columns_beside` runs it."""

import signal
import sys
from pathlib import Path

from claimgraph.store.columns_beside import add_columns
from claimgraph.store.evaluator import die_with_parent

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends this one
    die_with_parent()
    add_columns(Path(sys.argv[1]), sys.argv[2])
