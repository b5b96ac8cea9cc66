"""Where a store is: a directory, or a SPARQL server; reading from and publishing to either."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import typer

from claimgraph.api.console import told
from claimgraph.api.progress import shown_progress
from claimgraph.store import Generation, open_current
from claimgraph.store.remote import (
    Credentials,
    CredentialsError,
    Patience,
    Remote,
    ServerAddressError,
    endpoints_of,
    fetch,
    is_address,
    parse_credentials,
    publish_generation,
    read_credentials,
)

__all__ = ["Published", "built_in", "opened", "show", "store_at"]


@dataclass(frozen=True, slots=True)
class Published:
    """What a program is told of a generation: number and place, its content's hash, and its statements by graph."""

    generation: int
    store: str
    content: str
    quads: int
    graphs: dict[str, int]


def store_at(store: str, server: str, credentials_file: Path | None, credentials: str, seconds: float) -> Path | Remote:
    """Return the directory, or the store on a server, that the options name. Raises BadParameter.

    The credentials are those in the file, or else those of the environment.
    """
    if not is_address(store):
        return Path(store)
    try:
        # Whoever waits that long for one answer gives no sign of life meanwhile, and isn't dead.
        patience = Patience(silence=seconds, lease=max(Patience().lease, 2 * seconds))
        return Remote(endpoints_of(store, server), _credentials(credentials_file, credentials), patience)
    except ServerAddressError as error:
        raise typer.BadParameter(str(error), param_hint="--store, --server") from None
    except CredentialsError as error:
        raise typer.BadParameter(
            str(error), param_hint="--store-credentials" if credentials_file else "CLAIMGRAPH_STORE_CREDENTIALS"
        ) from None


@contextmanager
def opened(where: Path | Remote) -> Iterator[Generation]:
    """The current generation there; of a server, a copy that lasts as long as the block. Raises StoreError."""
    if isinstance(where, Path):
        yield open_current(where)
        return
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
        with shown_progress(told) as tell:
            generation = fetch(where, Path(folder), lambda done: tell("fetching statements", done, done))
        yield generation


@contextmanager
def built_in(where: Path | Remote, replica: Path | None) -> Iterator[Path]:
    """The directory that a build for that store is made in: the store's own, or for one on a server the replica's."""
    if isinstance(where, Path):
        yield where
    elif replica:
        yield replica
    else:
        with tempfile.TemporaryDirectory(prefix="claimgraph-") as folder:
            yield Path(folder)


def show(where: Path | Remote, generation: Generation, keep: int) -> Published:
    """Publish a generation on the server, if it isn't for a directory, and return what a program is told of it."""
    held = generation.manifest
    if isinstance(where, Path):
        return _published(generation.number, str(where), held.content, dict(held.graphs))
    with shown_progress(told) as tell:
        record = publish_generation(
            where, generation, lambda done: tell("uploading statements", done, held.quads), keep=keep
        )
    graphs = {name: graph.statements for name, graph in sorted(record.graphs.items())}
    return _published(record.number, where.address, record.content, graphs)


def _published(number: int, store: str, content: str, graphs: dict[str, int]) -> Published:
    return Published(number, store, content, sum(graphs.values()), graphs)


def _credentials(file: Path | None, text: str) -> Credentials | None:
    if file is not None:
        return read_credentials(file)
    return parse_credentials(text, "CLAIMGRAPH_STORE_CREDENTIALS") if text else None
