"""The command that serves an assistant on standard input and output."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import typer

from claimgraph.api.errors import AssistantsMissing
from claimgraph.api.options import DEFAULT_STORE
from claimgraph.store import MEBIBYTE, Settings

__all__ = ["mcp", "require_sdk"]


def mcp(
    where: Annotated[
        str,
        typer.Argument(
            help="A store's directory, or the address of a claimgraph service.",
            envvar="CLAIMGRAPH_STORE",
            metavar="WHERE",
        ),
    ] = str(DEFAULT_STORE),
    pages: Annotated[
        str,
        typer.Option(
            help="The address of a service that shows the same graph, for links to pages.",
            metavar="URL",
            show_default=False,
        ),
    ] = "",
    timeout: Annotated[
        float, typer.Option(help="Seconds that a query may take.", envvar="CLAIMGRAPH_TIMEOUT", min=0.1)
    ] = 30.0,
    memory: Annotated[int, typer.Option(help="MiB that a query may use.", envvar="CLAIMGRAPH_MEMORY", min=64)] = 1024,
    max_result: Annotated[
        int, typer.Option(help="MiB that an answer may have.", envvar="CLAIMGRAPH_MAX_RESULT", min=1)
    ] = 64,
) -> None:
    """Serve an assistant over MCP, on standard input and output.

    For programs that start it by themselves: the Model Context Protocol's tools search the graph, give claims with
    their quotes and evidence, positions, comparisons and explanations, and run SPARQL queries, all read-only; its
    resources are the docket, the model, the ontology and example questions. WHERE is a store that build made, or the
    address of a service, which is then asked. To serve assistants over HTTP, see serve --assistants. This needs the
    extra claimgraph[assistants].
    """
    require_sdk()
    settings = Settings(
        timeout_seconds=timeout, query_memory_bytes=memory * MEBIBYTE, max_result_bytes=max_result * MEBIBYTE
    )
    if pages and urlsplit(pages).scheme not in ("http", "https"):
        raise typer.BadParameter(f"{pages} is no address: it starts with http:// or https://", param_hint="--pages")
    # Late: the SDK takes longer to load than all commands together.
    from claimgraph.api.assistants.stdio import serve_service, serve_store

    try:
        if ":/" in where and not Path(where).exists():
            if pages:
                raise typer.BadParameter("a service shows its own pages", param_hint="--pages")
            serve_service(where, settings)
        else:
            serve_store(Path(where), settings, pages.rstrip("/"))
    except KeyboardInterrupt:
        raise typer.Exit(130) from None


def require_sdk() -> None:
    """Return where the protocol's SDK is installed. Raises AssistantsMissing where it isn't."""
    if find_spec("mcp") is None:
        raise AssistantsMissing("this needs the MCP SDK: pip install 'claimgraph[assistants]'")
