"""Who makes letters into parts, where their files are read, and where else their graphs are put."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from claimgraph.ingest.cluster import (
    DaskWorkers,
    Folder,
    LocalWorkers,
    OwnProcess,
    Workers,
    read_manifest,
    write_manifest,
    write_partition,
)
from claimgraph.ingest.parts import Shelf

FEW = 40
"""So many letters are made by one process in the time in which several have started and made them."""


@dataclass(frozen=True, slots=True)
class Making:
    """How parts are made.

    ``on`` is the address of a Dask scheduler, without one the processors of this machine are used; ``letters`` is where
    workers read them, if not in the corpus folder; ``partitions`` is where each letter's graph is put as a file, too.
    """

    on: str | None = None
    letters: Folder | None = None
    partitions: Folder | None = None

    def cluster(self) -> Workers | None:
        """The cluster's workers; None where this machine does the work."""
        return DaskWorkers(self.on) if self.on else None

    def workers(self, letters: int) -> Workers:
        """The workers for so many letters."""
        return self.cluster() or local_workers(letters)

    def write_partitions(self, shelf: Shelf, graphs: Mapping[str, str], made: Collection[str]) -> None:
        """Put the letters' graphs there that workers haven't put there just now, and the manifest of all.

        ``graphs`` has the SHA-256 of each letter's lines; ``made`` are the slugs of those that were made just now.
        Raises `ClusterError`.
        """
        if self.partitions is None:
            return
        there = read_manifest(self.partitions)
        for slug, sha256 in graphs.items():
            if slug not in made and there.get(slug) != sha256:
                write_partition(self.partitions, slug, shelf.packed(sha256))
        if there != graphs:
            write_manifest(self.partitions, graphs)


def local_workers(letters: int) -> Workers:
    """The workers on this machine for so many letters."""
    processors = len(os.sched_getaffinity(0))
    if letters <= FEW or processors == 1:
        return OwnProcess()
    return LocalWorkers(min(processors, letters), ("claimgraph.api.cli",))
