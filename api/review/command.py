"""The command that walks a curator through a draft."""

import sys
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from claimgraph.api.options import BUNDLED
from claimgraph.api.review.files import CorpusFiles
from claimgraph.api.review.terminal import run_terminal
from claimgraph.ingest.review import CorpusReader, Session

__all__ = ["review"]


def review(
    letter: Annotated[
        str, typer.Argument(help="The letter's slug: its draft is letters/SLUG.draft.yaml.", metavar="LETTER-SLUG")
    ],
    by: Annotated[
        str,
        typer.Option("--by", help="Who decides: the slug of an organisation of organizations.yaml.", metavar="SLUG"),
    ],
    corpus: Annotated[
        Path, typer.Option(help="The corpus folder.", show_default="the one that comes with claimgraph")
    ] = BUNDLED,
    browser: Annotated[
        bool, typer.Option("--browser", help="Serve the review as pages on this machine, at an address of its own.")
    ] = False,
) -> None:
    """Walk through the draft of a letter's annotation.

    Each proposed claim is shown where it stands in the letter, with its footnotes, what speaks for it, propositions
    that it comes close to and claims of other letters. What you accept goes into letters/SLUG.yaml, once a build would
    take it; what you decide is kept in the draft, at once. A review that was left goes on at the first claim undecided.
    """
    session = Session(CorpusReader(corpus), letter, CorpusFiles(corpus), by, lambda: date.today().isoformat())
    if browser:
        _serve(session)
    else:
        run_terminal(session, Console(highlight=False, soft_wrap=not sys.stdout.isatty()), _line)


def _serve(session: Session) -> None:
    """Serve the review until the curator is done, and say how far it has come."""
    # Here, since these load the templates' engine, which most commands do without.
    from claimgraph.api.review.pages import Pages
    from claimgraph.api.review.server import ReviewServer

    for slug in session.start():
        typer.echo(f"finished what was interrupted: {slug} is accepted")
    server = ReviewServer(lambda root: Pages(session, root))
    typer.echo(
        f"review at {server.gate.address}\nfor you alone: the address has a secret in it; Ctrl-C or Done ends it"
    )
    server.run()
    counted = session.progress()
    typer.echo(f"{counted.accepted} accepted, {counted.rejected} rejected, {counted.proposed} to decide")


def _line(prompt: str, given: str) -> str:
    """Reads a line, in a terminal with what is given already in it, to be changed."""
    with suppress(ImportError):
        import readline

        readline.set_startup_hook(lambda: readline.insert_text(given))
    return input(prompt)
