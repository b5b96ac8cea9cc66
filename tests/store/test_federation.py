from __future__ import annotations

import pytest

from claimgraph.store import EndpointError, Federation, check_endpoint
from claimgraph.store.federation import Endpoint, find_addresses, is_public, read_endpoint

PUBLIC = ["9.9.9.9", "1.1.1.1", "2620:fe::fe", "2001:4860:4860::8888", "64:ff9b::909:909"]
SPECIAL = {
    "loopback": ["127.0.0.1", "127.1.2.3", "::1"],
    "private": ["10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "fc00::1", "fd12:3456::1"],
    "link-local": ["169.254.169.254", "fe80::1", "fe80::1%eth0"],
    "shared": ["100.64.0.1"],
    "this network": ["0.0.0.0", "0.1.2.3", "::"],
    "multicast": ["224.0.0.1", "239.255.255.250", "ff02::1", "ff0e::1"],
    "reserved": ["240.0.0.1", "255.255.255.255"],
    "documentation": ["192.0.2.1", "198.51.100.1", "203.0.113.1", "2001:db8::1"],
    "benchmarks": ["198.18.0.1"],
    "site-local": ["fec0::1"],
    "IPv4 in IPv6": [
        "::ffff:127.0.0.1",
        "::ffff:9.9.9.9",
        "::127.0.0.1",
        "2002:7f00:1::",
        "2002:909:909::",
        "2001:0:7f00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b::a00:1",
        "64:ff9b:1::909:909",
    ],
}


@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_address(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize("address", [address for addresses in SPECIAL.values() for address in addresses])
def test_a_special_address(address: str) -> None:
    assert not is_public(address)
    with pytest.raises(EndpointError, match=r"can't be opened.*not public"):
        check_endpoint("https://example.org/sparql", resolve=lambda *_: ["9.9.9.9", address])


def test_the_parts_of_an_endpoint() -> None:
    assert read_endpoint("http://Example.org:8890/sparql?graph=a") == Endpoint(
        "http://Example.org:8890/sparql?graph=a", False, "example.org", 8890, "/sparql?graph=a"
    )
    assert read_endpoint("https://[2620:fe::fe]").target == "/"


NO_ENDPOINT = [
    "",
    "sparql",
    "/sparql",
    "//example.org/sparql",
    "example.org/sparql",
    "http:///sparql",
    "http://:80/",
    "ftp://example.org/",
    "file:///etc/passwd",
    "http://user:word@example.org/",
    "http://user@example.org/",
    "http://example.org/#a",
    "http://example.org:0x50/",
    "http://example.org:99999/",
    "http://[::1/",
    "http://example.org/a b",
    "http://example.org/a\nb",
    "http://example.org/<a>",
    'http://example.org/"',
    "http://example.org/\\u0041",
    "http://example.org/{a}",
    "http://exämple.org/",
]


@pytest.mark.parametrize("url", NO_ENDPOINT)
def test_what_is_no_endpoint(url: str) -> None:
    with pytest.raises(EndpointError, match="whole URL in ASCII") as caught:
        check_endpoint(url, resolve=lambda *_: ["9.9.9.9"])
    assert "\n" not in str(caught.value)


def test_every_address_is_checked() -> None:
    asked: list[tuple[str, int]] = []

    def resolve(host: str, port: int) -> list[str]:
        asked.append((host, port))
        return ["9.9.9.9", "9.9.9.9", "2620:fe::fe"]

    endpoint = read_endpoint("https://example.org/sparql")
    assert find_addresses(endpoint, resolve=resolve) == ("9.9.9.9", "2620:fe::fe")
    assert asked == [("example.org", 443)]


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "http://2130706433/", "http://0177.0.0.1/", "http://[::1]:80/"])
def test_this_machine_by_other_names(url: str) -> None:
    with pytest.raises(EndpointError, match="can't be opened to SERVICE"):
        check_endpoint(url)


def test_an_unknown_host() -> None:
    with pytest.raises(EndpointError, match=r"no\.such\.host\.invalid is not known"):
        check_endpoint("https://no.such.host.invalid/sparql")


def test_a_network_that_counts_as_public_for_tests() -> None:
    check_endpoint("http://127.0.0.1:1234/sparql", ["127.0.0.1/32"])
    with pytest.raises(EndpointError, match="not public"):
        check_endpoint("http://127.0.0.1/", ["127.0.0.2/32"])


def test_nothing_is_open_unless_named() -> None:
    assert Federation() == Federation((), ())
