"""Whether the client still waits for its answer."""

import asyncio

from claimgraph.api.service.replies import Receive

__all__ = ["Presence"]


class Presence:
    """Cancels the task that made it when the client goes away, once it watches.

    Watching costs as much as a short query, so it begins where an answer takes long.
    """

    def __init__(self, receive: Receive) -> None:
        self._receive = receive
        self._task = asyncio.current_task()
        self._watching: asyncio.Task[None] | None = None
        self.is_gone = False

    def watch(self) -> None:
        """Watch from now on."""
        if self._watching is None:
            self._watching = asyncio.get_running_loop().create_task(self._watch())

    def end(self) -> None:
        """Watch no more."""
        if self._watching is not None:
            self._watching.cancel()

    async def _watch(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass
        self.is_gone = True
        if self._task is not None:
            self._task.cancel()
