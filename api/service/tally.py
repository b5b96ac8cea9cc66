"""What the service has counted since it started."""

from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import Any

__all__ = ["BUCKETS", "Latency", "Tally"]

BUCKETS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
"""Upper bounds in seconds of the latencies that are told apart."""

_NUMBERS = ("body_bytes", "looked_up", "cut_short", "left")
_COUNTS = ("problems", "cache", "ends")


class Latency:
    """How long requests took: a count for each bucket and one beyond, and their sum in seconds."""

    def __init__(self) -> None:
        self.counts = [0] * (len(BUCKETS) + 1)
        self.seconds = 0.0

    def observe(self, seconds: float) -> None:
        """Count one request."""
        self.counts[bisect_left(BUCKETS, seconds)] += 1
        self.seconds += seconds


@dataclass(slots=True)
class Tally:
    """Plain numbers, so that counting costs next to nothing; `metrics` puts them into words.

    `ends` are the evaluators that were ended at a query, by why.
    """

    requests: Counter[tuple[str, int]] = field(default_factory=Counter)
    latencies: defaultdict[str, Latency] = field(default_factory=lambda: defaultdict(Latency))
    problems: Counter[str] = field(default_factory=Counter)
    cache: Counter[str] = field(default_factory=Counter)
    ends: Counter[str] = field(default_factory=Counter)
    body_bytes: int = 0
    looked_up: int = 0
    switches: int = 0
    cut_short: int = 0
    left: int = 0

    def count(self, route: str, status: int, size: int, seconds: float) -> None:
        """Count one answered request: its route, status, the bytes of its body and how long it took."""
        self.requests[route, status] += 1
        self.latencies[route].observe(seconds)
        self.body_bytes += size

    def as_json(self) -> dict[str, Any]:  # JSON has values of many kinds
        """Return the numbers as JSON data, for `add`."""
        return {
            "requests": [[*key, count] for key, count in self.requests.items()],
            "latencies": {route: [each.counts, each.seconds] for route, each in self.latencies.items()},
            "switches": self.switches,
            **{name: getattr(self, name) for name in (*_NUMBERS, *_COUNTS)},
        }

    def add(self, other: dict[str, Any]) -> None:
        """Count what another front has counted, too. All fronts switch together, so a switch is one of them all."""
        for route, status, count in other["requests"]:
            self.requests[route, status] += count
        for route, (counts, seconds) in other["latencies"].items():
            own = self.latencies[route]
            own.counts = [mine + theirs for mine, theirs in zip(own.counts, counts, strict=True)]
            own.seconds += seconds
        for name in _COUNTS:
            getattr(self, name).update(other[name])
        for name in _NUMBERS:
            setattr(self, name, getattr(self, name) + other[name])
        self.switches = max(self.switches, other["switches"])
