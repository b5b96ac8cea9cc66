"""Loading numpy in a process that forks, before it does."""

import importlib
import os


def load_numpy() -> None:
    """Has numpy and what makes files with it be there in forks, without a thread that they would lack.

    numpy's linear algebra, of no use here, would start one for each processor.
    """
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    for name in ("column_making", "search"):
        importlib.import_module(f"claimgraph.store.{name}")
