"""Whether two addresses are one."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.I)


def same_target(one: str, other: str) -> bool:
    """Whether two addresses differ in nothing but scheme, ``www.``, escapes and what punctuation ends them.

    >>> same_target("www.a.org/b", "https://a.org/b/."), same_target("a.org/b", "a.org/c")
    (True, False)
    """
    return _key(one) == _key(other)


def _key(url: str) -> str:
    return _SCHEME.sub("", unquote("".join(url.split()))).rstrip("/.,;:)#").casefold()
