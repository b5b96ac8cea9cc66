"""Which clients' queries tend to take long."""

import time

SLOW_SECONDS = 60.0
"""How long it is remembered of a client that a query of its took long: it leaves the last of the workers to others."""

BRIEF_SECONDS = 0.02
"""After how long a query of such a client gives way: none of its endless ones has more of the full speed than that."""


class SlowClients:
    """The clients of which a query took long lately."""

    def __init__(self) -> None:
        self._when: dict[str, float] = {}

    def __contains__(self, client: str) -> bool:
        return time.monotonic() - self._when.get(client, -SLOW_SECONDS) < SLOW_SECONDS

    def add(self, client: str) -> None:
        """Remembers that a query of the client's has just taken long."""
        now = time.monotonic()
        self._when = {each: when for each, when in self._when.items() if now - when < SLOW_SECONDS}
        self._when[client] = now
