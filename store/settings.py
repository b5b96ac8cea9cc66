"""How many evaluators there are and what each of them may use."""

from dataclasses import dataclass

MEBIBYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Settings:
    """The limits of a keeper, its evaluators and those who ask them.

    A generation is held in memory where it fits `memory_bytes`, and read from disk otherwise. A query gets
    `timeout_seconds` from the moment an evaluator takes it, waits as long for one at most, and may allocate
    `query_memory_bytes`. `queue` queries may wait at a time in each asking process; an answer has up to
    `max_result_bytes`. `services` and `near` are those of `Federation`: the endpoints open to SERVICE.
    """

    evaluators: int = 2
    timeout_seconds: float = 30.0
    memory_bytes: int = 2048 * MEBIBYTE
    query_memory_bytes: int = 1024 * MEBIBYTE
    max_result_bytes: int = 64 * MEBIBYTE
    queue: int = 64
    services: tuple[str, ...] = ()
    near: tuple[str, ...] = ()
