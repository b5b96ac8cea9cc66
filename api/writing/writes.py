"""The door to the writer: who may write, and the answer only once the service serves what was written."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from claimgraph.api.service.body import CLOSING
from claimgraph.api.service.problems import Problem
from claimgraph.api.service.replies import Scope
from claimgraph.api.service.settings import WriteSettings
from claimgraph.api.writing.pipeline import Written
from claimgraph.api.writing.tokens import check_bearer
from claimgraph.api.writing.wire import WriteRequest
from claimgraph.api.writing.writer import ask_writer
from claimgraph.store import StoreError

__all__ = ["BODY_SECONDS", "GENERATION", "Writes", "Writing", "written_headers"]

GENERATION = "Claimgraph-Generation"
BODY_SECONDS = 60.0
"""What a body may take to arrive from one who has the token."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Writing:
    """What opens writing: the token, the writer's socket, and what a write may take."""

    token: str
    socket: Path
    settings: WriteSettings

    def __repr__(self) -> str:
        """Return the whole but the token, so that no log gets it."""
        return f"Writing(socket={self.socket!r}, settings={self.settings!r})"


class Writes:
    """Writing, where it is open; `refresh` has the service serve the store's current generation."""

    def __init__(self, writing: Writing | None, refresh: Callable[[], Awaitable[int]]) -> None:
        self._writing, self._refresh = writing, refresh
        self._running: set[asyncio.Task[Written]] = set()

    @property
    def is_open(self) -> bool:
        """Whether anybody may write at all."""
        return self._writing is not None

    @property
    def settings(self) -> WriteSettings:
        """What a write may take."""
        return self._writing.settings if self._writing else WriteSettings()

    def authorise(self, scope: Scope, *, body_read: bool = False) -> None:
        """Let nobody pass who may not write: Problem 403 where nobody may, 401 without the right token."""
        closing = {} if body_read or scope["method"] == "DELETE" else CLOSING
        try:
            if self._writing is None:
                raise Problem("read-only", "Writing is not open here; send a query.")
            check_bearer(scope, self._writing.token)
        except Problem as problem:
            raise Problem(problem.kind, problem.detail, headers={**problem.headers, **closing}) from None

    async def carry_out(self, request: WriteRequest) -> Written:
        """Return what became of the write, once it is on disk and served. Raises Problem where it isn't.

        A write that has begun goes on, and is served, though its client may leave.
        """
        task = asyncio.get_running_loop().create_task(self._carry_out(request))
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return await asyncio.shield(task)

    async def _carry_out(self, request: WriteRequest) -> Written:
        if self._writing is None:
            raise Problem("read-only", "Writing is not open here; send a query.")
        written = await ask_writer(self._writing.socket, request)
        try:
            await self._refresh()
        except StoreError as error:
            _log.error("generation %d was written and can't be served: %s", written.generation, error)
            detail = f"The change was made, as generation {written.generation}, and can't be served yet."
            raise Problem("unavailable", detail, headers={"Retry-After": "2"}) from None
        return written


def written_headers(written: Written) -> Mapping[str, str]:
    """Return the headers of every answer to a write: no cache keeps it, and it names its generation."""
    return {"Cache-Control": "no-store", GENERATION: str(written.generation)}
