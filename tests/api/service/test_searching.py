"""Searches of several clients at a time: each gets its own answer, too many are refused, none is in another's way."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from claimgraph.api.service.problems import Problem
from claimgraph.api.service.searching import WAITING, Searching
from claimgraph.store import open_current
from claimgraph.store.search import Search


def searching(store: Path) -> Searching:
    generation = open_current(store)
    return Searching(generation.number, generation.search_file, generation.manifest.content)


def outcomes(store: Path, asked: list[tuple[str, str]]) -> list[str]:
    """For each client and text, asked at once: the problem, or the number of results; in the order that they came."""
    came: list[str] = []

    async def one(asking: Searching, client: str, text: str) -> None:
        try:
            came.append(f"{client} {(await asking.find(Search(text), client)).total}")
        except Problem as problem:
            came.append(f"{client} {problem.kind}")

    async def all_of_them() -> None:
        asking = searching(store)
        await asyncio.gather(*(one(asking, *each) for each in asked))
        await asking.close()

    asyncio.run(all_of_them())
    return came


def test_each_gets_its_own(store: Path) -> None:
    asked = [(f"c{n}", text) for n in range(8) for text in ("nobody doubts", "zebra")]
    assert sorted(outcomes(store, asked)) == sorted(f"c{n} {total}" for n in range(8) for total in (1, 0))


def test_one_client_has_a_quarter_of_the_places(store: Path) -> None:
    came = outcomes(store, [("greedy", f"lamps {n}") for n in range(WAITING)])
    assert came.count("greedy too-many-requests") == WAITING - WAITING // 4


def test_all_together_have_so_many(store: Path) -> None:
    came = outcomes(store, [(f"c{n}", f"lamps {n}") for n in range(WAITING + 5)])
    assert sum(each.endswith(" busy") for each in came) == 5


def test_who_asks_once_needs_not_wait_for_who_asks_much(store: Path) -> None:
    came = outcomes(store, [*(("greedy", f"lamps {n}") for n in range(WAITING // 4)), ("other", "lamps")])
    assert came.index(next(each for each in came if each.startswith("other"))) < len(came) // 2


def test_whoever_gives_up_leaves_the_others_alone(store: Path) -> None:
    async def given_up() -> int:
        asking = searching(store)
        tasks = [asyncio.create_task(asking.find(Search(f"lamps {n}"), "one")) for n in range(6)]
        await asyncio.sleep(0)
        for task in tasks[:5]:
            task.cancel()
        total = (await tasks[5]).total
        ended = await asyncio.gather(*tasks[:5], return_exceptions=True)
        assert all(isinstance(each, asyncio.CancelledError) for each in ended)
        await asking.close()
        return total

    assert asyncio.run(given_up()) > 0


def test_no_index(store: Path, tmp_path: Path) -> None:
    asking = Searching(7, tmp_path / "none", "c" * 64)
    with pytest.raises(Problem, match="Generation 7 has no search index"):
        asyncio.run(asking.find(Search("lamps")))
