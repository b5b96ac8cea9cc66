"""Web hosts: their one spelling, and the domain that somebody registered.

The Public Suffix List comes with the library, so nothing is fetched.
"""

from __future__ import annotations

import re
from functools import cache

from publicsuffixlist import PublicSuffixList

_ALIASES = {
    "dx.doi.org": "doi.org",
    "gov.uk": "www.gov.uk",  # a public suffix, so its www. is not taken away
    "export.arxiv.org": "arxiv.org",
    "hf.co": "huggingface.co",
    "mobile.nytimes.com": "nytimes.com",
    "mobile.reuters.com": "reuters.com",
    "mobile.twitter.com": "x.com",
    "mobile.x.com": "x.com",
    "old.reddit.com": "reddit.com",
    "twitter.com": "x.com",
}
"""Hosts under which the very same pages are served, path by path; the left one is written as the right one."""

_LEADING = ("www.", "m.")
_WIKI = re.compile(r"^([a-z-]+)\.m\.((?:wiki|wikt)[a-z]+\.org)$")
_NAME = re.compile(r"[a-z0-9_.-]+")
_HOST = re.compile(r"[a-z0-9_.:\[\]-]+")


def normal_host(host: str) -> str:
    """A host in lower case and in ASCII, without ``www.``, a leading ``m.``, a closing dot, or another name for it.

    >>> normal_host("WWW.Rand.org."), normal_host("en.m.wikipedia.org"), normal_host("m.me"), normal_host("hf.co")
    ('rand.org', 'en.wikipedia.org', 'm.me', 'huggingface.co')
    """
    host = _ascii(host.lower()).rstrip(".")
    while True:
        for lead in _LEADING:
            rest = host.removeprefix(lead)
            if rest != host and registrable(rest):
                break
        else:
            rest = _ALIASES.get(_WIKI.sub(r"\1.\2", host), _WIKI.sub(r"\1.\2", host))
        if rest == host:
            return host
        host = rest


def registrable(host: str) -> str | None:
    """The domain that somebody registered: one label under a public suffix, or None where there is none.

    Suffixes of services that give out names to others, such as github.io, count as public.

    >>> registrable("nvlpubs.nist.gov"), registrable("a.b.co.uk"), registrable("ann.github.io"), registrable("gov")
    ('nist.gov', 'b.co.uk', 'ann.github.io', None)
    """
    return _suffixes().privatesuffix(host) if _HOST.fullmatch(host) else None


def parents(host: str) -> tuple[str, ...]:
    """The host and the domains above it, down to the registered one.

    >>> parents("a.nist.gov")
    ('a.nist.gov', 'nist.gov')
    """
    domain = registrable(host)
    if domain is None:
        return (host,)
    above = [host]
    while above[-1] != domain and "." in above[-1]:
        above.append(above[-1].partition(".")[2])
    return tuple(above)


def _ascii(host: str) -> str:
    if host.isascii():
        return host
    try:
        coded = host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return host
    return coded if _NAME.fullmatch(coded) else host


@cache
def _suffixes() -> PublicSuffixList:
    """The list, read once."""
    return PublicSuffixList(accept_unknown=False)
