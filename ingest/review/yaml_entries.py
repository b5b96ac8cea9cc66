"""Changing what stands under some keys of one entry, in its text, and leaving the rest of it as it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from claimgraph.ingest.review.yaml_nodes import comments, data_of, end_of_line, last_content, line_start, root
from claimgraph.ingest.review.yaml_writing import Value, written_entry, written_pair

Order = Sequence[str]
"""The keys of a mapping, in the order in which the format describes them."""


def entry_data(text: str) -> dict[str, Any]:
    r"""What an entry holds, all scalars as text.

    >>> entry_data("  - slug: a\n    footnotes: [7]")
    {'slug': 'a', 'footnotes': ['7']}
    """
    data: dict[str, Any] = data_of(_mapping(text))
    return data


def changed_entry(text: str, changes: Mapping[str, Value | None], order: Order, inside: str | None = None) -> str:
    r"""The entry's text with other values for some of its keys, or for those of the mapping under ``inside``.

    A key whose new value is None goes; a new key comes where the format has it, by ``order``. All comments stay.

    >>> changed_entry("- slug: a  # first\n  cue: may", {"cue": None, "type": "value"}, ["slug", "type", "cue"])
    '- slug: a  # first\n  type: value'
    """
    for key, value in changes.items():
        text = _changed(text, key, value, order, inside)
    return text


def _changed(text: str, key: str, value: Value | None, order: Order, inside: str | None) -> str:
    data = entry_data(text)
    wanted = data if inside is None else data[inside]
    if value is None:
        wanted.pop(key, None)
    else:
        wanted[key] = value
    mapping = _mapping(text)
    if inside is not None:
        mapping = next(node for name, node in mapping.value if name.value == inside)
    block = _mapping(text).flow_style or mapping.flow_style
    made = _written_anew(text, data) if block else _spliced(text, mapping, key, value, order)
    if entry_data(made) != data or sorted(comments(made)) != sorted(comments(text)):
        return _written_anew(text, data)  # an odd way of writing it
    return made


def _written_anew(text: str, data: Mapping[str, Value]) -> str:
    """The whole entry written by us, its comments in front of it."""
    column = text.index("-")
    above = "".join(f"{' ' * column}{comment}\n" for comment in comments(text))
    return above + written_entry(data, column)


def _spliced(text: str, mapping: yaml.MappingNode, key: str, value: Value | None, order: Order) -> str:
    pairs = {name.value: (name, node) for name, node in mapping.value}
    column = mapping.start_mark.column
    if key not in pairs:
        if value is None:
            return text
        before = [name for name in pairs if _rank(order, name) <= _rank(order, key)] or list(pairs)[:1]
        end = end_of_line(text, last_content(text, pairs[before[-1]][1]))
        return f"{text[:end]}\n{' ' * column}{written_pair(key, value, column)}{text[end:]}"
    name, node = pairs[key]
    start, end = name.start_mark.index, last_content(text, node)
    if value is None:
        end = end_of_line(text, end)
        kept = "".join(f"\n{' ' * column}{comment}" for comment in _comments_within(text[start:end]))
        return text[: line_start(text, start)].removesuffix("\n") + kept + text[end:]
    pair = written_pair(key, value, column)
    if "\n" in pair or "\n" in text[start:end]:
        end = end_of_line(text, end)
        kept = "".join(f"{comment}\n{' ' * column}" for comment in _comments_within(text[start:end]))
        return text[:start] + kept + pair + text[end:]
    return text[:start] + pair + text[end:]


def _comments_within(pair: str) -> tuple[str, ...]:
    return comments(pair) if "#" in pair else ()


def _rank(order: Order, key: str) -> int:
    return order.index(key) if key in order else len(order)


def _mapping(text: str) -> yaml.MappingNode:
    """The mapping that is the entry; its text is a list with one entry."""
    node = root(text, "the entry")
    if isinstance(node, yaml.SequenceNode) and len(node.value) == 1 and isinstance(node.value[0], yaml.MappingNode):
        return node.value[0]
    raise ValueError(f"not one entry of a list: {text!r}")
