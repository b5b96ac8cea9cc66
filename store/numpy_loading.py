"""Loading numpy in a process that forks, before it does."""

import importlib
import os


def load_numpy() -> None:
    """Has numpy and what makes columns with it be there in forks, without a thread that they would lack.

    numpy's linear algebra, of no use here, would start one for each processor.
    """
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    importlib.import_module("claimgraph.store.column_making")
