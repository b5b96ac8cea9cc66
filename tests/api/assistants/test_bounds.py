"""Answers about much are short, say how much is left out, and how to get it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from assistant_calls import lamps
from pyoxigraph import Literal, NamedNode, Quad

from claimgraph.api.app import create_app
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.ontology import CG, RDF, Iris
from claimgraph.store import Settings, publish

MANY = 120
IRIS = Iris("https://example.org/data/lamps-1/")
HEADERS = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
LONG = "Lamps are bright, and so it goes on. " * 100


def crowd() -> Iterator[Quad]:
    """Many letters that all say the same, at length."""
    base = IRIS.base
    for n in range(MANY):
        graph = IRIS.letter_graph(f"w{n}")
        letter, who, claim = (
            NamedNode(f"{base}{each}") for each in (f"letter/w{n}", f"organization/w{n}", f"claim/w{n}/it")
        )
        yield Quad(letter, RDF.type, CG.CommentLetter, graph)
        yield Quad(letter, CG.inDocket, NamedNode(f"{base}docket"), graph)
        yield Quad(letter, CG.submittedBy, who, graph)
        yield Quad(claim, RDF.type, CG.FactualClaim, graph)
        yield Quad(claim, CG.madeBy, who, graph)
        yield Quad(claim, CG.affirms, NamedNode(f"{base}proposition/bright"), graph)
        yield Quad(claim, CG.quote, Literal(LONG), graph)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("crowd") / "store"
    publish(directory, [*lamps(), *crowd()], {})
    return directory


def asked(store: Path, *calls: tuple[str, dict[str, Any]]) -> list[dict[str, Any]]:
    """The results of the calls."""

    async def run() -> list[dict[str, Any]]:
        app = create_app(store, ServiceSettings(Settings(evaluators=1), assistants=True))
        async with app.lifespan():
            transport = httpx.ASGITransport(app=app)  # type: ignore[arg-type] # typed for its own view of ASGI
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                found = []
                for name, arguments in calls:
                    params = {"name": name, "arguments": arguments}
                    sent = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
                    found.append((await client.post("/mcp", json=sent, headers=HEADERS)).json()["result"])
                return found

    return asyncio.run(run())


def test_what_is_left_out_can_be_had(store: Path) -> None:
    everything = "SELECT * { ?s ?p ?o }"
    answers = asked(
        store,
        *(("get_positions", {"proposition": "proposition/bright", "page": page}) for page in range(1, 8)),
        ("docket", {}),
        ("docket", {"page": 2}),
        ("search", {"words": "bright", "limit": 25}),
        ("get_claim", {"iri": "claim/w7/it"}),
        ("query", {"sparql": everything, "limit": 500}),
        ("query", {"sparql": f"{everything} LIMIT 60", "limit": 50}),
        ("query", {"sparql": 'SELECT (CONCAT("' + "x" * 70_000 + '", "") AS ?long) {}'}),
    )
    assert all(not each.get("isError") and len(each["content"][0]["text"]) < 100_000 for each in answers)
    records = [each["structuredContent"] for each in answers]
    pages, (first, second, found, claim, rows, fifty, one) = records[:7], records[7:]
    assert [each["more"] for each in pages] == [103, 83, 63, 43, 23, 3, 0]
    assert pages[0]["go_on"] == "call get_positions again with page=2"
    assert len({claim["claim"] for each in pages for claim in each["claims"]}) == MANY + 3
    assert all(len(claim["words"]) <= 1201 for each in pages for claim in each["claims"])
    assert (len(first["respondents"]), first["more"], len(second["respondents"]), second["more"]) == (100, 23, 23, 0)
    assert (len(found["results"]), found["more"]) == (25, found["total"] - 25)
    assert claim["words"] == LONG
    assert (rows["is_whole"], rows["more"] >= 1, "more than could be counted" in rows["go_on"]) == (False, True, True)
    assert (len(fifty["rows"]), fifty["more"], fifty["is_whole"]) == (50, 10, False)
    assert (one["rows"], one["is_whole"]) == ([], False)
    assert "longer than this tool gives" in answers[-1]["content"][0]["text"]
