"""The files that the service has made, beside the generations that they are of, within a bounded space.

    downloads/0007-1a2b3c4d5e6f/tables/claims.csv           a file of generation 7
    downloads/0007-1a2b3c4d5e6f/tables/claims.csv.sha256    its hash, which stays when the file goes
    downloads/.making-…/                                    a file under way

A file is made when it is asked for, once, in a process of its own, one file at a time. The one that was used longest
ago goes first when there is no more room.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.downloads.catalogue import File
from claimgraph.api.service.problems import Problem
from claimgraph.store import MEBIBYTE, generation_numbers

__all__ = ["Kept", "Shelf"]

MAKING_SECONDS = 900
MEMORY_BYTES = 2048 * MEBIBYTE
WAITING = 8
"""How many files may be made or wait for it, two of them for one client."""

_OF_CLIENT = 2
_PATIENCE_SECONDS = 120.0
_RESTING_SECONDS = 60.0
_STALE_SECONDS = 3600.0
_FOLDER = re.compile(r"([0-9]{4,})-[0-9a-f]{12}")
_HASH = ".sha256"
_MAKING = ".making-"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that has been made, and the SHA-256 of its bytes in hexadecimal."""

    path: Path
    sha256: str


class Shelf:
    """Makes files of the store in a directory, and keeps `limit` bytes of them. To be used in one event loop."""

    def __init__(self, store: Path, limit: int) -> None:
        self._store, self._limit = store, limit
        self._folder = store / "downloads"
        self._turn = asyncio.Lock()
        self._making: dict[tuple[int, str, str], asyncio.Task[Kept]] = {}
        self._clients: dict[tuple[int, str, str], str] = {}

    def known(self, number: int, content: str, file: File) -> str | None:
        """Return the hash of the file if it has been made before, even where it is no longer there."""
        with suppress(OSError):
            return self._hash_path(number, content, file).read_text("ascii").strip()
        return None

    async def file(self, number: int, content: str, file: File, client: str) -> Kept:
        """Return the file of the generation with this number and content, once it is there.

        Raises Problem where it can't be made, or not now.
        """
        key = (number, content, file.path)
        if key not in self._making:
            if (kept := self._kept(number, content, file)) is not None:
                return kept
            if len(self._making) >= WAITING or list(self._clients.values()).count(client) >= _OF_CLIENT:
                detail = "Other files are being made, one at a time; this one's turn can't be waited for now."
                raise Problem("busy", detail, headers={"Retry-After": "10"})
            task = asyncio.get_running_loop().create_task(self._made(number, content, file))
            self._making[key], self._clients[key] = task, client
            task.add_done_callback(lambda done: self._forget(key, done))
        try:
            # Whoever goes away doesn't stop the work, for which others may wait.
            return await asyncio.wait_for(asyncio.shield(self._making[key]), _PATIENCE_SECONDS)
        except TimeoutError:
            raise Problem("busy", "The file is being made, and not done yet.", headers={"Retry-After": "30"}) from None

    async def close(self) -> None:
        """End what is being made."""
        tasks = list(self._making.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _forget(self, key: tuple[int, str, str], done: asyncio.Task[Kept]) -> None:
        del self._making[key], self._clients[key]
        if not done.cancelled():
            done.exception()  # seen by those who wait, if anybody still does

    async def _made(self, number: int, content: str, file: File) -> Kept:
        async with self._turn:
            if (kept := self._kept(number, content, file)) is not None:
                return kept
            try:
                room = await asyncio.to_thread(self._make_room)
                place = Path(await asyncio.to_thread(tempfile.mkdtemp, dir=self._folder, prefix=_MAKING))
            except OSError as error:
                _log.error("%s: no files can be kept there: %s", self._folder, error)
                raise Problem("storage", "The service has no place to make files.") from None
            if room <= 0:
                detail = "As many files are kept as may, and all of them are in use."
                raise Problem("busy", detail, headers={"Retry-After": str(int(_RESTING_SECONDS))})
            try:
                said = await self._said(number, file, place, room)
                if "refused" in said:
                    raise Problem("result-too-large", f"{file.path} can't be made: {said['refused']}.")
                if "sha256" not in said:
                    _log.error("%s could not be made: %s", file.path, said.get("failed", "its process ended"))
                    raise Problem(
                        "storage", f"{file.path} could not be made within the time and space that it may take."
                    )
                return await asyncio.to_thread(self._put, number, content, file, place, str(said["sha256"]))
            finally:
                await asyncio.to_thread(shutil.rmtree, place, ignore_errors=True)

    async def _said(self, number: int, file: File, place: Path, room: int) -> dict[str, object]:
        """Return what the process that makes the file says; nothing where it ended without a word."""
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-P", "-m", "claimgraph.api.downloads.maker"),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
        )
        task = {
            "store": str(self._store.absolute()),
            "number": number,
            "path": file.path,
            "folder": str(place.absolute()),
            "seconds": MAKING_SECONDS,
            "file_bytes": room,
            "memory_bytes": MEMORY_BYTES,
        }
        try:
            async with asyncio.timeout(MAKING_SECONDS):
                answer, _ = await process.communicate(json.dumps(task).encode() + b"\n")
        except TimeoutError:
            return {"failed": f"it took more than {MAKING_SECONDS} s"}
        finally:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
        return dict(json.loads(answer)) if answer.strip() else {}

    def _put(self, number: int, content: str, file: File, place: Path, sha256: str) -> Kept:
        path = self._path(number, content, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        (place / file.path).replace(path)
        self._hash_path(number, content, file).write_text(f"{sha256}\n", "ascii")
        return Kept(path, sha256)

    def _kept(self, number: int, content: str, file: File) -> Kept | None:
        path, sha256 = self._path(number, content, file), self.known(number, content, file)
        if sha256 is None:
            return None
        try:
            os.utime(path)  # it is in use
        except OSError:
            return None
        return Kept(path, sha256)

    def _path(self, number: int, content: str, file: File) -> Path:
        return self._folder / f"{number:04d}-{content[:12]}" / file.path

    def _hash_path(self, number: int, content: str, file: File) -> Path:
        path = self._path(number, content, file)
        return path.with_name(path.name + _HASH)

    def _make_room(self) -> int:
        """Remove what isn't needed, and return how many bytes there is room for; half of the space if possible."""
        self._folder.mkdir(parents=True, exist_ok=True)
        kept = set(generation_numbers(self._store))
        for path in list(self._folder.iterdir()):
            match = _FOLDER.fullmatch(path.name)
            stale = path.name.startswith(_MAKING) and time.time() - path.stat().st_mtime > _STALE_SECONDS
            if stale or (match and int(match[1]) not in kept):
                shutil.rmtree(path, ignore_errors=True)
        files = sorted(self._files())
        used = sum(size for _, size, _ in files)
        for touched, size, path in files:
            if used <= self._limit // 2 or time.time() - touched < _RESTING_SECONDS:
                break
            path.unlink(missing_ok=True)
            used -= size
        return self._limit - used

    def _files(self) -> Iterator[tuple[float, int, Path]]:
        for folder in self._folder.iterdir():
            if _FOLDER.fullmatch(folder.name):
                for path in folder.rglob("*"):
                    if path.is_file() and path.suffix != _HASH:
                        stat = path.stat()
                        yield stat.st_mtime, stat.st_size, path
