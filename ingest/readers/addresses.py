"""Whether two addresses are one."""

from __future__ import annotations

import re
from urllib.parse import unquote

_SCHEME = re.compile(r"^(?:https?://)?(?:www\.)?", re.I)


def same_target(one: str, other: str) -> bool:
    r"""Whether two addresses differ in nothing but scheme, ``www.``, escapes and what punctuation ends them.

    A character that couldn't be read (``\ufffd``) stands for any one to three.

    >>> same_target("www.a.org/b", "https://a.org/b/."), same_target("a.org/b", "a.org/c")
    (True, False)
    >>> same_target("a.org/ac\ufffdve", "a.org/active")
    True
    """
    first, second = _key(one), _key(other)
    if "\ufffd" in first:
        return re.fullmatch(".{1,3}".join(map(re.escape, first.split("\ufffd"))), second) is not None
    return first == second


def _key(url: str) -> str:
    return _SCHEME.sub("", unquote("".join(url.split()))).rstrip("/.,;:)#").casefold()
