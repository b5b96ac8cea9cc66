"""Proving that a generation's lines are those that its hash was made from."""

import hashlib

from claimgraph.store.blocks import blocks, digest
from claimgraph.store.errors import StoreDamagedError
from claimgraph.store.generations import Generation


def prove(generation: Generation) -> None:
    """Reads all lines. Raises StoreDamagedError where they aren't the content that the manifest names.

    That the database, the columns and the search index say the same is not looked at.
    """
    made = hashlib.sha256()
    with generation.lines() as lines:
        if generation.manifest.format == 1:
            for _, run in lines.runs():
                made.update(run)
        else:
            for each in sorted(map(digest, blocks(lines))):
                made.update(each)
    if made.hexdigest() != generation.manifest.content:
        raise StoreDamagedError(
            f"{generation.directory}: its lines aren't the content that its manifest names; "
            f"restore it from another copy, or remove {generation.directory.parents[1]} and build it again"
        )
