"""Letters' graphs as files at an address: gzipped N-Quads, one a letter, and a manifest that is written last.

Loaders that take N-Quads by the folder take these as they are. The same letters give the same bytes, so that a worker
that does a dead one's work again writes what may be there already. What the manifest doesn't name isn't part of it.
"""

from __future__ import annotations

import gzip
import json
from collections.abc import Mapping

from claimgraph.ingest.cluster.folders import Folder
from claimgraph.ingest.errors import ClusterError
from claimgraph.ingest.parts import PackedGraph

MANIFEST = "manifest.json"
_LEVEL = 1


def partition_name(slug: str) -> str:
    """The name of a letter's file.

    >>> partition_name("acme")
    'letter/acme.nq.gz'
    """
    return f"letter/{slug}.nq.gz"


def write_partition(folder: Folder, slug: str, graph: PackedGraph) -> None:
    """Put a letter's graph there. Raises `ClusterError`."""
    folder.write(partition_name(slug), gzip.compress(graph.lines(), _LEVEL, mtime=0))


def read_manifest(folder: Folder) -> dict[str, str]:
    """The SHA-256 of each letter's lines, not gzipped, by slug; nothing where there is no manifest."""
    try:
        data = json.loads(folder.read(MANIFEST))
        return {str(each["letter"]): str(each["sha256"]) for each in data["partitions"]}
    except FileNotFoundError:
        return {}
    except (ValueError, KeyError, TypeError) as error:
        path = folder.path(MANIFEST)
        raise ClusterError(f"{path}: this is no manifest of partitions: name another folder, or remove it") from error


def write_manifest(folder: Folder, graphs: Mapping[str, str]) -> None:
    """Say which partitions there are: ``graphs`` has the SHA-256 of each letter's lines, by slug."""
    partitions = [
        {"letter": slug, "file": partition_name(slug), "sha256": sha256} for slug, sha256 in sorted(graphs.items())
    ]
    folder.write(MANIFEST, json.dumps({"partitions": partitions}, indent=1).encode() + b"\n")
