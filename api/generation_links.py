"""Reading one generation: what a page leads to is asked of the same one, and the reader is told which it is."""

import html
import re
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime

from claimgraph.api.service.protocol import generation, parameters

__all__ = ["Reading", "generation_of", "kept_to", "of_generation", "without_generation"]

_ALWAYS_THE_SAME = (
    *("/static/", "/docs", "/openapi.json", "/opensearch.xml", "/generations"),
    *("/context/", "/frame", "/profile", "/robots.txt"),
)
_NAMES_ONE = re.compile(r"[?&]generation=")
_TAG = re.compile(r"<(?:a|form|link|svg)\s[^<>]*>")
_ADDRESS = re.compile(r'(?<=\s)(href|data-address|data-drawing)="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Reading:
    """The generation that a page is of: its number, content hash and date in HTTP's form, and the current one's number.

    `is_kept` says whether the page's address names it. `here` is that address without a generation, `permanent` with.
    """

    number: int
    content: str
    published: str
    current: int
    is_kept: bool
    here: str
    permanent: str

    @property
    def date(self) -> datetime:
        """When it was published."""
        return parsedate_to_datetime(self.published)


def of_generation(address: str, number: int) -> str:
    """Return the address within this service, of that generation; one that is the same in all of them as it is.

    >>> of_generation("/map?show=own#picture", 3)
    '/map?show=own&generation=3#picture'
    >>> of_generation("/static/style.css", 3), of_generation("#main", 3), of_generation("//host/", 3)
    ('/static/style.css', '#main', '//host/')
    """
    if not address.startswith(("/", "?")) or address.startswith(("//", *_ALWAYS_THE_SAME)):
        return address
    if _NAMES_ONE.search(address):
        return address
    whole, sharp, fragment = address.partition("#")
    return f"{whole}{'&' if '?' in whole else '?'}generation={number}{sharp}{fragment}"


def generation_of(query_string: bytes) -> int | None:
    """Return the number of the generation that a page's address names. Raises Problem where it is none.

    >>> generation_of(b"show=own&generation=3"), generation_of(b"q=generation")
    (3, None)
    """
    return generation(parameters(query_string, "query string")) if b"generation=" in query_string else None


def without_generation(path: bytes, query_string: bytes) -> str:
    """Return the address of a request as it was sent, but of whichever generation is current.

    >>> without_generation(b"/map", b"generation=3&show=own")
    '/map?show=own'
    >>> without_generation(b"//host/", b"")
    '/host/'
    """
    kept = b"&".join(part for part in query_string.split(b"&") if part and not part.startswith(b"generation="))
    address = b"/" + path.lstrip(b"/") + (b"?" + kept if kept else b"")
    return "".join(chr(byte) if 0x20 < byte < 0x7F else f"%{byte:02X}" for byte in address)


def kept_to(page: str, number: int) -> str:
    """Return the page with its links and its forms leading to that generation, except links to an original.

    >>> kept_to('<a href="/map">', 3), kept_to('<a rel="original" href="/map">', 3)
    ('<a href="/map?generation=3">', '<a rel="original" href="/map">')
    >>> kept_to('<form action="/search">', 3)
    '<form action="/search"><input type="hidden" name="generation" value="3">'
    """

    def led(found: re.Match[str]) -> str:
        tag = found[0]
        if tag.startswith("<form"):
            return f'{tag}<input type="hidden" name="generation" value="{number}">'
        return tag if 'rel="original"' in tag else _ADDRESS.sub(moved, tag)

    def moved(found: re.Match[str]) -> str:
        return f'{found[1]}="{html.escape(of_generation(html.unescape(found[2]), number))}"'

    return _TAG.sub(led, page)
