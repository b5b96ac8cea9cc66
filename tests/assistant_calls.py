"""What the tests of assistants ask, the official client that asks it, and the golden answers: run it to write them."""

from __future__ import annotations

import asyncio
import json
import re
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mcp import Client, StdioServerParameters, stdio_client
from pyoxigraph import Quad, RdfFormat, parse

from claimgraph.api.assistants.wording import NOTICE
from claimgraph.store import publish

__all__ = ["CALLS", "GOLDEN", "NOTICE", "Said", "command", "driven", "lamps", "said", "written"]

HERE = Path(__file__).parent / "api"
GOLDEN = HERE / "assistants" / "golden.txt"

CALLS: list[tuple[str, dict[str, Any]]] = [
    ("docket", {}),
    ("docket", {"docket": "LAMPS-2"}),
    ("docket", {"page": 2}),
    ("search", {"words": "cost", "kind": "claim"}),
    ("search", {"words": "lamps", "limit": 2}),
    ("search", {"words": "lamps", "limit": 2, "page": 400}),
    ("search", {"words": "mayor", "kind": "paragraph"}),
    ("search", {"words": "zebra"}),
    ("search", {"words": "x" * 400, "limit": 500}),
    ("get_claim", {"iri": "claim/ash/bright"}),
    ("get_claim", {"iri": "https://example.org/data/lamps-1/claim/cedar/bright"}),
    ("get_claim", {"iri": "proposition/bright"}),
    ("get_claim", {"iri": "claim/nobody/nothing"}),
    ("get_claim", {"iri": "https://a.example/<script>"}),
    ("get_claim", {}),
    ("list_propositions", {"show": "all"}),
    ("list_propositions", {"show": "disputed", "question": "1"}),
    ("list_propositions", {"question": "17"}),
    ("get_positions", {"proposition": "proposition/cheap"}),
    ("get_positions", {"proposition": "proposition/bright"}),
    ("get_positions", {"proposition": "claim/ash/bright"}),
    ("get_positions", {"proposition": "proposition/bright", "page": 2}),
    ("compare", {"one": "ash", "other": "birch"}),
    ("compare", {"one": "Ash & Sons", "other": "cedar", "show": "agree"}),
    ("compare", {"one": "ash", "other": "ash"}),
    ("compare", {"one": "ash", "other": "oak"}),
    ("explain", {"iri": "claim/ash/bright"}),
    ("explain", {"iri": "claim/cedar/bright", "property": "cg:backedBy"}),
    ("explain", {"iri": "claim/ash/brigth"}),
    ("query", {"example": "who-claims-what", "limit": 2}),
    ("query", {"sparql": "ASK { ?s ?p ?o }"}),
    ("query", {"sparql": "DESCRIBE <claim/birch/cheap>"}),
    ("query", {"sparql": "DESCRIBE <https://example.org/data/lamps-1/topic/light>"}),
    ("query", {"sparql": "SELECT * { ?s ?p ?o"}),
    ("query", {"sparql": "INSERT DATA { <a:> <b:> <c:> }"}),
    ("query", {"sparql": "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }"}),
    ("query", {"example": "no-such-thing"}),
    ("query", {}),
]


@dataclass(frozen=True, slots=True)
class Said:
    """An answer: its text, its structured form, and whether it is a refusal."""

    text: str
    record: dict[str, Any] | None
    is_error: bool


def command(*arguments: str) -> StdioServerParameters:
    """What a client starts."""
    return StdioServerParameters(
        command=sys.executable, args=["-c", "from claimgraph.api.cli import main; main()", "mcp", *arguments]
    )


async def said(client: Client, name: str, arguments: Mapping[str, Any]) -> Said:
    """The answer to a call; the client itself checks it against the tool's output schema."""
    answer = await client.call_tool(name, dict(arguments))
    [content] = answer.content
    assert content.type == "text"
    return Said(content.text, answer.structured_content, answer.is_error)


def driven(
    server: StdioServerParameters | str, mode: str, errors: Path
) -> tuple[list[Said], list[Any], dict[str, str]]:
    """The answers to all calls, the tools, and the resources, by the official client over a real transport."""

    async def run() -> tuple[list[Said], list[Any], dict[str, str]]:
        with errors.open("w") as log:
            given = server if isinstance(server, str) else stdio_client(server, log)
            async with Client(given, mode=mode) as client:
                answers = [await said(client, name, arguments) for name, arguments in CALLS]
                tools = (await client.list_tools()).tools
                listed = (await client.list_resources()).resources
                texts = {each.uri: (await client.read_resource(each.uri)).contents[0].text for each in listed}  # type: ignore[union-attr]
                return answers, tools, texts

    return asyncio.run(run())


def lamps() -> list[Quad]:
    """The docket on street lamps, with the letter that gives orders."""
    files = (HERE / "docket.trig", HERE / "assistants" / "bribed.trig")
    return [quad for file in files for quad in parse(path=file, format=RdfFormat.TRIG)]


def written(answers: list[Said]) -> str:
    """The answers as they stand in the golden file, without links to pages."""
    parts = []
    for (name, arguments), answer in zip(CALLS, answers, strict=True):
        head = f"=== {name} {json.dumps(arguments)}{' refused' if answer.is_error else ''}"
        parts.append(f"{head}\n{plain(answer.text)}\n")
    return "\n".join(parts)


def plain(text: str) -> str:
    """The text without links to pages."""
    return re.sub(r" \(page: http[^)]*\)|\nPage: http\S*", "", text)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        publish(Path(place) / "store", lamps(), {})
        made, _, _ = driven(command(str(Path(place) / "store")), "auto", Path(place) / "errors")
        GOLDEN.write_text(written(made), "utf-8")
