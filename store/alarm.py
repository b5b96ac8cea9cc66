"""A timer that is set often and rings seldom."""

import asyncio
from collections.abc import Callable


class Alarm:
    """Rings at the earliest of the moments that it was set to (by the loop's clock), or somewhat later.

    `ring` is given the present moment, sees what is due, and returns when it wants to be called again, None for not at
    all. It may be called where nothing is due: nearly all queries are over long before their time, and a timer of the
    loop for each of them, made and cancelled, takes longer than to be woken for nothing once in a while.
    """

    def __init__(self, ring: Callable[[float], float | None]) -> None:
        self._ring = ring
        self._moment = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def set(self, loop: asyncio.AbstractEventLoop, moment: float) -> None:
        """Rings at the moment, if it doesn't before."""
        if self._timer is None or moment < self._moment:
            self.stop()
            self._moment = moment
            self._timer = loop.call_at(moment, self._call, loop)

    def stop(self) -> None:
        """Rings no more, until it is set again."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _call(self, loop: asyncio.AbstractEventLoop) -> None:
        self._timer = None
        following = self._ring(loop.time())
        if following is not None:
            self.set(loop, following)
