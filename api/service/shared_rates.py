"""The rate of each client over all fronts: one table in memory that they share."""

import mmap
import struct
import time
from collections.abc import Callable
from functools import lru_cache
from hashlib import blake2b
from pathlib import Path

__all__ = ["SharedRates"]

_ENTRY = struct.Struct("<Qd")
_WAYS = 4
_SETS = 1 << 14
_SET = struct.Struct("<" + "Qd" * _WAYS)


class SharedRates:
    """As `Rates`, for processes that name the same file: how fast each client may go on, whichever of them it asks.

    A client's entry, a hash of its name and the moment at which it will have paid, is one of the four at a place that
    the hash names; the one that has paid the longest ago makes room. There is no lock: of two requests that are
    counted in the same microsecond one may go free.
    """

    def __init__(self, file: Path, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / rate if rate else 0.0
        self._allowance = self._interval * burst
        self._clock = clock
        with file.open("a+b") as opened:
            opened.truncate(_SETS * _SET.size)  # as long as it is already, if another was first
            self._table = mmap.mmap(opened.fileno(), _SETS * _SET.size)

    def wait(self, client: str) -> float:
        """Return 0 where the client may go on, and has been charged; else the seconds after which it may."""
        if not self._interval:
            return 0.0
        now = self._clock()
        key = _hash(client)
        place = key % _SETS * _SET.size
        entries = _SET.unpack_from(self._table, place)
        keys: tuple[int, ...] = entries[::2]
        moments: tuple[float, ...] = entries[1::2]
        if key in keys:
            way = keys.index(key)
            paid = max(moments[way], now) + self._interval
        else:
            way = moments.index(min(moments))
            paid = now + self._interval
        if (over := paid - now - self._allowance) > 0:
            return over
        _ENTRY.pack_into(self._table, place + way * _ENTRY.size, key, paid)
        return 0.0


@lru_cache(maxsize=4096)
def _hash(client: str) -> int:
    return int.from_bytes(blake2b(client.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
