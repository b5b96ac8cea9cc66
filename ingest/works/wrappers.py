"""Addresses that carry another one: archived copies, redirects of mail filters and search engines, proxies, caches.

What does not spell out the other address (perma.cc, archive.ph/AbCdE, link shorteners) stays as it is: where it leads
is not known without asking.
"""

from __future__ import annotations

import re
from urllib.parse import SplitResult, parse_qs, unquote

from claimgraph.ingest.works.hosts import normal_host, registrable

_ARCHIVES = re.compile(
    r"(?:web|wayback)\.archive\.org|archive\.(?:ph|today|is|md|vn|li|fo)|webarchive\.nationalarchives\.gov\.uk"
)
_STAMPED = re.compile(r"/(?:web/|o/\w+/)?(?:\d[\d.-]{3,20}\*?|\*)?(?:[a-z]{2}_)?/?(?=https?:/|www\.)", re.I)
_CACHED = re.compile(r"/[cv]/(?:s/)?(?=[a-z0-9.-]+\.[a-z]{2,}(?:/|$))", re.I)
_GOOGLE_AMP = re.compile(r"/amp/(?:s/)?(?=[a-z0-9.-]+\.[a-z]{2,}(?:/|$))", re.I)
_PROXIED = re.compile(
    r"([a-z0-9.-]+?)\.(?:[a-z0-9-]*(?:ez|lib)proxy[a-z0-9-]*|proxy(?:\.lib[a-z]*)?)\.(?:[a-z0-9-]+\.)+[a-z]{2,}"
)
_PROOFPOINT = re.compile(r"/v3/__(https?:/.+?)__;[^*]*$", re.I)
_REDIRECTS = {
    "google.com": ("/url", ("q", "url")),
    "l.facebook.com": ("/l.php", ("u",)),
    "lm.facebook.com": ("/l.php", ("u",)),
    "linkedin.com": ("/redir/redirect", ("url",)),
    "out.reddit.com": ("", ("url",)),
    "slack-redir.net": ("/link", ("url",)),
    "youtube.com": ("/redirect", ("q",)),
    "urldefense.com": ("/v1/url", ("u",)),
    "urldefense.proofpoint.com": ("/v1/url", ("u",)),
    "webcache.googleusercontent.com": ("/search", ("q",)),
}


def carried_address(parts: SplitResult) -> str | None:
    """The address that this one carries, or None.

    >>> from urllib.parse import urlsplit
    >>> carried_address(urlsplit("https://web.archive.org/web/20240101000000/https://a.org/x?y=1"))
    'https://a.org/x?y=1'
    >>> carried_address(urlsplit("https://perma.cc/8XKS-WMRH"))
    """
    try:
        host = normal_host(parts.hostname or "")
    except ValueError:
        return None
    query = f"?{parts.query}" if parts.query else ""
    fragment = f"#{parts.fragment}" if parts.fragment else ""
    rest = parts.path + query + fragment
    if _ARCHIVES.fullmatch(host):
        return _after(_STAMPED, unquote(rest) if "%3A%2F%2F" in rest.upper() else rest)
    if host == "google.com" and (found := _after(_GOOGLE_AMP, rest)):
        return found
    if host.endswith(".cdn.ampproject.org"):
        return _after(_CACHED, rest)
    if re.fullmatch(r"i[0-3]\.wp\.com", host):
        return rest.lstrip("/") or None
    if (wrapped := _PROOFPOINT.match(rest)) and host == "urldefense.com":
        return wrapped.group(1)
    if host == "urldefense.proofpoint.com" and parts.path.startswith("/v2/"):
        coded = _parameter(parts.query, ("u",))
        return _web(unquote(coded.replace("-", "%").replace("_", "/"))) if coded else None
    if host.endswith(".safelinks.protection.outlook.com"):
        return _web(_parameter(parts.query, ("url",)))
    if host in _REDIRECTS and parts.path.rstrip("/") == _REDIRECTS[host][0]:
        target = _parameter(parts.query, _REDIRECTS[host][1])
        return _web(re.sub(r"^cache:(?:[\w-]{6,}:)?", "", target) if target else None)
    if "proxy" in host:
        return _behind_proxy(host, parts, rest)
    return None


def _behind_proxy(host: str, parts: SplitResult, rest: str) -> str | None:
    """A library's proxy: ``login?url=``, or the true host written before the proxy's own."""
    if parts.path.rstrip("/") in ("/login", "") and (target := _web(_parameter(parts.query, ("url", "qurl")))):
        return target
    match = _PROXIED.fullmatch(host)
    if not match:
        return None
    true = match.group(1)
    if "." not in true:  # hyphens for dots, two for a hyphen
        true = true.replace("--", "\0").replace("-", ".").replace("\0", "-")
    return f"https://{true}{rest}" if registrable(true) else None


def _parameter(query: str, names: tuple[str, ...]) -> str | None:
    values = parse_qs(query)
    return next((values[name][0] for name in names if name in values), None)


def _after(pattern: re.Pattern[str], rest: str) -> str | None:
    match = pattern.match(rest)
    found = rest[match.end() :] if match else ""
    return re.sub(r"^(https?:)/+", r"\1//", found, flags=re.I) or None


def _web(url: str | None) -> str | None:
    return url if url and re.match(r"https?://\w|www\.\w", url, re.I) else None
