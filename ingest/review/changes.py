"""One entry of one file put in, changed or taken out; and the same backwards."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from claimgraph.ingest.errors import ReviewError
from claimgraph.ingest.review.yaml_entries import entry_data
from claimgraph.ingest.review.yaml_lists import Beside, listed
from claimgraph.ingest.review.yaml_nodes import data_of, root

Texts = Mapping[Path, str]
"""The texts of files by their path."""


@dataclass(frozen=True, slots=True)
class Change:
    """An entry of the list ``key`` that reads ``after`` instead of ``before``, either None where there is none.

    ``beside`` is where an entry is put in, or where it stood before it was taken out.
    """

    path: Path
    key: str
    before: str | None
    after: str | None
    beside: Beside | None = None

    @property
    def backwards(self) -> Change:
        """The change that takes this one back."""
        return Change(self.path, self.key, self.after, self.before, self.beside)


def undone(changes: Iterable[Change]) -> tuple[Change, ...]:
    """The changes that take these back, the last first."""
    return tuple(change.backwards for change in reversed(tuple(changes)))


def applied(texts: Texts, changes: Iterable[Change]) -> Iterator[tuple[Path, str]]:
    """The file and its new text after each of the changes, one after the other.

    Raises ReviewError where an entry no longer reads as it did: somebody else has changed it.
    """
    now = dict(texts)
    for change in changes:
        now[change.path] = _applied(now[change.path], change)
        yield change.path, now[change.path]


def _applied(text: str, change: Change) -> str:
    made = _made(text, change)
    if _meaning(made, change.key) != _meant(text, change):
        raise ReviewError(f"{change.path}: the list {change.key} is written in an odd way: change it by hand")
    return made


def _meaning(text: str, key: str) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """What stands in a file under its other keys, and the entries of the list, in no order of theirs."""
    data = dict(data_of(root(text, "")) or {})
    return {**data, key: None}, sorted(data.get(key) or [], key=repr)


def _meant(text: str, change: Change) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    others, entries = _meaning(text, change.key)
    if change.before is not None:
        entries.remove(entry_data(change.before))
    if change.after is not None:
        entries.append(entry_data(change.after))
    return others, sorted(entries, key=repr)


def _made(text: str, change: Change) -> str:
    where = listed(text, str(change.path), change.key)
    if change.before is None:
        assert change.after is not None  # noqa: S101 - a change from nothing to nothing is none
        slug = entry_data(change.after)["slug"]
        if where.entry(slug) is not None:
            raise ReviewError(f"{change.path}: there is {slug!r} by now: look at it, then choose another slug")
        return where.put(_indented(change.after, where.column), change.beside)
    slug = entry_data(change.before)["slug"]
    entry = where.entry(slug)
    if entry is None or _unbroken(entry.text) != _unbroken(change.before):
        what = "gone" if entry is None else "changed"
        raise ReviewError(f"{change.path}: the entry {slug!r} was {what} meanwhile: look at it again")
    return where.without(entry) if change.after is None else where.replaced(entry, change.after)


def _unbroken(entry: str) -> str:
    return entry.replace("\r\n", "\n")


def _indented(entry: str, column: int) -> str:
    """The entry with its dash where the list has its own."""
    by = column - (len(entry) - len(entry.lstrip(" ")))
    lines = entry.split("\n")
    if by >= 0:
        return "\n".join(" " * by + line if line else line for line in lines)
    return "\n".join(line[-by:] if not line[:-by].strip() else line for line in lines)
