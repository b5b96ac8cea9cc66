"""Arguments and options that several commands take."""

import shlex
from pathlib import Path
from typing import Annotated

import typer

from claimgraph.api.growing.making import Making
from claimgraph.ingest.cluster import Folder, is_address
from claimgraph.store.remote import LAYOUTS

__all__ = [
    "BUNDLED",
    "DEFAULT_STORE",
    "AnyStore",
    "AsJson",
    "Base",
    "Corpus",
    "CorpusPlace",
    "Credentials",
    "CredentialsFile",
    "Keep",
    "Ocr",
    "On",
    "Partitions",
    "Replace",
    "Replica",
    "ServerKind",
    "Store",
    "StoreTimeout",
    "directory",
    "making",
    "place",
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

CorpusPlace = Annotated[
    str,
    typer.Argument(
        help="The corpus folder, or a folder of letters; or the address of one, as s3://bucket/docket.",
        metavar="CORPUS",
        show_default="the one that comes with claimgraph",
    ),
]
On = Annotated[
    str | None,
    typer.Option(
        help="Have letters made into graphs by the workers of the Dask scheduler at this address, as tcp://host:8786.",
        metavar="ADDRESS",
        show_default=False,
    ),
]
Partitions = Annotated[
    str | None,
    typer.Option(
        help="Write each letter's graph into this folder or address too, as gzipped N-Quads.",
        metavar="ADDRESS",
        show_default=False,
    ),
]


def place(value: str) -> Path | Folder:
    """Return a folder of this machine, or one at an address.

    >>> place("s3://bucket/docket")
    Folder(address='s3://bucket/docket')
    """
    return Folder(value) if is_address(value) else Path(value)


def making(on: str | None, partitions: str | None) -> Making:
    """Return how letters are made into graphs; partitions in a folder of this machine are at its address, too."""
    if partitions and not is_address(partitions):
        partitions = Path(partitions).absolute().as_uri()
    return Making(on, partitions=Folder(partitions) if partitions else None)


def directory(value: Path | None) -> Path | None:
    """Return the store's directory. Raises BadParameter for a server's address, which is none."""
    if value and ":/" in str(value):
        raise typer.BadParameter(
            f"{value} is no directory; stores on SPARQL servers are for build, query, export, explain and serve"
        )
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
AnyStore = Annotated[
    str,
    typer.Option(
        help="The directory of the store's generations, or the address of a SPARQL server that holds them.",
        envvar="CLAIMGRAPH_STORE",
        metavar="DIR|URL",
    ),
]
ServerKind = Annotated[
    str,
    typer.Option(
        help=f"What kind of server it is: {', '.join(LAYOUTS)}, or its paths of query, update and graphs with commas"
        " between.",
        envvar="CLAIMGRAPH_SERVER",
        metavar="KIND",
    ),
]
CredentialsFile = Annotated[
    Path | None,
    typer.Option(
        help="A file with the server's credentials: name:password, or Bearer and a token. CLAIMGRAPH_STORE_CREDENTIALS"
        " may hold them themselves.",
        envvar="CLAIMGRAPH_STORE_CREDENTIALS_FILE",
        metavar="FILE",
    ),
]
# For the environment alone: what stands on a command line is seen by all users of the machine.
Credentials = Annotated[str, typer.Option(hidden=True, envvar="CLAIMGRAPH_STORE_CREDENTIALS")]
StoreTimeout = Annotated[
    float,
    typer.Option(
        help="Seconds that the server may say nothing before it is asked again.",
        envvar="CLAIMGRAPH_STORE_TIMEOUT",
        min=1,
    ),
]
Replica = Annotated[
    Path | None,
    typer.Option(
        help="The directory of a copy of the store on a server, which makes the next time shorter; without it, one that"
        " lasts as long as the command.",
        envvar="CLAIMGRAPH_REPLICA",
        metavar="DIR",
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
