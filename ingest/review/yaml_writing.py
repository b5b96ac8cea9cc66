"""Data as YAML text, in the manner of the corpus folder: block style, long words folded, short lists in one line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

import yaml

WIDTH = 120
"""Characters that a line may have; a word that is longer stands alone."""

Value = str | Sequence["Value"] | Mapping[str, "Value"]
"""What a corpus file is made of: all its scalars are text."""

_SENTENCES = frozenset(("context", "justification", "note", "quote", "statement"))
"""Keys whose values are folded however short they are, so that they grow and change by whole lines."""

_NUMBER_OR_DAY = re.compile(r"\d+(\.\d+)?|\d{4}-\d\d(-\d\d)?")
_NEVER_FOLDED = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]|^ | $|  |^$")


def written_pair(key: str, value: Value, column: int) -> str:
    r"""A key and its value as they stand in a mapping whose keys begin at ``column``; the first line isn't indented.

    >>> print(written_pair("footnotes", ["7", "9"], 4))
    footnotes: [7, 9]
    >>> written_pair("cue", "no: never", 4), written_pair("quote", "It says: no", 4)
    ("cue: 'no: never'", 'quote: >-\n      It says: no')
    """
    if key in _SENTENCES and isinstance(value, str) and not _NEVER_FOLDED.search(value):
        return f"{key}: >-\n{_folded(value, column + 2)}"
    return f"{key}:" + _value(value, column, len(key) + 1)


def written_entry(mapping: Mapping[str, Value], column: int) -> str:
    r"""A mapping as an entry of a list whose dashes stand at ``column``, without a line break at its end.

    >>> written_entry({"slug": "a", "footnotes": ["7"]}, 2)
    '  - slug: a\n    footnotes: [7]'
    """
    pairs = (written_pair(key, value, column + 2) for key, value in mapping.items())
    return f"{' ' * column}- " + f"\n{' ' * (column + 2)}".join(pairs)


def _value(value: Value, column: int, used: int) -> str:
    """What stands after the colon of a key at ``column``; ``used`` are the characters up to the colon."""
    if isinstance(value, str):
        plain = _scalar(value)
        fits = column + used + 1 + len(plain) <= WIDTH
        return f" {plain}" if fits or _NEVER_FOLDED.search(value) else f" >-\n{_folded(value, column + 2)}"
    if isinstance(value, Mapping):
        if not value:
            return " {}"
        lines = (" " * (column + 2) + written_pair(key, each, column + 2) for key, each in value.items())
        return "\n" + "\n".join(lines)
    flow = f" [{', '.join(_in_a_line(item) for item in value)}]"
    if column + used + len(flow) <= WIDTH and not any(isinstance(item, Mapping) and len(item) > 2 for item in value):
        return flow
    return "\n" + "\n".join(_item(item, column + 2) for item in value)


def _item(item: Value, column: int) -> str:
    if isinstance(item, Mapping):
        return written_entry(item, column)
    if isinstance(item, str) and not _NEVER_FOLDED.search(item) and column + 2 + len(item) > WIDTH:
        return f"{' ' * column}- >-\n{_folded(item, column + 2)}"
    return f"{' ' * column}- {_in_a_line(item)}"


def _in_a_line(value: Value) -> str:
    if isinstance(value, str):
        return _scalar(value, in_flow=True)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_in_a_line(each)}" for key, each in value.items()) + "}"
    return "[" + ", ".join(_in_a_line(each) for each in value) + "]"


def _scalar(value: str, *, in_flow: bool = False) -> str:
    """The text plain, where every reader of YAML takes it for this text, number or day; else in quotation marks."""
    if _NUMBER_OR_DAY.fullmatch(value):
        return value
    style = '"' if _NEVER_FOLDED.search(value) else None
    data = [value] if in_flow else value
    written = yaml.safe_dump(data, default_style=style, default_flow_style=True, allow_unicode=True, width=1 << 30)
    written = written.rstrip("\n").removesuffix("\n...")
    return written[1:-1] if in_flow else written


def _folded(value: str, column: int) -> str:
    return "\n".join(" " * column + line for line in _wrapped(value.split(" "), WIDTH - column))


def _wrapped(words: Sequence[str], width: int) -> Iterator[str]:
    line = words[0]
    for word in words[1:]:
        if len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line += f" {word}"
    yield line
