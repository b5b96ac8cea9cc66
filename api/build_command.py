"""The command that builds a corpus and publishes it, once or whenever its files change."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from watchfiles import Change, DefaultFilter, watch

from claimgraph.api.console import end_incomplete, published, reading_record, records, tell_problems, told
from claimgraph.api.growing.grow import Built
from claimgraph.api.options import (
    BUNDLED,
    DEFAULT_STORE,
    AnyStore,
    AsJson,
    Base,
    CorpusPlace,
    Credentials,
    CredentialsFile,
    Keep,
    Ocr,
    On,
    Partitions,
    Replace,
    Replica,
    ServerKind,
    StoreTimeout,
    making,
    place,
    program,
)
from claimgraph.api.store_place import Published, built_in, show, store_at
from claimgraph.ingest import CorpusError, IngestError, Location, Problem
from claimgraph.store import KEEP, StoreError

_LOOK = 500
"""Milliseconds: how long the first build waits until changes are heard of."""


def build(
    corpus: CorpusPlace = str(BUNDLED),
    store: AnyStore = str(DEFAULT_STORE),
    keep: Keep = KEEP,
    replace: Replace = False,
    base: Base = None,
    ocr: Ocr = "",
    on: On = None,
    partitions: Partitions = None,
    again: Annotated[
        bool, typer.Option("--watch", help="Build again whenever a file of the corpus changes, until interrupted.")
    ] = False,
    server: ServerKind = "oxigraph",
    store_credentials: CredentialsFile = None,
    credentials: Credentials = "",
    store_timeout: StoreTimeout = 60.0,
    replica: Replica = None,
    as_json: AsJson = False,
) -> None:
    """Check a corpus, or a mere folder of letters, and publish it.

    Its letters are read, its quotes anchored, what follows derived, all of it validated, and the whole published as the
    store's next generation. If anything that people wrote is wrong nothing is published, each complaint names its file
    and line, and the exit code is 1. A store that holds what was written through the service is left as it is, unless
    --replace is given. What was made of a letter is kept in the store: the next build does only what has changed, and
    one that was stopped goes on where it was.

    Letters that nobody annotated are read in any format that parse takes: PDF, DOCX, HTML, text, regulations.gov
    records. One that can't be read is left out and named with the remedy, the rest is published, and the exit code is
    3.

    The letters that people annotated are made into graphs by as many processes as there are processors, or with --on by
    a Dask cluster that has the same version of claimgraph, which reads the other letters as well; the result is the
    same. CORPUS and --partitions may be addresses of any kind that fsspec knows. Both need the extra
    claimgraph[cluster].

    For a store on a SPARQL server the work is done in the directory --replica; graphs that have changed are uploaded
    under names of their own and read back, and one update shows them to readers.
    """
    where = store_at(store, server, store_credentials, credentials, store_timeout)
    folder, ways = place(corpus), making(on, partitions)

    def once(directory: Path) -> Built:
        made = published(
            folder,
            directory,
            as_json=as_json,
            base=base,
            ocr=program(ocr),
            keep=keep,
            replace=replace,
            making=ways,
        )
        _report(made, show(where, made.generation, keep), as_json)
        return made

    with built_in(where, replica) as directory:
        if not again:
            end_incomplete(once(directory))
            return
        if not isinstance(folder, Path):
            raise typer.BadParameter(f"{corpus} is an address, whose changes can't be heard of", param_hint="--watch")
        with suppress(KeyboardInterrupt):
            _keep_building(lambda: once(directory), _changes(folder, directory))


def _keep_building(once: Callable[[], Built], changes: Iterator[None]) -> None:
    for _ in changes:
        try:
            once()
        except CorpusError as error:
            tell_problems(error)
            told.print("nothing was published; waiting for the next change")
        except (IngestError, StoreError) as error:
            told.print(f"{error}; waiting for the next change", markup=False)


def _report(made: Built, shown: Published, as_json: bool) -> None:
    if as_json:
        told_of = {"valid": True, "cautions": records(made.cautions), "letters": reading_record(made)}
        typer.echo(json.dumps(told_of | asdict(shown), indent=2))
        return
    typer.echo(f"generation {shown.generation} in {shown.store}: {shown.quads:,} quads")
    for graph, count in shown.graphs.items():
        typer.echo(f"  {count:>8,}  {graph}")


def _changes(corpus: Path, store: Path) -> Iterator[None]:
    """One at once, as soon as none can be missed, and one for each change of the corpus, until interrupted."""
    if not corpus.is_dir():
        raise CorpusError((Problem(Location(str(corpus), 1), "there is no such folder: name a corpus folder"),))
    ours, usual = store.resolve(), DefaultFilter()

    def is_of_corpus(change: Change, path: str) -> bool:
        return usual(change, path) and not Path(path).is_relative_to(ours)

    begun = False
    for changes in watch(corpus.resolve(), watch_filter=is_of_corpus, rust_timeout=_LOOK, yield_on_timeout=True):
        if changes or not begun:
            begun = True
            yield
