"""The generations that are served: the current one, switched without a failed request, and older ones on demand."""

import asyncio
import logging
from collections import Counter, OrderedDict
from collections.abc import Callable
from contextlib import suppress
from contextvars import ContextVar
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from claimgraph.api.service.graph import Graph
from claimgraph.api.service.problems import Problem
from claimgraph.store import (
    Generation,
    KeeperHandle,
    Settings,
    SharedKeeper,
    StoreError,
    StoreMissingError,
    generation_numbers,
    open_current,
    open_generation,
    share_keeper,
    start_keeper,
)

__all__ = ["Generations", "Hold"]

WATCH_SECONDS = 0.5
"""How often the store is looked at for a new generation, and the keeper for whether it still lives."""

OLDER = 2
"""How many older generations are held at a time, each with one evaluator that reads from disk."""

_log = logging.getLogger(__name__)
_BOUND: ContextVar[Graph] = ContextVar("bound")


class Generations:
    """What requests are answered from. A request keeps its generation to its end, whatever is published meanwhile.

    `on_switch` is called after each switch; `ends` counts the evaluators that were ended at a query. With a `place` the
    keepers are shared with the other fronts, `fronts` in all, that were given the same.
    """

    def __init__(self, directory: Path, settings: Settings, place: Path | None = None, fronts: int = 1) -> None:
        self._directory, self._settings = directory, settings
        self._place, self._fronts = place, fronts
        self._current: Graph | None = None
        self._older: OrderedDict[int, Graph] = OrderedDict()
        self._switching, self._reaching_back = asyncio.Lock(), asyncio.Lock()
        self._watching: asyncio.Task[None] | None = None
        self._closing: set[asyncio.Task[None]] = set()
        self.on_switch: Callable[[], None] = lambda: None
        self.ends = Counter[str]()

    @property
    def is_held(self) -> bool:
        """Whether there is a current generation to answer from."""
        return self._current is not None

    @property
    def current(self) -> Graph:
        """The graph that new requests get. Raises Problem where there is none."""
        if self._current is None:
            raise Problem("unavailable", "No generation is held.", headers={"Retry-After": "2"})
        return self._current

    @property
    def bound(self) -> Graph:
        """The graph of the request that is being answered, or the current one."""
        return _BOUND.get(None) or self.current

    def before(self, when: datetime) -> int:
        """Return the number of the generation that was current at the moment; of the oldest kept, if none was."""
        kept = self.kept()
        return max((each.number for each in kept if each.published <= when), default=kept[0].number)

    def kept(self) -> list[Generation]:
        """Return the generations that can be asked for, oldest first."""
        found = []
        for number in generation_numbers(self._directory):
            with suppress(StoreMissingError):  # a publish has just removed it
                found.append(open_generation(self._directory, number))
        return found

    async def start(self) -> None:
        """Hold the current generation, and follow the store from now on. Raises StoreError where that can't be."""
        self._current = await self._held(None, self._settings)
        self._watching = asyncio.get_running_loop().create_task(self._watch())

    async def close(self) -> None:
        """Let go of everything."""
        if self._watching is not None:
            self._watching.cancel()
            with suppress(asyncio.CancelledError):
                await self._watching
        graphs = [*self._older.values(), *([self._current] if self._current else [])]
        self._current = None
        await asyncio.gather(*self._closing, *(graph.close() for graph in graphs))

    async def refresh(self) -> int:
        """Switch to the store's current generation, and return its number. Raises StoreError where it can't be held."""
        async with self._switching:
            newest = await asyncio.to_thread(open_current, self._directory)
            held = self._current
            if held is None or held.number < newest.number or held.content != newest.manifest.content or held.is_lost:
                self._current = await self._held(None, self._settings)
                self.on_switch()
                if held is not None:
                    self._retire(held)
            return self.current.number

    def hold(self, number: int | None = None) -> "Hold":
        """Return a block that keeps the generation with that number, or the current one."""
        return Hold(self, number)

    async def graph(self, number: int | None) -> Graph:
        """Return the graph of the generation with that number, or the current one; whoever asks holds it at once.

        Raises Problem where it isn't kept any more.
        """
        return self.current if number is None or number == self.current.number else await self._older_graph(number)

    async def _older_graph(self, number: int) -> Graph:
        async with self._reaching_back:
            if number not in generation_numbers(self._directory):
                raise self._not_kept(number)
            graph = self._older.pop(number, None)
            if graph is None or graph.is_lost:
                # In memory it would take from the current one; an answer about the past may take a little longer.
                settings = replace(self._settings, evaluators=1, memory_bytes=0)
                try:
                    graph = await self._held(number, settings)
                except StoreMissingError:
                    raise self._not_kept(number) from None
                except StoreError as error:
                    _log.error("generation %d can't be held: %s", number, error)
                    raise Problem("unavailable", f"Generation {number} can't be read.") from None
            self._older[number] = graph
            while len(self._older) > OLDER:
                _, gone = self._older.popitem(last=False)
                self._retire(gone)
            return graph

    def _not_kept(self, number: int) -> Problem:
        kept = ", ".join(str(each.number) for each in self.kept())
        return Problem("no-generation", f"Generation {number} is not kept; kept are {kept}.")

    async def _held(self, number: int | None, settings: Settings) -> Graph:
        keeper = await asyncio.to_thread(self._keeper, number, settings)
        generation = await asyncio.to_thread(open_generation, self._directory, keeper.generation)
        return Graph(keeper, generation, settings, self.ends)

    def _keeper(self, number: int | None, settings: Settings) -> KeeperHandle | SharedKeeper:
        if self._place is None:
            return start_keeper(self._directory, settings, number)
        of_all = replace(settings, evaluators=settings.evaluators * self._fronts)
        return share_keeper(self._place, self._directory, of_all, number)

    def _retire(self, graph: Graph) -> None:
        async def leave() -> None:
            while graph.users:
                await asyncio.sleep(0.05)
            await graph.close()

        task = asyncio.get_running_loop().create_task(leave())
        self._closing.add(task)
        task.add_done_callback(self._closing.discard)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS)
            try:
                await self.refresh()
            except StoreError as error:
                # What is held goes on being served; the next look may find the store mended.
                _log.error("the store's current generation can't be held: %s", error)


class Hold:
    """A block with a generation's graph, which is kept while the block lasts. Raises what `Generations.graph` does."""

    def __init__(self, generations: Generations, number: int | None) -> None:
        self._generations, self._number = generations, number

    async def __aenter__(self) -> Graph:
        self._graph = await self._generations.graph(self._number)
        self._graph.users += 1
        self._token = _BOUND.set(self._graph)
        return self._graph

    async def __aexit__(self, *raised: object) -> None:
        self._graph.users -= 1
        _BOUND.reset(self._token)
