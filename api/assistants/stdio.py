"""Serving one assistant on standard input and output, from a store on this machine or a service elsewhere."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from pathlib import Path

from mcp.server.stdio import stdio_server

from claimgraph.api.assistants.server import Context, make_server
from claimgraph.api.assistants.source import Source, elsewhere, held
from claimgraph.api.dockets import Dockets
from claimgraph.api.service.generations import Generations
from claimgraph.store import Settings
from claimgraph.store.handle import RemoteAsker

__all__ = ["serve_service", "serve_store"]

Opened = Callable[[Context], AbstractAsyncContextManager[Source]]


def serve_store(directory: Path, settings: Settings, pages: str = "") -> None:
    """Answer from the store's current generation, within the settings' limits, until standard input ends.

    `pages` is the origin of a service that shows the graph, for links. Generations that are published meanwhile are
    switched to. Raises StoreError where there is nothing to answer from.
    """
    asyncio.run(_from_store(directory, settings, pages))


def serve_service(address: str, settings: Settings) -> None:
    """Answer from the service at an address until standard input ends. Raises AddressError for what is none."""
    asker = RemoteAsker(address, settings.max_result_bytes)
    # Longer than the service takes to say that it took too long.
    seconds = settings.timeout_seconds + 1

    @asynccontextmanager
    async def opened(context: Context) -> AsyncIterator[Source]:
        yield await elsewhere(asker, seconds)

    asyncio.run(_serve(opened))


async def _from_store(directory: Path, settings: Settings, pages: str) -> None:
    generations, dockets = Generations(directory, settings), Dockets()

    @asynccontextmanager
    async def opened(context: Context) -> AsyncIterator[Source]:
        async with generations.hold() as graph:
            yield await held(graph, dockets, pages)

    async with AsyncExitStack() as stack:
        await generations.start()
        stack.push_async_callback(generations.close)
        await _serve(opened)


async def _serve(opened: Opened) -> None:
    server = make_server(opened)
    async with stdio_server() as (read_stream, write_stream):
        await server.run(read_stream, write_stream, server.create_initialization_options())
