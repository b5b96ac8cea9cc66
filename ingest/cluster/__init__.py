"""A function of a letter mapped over many, by processes of this machine or by a cluster's.

    map_letters     each task with what came of it
    LocalWorkers    processes on this machine
    DaskWorkers     those of a Dask cluster, at its scheduler's address

A worker that dies costs what it was at, which is done again by another.
"""

from claimgraph.ingest.cluster.dask_workers import DaskWorkers
from claimgraph.ingest.cluster.local_workers import LocalWorkers
from claimgraph.ingest.cluster.mapping import Workers, map_letters
from claimgraph.ingest.cluster.outcomes import Done, Failed

__all__ = ["DaskWorkers", "Done", "Failed", "LocalWorkers", "Workers", "map_letters"]
