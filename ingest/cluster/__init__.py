"""A function of a letter mapped over many, by processes of this machine or by a cluster's.

    map_letters     each task with what came of it
    OwnProcess      this process as the only worker
    LocalWorkers    processes on this machine
    DaskWorkers     those of a Dask cluster, at its scheduler's address

    map_parts       letters made into parts by workers
    map_readings    letters that nobody annotated, read by workers
    Folder          files at any address that fsspec knows
    mirror          such a folder as one of this machine

A worker that dies costs what it was at, which is done again by another.
"""

from claimgraph.ingest.cluster.dask_workers import DaskWorkers
from claimgraph.ingest.cluster.folders import Folder, is_address
from claimgraph.ingest.cluster.local_workers import LocalWorkers
from claimgraph.ingest.cluster.mapping import Workers, map_letters
from claimgraph.ingest.cluster.mirror import mirror
from claimgraph.ingest.cluster.outcomes import Done, Failed
from claimgraph.ingest.cluster.own_process import OwnProcess
from claimgraph.ingest.cluster.part_making import LetterTask, map_parts
from claimgraph.ingest.cluster.partitions import partition_name, read_manifest, write_manifest, write_partition
from claimgraph.ingest.cluster.reading import map_readings

__all__ = [
    "DaskWorkers",
    "Done",
    "Failed",
    "Folder",
    "LetterTask",
    "LocalWorkers",
    "OwnProcess",
    "Workers",
    "is_address",
    "map_letters",
    "map_parts",
    "map_readings",
    "mirror",
    "partition_name",
    "read_manifest",
    "write_manifest",
    "write_partition",
]
