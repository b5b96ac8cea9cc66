"""Frozen records as JSON and back, by their types: for the way from the process that reads a letter, and for keeping.

Not pickled: what read a hostile file is not trusted with more than text, numbers and lists of them.
"""

from __future__ import annotations

import json
import types
from dataclasses import asdict, fields, is_dataclass
from functools import cache
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

RecordT = TypeVar("RecordT")


def encode(record: object) -> str:
    """A frozen dataclass as one line of JSON, in ASCII."""
    return json.dumps(asdict(record))  # type: ignore[call-overload]  # a dataclass's instance


def decode(kind: type[RecordT], data: str) -> RecordT:
    """The record that `encode` wrote; ValueError for what is no JSON of that kind.

    >>> from claimgraph.ingest.models import Link, Span
    >>> decode(Span, encode(Span(3, 4))), decode(Link, encode(Link("https://a.org", None, 0, 13))).anchor
    (Span(start=3, end=4), None)
    >>> decode(Span, '{"start": "3", "end": 4}')
    Traceback (most recent call last):
    ValueError: '3' is no int
    """
    made = _made(kind, json.loads(data))
    assert isinstance(made, kind)  # noqa: S101  (what _made does for a dataclass)
    return made


def _made(kind: Any, data: Any) -> Any:  # Any: a type of many kinds, and JSON of many shapes
    origin = get_origin(kind)
    if isinstance(kind, type) and is_dataclass(kind):
        hints = _hints(kind)
        if not isinstance(data, dict) or data.keys() != hints.keys():
            raise ValueError(f"{data!r} has not the fields of {kind}")
        return kind(**{name: _made(hint, data[name]) for name, hint in hints.items()})
    if origin is types.UnionType:
        return None if data is None else _made(next(each for each in get_args(kind) if each is not type(None)), data)
    if origin is tuple:
        return _tuple(get_args(kind), data)
    if origin is Literal:
        if data not in get_args(kind):
            raise ValueError(f"{data!r} is none of {get_args(kind)}")
        return data
    if not isinstance(data, kind):
        raise ValueError(f"{data!r} is no {kind.__name__}")
    return data


def _tuple(kinds: tuple[Any, ...], data: Any) -> tuple[Any, ...]:  # Any: see _made
    if not isinstance(data, list):
        raise ValueError(f"{data!r} is no list")
    if kinds[-1] is Ellipsis:
        return tuple(_made(kinds[0], each) for each in data)
    return tuple(_made(kind, each) for kind, each in zip(kinds, data, strict=True))


@cache
def _hints(kind: Any) -> dict[str, Any]:  # Any: see _made
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}
