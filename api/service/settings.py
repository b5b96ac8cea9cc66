"""What an operator may set: the limits of the service, in one place."""

from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network

from claimgraph.api.service.write_settings import WriteSettings
from claimgraph.store import MEBIBYTE, Settings

__all__ = ["Network", "ServiceSettings"]

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How much anybody may ask of the service, and whom it believes.

    A client may make `rate` requests a second, and `burst` at once; a rate of 0 is no limit. `cache_bytes` of answers
    are kept. What `trusted_proxies` say of their clients' addresses is believed. `access_log` has every request
    written to standard output. Whoever has the `token` may write, within the limits of `writing`; without one nobody
    may.
    """

    store: Settings = field(default_factory=Settings)
    rate: float = 100.0
    burst: int = 1000
    cache_bytes: int = 128 * MEBIBYTE
    trusted_proxies: tuple[Network, ...] = ()
    access_log: bool = False
    token: str = field(default="", repr=False)
    writing: WriteSettings = field(default_factory=WriteSettings)
