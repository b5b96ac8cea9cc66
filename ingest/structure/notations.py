"""How letters give questions by number: "Question 3b", "Questions 1-3, 5 and 7a–c", "3(c)"."""

from __future__ import annotations

import re

_NUMBER = r"\d{1,2}(?:\s*[.(]?\s*[a-z](?![a-z])\s*\)?)?(?:\s*[.(]?\s*(?:i{1,3}|iv|vi{0,3}|ix|x)(?![a-z])\s*\)?)?"
_THROUGH = r"\s*[-‐‑‒–—]\s*|\s+(?:to|through|thru)\s+"
_PART = r"\(?\s*(?:[ivx]{1,4}|[a-z])(?![a-z])\s*\)?"
_ITEM = rf"{_NUMBER}(?:(?:{_THROUGH})(?:{_NUMBER}|{_PART})(?![\w(]))?"
_AND = r"\s*,\s*(?:and\s+)?|\s*[&;/]\s*|\s+and\s+"
NAMED = re.compile(
    rf"(?:(?:in )?(?:response|answer|reply|responding|answers|responses) to |(?:ntia|rfc|rfi)(?:['’]s)? )*"
    rf"(?:questions?|q(?=[\s.]*\d))\s*\.?\s*(?:no\.?|nos\.?|numbers?|\#)?\s*"
    rf"(?P<numbers>{_ITEM}(?:(?:{_AND})(?:{_ITEM}|{_PART}(?!\w)))*)(?P<after>\s*[.:)\-–—|]+\s*|\s*$|\s*\n\s*)",
    re.I,
)
"""Questions by number, with the sign behind them."""

BARE = re.compile(rf"(?P<numbers>{_NUMBER})[.:)]?\s+(?=\S)", re.I)
"""A number in front of words."""

_LONE = re.compile(
    r"(?P<numbers>\d{1,2}\.?(?:\([a-z]\)|\([A-Z]\)|[a-z])(?:\.?(?:\([ivx]{1,4}\)|[ivx]{1,4}))?)[.:]?[^\S\n]*(?:\n|$)"
)
_PIECE = re.compile(
    rf"\s*(?:and\b|[,&;/])\s*|(?P<through>\s*(?:[-‐‑‒–—]|(?:to|through|thru)\b)\s*)|(?P<one>{_NUMBER}|{_PART})", re.I
)
_LEVELS = re.compile(r"(\d{1,2})([a-z]?)([ivx]*)")
_ROMANS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x")

Levels = tuple[str, ...]


def label_of(raw: str, alone: bool) -> tuple[str, int] | None:
    r"""The numbers of a label in front of a text, and where it ends; ``alone`` allows "3(c)" on a line of its own.

    >>> label_of("Questions 1–3: We say no.", alone=True)
    ('1–3', 14)
    >>> label_of("3(c)\nWe say no.", alone=True), label_of("Question 1-related", alone=True)
    (('3(c)', 4), None)
    """
    flat = re.sub(r"[*_]", " ", raw)
    start = len(flat) - len(flat.lstrip())
    match = NAMED.match(flat, start)
    if match:
        after = match.group("after")
        if after and not (after[-1].isspace() or ":" in after or match.end() == len(flat)):
            return None
    elif not alone or not (match := _LONE.match(flat, start)):
        return None
    stop = len(flat[: match.end()].rstrip())
    while start and stop < len(raw) and raw[stop] in "*_":
        stop += 1
    return match.group("numbers"), stop


def read_numbers(numbers: str) -> list[tuple[str, str]]:
    """For each number that a list names its key and how to show it; of ranges, all that they run through.

    A range whose ends are no siblings has the key "".

    >>> [key for key, _ in read_numbers("1-3, 2(d)(i) and 7a–c")]
    ['1', '2', '3', '2di', '7a', '7b', '7c']
    >>> read_numbers("2b-1")
    [('', '2b-1')]
    """
    read: list[tuple[str, str]] = []
    last: Levels = ()
    begun = ""
    for match in _PIECE.finditer(numbers):
        if match.group("through"):
            begun = read.pop()[1] + match.group()
        if not match.group("one"):
            continue
        shown = match.group().strip()
        levels = _levels(shown, last)
        if begun:
            run = _run(last, levels)
            read.extend(("".join(one), _shown(one)) for one in run)
            if not run:
                read.append(("", begun + shown))
            begun = ""
        else:
            read.append(("".join(levels), shown if shown[0].isdigit() else _shown(levels)))
        last = levels
    return read


def key_of(notation: str) -> str:
    """A notation without its signs.

    >>> key_of("2(d).i")
    '2di'
    """
    return re.sub(r"[\s.()]+", "", notation).casefold()


def _levels(shown: str, last: Levels) -> Levels:
    """A number's levels; a letter or roman numeral alone stands for the ``last`` number's."""
    key = key_of(shown)
    if whole := _LEVELS.fullmatch(key):
        return tuple(part for part in whole.groups() if part)
    if len(last) == 3 and key in _ROMANS:
        return (*last[:2], key)
    return (*last[:1], key)


def _run(first: Levels, last: Levels) -> list[Levels]:
    """All siblings from one to the other; none when they are no siblings in order."""
    if not first or len(first) != len(last) or first[:-1] != last[:-1]:
        return []
    low, high = (_place(levels) for levels in (first, last))
    if not 0 <= low < high:
        return []
    return [(*first[:-1], _named(place, len(first))) for place in range(low, high + 1)]


def _named(place: int, level: int) -> str:
    if level == 1:
        return str(place)
    return chr(ord("a") + place) if level == 2 else _ROMANS[place]


def _place(levels: Levels) -> int:
    name = levels[-1]
    if len(levels) == 1:
        return int(name)
    if len(levels) == 2:
        return ord(name) - ord("a") if len(name) == 1 else -1
    return _ROMANS.index(name) if name in _ROMANS else -1


def _shown(levels: Levels) -> str:
    return ".".join(["".join(levels[:2]), *levels[2:]])
