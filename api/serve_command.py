"""The command that serves: every setting by flag or environment, and one table of them."""

from __future__ import annotations

import os
import tempfile
from contextlib import ExitStack
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from claimgraph.api.assistants.command import require_sdk
from claimgraph.api.console import published, told
from claimgraph.api.options import (
    BUNDLED,
    Credentials,
    CredentialsFile,
    Keep,
    Replace,
    Replica,
    ServerKind,
    StoreTimeout,
)
from claimgraph.api.service.settings import Network, ServiceSettings, WriteSettings
from claimgraph.api.store_place import show, store_at
from claimgraph.api.writing.tokens import TokenError, checked_token, read_token
from claimgraph.store import KEEP, MEBIBYTE, Settings
from claimgraph.store.remote import Remote, following

__all__ = ["serve"]

_SECRET = frozenset(("credentials", "token"))
_LEAST_WRITE = 1024  # MiB; validation needs some, however little queries may have


def serve(
    context: typer.Context,
    corpus: Annotated[Path | None, typer.Argument(help="A corpus folder to build first.", metavar="CORPUS")] = None,
    store: Annotated[
        str | None,
        typer.Option(
            help="The store's directory, or the address of a SPARQL server that holds it; without it, a directory that "
            "lasts as long as the service.",
            envvar="CLAIMGRAPH_STORE",
            metavar="DIR|URL",
        ),
    ] = None,
    server: ServerKind = "oxigraph",
    store_credentials: CredentialsFile = None,
    credentials: Credentials = "",
    store_timeout: StoreTimeout = 60.0,
    replica: Replica = None,
    follow: Annotated[
        float,
        typer.Option(
            help="Seconds between two looks at a store on a server for what is new.",
            envvar="CLAIMGRAPH_FOLLOW",
            min=0.1,
        ),
    ] = 10.0,
    host: Annotated[str, typer.Option(help="The address to listen on.", envvar="CLAIMGRAPH_HOST")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option(help="The port to listen on; 0 takes a free one.", envvar="CLAIMGRAPH_PORT", min=0, max=65535)
    ] = 8000,
    workers: Annotated[
        int,
        typer.Option(help="How many queries are evaluated at full speed.", envvar="CLAIMGRAPH_WORKERS", min=1, max=64),
    ] = 2,
    fronts: Annotated[
        int,
        typer.Option(
            help="How many processes answer requests; 0 is one for each processor, and for each worker at most.",
            envvar="CLAIMGRAPH_FRONTS",
            min=0,
            max=64,
        ),
    ] = 0,
    timeout: Annotated[
        float, typer.Option(help="Seconds that a query may take.", envvar="CLAIMGRAPH_TIMEOUT", min=0.1)
    ] = 30.0,
    memory: Annotated[int, typer.Option(help="MiB that a query may use.", envvar="CLAIMGRAPH_MEMORY", min=64)] = 2048,
    store_memory: Annotated[
        int,
        typer.Option(
            help="MiB up to which the graph is held in memory; a larger one is read from disk.",
            envvar="CLAIMGRAPH_STORE_MEMORY",
            min=0,
        ),
    ] = 4096,
    max_result: Annotated[
        int, typer.Option(help="MiB that an answer may have.", envvar="CLAIMGRAPH_MAX_RESULT", min=1)
    ] = 64,
    queue: Annotated[
        int,
        typer.Option(help="How many queries may wait, half of them of one client.", envvar="CLAIMGRAPH_QUEUE", min=2),
    ] = 64,
    rate: Annotated[
        float, typer.Option(help="Requests a second of one client; 0 is no limit.", envvar="CLAIMGRAPH_RATE", min=0)
    ] = 100.0,
    burst: Annotated[
        int, typer.Option(help="Requests that one client may make at once.", envvar="CLAIMGRAPH_BURST", min=1)
    ] = 1000,
    cache: Annotated[
        int, typer.Option(help="MiB of answers that are kept; 0 keeps none.", envvar="CLAIMGRAPH_CACHE", min=0)
    ] = 128,
    downloads: Annotated[
        int,
        typer.Option(
            help="MiB of files made for download that are kept in the store.", envvar="CLAIMGRAPH_DOWNLOADS", min=1
        ),
    ] = 2048,
    trusted_proxy: Annotated[
        list[str] | None,
        typer.Option(
            help="A proxy's address or network, whose X-Forwarded-For is believed; may be repeated.",
            envvar="CLAIMGRAPH_TRUSTED_PROXY",
            metavar="NETWORK",
        ),
    ] = None,
    allow_service: Annotated[
        list[str] | None,
        typer.Option(
            help="An endpoint that queries may ask with SERVICE; may be repeated.",
            envvar="CLAIMGRAPH_ALLOW_SERVICE",
            metavar="URL",
        ),
    ] = None,
    access_log: Annotated[
        bool,
        typer.Option(
            "--access-log",
            help="Write each request as a line of JSON to standard output.",
            envvar="CLAIMGRAPH_ACCESS_LOG",
        ),
    ] = False,
    token_file: Annotated[
        Path | None,
        typer.Option(
            help="A file with the token of those who may write; without one nobody may. CLAIMGRAPH_TOKEN may hold the "
            "token itself.",
            envvar="CLAIMGRAPH_TOKEN_FILE",
            metavar="FILE",
        ),
    ] = None,
    # For the environment alone: what stands on a command line is seen by all users of the machine.
    token: Annotated[str, typer.Option(hidden=True, envvar="CLAIMGRAPH_TOKEN")] = "",
    write_timeout: Annotated[
        float, typer.Option(help="Seconds that a write may take.", envvar="CLAIMGRAPH_WRITE_TIMEOUT", min=1)
    ] = 120.0,
    max_write: Annotated[
        int, typer.Option(help="MiB that the body of a write may have.", envvar="CLAIMGRAPH_MAX_WRITE", min=1, max=1024)
    ] = 16,
    assistants: Annotated[
        bool,
        typer.Option(
            "--assistants",
            help="Answer assistants at /mcp (Model Context Protocol); needs the extra claimgraph[assistants].",
            envvar="CLAIMGRAPH_ASSISTANTS",
        ),
    ] = False,
    assistants_host: Annotated[
        list[str] | None,
        typer.Option(
            help="A name that assistants may use for this service, beside localhost and IP addresses; may be repeated.",
            envvar="CLAIMGRAPH_ASSISTANTS_HOST",
            metavar="NAME",
        ),
    ] = None,
    keep: Keep = KEEP,
    replace: Replace = False,
    show_settings: Annotated[
        bool, typer.Option("--show-settings", help="Print all settings and where they come from, and end.")
    ] = False,
) -> None:
    """Serve the endpoint and the pages.

    With a corpus, it is built and published first. With neither corpus nor store, the corpus that comes with
    claimgraph is served. A generation that is published to the store meanwhile is switched to.

    Of a store on a SPARQL server a copy is fetched, served, and kept up with what is published there. It can't be
    written to.
    """
    where = store_at(store, server, store_credentials, credentials, store_timeout) if store else None
    if isinstance(where, Remote) and (token_file or token):
        raise typer.BadParameter(
            "a copy of a store on a server can't be written to; publish there with build", param_hint="--token-file"
        )
    if replica and not isinstance(where, Remote):
        raise typer.BadParameter("there is a copy only of a store on a server", param_hint="--replica")
    settings = ServiceSettings(
        Settings(
            evaluators=workers,
            timeout_seconds=timeout,
            memory_bytes=store_memory * MEBIBYTE,
            query_memory_bytes=memory * MEBIBYTE,
            max_result_bytes=max_result * MEBIBYTE,
            queue=queue,
            services=tuple(allow_service or ()),
        ),
        rate=rate,
        burst=burst,
        cache_bytes=cache * MEBIBYTE,
        downloads_bytes=downloads * MEBIBYTE,
        trusted_proxies=tuple(map(_network, trusted_proxy or ())),
        access_log=access_log,
        token=_token(token_file, token),
        writing=WriteSettings(
            timeout_seconds=write_timeout,
            memory_bytes=max(memory, _LEAST_WRITE) * MEBIBYTE,
            max_body=max_write * MEBIBYTE,
            keep=keep,
        ),
        assistants=assistants,
        assistants_hosts=tuple(assistants_host or ()),
        fronts=fronts or min(_processors(), workers),
    )
    if show_settings:
        Console().print(_table(context))
        return
    if assistants:
        require_sdk()
    # Here, since this loads the web framework, which no other command needs.
    from claimgraph.api.serve import free_port
    from claimgraph.api.serve import serve as run_service

    port = free_port(host, port)  # better to hear of a port in use before the corpus is built than after
    with tempfile.TemporaryDirectory(prefix="claimgraph-") as temporary, ExitStack() as stack:
        directory = (replica if isinstance(where, Remote) else where) or Path(temporary)
        if corpus or where is None:
            made = published(corpus or BUNDLED, directory, keep=keep, replace=replace)
            show(where or directory, made.generation, keep)
        if isinstance(where, Remote):
            stack.enter_context(following(where, directory, follow, _told, keep=keep))
        run_service(directory, host, port, settings)


def _told(message: str) -> None:
    told.print(f"claimgraph: {message}", markup=False)


def _processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _token(file: Path | None, token: str) -> str:
    """Return the token that the file or the environment gives, empty where neither does; the file comes first."""
    try:
        if file is not None:
            return read_token(file)
        return checked_token(token, "CLAIMGRAPH_TOKEN") if token else ""
    except TokenError as error:
        raise typer.BadParameter(str(error), param_hint="--token-file" if file else "CLAIMGRAPH_TOKEN") from None


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise typer.BadParameter(
            f"{error}; give an address or a network such as 10.0.0.0/8", param_hint="--trusted-proxy"
        ) from None


def _table(context: typer.Context) -> Table:
    """Return every option: its flag, its variable, its value, and whether flag, environment or neither gave it."""
    table = Table("flag", "environment", "value", "from", box=None)
    for option in context.command.params:
        name = option.name or ""
        if not isinstance(option, typer.core.TyperOption) or name in ("help", "show_settings"):
            continue
        source = context.get_parameter_source(name)
        value = context.params[name]
        shown = "(set)" if name in _SECRET and value else "" if value in (None, []) else str(value)
        given = {"COMMANDLINE": "flag", "ENVIRONMENT": "environment"}.get(source.name if source else "", "default")
        table.add_row(option.opts[0], str(option.envvar or ""), shown, given)
    return table
