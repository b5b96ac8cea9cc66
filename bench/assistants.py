"""How long assistants wait, on synthetic letters: `python bench/assistants.py [LETTERS ...]`.

Prints the tables of docs/assistants.md: how long `claimgraph mcp` and the service take to start, and how long each
tool's call takes by the official client, over pipes and over HTTP, beside a query that is asked at /sparql.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx
from mcp import Client, StdioServerParameters
from pages import docketed
from progress import say
from rates import FLAGS
from servers import Corpus, claimgraph

from claimgraph.store import open_current, publish

ROUNDS = 15
STARTS = 3
LOOK_UP = "SELECT ?p ?o { <https://example.org/synthetic/claim/l0/c0> ?p ?o }"
CALLS: dict[str, dict[str, Any]] = {
    "query": {"sparql": LOOK_UP},
    "docket": {},
    "search": {"words": "open weights"},
    "get_claim": {"iri": "claim/l0/c0"},
    "list_propositions": {},
    "get_positions": {"proposition": "proposition/p0"},
    "compare": {"one": "l0", "other": "l1"},
    "explain": {"iri": "claim/l0/c0"},
}


async def _best(ask: Callable[[], Awaitable[object]]) -> float:
    """Milliseconds, the best of ROUNDS: what else the machine does counts as little as can be."""
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await ask()
        times.append((time.perf_counter() - began) * 1000)
    return min(times)


async def _calls(client: Client) -> dict[str, float]:
    found = {}
    for name, arguments in CALLS.items():
        answer = await client.call_tool(name, arguments)
        if answer.is_error:
            raise SystemExit(f"{name}: {answer.content}")
        found[name] = await _best(lambda name=name, arguments=arguments: client.call_tool(name, arguments))
    return found


async def _over_pipes(store: Path) -> tuple[float, dict[str, float]]:
    server = StdioServerParameters(command=str(Path(".venv/bin/claimgraph").absolute()), args=["mcp", str(store)])
    starts, found = [], {}
    for n in range(STARTS):
        began = time.perf_counter()
        async with Client(server) as client:
            starts.append(time.perf_counter() - began)
            if n == 0:
                found = await _calls(client)
    return min(starts), found


async def _over_http(port: int) -> tuple[float, dict[str, float]]:
    origin = f"http://127.0.0.1:{port}"
    async with Client(f"{origin}/mcp") as client, httpx.AsyncClient() as plain:
        found = await _calls(client)
        return await _best(lambda: plain.get(f"{origin}/sparql", params={"query": LOOK_UP})), found


def _report(corpus: Corpus, place: Path) -> None:
    began, over_pipes = asyncio.run(_over_pipes(corpus.store))
    starts: dict[bool, float] = {}
    for is_open in (False, True):
        times = []
        for _ in range(STARTS):
            with claimgraph(corpus, place, *FLAGS, *(["--assistants"] if is_open else [])) as endpoint:
                times.append(endpoint.ready_seconds)
                if is_open and len(times) == STARTS:
                    plain, over_http = asyncio.run(_over_http(endpoint.port))
        starts[is_open] = min(times)
    print(
        f"\n{corpus.letters} letters. Start, s: mcp {began:.1f}, serve {starts[False]:.1f}, with --assistants", end=""
    )
    print(f" {starts[True]:.1f}\n\n| ms | pipes | HTTP |\n|---|---:|---:|\n| a look-up at `/sparql` | | {plain:.1f} |")
    for name in CALLS:
        print(f"| `{name}` | {over_pipes[name]:.0f} | {over_http[name]:.0f} |")


def main() -> None:
    """Print a table for each number of letters."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("letters", type=int, nargs="*", default=[2, 100])
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        for letters in options.parse_args().letters:
            say(f"{letters} letters: building the store")
            publish(place / str(letters), docketed(letters), {})
            _report(Corpus(letters, place / str(letters), open_current(place / str(letters)).quads_file), place)


if __name__ == "__main__":
    main()
