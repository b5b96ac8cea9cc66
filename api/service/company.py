"""What a front has to know of the others: the rates of clients, the numbers of all, and when another has switched."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from claimgraph.api.service.clients import Rates
from claimgraph.api.service.fronts import Fronts
from claimgraph.api.service.settings import ServiceSettings
from claimgraph.api.service.shared_rates import SharedRates
from claimgraph.api.service.state import Held, SharedState, State
from claimgraph.api.service.tally import Tally

__all__ = ["Alone", "Company", "Rating", "Together", "company"]

Refresh = Callable[[], Awaitable[int]]


class Rating(Protocol):
    """Whoever knows how fast each client may go on."""

    def wait(self, client: str) -> float:
        """Return 0 where the client may go on, and has been charged; else the seconds after which it may."""


class Alone:
    """The only front."""

    def __init__(self, settings: ServiceSettings, refresh: Refresh, tally: Tally, held: Callable[[], Held]) -> None:
        self.rates: Rating = Rates(settings.rate, settings.burst)
        self._refresh, self._tally, self._held = refresh, tally, held

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    async def refresh(self) -> int:
        """Serve the store's current generation, and return its number. Raises StoreError."""
        return await self._refresh()

    def switched(self) -> None:
        """Nobody has to be told."""

    async def state(self) -> State:
        """Return the numbers of this front."""
        return self._tally, self._held(), 1


class Together:
    """One of several fronts, which share a folder."""

    def __init__(
        self, place: Path, settings: ServiceSettings, refresh: Refresh, tally: Tally, held: Callable[[], Held]
    ) -> None:
        self.rates: Rating = SharedRates(place / "rates", settings.rate, settings.burst)
        self._fronts = Fronts(place)
        self._shared = SharedState(place, self._fronts, tally, held)
        self._refresh = refresh
        self._telling: set[asyncio.Task[set[str]]] = set()

    async def __aenter__(self) -> Self:
        await self._fronts.open({"refresh": self._refresh, "save": self._shared.save})
        self._shared.open()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._fronts.close()
        await asyncio.gather(*self._telling, return_exceptions=True)
        await self._shared.close()

    async def refresh(self) -> int:
        """Have every front serve the store's current generation, and return its number. Raises StoreError.

        One that can't is passed over: it goes on trying by itself.
        """
        number = await self._refresh()
        await self._fronts.ask("refresh")
        return number

    def switched(self) -> None:
        """Tell the others that there is a new generation, so that they don't wait until they see it."""
        task = asyncio.get_running_loop().create_task(self._fronts.ask("refresh"))
        self._telling.add(task)
        task.add_done_callback(self._telling.discard)

    async def state(self) -> State:
        """Return the numbers of all fronts together."""
        return await self._shared.total()


Company = Alone | Together


def company(
    place: Path | None, settings: ServiceSettings, refresh: Refresh, tally: Tally, held: Callable[[], Held]
) -> Company:
    """Return the company of a front: the others that share the place, or nobody."""
    if place is None:
        return Alone(settings, refresh, tally, held)
    return Together(place, settings, refresh, tally, held)
