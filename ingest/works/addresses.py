"""One spelling for every address of one page: what may differ without leading elsewhere is taken away.

RFC 3986, section 6, and beyond it what the web does: ``www.``, default index pages, tracking parameters, places on the
page, archived copies. Paths, their case, and all other parameters stay: they tell documents apart.
"""

from __future__ import annotations

import re
from functools import lru_cache
from urllib.parse import quote, unquote, urlsplit

from claimgraph.ingest.works.hosts import normal_host, registrable
from claimgraph.ingest.works.parameters import without_tracking
from claimgraph.ingest.works.wrappers import carried_address

_SCHEME = re.compile(r"(?:(https?|ftps?):)?//", re.I)
_IGNORED = re.compile(r"[\x00-\x20\x7f\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]+")
_ESCAPE = re.compile(r"(?:%[0-9a-f]{2})+", re.I)
_PLAIN = re.compile(r"[A-Za-z0-9._~!'()*-]")
_INDEX = re.compile(r"/(?:index|default)\.(?:html?|php|aspx?|jsp)$", re.I)
_DEFAULT_PORTS = (None, 80, 443)
_ROUNDS = 8
"""Addresses may be wrapped in one another so often; the rest is left wrapped."""


@lru_cache(maxsize=4096)  # a letter's addresses are asked for several times, and many letters cite the same works
def canonical_address(url: str) -> str:
    """The key under which all spellings of one address meet: host, path, and the query that matters; no scheme.

    An address that is broken is like no other: it comes back as it is, without white space.

    >>> canonical_address("http://www.RAND.org:80/pubs/index.html?utm_source=x#top")
    'rand.org/pubs'
    >>> canonical_address("https://web.archive.org/web/2024/https://a.org/b/")
    'a.org/b'
    """
    address = _IGNORED.sub("", url)
    for _ in range(_ROUNDS):
        shorter = _written_once(address)
        if shorter == address:
            break
        address = shorter
    return address


def is_web(url: str) -> bool:
    """Whether it is an address on the web, and not one of mail, a file or a place on the same page.

    >>> is_web("www.rand.org"), is_web("mailto:a@rand.org"), is_web("#")
    (True, False, False)
    """
    return url.lower().startswith(("http://", "https://", "www."))


def _written_once(url: str) -> str:
    scheme = _SCHEME.match(url)
    try:
        parts = urlsplit(url if scheme else f"//{url}")
        if (carried := carried_address(parts)) is not None and len(carried) < len(url):
            return _IGNORED.sub("", carried)
        port, hostname = parts.port, parts.hostname
    except ValueError:
        return url
    if not hostname:
        return url
    host = normal_host(hostname)
    name = (scheme.group(1) or "").lower() if scheme else ""
    lead = f"{name}://" if name.startswith("ftp") else ""
    user = f"{parts.username}@" if parts.username else ""
    where = f":{port}" if port not in _DEFAULT_PORTS else ""
    domain = registrable(host) or host
    query = without_tracking(_escaped(parts.query), host if host.endswith("google.com") else domain)
    fragment = f"#{_escaped(parts.fragment)}" if parts.fragment.startswith(("/", "!")) else ""
    path = _path(parts.path, query)
    return f"{lead}{user}{host}{where}{path}{'?' if query else ''}{query}{fragment}"


def _path(path: str, query: str) -> str:
    steps: list[str] = []
    for step in _escaped(path).split("/")[1:]:
        if step == "..":
            del steps[-1:]
        elif step != ".":
            steps.append(step)
    shown = "".join(f"/{step}" for step in steps).rstrip("/")
    return shown if query else _INDEX.sub("", shown).rstrip("/")


def _escaped(part: str) -> str:
    """With upper-case escapes, and none for what needs none."""
    return _ESCAPE.sub(lambda run: _unescaped(run.group()), quote(part, safe="%/?:@!$&'()*+,;=#[]~|^{}\\\"<>`"))


def _unescaped(run: str) -> str:
    codes = [run[at : at + 3] for at in range(0, len(run), 3)]
    return "".join(plain if _PLAIN.fullmatch(plain := unquote(code)) else code.upper() for code in codes)
