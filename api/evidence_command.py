"""The command that shows the evidence map."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console

from claimgraph.api.console import end_incomplete, published
from claimgraph.api.evidence import PARTS, SHOWN, as_csv, as_json, as_table, write_csv
from claimgraph.api.evidence import evidence as find_evidence
from claimgraph.api.options import DEFAULT_STORE, Base, Ocr, Store, program
from claimgraph.store import load_memory, open_current

__all__ = ["evidence"]

_FIRST = 20
Named = Literal["letters", "works", "publishers", "self-citations", "citations", "short-forms"]
Format = Literal["table", "json", "csv"]


def evidence(
    corpus: Annotated[
        Path | None,
        typer.Argument(help="A corpus folder or a folder of letters, which is built first.", metavar="CORPUS"),
    ] = None,
    store: Store = DEFAULT_STORE,
    part: Annotated[Named | None, typer.Option(help="Only this part of the map.")] = None,
    answer_format: Annotated[
        Format | None,
        typer.Option("--format", help="A table at a terminal, otherwise JSON; csv needs --part or --out."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="A folder for one CSV file for each part.", metavar="FOLDER", file_okay=False)
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show all rows, not the first twenty.")] = False,
    base: Base = None,
    ocr: Ocr = "",
) -> None:
    """Show who cites what.

    Which works the letters cite most, whose they are, and who cites itself: from letters that nobody annotated too.
    With a folder, it is built and published to the store first, as build does; without one, the map is the store's.
    """
    if answer_format == "csv" and not (part or out):
        raise typer.BadParameter(
            "csv holds one table: name it with --part, or a folder with --out", param_hint="--format"
        )
    made = None
    if corpus:
        made = published(corpus, store, base=base, ocr=program(ocr))
    table = answer_format == "table" or (answer_format is None and out is None and sys.stdout.isatty())
    names = [part] if part else list(SHOWN if table else PARTS)
    parts = find_evidence(load_memory(open_current(store)), names)
    if out:
        for path in write_csv(parts, out):
            typer.echo(f"wrote {path}", err=True)
    if table:
        console = Console()
        for each in parts:
            console.print(as_table(each, None if show_all else _FIRST))
    elif answer_format == "csv" and part:
        sys.stdout.buffer.write(as_csv(parts[0]).encode())
    elif answer_format == "json" or not out:
        typer.echo(as_json(parts))
    if made:
        end_incomplete(made)
