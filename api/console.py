"""What the command line tells: to people on standard error, to programs as JSON on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from claimgraph.api.build import Build, build
from claimgraph.api.progress import shown_progress
from claimgraph.ingest import CorpusError, Problem
from claimgraph.ingest.survey import Kept

told = Console(stderr=True, soft_wrap=True, highlight=False)


INCOMPLETE = 3
"""The exit code of a build that left letters out."""

_READINGS = "readings"


def checked(
    folder: Path,
    as_json: bool = False,
    base: str | None = None,
    store: Path | None = None,
    ocr: Sequence[str] = (),
) -> Build:
    """The corpus built in memory and found valid; its cautions are told, and the letters that had to be left out.

    What is read of letters that nobody annotated is kept in the store's directory, if one is given, so that the next
    build reads only what is new. Raises `CorpusError`; with ``as_json`` its problems are on standard output by then.
    """
    kept = Kept(store / _READINGS) if store else None
    try:
        with shown_progress(told) as tell:
            made = build(folder, tell, base=base, kept=kept, ocr=ocr)
    except CorpusError as error:
        if as_json:
            sys.stdout.write(json.dumps({"valid": False, "problems": records(error.problems)}, indent=2) + "\n")
        raise
    for caution in made.cautions:
        told.print(f"note: {caution}", markup=False)
    if made.remarks and not as_json:
        count = f"{len(made.remarks):,} doubt{'s' if len(made.remarks) > 1 else ''}"
        told.print(f"note: {count} about what was read in letters that nobody annotated; --json lists them")
    if made.joined:
        told.print(f"note: {made.joined:,} of the letters say what another one says: they are joined to it")
    for failure in made.failures:
        told.print(f"left out: {failure}", markup=False)
    return made


def reading_record(made: Build) -> dict[str, object]:
    """What a program is told of the letters that nobody annotated: how many are in, the doubts, and those left out."""
    return {
        "read": made.read,
        "joined": made.joined,
        "doubts": records(made.remarks),
        "left_out": records(made.failures),
    }


def end_incomplete(made: Build) -> None:
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
