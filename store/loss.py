"""What a publish must not lose: a generation that came meanwhile, and what was written through the service."""

from pathlib import Path

from claimgraph.store.errors import StoreMovedError, StoreWrittenError
from claimgraph.store.manifest import Manifest


def refuse_loss(directory: Path, current: Manifest | None, after: int | None, *, replace: bool) -> None:
    """Raises StoreMovedError where the current generation isn't the one that the new content was made from (`after`).

    Content from elsewhere (`after` is None) must not take the place of what was written through the service, unless
    `replace` says that it may: StoreWrittenError.
    """
    if after is not None:
        if current is None or current.generation != after:
            raise StoreMovedError(
                f"{directory}: another generation was published after {after}, which this one was made from; try again"
            )
    elif current and not replace and (writes := current.writes()):
        raise StoreWrittenError(
            f"{directory}: generation {current.generation} holds {len(writes)} change{'s' if len(writes) > 1 else ''} "
            f"written through the service ({writes[-1]} is the last), which a build would drop; export them first, "
            "then build with --replace"
        )


def is_disowned(current: Manifest, after: int | None) -> bool:
    """Whether the same content has to be published again, to say that it no longer rests on what was written."""
    return after is None and bool(current.writes())
