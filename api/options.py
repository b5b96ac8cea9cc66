"""Arguments and options that several commands take."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

__all__ = [
    "BUNDLED",
    "DEFAULT_STORE",
    "AsJson",
    "Base",
    "Corpus",
    "Keep",
    "Ocr",
    "Replace",
    "Store",
    "directory",
    "program",
]

BUNDLED = Path(__file__).parent.parent / "corpus" / "ntia-2023-0009"
DEFAULT_STORE = Path("claimgraph-store")

Corpus = Annotated[
    Path,
    typer.Argument(
        help="The corpus folder, or a folder of letters.",
        metavar="CORPUS",
        show_default="the one that comes with claimgraph",
    ),
]


def directory(value: Path | None) -> Path | None:
    """Return the store's directory. Raises BadParameter for a server's address, which is none."""
    if value and ":/" in str(value):
        raise typer.BadParameter(f"{value} is no directory; stores on SPARQL servers can't be used yet")
    return value


Store = Annotated[
    Path,
    typer.Option(
        help="The directory of the store's generations.",
        envvar="CLAIMGRAPH_STORE",
        metavar="DIR",
        callback=directory,
    ),
]
Base = Annotated[
    str | None,
    typer.Option(
        help="What IRIs start with, where the folder has no docket.yaml that says it.",
        metavar="IRI",
        show_default=False,
    ),
]
Keep = Annotated[
    int, typer.Option(help="How many generations stay, the new one included.", envvar="CLAIMGRAPH_KEEP", min=1)
]
Replace = Annotated[
    bool, typer.Option("--replace", help="Publish though the store holds what was written through the service.")
]


def program(command: str) -> tuple[str, ...]:
    """Return a program and its arguments as a shell would part them. Raises BadParameter for an open quotation mark.

    >>> program("ocrmypdf -l 'eng+spa'")
    ('ocrmypdf', '-l', 'eng+spa')
    """
    try:
        return tuple(shlex.split(command))
    except ValueError as error:
        raise typer.BadParameter(f"{command}: {error}; close the quotation mark") from error


Ocr = Annotated[
    str,
    typer.Option(
        help="A program that recognises the text of scans, with its options, as 'ocrmypdf -l eng'. It is called without"
        " a shell, with a copy of the scan and the name of the file to write, which is read as PDF or text.",
        metavar="COMMAND",
        show_default=False,
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON for programs.")]
