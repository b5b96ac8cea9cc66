"""What an operator may set: the limits of the service, in one place."""

from dataclasses import dataclass, field, replace
from ipaddress import IPv4Network, IPv6Network

from claimgraph.store import KEEP, MEBIBYTE, Settings

__all__ = ["Network", "ServiceSettings", "WriteSettings"]

Network = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class WriteSettings:
    """The limits of a write, and how many generations stay.

    A write gets `timeout_seconds` once it is its turn, and may allocate `memory_bytes`; its body has up to `max_body`.
    `queue` writes may wait, each `wait_seconds` at most. While a build holds the store, a write waits for its end,
    `patience_seconds` at most. The last `keep` generations stay.
    """

    timeout_seconds: float = 120.0
    memory_bytes: int = 2048 * MEBIBYTE
    max_body: int = 16 * MEBIBYTE
    queue: int = 16
    wait_seconds: float = 60.0
    patience_seconds: float = 5.0
    keep: int = KEEP


@dataclass(frozen=True, slots=True)
class ServiceSettings:
    """How much anybody may ask of the service, and whom it believes.

    A client may make `rate` requests a second, and `burst` at once; a rate of 0 is no limit. `cache_bytes` of answers
    are kept, and `downloads_bytes` of files that were made to be downloaded. What `trusted_proxies` say of their
    clients' addresses is believed. `access_log` has every request written to standard output. Whoever has the `token`
    may write, within the limits of `writing`; without one nobody may. With `assistants` there is `/mcp`, for requests
    to an IP address, to localhost, or to one of `assistants_hosts`. `fronts` processes answer requests.
    """

    store: Settings = field(default_factory=Settings)
    rate: float = 100.0
    burst: int = 1000
    cache_bytes: int = 128 * MEBIBYTE
    downloads_bytes: int = 2048 * MEBIBYTE
    trusted_proxies: tuple[Network, ...] = ()
    access_log: bool = False
    token: str = field(default="", repr=False)
    writing: WriteSettings = field(default_factory=WriteSettings)
    assistants: bool = False
    assistants_hosts: tuple[str, ...] = ()
    fronts: int = 1

    def parted(self) -> "ServiceSettings":
        """Return the settings of one of the fronts: its part of what they have together."""
        return replace(self, store=self.store.parted(self.fronts), cache_bytes=self.cache_bytes // self.fronts)
