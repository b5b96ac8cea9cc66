"""Publishing a corpus: what has changed since the last build is made anew, and the rest is left as it is."""

from __future__ import annotations

import dataclasses
import errno
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.build import Build, Findings, Tell, build, unread_drafts
from claimgraph.api.growing.elsewhere import fetch
from claimgraph.api.growing.making import Making
from claimgraph.api.growing.parts import Parts, make_parts
from claimgraph.api.growing.program import program_version
from claimgraph.api.growing.proven import mark_sound
from claimgraph.api.growing.publication import publish_parts
from claimgraph.ingest.cluster import Folder
from claimgraph.ingest.corpus import annotated_slugs, find_unannotated
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
    corpus: Path | Folder,
    store: Path,
    tell: Tell = lambda step, done, total: None,
    *,
    base: str | None = None,
    ocr: Sequence[str] = (),
    keep: int,
    replace: bool = False,
    making: Making = Making(),  # noqa: B008  (frozen)
    most_cautions: int | None = None,
) -> Built:
    """Build the corpus in a folder, or at an address, and publish it to the store in a directory.

    Where people annotated every letter, letters are made into graphs one by one, and kept; otherwise programs compare
    all of them with one another, and only what was read is kept. Of the letters' cautions, of which there may be
    hundreds of thousands, `most_cautions` are told. Raises `CorpusError` as `build` does,
    `ClusterError` when workers or addresses fail, and what `publish` raises.
    """
    if not replace:
        refuse_written(store)  # better to hear of it before the corpus is built than after
    if isinstance(corpus, Path):
        return _published(corpus, store, tell, base, ocr, keep, replace, making, most_cautions)
    fetched = fetch(corpus, store, tell)
    making = dataclasses.replace(making, letters=corpus)
    with fetched.placing():
        built = _published(fetched.folder, store, tell, base, ocr, keep, replace, making, most_cautions)
    return dataclasses.replace(
        built,
        cautions=fetched.placed(built.cautions),
        remarks=fetched.placed(built.remarks),
        failures=fetched.placed(built.failures),
    )


def _published(
    folder: Path,
    store: Path,
    tell: Tell,
    base: str | None,
    ocr: Sequence[str],
    keep: int,
    replace: bool,
    making: Making,
    most_cautions: int | None,
) -> Built:
    if _is_annotated(folder) and base is None:
        with _explained(store), Shelf(store / _PARTS, folder, program_version()) as shelf:
            parts = make_parts(folder, shelf, tell, making)
            found = find_unannotated(folder, {*parts.graphs, *_names(parts)}, shelf.comments())
            if not found.files and not found.left_out:
                generation = publish_parts(parts, shelf, store, tell, keep=keep, replace=replace)
                letters = shelf.cautions(most_cautions)
                return Built(
                    generation=generation,
                    cautions=(*found.cautions, *letters, *unread_drafts(parts.corpus)),
                    untold=shelf.number_of_cautions() - len(letters),
                    remarks=found.remarks,
                )
    made = build(folder, tell, base=base, kept=Kept(store / _READINGS), ocr=ocr, readers=making.cluster())
    generation = publish(store, made.quads, made.inputs, keep=keep, replace=replace)
    mark_sound(generation)
    return _told(made, generation)


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
    return [name.rpartition("/")[2] for name in parts.inputs]


def _told(made: Build, generation: Generation) -> Built:
    return Built(
        generation=generation,
        cautions=made.cautions,
        remarks=made.remarks,
        failures=made.failures,
        read=made.read,
        joined=made.joined,
    )
