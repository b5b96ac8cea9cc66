"""The entries of a list in a YAML file: where they stand in its text, and the text with one put in or taken out.

The files are people's: whatever isn't the entry in question keeps its bytes, comments and all. (A library that writes
the whole file anew takes the comment above an entry away together with the entry before it.)
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import yaml

from claimgraph.ingest.errors import CorpusError, Location, Problem
from claimgraph.ingest.review.yaml_nodes import end_of_line, last_content, line_start, root


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry with its lines: ``text`` is ``whole[start:end]``, from the dash's line to the end of its last line."""

    slug: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Where an entry goes: before or after the one with this slug; ``gap`` are the comments and blank lines between."""

    side: Literal["before", "after"]
    slug: str
    gap: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """The list under a key of a file's text; ``column`` is that of its dashes."""

    whole: str
    file: str
    key: str
    column: int
    entries: tuple[Entry, ...]

    def entry(self, slug: str) -> Entry | None:
        """The entry with this slug, if there is one."""
        return next((entry for entry in self.entries if entry.slug == slug), None)

    def put(self, entry: str, beside: Beside | None = None) -> str:
        """The file's text with an entry more, at the end of the list or beside another entry."""
        entry = _with_breaks_of(self.whole, entry)
        if not self.entries:
            return self._opened(entry)
        neighbour = self.entry(beside.slug) if beside else None
        if beside and neighbour and beside.side == "before":
            at = neighbour.start
            at -= len(beside.gap) if self.whole.endswith(beside.gap, 0, at) else 0
            return self.whole[:at] + entry + _break(self.whole) + self.whole[at:]
        at = (neighbour or self.entries[-1]).end
        at += len(beside.gap) if beside and neighbour and self.whole.startswith(beside.gap, at) else 0
        return self.whole[:at] + _break(self.whole) + entry + self.whole[at:]

    def replaced(self, entry: Entry, by: str) -> str:
        """The file's text with another text for an entry."""
        return self.whole[: entry.start] + _with_breaks_of(self.whole, by) + self.whole[entry.end :]

    def without(self, entry: Entry) -> str:
        """The file's text without the entry; an empty list stays as ``[]``."""
        start = entry.start
        if start and self.whole[start - 1] == "\n":
            start -= 2 if self.whole[:start].endswith("\r\n") else 1
        text = self.whole[:start] + self.whole[entry.end :]
        if len(self.entries) > 1:
            return text
        colon = self._key_end()
        return text[:colon] + " []" + text[colon:]

    def beside(self, entry: Entry) -> Beside | None:
        """Where the entry stands now, told by a neighbour; None for the only one."""
        at = self.entries.index(entry)
        line_break = len(_break(self.whole))
        if at:
            before = self.entries[at - 1]
            return Beside("after", before.slug, self.whole[before.end : entry.start - line_break])
        if len(self.entries) > 1:
            after = self.entries[1]
            return Beside("before", after.slug, self.whole[entry.end + line_break : after.start])
        return None

    def _opened(self, entry: str) -> str:
        """The text with the first entry of a list that was empty or isn't there."""
        line_break = _break(self.whole)
        pair = _pair(root(self.whole, self.file), self.key)
        if pair is None:
            end = "" if not self.whole or self.whole.endswith("\n") else line_break
            return f"{self.whole}{end}{self.key}:{line_break}{entry}{line_break}"
        key, value = pair
        colon = self.whole.index(":", key.end_mark.index) + 1
        text = self.whole[:colon] + self.whole[max(colon, value.end_mark.index) :]
        end_of_key = end_of_line(text, colon)
        return text[:end_of_key] + line_break + entry + text[end_of_key:]

    def _key_end(self) -> int:
        pair = _pair(root(self.whole, self.file), self.key)
        assert pair  # noqa: S101 - there are entries under it
        return self.whole.index(":", pair[0].end_mark.index) + 1


def listed(whole: str, file: str, key: str) -> Listed:
    """The list under a key of a file's text; it may be empty or not there yet.

    Raises `CorpusError` where the list isn't written an entry a line, which programs can't do without spoiling it.
    """
    pair = _pair(root(whole, file), key)
    node = pair[1] if pair else None
    if node is None or not node.value:
        return Listed(whole, file, key, 2, ())
    if not isinstance(node, yaml.SequenceNode) or node.flow_style:
        raise _refused(node, file, f"{key} has to be a list with an entry a line, each behind a dash")
    column = node.start_mark.column
    entries = []
    for item in node.value:
        slug = _pair(item, "slug") if isinstance(item, yaml.MappingNode) else None
        if slug is None:
            raise _refused(item, file, "this entry has no slug: give it one")
        start = _dash_line(whole, item.start_mark.index, column)
        end = end_of_line(whole, last_content(whole, item))
        entries.append(Entry(str(slug[1].value), start, end, whole[start:end]))
    return Listed(whole, file, key, column, tuple(entries))


def _pair(node: yaml.Node | None, key: str) -> tuple[yaml.Node, yaml.Node] | None:
    pairs = node.value if isinstance(node, yaml.MappingNode) else ()
    return next(((name, value) for name, value in pairs if name.value == key), None)


def _dash_line(whole: str, index: int, column: int) -> int:
    """Where the line of an entry's dash begins: the entry's first key may stand below it."""
    start = line_start(whole, index)
    while start and not (whole[start : start + column].strip() == "" and whole[start + column] == "-"):
        start = line_start(whole, start - 1)
    return start


def _refused(node: yaml.Node, file: str, message: str) -> CorpusError:
    at = Location(file, node.start_mark.line + 1, node.start_mark.column + 1)
    return CorpusError((Problem(at, message),))


def _break(whole: str) -> str:
    return "\r\n" if "\r\n" in whole else "\n"


def _with_breaks_of(whole: str, entry: str) -> str:
    return entry.replace("\r\n", "\n").replace("\n", _break(whole))
