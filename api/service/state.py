"""What the service has counted and holds, of this front or of all fronts together."""

import asyncio
import json
import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from claimgraph.api.service.fronts import Fronts
from claimgraph.api.service.tally import Tally

__all__ = ["Held", "SharedState", "State"]

_SAVE_SECONDS = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Held:
    """What a front holds now: kept answers and their bytes, queries under way and waiting."""

    cache_bytes: int = 0
    cache_answers: int = 0
    under_way: int = 0
    waiting: int = 0

    def __add__(self, other: "Held") -> "Held":
        """Return what both hold."""
        mine, theirs = asdict(self), asdict(other)
        return Held(**{name: count + theirs[name] for name, count in mine.items()})


State = tuple[Tally, Held, int]
"""What was counted, what is held, and by how many fronts."""


class SharedState:
    """The numbers of all fronts. Each has its own in a file, as they were last told or half a second ago.

    Of a front that has died its last file counts, so that no sum ever goes back.
    """

    def __init__(self, place: Path, fronts: Fronts, tally: Tally, held: Callable[[], Held]) -> None:
        self._folder, self._fronts, self._tally, self._held = place / "tallies", fronts, tally, held
        self._folder.mkdir(exist_ok=True)
        self._saving: asyncio.Task[None] | None = None
        self._saved = ""

    def open(self) -> None:
        """Write the file from now on."""
        self._saving = asyncio.get_running_loop().create_task(self._save_on())

    async def close(self) -> None:
        """Write it for the last time."""
        if self._saving is not None:
            self._saving.cancel()
            with suppress(asyncio.CancelledError):
                await self._saving
        await self.save()

    async def save(self) -> None:
        """Write the file."""
        text = json.dumps([self._tally.as_json(), asdict(self._held())])
        if text != self._saved:
            beside = self._folder / f".{self._fronts.name}"
            beside.write_text(text, "utf-8")
            beside.rename(self._folder / self._fronts.name)
            self._saved = text

    async def total(self) -> State:
        """Return the numbers of all fronts together, those that have died included."""
        living = {self._fronts.name, *await self._fronts.ask("save")}
        await self.save()
        tally, held = Tally(), Held()
        for path in self._folder.glob("[!.]*"):
            counted, holds = json.loads(path.read_text("utf-8"))
            tally.add(counted)
            if path.name in living:
                held += Held(**holds)
        return tally, held, len(living)

    async def _save_on(self) -> None:
        while True:
            await asyncio.sleep(_SAVE_SECONDS)
            try:
                await self.save()
            except OSError as error:
                _log.warning("what was counted could not be written: %s", error)
