"""How many evaluators there are, what each of them may use, and what queries are read against."""

from dataclasses import dataclass, replace

BASE = "https://w3id.org/claimgraph/"
"""What the relative IRIs of a query that has no BASE are relative to (RFC 3986, section 5.1.4), wherever it is sent."""

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits of a keeper, its evaluators and those who ask them.

    A generation is held in memory where it fits `memory_bytes`, and read from disk otherwise. A query gets
    `timeout_seconds` from the moment an evaluator takes it, waits as long for one at most, and may allocate
    `query_memory_bytes`; its answer has up to `max_result_bytes`.

    `evaluators` queries run at full speed at a time. One that takes long goes on with what processor time the others
    leave, and no longer counts among them, so that there are twice as many `processes`; of these a client has half at
    most. `queue` queries may wait, half of them of one client. Answers that nobody has read yet
    take up `buffer_bytes` in all before evaluators are made to wait.

    `services` and `near` are the endpoints that queries may ask with SERVICE (`Federation`).
    """

    evaluators: int = 2
    timeout_seconds: float = 30.0
    memory_bytes: int = 2048 * MEBIBYTE
    query_memory_bytes: int = 1024 * MEBIBYTE
    max_result_bytes: int = 64 * MEBIBYTE
    queue: int = 64
    buffer_bytes: int = 256 * MEBIBYTE
    services: tuple[str, ...] = ()
    near: tuple[str, ...] = ()

    @property
    def processes(self) -> int:
        """How many evaluators there are, those that are at long queries included."""
        return 2 * self.evaluators

    @property
    def share(self) -> int:
        """How many of them one client may have at a time."""
        return self.evaluators

    def parted(self, fronts: int) -> "Settings":
        """The settings of each of so many processes that ask the evaluators, an equal part of what they share.

        Of the evaluators each has two at least, if there are as many: the last one is never left to long queries.

        >>> Settings(evaluators=8, queue=64).parted(2).evaluators, Settings(evaluators=2).parted(2).evaluators
        (4, 2)
        """
        if fronts == 1:
            return self
        least = min(2, self.evaluators)
        return replace(
            self,
            evaluators=max(least, -(-self.evaluators // fronts)),
            queue=max(2, -(-self.queue // fronts)),
            buffer_bytes=self.buffer_bytes // fronts,
        )
