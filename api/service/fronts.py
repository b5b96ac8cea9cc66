"""The fronts: the processes that answer requests side by side, and what they ask of each other.

Each listens at a socket of its own in a folder that they share. A front asks another with one word and gets a line
back when that is done; one that has died answers nobody, and is passed over.
"""

import asyncio
import logging
import secrets
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from pathlib import Path

__all__ = ["Fronts"]

PATIENCE_SECONDS = 10.0
"""How long another front may take with what it is asked."""

_DONE = b"done\n"
_LONGEST = 64

_log = logging.getLogger(__name__)

Deed = Callable[[], Awaitable[object]]


class Fronts:
    """The fronts that share a folder, as one of them knows them; `name` is its own."""

    def __init__(self, place: Path) -> None:
        self.name = secrets.token_hex(4)
        self._folder = place / "fronts"
        self._folder.mkdir(exist_ok=True)
        self._deeds: Mapping[str, Deed] = {}
        self._server: asyncio.Server | None = None

    async def open(self, deeds: Mapping[str, Deed]) -> None:
        """Do from now on, when another asks with such a word, what stands there for it."""
        self._deeds = deeds
        # Found by the others only once it listens: a socket that nobody listens at is taken for a dead front's.
        hidden = self._folder / f".{self.name}"
        self._server = await asyncio.start_unix_server(self._answer, hidden, limit=_LONGEST)
        hidden.rename(self._folder / self.name)

    async def close(self) -> None:
        """Be asked no more."""
        (self._folder / self.name).unlink(missing_ok=True)
        if self._server is not None:
            self._server.close()

    async def ask(self, word: str) -> set[str]:
        """Return the names of the other fronts that have done it, once all have that can."""
        others = [path for path in self._folder.glob("[!.]*") if path.name != self.name]
        done = await asyncio.gather(*(self._asked(path, word) for path in others))
        return {path.name for path, is_done in zip(others, done, strict=True) if is_done}

    async def _asked(self, path: Path, word: str) -> bool:
        writer = None
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                reader, writer = await asyncio.open_unix_connection(path, limit=_LONGEST)
                writer.write(f"{word}\n".encode())
                return await reader.readline() == _DONE
        except (ConnectionRefusedError, FileNotFoundError):
            path.unlink(missing_ok=True)  # it has ended, and its socket stayed
        except (OSError, TimeoutError, ValueError) as error:
            _log.warning("another front did not %s: %s", word, error or "it took too long")
        finally:
            if writer is not None:
                writer.close()
        return False

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            word = (await reader.readline()).decode("ascii", "replace").strip()
            await self._deeds[word]()
            writer.write(_DONE)
            await writer.drain()
        except Exception:  # whoever asked sees the connection end without the word; the log gets the trace
            _log.exception("what another front asked for failed")
        finally:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()
