"""The other endpoints that queries may ask with SERVICE, and at which addresses they are.

None are, unless the service is started with some. One that is named must have public addresses only, or it would open
what stands beside the service to anyone who can send a query.
"""

import ipaddress
import re
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from urllib.parse import urlsplit

from claimgraph.store.errors import EndpointError, ForbiddenQueryError

Resolve = Callable[[str, int], Sequence[str]]

_URL = re.compile(r"https?://[^\x00-\x20\x7f-\U0010ffff<>\"{}|\\^`#@]+")
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_LOCAL_NAT64 = ipaddress.IPv6Network("64:ff9b:1::/48")


class Federation(NamedTuple):
    """The endpoints that are open: their URLs, exactly as a query has to write them.

    `near` are networks (such as "127.0.0.1/32") whose addresses are taken for public ones all the same: for tests on
    one machine. The command line has no way to set it.
    """

    endpoints: tuple[str, ...] = ()
    near: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint's URL and its parts: `target` is path and query, as a request line has them."""

    url: str
    secure: bool
    host: str
    port: int
    target: str


def read_endpoint(url: str) -> Endpoint:
    """The endpoint with this URL. Raises EndpointError where it is none that can be opened.

    >>> read_endpoint("https://query.example.org/sparql").port
    443
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    if not host or not _URL.fullmatch(url):
        raise EndpointError(
            f"{url!r} can't be opened to SERVICE: name it by its whole URL in ASCII characters, "
            "http or https, without user, password or fragment"
        )
    secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Endpoint(url, secure, host, port or (443 if secure else 80), target)


def check_endpoint(url: str, near: Sequence[str] = (), resolve: Resolve | None = None) -> None:
    """Raises EndpointError where the URL is none, its host isn't known, or not all its addresses are public."""
    endpoint = read_endpoint(url)
    try:
        find_addresses(endpoint, near, resolve)
    except ForbiddenQueryError as error:
        raise EndpointError(f"{url} can't be opened to SERVICE: {error}") from None
    except OSError as error:
        reason = error.strerror or str(error)
        raise EndpointError(f"{url} can't be opened to SERVICE: {endpoint.host} is not known ({reason})") from None


def find_addresses(endpoint: Endpoint, near: Sequence[str] = (), resolve: Resolve | None = None) -> tuple[str, ...]:
    """The endpoint's addresses now; a connection has to be made to one of these, not to the name once more.

    Raises ForbiddenQueryError where any of them isn't public, OSError where the host isn't known.
    """
    addresses = tuple(dict.fromkeys((resolve or _resolve)(endpoint.host, endpoint.port)))
    networks = [ipaddress.ip_network(network) for network in near]
    for address in addresses:
        if not is_public(address) and not any(ipaddress.ip_address(address) in network for network in networks):
            raise ForbiddenQueryError(
                f"{endpoint.host} has an address that is not public, and only public ones are asked from here"
            )
    return addresses


def is_public(address: str) -> bool:
    """Whether anyone on the internet would come to the same machine at this address.

    Those that carry an IPv4 address inside (mapped, 6to4, Teredo) are taken for special, except NAT64's, which is how
    a network without IPv4 reaches everyone else's.

    >>> is_public("9.9.9.9"), is_public("10.0.0.1"), is_public("::ffff:9.9.9.9"), is_public("64:ff9b::a00:1")
    (True, False, False, False)
    """
    found = ipaddress.ip_address(address)
    if isinstance(found, ipaddress.IPv6Address):
        if found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if found.ipv4_mapped or found.sixtofour or found.teredo or found.is_site_local or found in _LOCAL_NAT64:
            return False
    special = found.is_multicast or found.is_reserved or found.is_unspecified or found.is_loopback
    return found.is_global and not found.is_link_local and not special


def _resolve(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
