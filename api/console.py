"""What the command line tells: to people on standard error, to programs as JSON on standard output."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import NoReturn

from rich.console import Console

from claimgraph.api.build import Build, build
from claimgraph.api.progress import shown_progress
from claimgraph.ingest import CorpusError, Problem

told = Console(stderr=True, soft_wrap=True, highlight=False)


def checked(folder: Path, as_json: bool = False) -> Build:
    """The corpus built in memory and found valid; its cautions are told.

    Raises `CorpusError`; with ``as_json`` its problems are on standard output by then, for programs.
    """
    try:
        with shown_progress(told) as tell:
            made = build(folder, tell)
    except CorpusError as error:
        if as_json:
            sys.stdout.write(json.dumps({"valid": False, "problems": records(error.problems)}, indent=2) + "\n")
        raise
    for caution in made.cautions:
        told.print(f"note: {caution}", markup=False)
    return made


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
