"""What the command line tells: to people on standard error, to programs as JSON on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from claimgraph.api.build import Build, Findings, build
from claimgraph.api.growing.grow import Built, publish_corpus
from claimgraph.api.growing.making import Making
from claimgraph.api.progress import shown_progress
from claimgraph.ingest import CorpusError, Problem
from claimgraph.ingest.cluster import Folder
from claimgraph.store import KEEP

told = Console(stderr=True, soft_wrap=True, highlight=False)


_MOST = 20
"""So many cautions are told to a person."""

INCOMPLETE = 3
"""The exit code of a build that left letters out."""


def checked(folder: Path, as_json: bool = False, base: str | None = None, ocr: Sequence[str] = ()) -> Build:
    """The corpus built in memory and found valid; its cautions are told, and the letters that had to be left out.

    Raises `CorpusError`; with ``as_json`` its problems are on standard output by then.
    """
    with _problems_told(as_json), shown_progress(told) as tell:
        made = build(folder, tell, base=base, ocr=ocr)
    _tell(made, as_json)
    return made


def published(
    corpus: Path | Folder,
    store: Path,
    *,
    as_json: bool = False,
    base: str | None = None,
    ocr: Sequence[str] = (),
    keep: int = KEEP,
    replace: bool = False,
    making: Making = Making(),  # noqa: B008  (frozen)
) -> Built:
    """The corpus published to the store in a directory; what is to be told of it is told as by `checked`.

    What is read and made of letters is kept in the directory, so that the next build does only what is new. Raises
    `CorpusError`, `ClusterError`, and what `publish` raises.
    """
    most = None if as_json else _MOST
    with _problems_told(as_json), shown_progress(told) as tell:
        made = publish_corpus(
            corpus, store, tell, base=base, ocr=ocr, keep=keep, replace=replace, making=making, most_cautions=most
        )
    _tell(made, as_json)
    return made


@contextmanager
def _problems_told(as_json: bool) -> Iterator[None]:
    try:
        yield
    except CorpusError as error:
        if as_json:
            sys.stdout.write(json.dumps({"valid": False, "problems": records(error.problems)}, indent=2) + "\n")
        raise


def _tell(made: Findings, as_json: bool) -> None:
    for caution in made.cautions[:_MOST]:
        told.print(f"note: {caution}", markup=False)
    if (more := len(made.cautions) + made.untold - _MOST) > 0 and not as_json:
        told.print(f"note: and {more:,} more like these; --json lists all of them")
    if made.remarks and not as_json:
        count = f"{len(made.remarks):,} doubt{'s' if len(made.remarks) > 1 else ''}"
        told.print(f"note: {count} about what was read in letters that nobody annotated; --json lists them")
    if made.joined:
        told.print(f"note: {made.joined:,} of the letters say what another one says: they are joined to it")
    for failure in made.failures:
        told.print(f"left out: {failure}", markup=False)


def reading_record(made: Findings) -> dict[str, object]:
    """What a program is told of the letters that nobody annotated: how many are in, the doubts, and those left out."""
    return {
        "read": made.read,
        "joined": made.joined,
        "doubts": records(made.remarks),
        "left_out": records(made.failures),
    }


def end_incomplete(made: Findings) -> None:
    """End with exit code 3 where letters were left out: the rest is as it should be."""
    if made.failures:
        count = f"{len(made.failures):,} letter{'s' if len(made.failures) > 1 else ''}"
        told.print(f"claimgraph: {count} left out, as said above; mend them and build again: the others are kept")
        sys.exit(INCOMPLETE)


def records(problems: Iterable[Problem]) -> list[dict[str, str | int]]:
    """The problems as JSON objects with file, line, column and message."""
    return [
        {"file": each.at.file, "line": each.at.line, "column": each.at.column, "message": each.message}
        for each in problems
    ]


def tell_problems(error: CorpusError) -> None:
    """Say each of the corpus's problems in a line of its own."""
    for problem in error.problems:
        told.print(str(problem), markup=False)


def fail(message: str) -> NoReturn:
    """Say what could not be done, and end with exit code 1."""
    told.print(f"claimgraph: {message}", markup=False)
    sys.exit(1)
