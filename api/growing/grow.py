"""Publishing a corpus: what has changed since the last build is made anew, and the rest is left as it is."""

from __future__ import annotations

import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.build import Build, Findings, Tell, build, unread_drafts
from claimgraph.api.growing.parts import Parts, make_parts
from claimgraph.api.growing.program import program_version
from claimgraph.api.growing.publication import publish_parts
from claimgraph.ingest import Problem
from claimgraph.ingest.corpus import annotated_slugs, find_unannotated
from claimgraph.ingest.letter_files import FoundLetters
from claimgraph.ingest.parts import Shelf
from claimgraph.ingest.survey import Kept
from claimgraph.store import Generation, publish, refuse_written
from claimgraph.store.durable import explained

_READINGS, _PARTS = "readings", "parts"


@dataclass(frozen=True, slots=True, kw_only=True)
class Built(Findings):
    """A corpus published as a generation."""

    generation: Generation


def publish_corpus(
    folder: Path,
    store: Path,
    tell: Tell = lambda step, done, total: None,
    *,
    base: str | None = None,
    ocr: Sequence[str] = (),
    keep: int,
    replace: bool = False,
) -> Built:
    """Build the corpus in a folder and publish it to the store in a directory.

    Where people annotated every letter, letters are made into graphs one by one, and kept; otherwise programs compare
    all of them with one another, and only what was read is kept. Raises `CorpusError` as `build` does, and what
    `publish` raises.
    """
    if not replace:
        refuse_written(store)  # better to hear of it before the corpus is built than after
    if _is_annotated(folder) and base is None:
        with _explained(store), Shelf(store / _PARTS, folder, program_version()) as shelf:
            parts = make_parts(folder, shelf, tell)
            found = find_unannotated(folder, {*parts.graphs, *_names(parts)}, shelf.comments())
            if not found.files and not found.left_out:
                generation = publish_parts(parts, shelf, store, tell, keep=keep, replace=replace)
                return Built(generation=generation, cautions=_cautions(parts, shelf, found), remarks=found.remarks)
    made = build(folder, tell, base=base, kept=Kept(store / _READINGS), ocr=ocr)
    return _told(made, publish(store, made.quads, made.inputs, keep=keep, replace=replace))


@contextmanager
def _explained(store: Path) -> Iterator[None]:
    """Turns SQLite's errors in the block, which are about the shelf, into the store's own."""
    with explained(store):
        try:
            yield
        except sqlite3.Error as error:
            number = errno.ENOSPC if "full" in str(error) else errno.EIO
            raise OSError(number, str(error), str(store / _PARTS)) from error


def _is_annotated(folder: Path) -> bool:
    return bool(annotated_slugs(folder)) and not (folder / "works.yaml").exists()


def _names(parts: Parts) -> list[str]:
    return [Path(name).name for name in parts.inputs]


def _cautions(parts: Parts, shelf: Shelf, found: FoundLetters) -> tuple[Problem, ...]:
    return (*found.cautions, *shelf.cautions(), *unread_drafts(parts.corpus))


def _told(made: Build, generation: Generation) -> Built:
    return Built(
        generation=generation,
        cautions=made.cautions,
        remarks=made.remarks,
        failures=made.failures,
        read=made.read,
        joined=made.joined,
    )
