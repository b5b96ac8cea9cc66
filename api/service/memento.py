"""Answers of the past: permanent links, and going back in time by RFC 7089 (pattern 1.1: a query is its own gate)."""

from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime

from claimgraph.api.service.problems import Problem

__all__ = ["headers_of_memento", "headers_of_original", "http_date", "moment", "pinned"]

_LONGEST_LINK = 4096


def http_date(when: datetime) -> str:
    """Return the moment as HTTP writes it.

    >>> http_date(datetime(2026, 11, 22, 9, tzinfo=UTC))
    'Sun, 22 Nov 2026 09:00:00 GMT'
    """
    return format_datetime(when.astimezone(UTC), usegmt=True)


def moment(accept_datetime: str) -> datetime:
    """Return the moment that the client wants to go back to. Raises Problem where it is none."""
    try:
        return parsedate_to_datetime(accept_datetime).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        detail = f"Accept-Datetime is {accept_datetime[:80]!r}; it needs a date such as {http_date(datetime.now(UTC))}."
        raise Problem("bad-request", detail) from None


def pinned(path: str, query_string: bytes, number: int) -> str:
    """Return the permanent address of an answer: that of the request, with its generation.

    >>> pinned("/sparql", b"query=ASK%7B%7D", 7)
    '/sparql?query=ASK%7B%7D&generation=7'
    """
    asked = query_string.decode("latin-1")
    return f"{path}?{asked}{'&' if asked else ''}generation={number}"


def headers_of_original(path: str, query_string: bytes, number: int, published: str) -> dict[str, str]:
    """Return the headers of an answer that may change: where what it is now can be cited (RFC 8574) and had again."""
    link = pinned(path, query_string, number)
    if not _can_be_linked(link):
        return {}
    return {"Link": f'<{link}>; rel="cite-as memento"; datetime="{published}"'}


def headers_of_memento(path: str, query_string: bytes, published: str) -> dict[str, str]:
    """Return the headers of an answer that never changes: its date, and where the present one is."""
    kept = [part for part in query_string.decode("latin-1").split("&") if not part.startswith("generation=")]
    original = f"{path}?{'&'.join(kept)}"
    headers = {"Memento-Datetime": published}
    return {**headers, "Link": f'<{original}>; rel="original timegate"'} if _can_be_linked(original) else headers


def _can_be_linked(address: str) -> bool:
    """Return whether a header can carry the address: it is valid, and no longer than headers may be."""
    return address.isascii() and len(address) <= _LONGEST_LINK and ">" not in address
