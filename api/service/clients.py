"""Who asks, and whether they may: one name a client, and a rate for each."""

import time
from collections import OrderedDict
from collections.abc import Callable, Sequence
from contextvars import ContextVar
from ipaddress import IPv6Address, ip_address

from claimgraph.api.service.replies import Scope, header
from claimgraph.api.service.settings import Network

__all__ = ["ASKING", "Rates", "client_of", "scheme_of"]

ASKING: ContextVar[str] = ContextVar("asking", default="")
"""The client whose request this is, for those who share something out among clients."""

MOST_CLIENTS = 20_000
"""How many clients are remembered; whoever is forgotten starts afresh."""


def client_of(scope: Scope, trusted: Sequence[Network] = ()) -> str:
    """Return the client's address; of an IPv6 address the /64, since that is what one subscriber has.

    Behind a trusted proxy it is the last address in X-Forwarded-For that isn't one of theirs.

    >>> client_of({"client": ("2001:db8::1", 4711), "headers": []})
    '2001:db8::'
    """
    peer: str = scope["client"][0] if scope.get("client") else ""
    if not trusted:
        return _subscriber(peer) if ":" in peer else peer
    forwarded = header(scope, b"x-forwarded-for") or ""
    name = peer
    for candidate in [*(each.strip() for each in forwarded.split(",") if each.strip()), peer][::-1]:
        try:
            address = ip_address(candidate)
        except ValueError:
            break  # what stands before it is hearsay
        name = candidate
        if not any(address in network for network in trusted):
            break
    return _subscriber(name) if ":" in name else name


def _subscriber(address: str) -> str:
    try:
        return str(IPv6Address(int(IPv6Address(address.split("%")[0])) >> 64 << 64))
    except ValueError:
        return address


def scheme_of(scope: Scope, trusted: Sequence[Network] = ()) -> str:
    """Return the scheme that the client used: a trusted proxy's word for it, or that of the connection."""
    own: str = scope.get("scheme", "http")
    said = (header(scope, b"x-forwarded-proto") or "").lower()
    if said not in ("http", "https") or not scope.get("client"):
        return own
    try:
        peer = ip_address(scope["client"][0])
    except ValueError:
        return own
    return said if any(peer in network for network in trusted) else own


class Rates:
    """How fast each client may go on: `rate` requests a second, and `burst` of them at once.

    The generic cell rate algorithm: for each client the moment at which it will have paid for all that it asked.
    """

    def __init__(self, rate: float, burst: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._interval = 1 / rate if rate else 0.0
        self._allowance = self._interval * burst
        self._clock = clock
        self._paid: OrderedDict[str, float] = OrderedDict()

    def wait(self, client: str) -> float:
        """Return 0 where the client may go on, and has been charged; else the seconds after which it may."""
        now = self._clock()
        paid = max(self._paid.get(client, now), now) + self._interval
        if (over := paid - now - self._allowance) > 0:
            return over
        self._paid[client] = paid
        self._paid.move_to_end(client)
        if len(self._paid) > MOST_CLIENTS:
            self._paid.popitem(last=False)
        return 0.0
