"""The command synth: a made-up docket, to measure growth with."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.api.console import told
from claimgraph.api.options import AsJson
from claimgraph.api.progress import shown_progress
from claimgraph.ingest.synthetic import write_docket

__all__ = ["synth"]


def synth(
    folder: Annotated[Path, typer.Argument(help="The corpus folder to write; it must not exist.", metavar="FOLDER")],
    letters: Annotated[int, typer.Option(help="Letters that are annotated.", min=1)] = 100,
    seed: Annotated[int, typer.Option(help="Another seed gives another docket.")] = 1,
    claims: Annotated[int, typer.Option(help="Claims that a letter has on average.", min=1)] = 60,
    footnotes: Annotated[int, typer.Option(help="Footnotes that a letter has on average.", min=0)] = 40,
    form_letters: Annotated[
        int, typer.Option(help="Submissions of form letters, which nobody annotated, beside the letters.", min=0)
    ] = 0,
    as_json: AsJson = False,
) -> None:
    """Write a made-up docket of any size, to measure growth with.

    A corpus folder as build takes it: letters of some 3,000 words with their annotations, footnotes and addresses;
    works and propositions shared by Zipf's law, respondents in three camps, alignments. The same options give the same
    bytes, and fewer letters are the first ones of more. Its sentences mean nothing.
    """
    with shown_progress(told) as tell:
        written = write_docket(
            folder, letters, seed=seed, claims=claims, footnotes=footnotes, form_letters=form_letters, tell=tell
        )
    if as_json:
        typer.echo(json.dumps({"folder": str(folder), **asdict(written)}, indent=2))
    else:
        counts = ", ".join(f"{count:,} {name.replace('_', ' ')}" for name, count in asdict(written).items() if count)
        typer.echo(f"{folder}: {counts}")
