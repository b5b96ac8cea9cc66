"""The generation after the current one, while it is made: all or nothing, by one at a time."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from claimgraph.store.durable import explained, replace_text, sync_directory, sync_tree
from claimgraph.store.generations import NUMBER, Generation, current_generation
from claimgraph.store.lock import build_lock, is_held
from claimgraph.store.loss import refuse_loss
from claimgraph.store.manifest import Manifest


@dataclass(frozen=True, slots=True)
class Successor:
    """The generation that comes after `current`: its number, and the directory below the store's that it is made in."""

    store: Path
    current: Generation | None
    number: int
    building: Path

    def publish(self, manifest: Manifest, keep: int) -> Generation:
        """The generation, published: durable, and the one that readers get from now on.

        The last `keep` stay, and older ones as long as a reader holds them.
        """
        (self.building / "manifest.json").write_text(manifest.to_json(), "utf-8")
        moment = datetime.now(UTC).replace(microsecond=0).isoformat()
        (self.building / "published").write_text(f"{moment}\n", "ascii")
        sync_tree(self.building)
        generations = self.building.parent
        published = Generation(self.number, generations / f"{self.number:04d}", manifest)
        self.building.rename(published.directory)
        sync_directory(generations)
        replace_text(self.store / "current", f"{self.number:04d}\n")
        with suppress(OSError):  # the new one is out; the next publish tries again
            _remove_old(generations, self.number - keep)
        return published


@contextmanager
def successor(
    directory: Path, *, after: int | None, replace: bool = False, number: int | None = None
) -> Iterator[Successor]:
    """What the block makes becomes the next generation if it says so; else, or if it fails, nothing has changed.

    `number` is what it is called where that is higher than all before; otherwise it has the next one.

    Raises StoreBusyError, the errors of `refuse_loss` and those of `open_current`; the system's errors in the block
    become the store's.
    """
    with explained(directory):
        generations = directory / "generations"
        generations.mkdir(parents=True, exist_ok=True)
        with build_lock(directory):
            current = current_generation(directory)
            refuse_loss(directory, current.manifest if current else None, after, replace=replace)
            _clear_leftovers(generations, current)
            number = max(number or 1, current.number + 1 if current else 1)
            # A name of its own: a database that failed in this process may still hold the lock of its old path.
            building = generations / f".building-{number:04d}-{uuid4().hex[:8]}"
            building.mkdir()
            try:
                yield Successor(directory, current, number, building)
            finally:
                shutil.rmtree(building, ignore_errors=True)


def _clear_leftovers(generations: Path, current: Generation | None) -> None:
    """Removes what crashed builds left: directories without a number, and generations that were never pointed to."""
    newest = current.number if current else 0
    for path in sorted(generations.iterdir()):
        unpublished = NUMBER.fullmatch(path.name) and int(path.name) > newest
        if unpublished or path.name.startswith((".building-", ".removing-")):
            shutil.rmtree(path)


def _remove_old(generations: Path, last: int) -> None:
    for path in sorted(generations.iterdir()):
        if NUMBER.fullmatch(path.name) and int(path.name) <= last and not is_held(path / "manifest.json"):
            # Renamed first: a removal cut short must not leave a part under a generation's name.
            removing = path.rename(path.with_name(f".removing-{path.name}"))
            shutil.rmtree(removing)
