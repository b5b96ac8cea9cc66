"""Web addresses in a text: printed bare, in angle brackets, or behind words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from claimgraph.ingest.models import Link

_START = re.compile(r"\[(?=[^\[\]])|<a\s|(?:https?://|(?<![\w@.])www\.)(?=\w)", re.I)
_WORDS = re.compile(r"\[((?:[^\[\]\\]|\\.|\[[^\[\]]{0,80}\]){1,400})\]\(", re.S)
_TARGET = re.compile(r"#|https?://|www\.|mailto:|/", re.I)
_HTML = re.compile(r"<a\s[^<>]{0,300}?href\s*=\s*[\"']([^\"'<>\s]{1,2000})[\"'][^<>]{0,300}>([^<>]{1,400})</a>", re.I)
_RUN = re.compile(r"[^\s<>\"“”«»\\^`{|}\u00a0\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]{1,4000}")
_ENCLOSED = re.compile(r"[^<>\"\f]{1,2000}?>")
_OVER_LINE = re.compile(r"[ \t]*\r?\n[ \t]*(?=[a-z0-9])", re.I)
_NEXT = re.compile(r"(?<=[^\W_]|[;,()\[\]])https?://(?=\w)|(?<=[;,()\[\]])www\.(?=\w)", re.I)
"""Another address glued to one; behind a slash or an equals sign it is a part of it, as in an archive's."""

_CUT = "-_=&%"
_TRAILING = ".,;:!?'*’‘…"
_PAIRS = {")": "(", "]": "["}


@dataclass(frozen=True, slots=True)
class Address:
    """An address and its syntax: ``start`` to ``end`` is all of it, ``words_start`` to ``words_end`` what one reads."""

    url: str
    anchor: str | None
    start: int
    end: int
    words_start: int
    words_end: int

    @property
    def link(self) -> Link:
        """The record: a printed address' own stretch, or all of ``[anchor](url)``."""
        if self.anchor is None:
            return Link(self.url, None, self.words_start, self.words_end)
        return Link(self.url, self.anchor, self.start, self.end)


def find_links(text: str, start: int = 0, end: int | None = None) -> tuple[Link, ...]:
    """The links between two offsets, in order.

    >>> [link.url for link in find_links("see (https://a.org/x_(y)), [b](#); www.c.org/?d=1,2.")]
    ['https://a.org/x_(y)', '#', 'www.c.org/?d=1,2']
    """
    return tuple(address.link for address in find_addresses(text, start, len(text) if end is None else end))


def find_addresses(text: str, start: int, end: int) -> Iterator[Address]:
    """The same, with where each one's words stand."""
    at = start
    while match := _START.search(text, at, end):
        opening = match.group()[0]
        if opening == "[":
            address = _behind_words(text, match.start(), end)
        elif opening == "<":
            address = _html(text, match.start(), end)
        else:
            address = _printed(text, match.start(), start, end)
        if address is None:
            at = match.end()
        else:
            yield address
            at = address.end


def _behind_words(text: str, at: int, end: int) -> Address | None:
    words = _WORDS.match(text, at, end)
    if not words or not _TARGET.match(text, words.end(), end):
        return None
    depth, close = 1, words.end()
    while close < min(end, words.end() + 2000):
        character = text[close]
        if character.isspace():
            break
        depth += (character == "(") - (character == ")")
        if depth == 0:
            url = text[words.end() : close]
            anchor = re.sub(r"\\(.)", r"\1", " ".join(words.group(1).split()))
            return Address(url, anchor, at, close + 1, words.start(1), words.end(1))
        close += 1
    return None


def _html(text: str, at: int, end: int) -> Address | None:
    match = _HTML.match(text, at, end)
    if not match:
        return None
    return Address(match.group(1), " ".join(match.group(2).split()), at, match.end(), match.start(2), match.end(2))


def _printed(text: str, at: int, start: int, end: int) -> Address | None:
    if at > start and text[at - 1] == "<":
        enclosed = _ENCLOSED.match(text, at, end)
        if enclosed and "\n\n" not in enclosed.group():
            close = enclosed.end() - 1
            return Address("".join(text[at:close].split()), None, at - 1, close + 1, at, close)
    stop = _stop(text, at, end)
    places = list(range(at, stop))
    while text[stop - 1 : stop] in tuple(_CUT) and (wrap := _OVER_LINE.match(text, stop, end)):
        stop = _stop(text, wrap.end(), end)
        places.extend(range(wrap.end(), stop))
    whole = "".join(text[place] for place in places)
    url = whole[: _closed(whole)]
    stop = places[len(url) - 1] + 1
    return Address(url, None, at, stop, at, stop) if "." in url else None


def _stop(text: str, at: int, end: int) -> int:
    """Where an address ends: before the punctuation and the brackets that belong to the sentence around it."""
    run = _RUN.match(text, at, end)
    if not run:
        return at
    other = _NEXT.search(text, at + 1, run.end())
    stop = other.start() if other else run.end()
    while stop > at + 1:
        last = text[stop - 1]
        extra = last in _PAIRS and text.count(last, at, stop) > text.count(_PAIRS[last], at, stop)
        if last not in _TRAILING and last not in _PAIRS.values() and not extra:
            break
        stop -= 1
    return stop


def _closed(url: str) -> int:
    """How many characters come before a bracket that is opened and not closed, and the punctuation there.

    >>> _closed("a.org/x_(y),(z"), _closed("a.org/x_(y)")
    (11, 11)
    """
    opened: list[tuple[str, int]] = []
    for at, character in enumerate(url):
        if character in _PAIRS.values():
            opened.append((character, at))
        elif character in _PAIRS and opened and opened[-1][0] == _PAIRS[character]:
            opened.pop()
    return len(url[: opened[0][1]].rstrip(_TRAILING)) if opened else len(url)
