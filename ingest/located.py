"""YAML that remembers where each value stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from claimgraph.ingest.errors import CorpusError, Location, Problem
from claimgraph.ingest.read import read_text

DEEPEST = 20
"""How deep a file may nest; the corpus's own files need 5."""

_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
"""libyaml where PyYAML was built with it, as its wheels are: seven times as fast."""

Key = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A YAML file's content, all scalars as text, and the place of each value by its path from the root."""

    file: str
    data: Any  # whatever the file holds: str, list or dict, checked by the models
    places: Mapping[Key, Location]

    def at(self, path: Key) -> Location:
        """The place of the value at ``path``, or of the nearest thing around it that stands in the file."""
        while path not in self.places and path:
            path = path[:-1]
        return self.places.get(path, Location(self.file, 1))


def load(path: Path) -> Document:
    """The document in a YAML file.

    Scalars stay text (YAML's failsafe schema), so that ``no`` or ``1.10`` mean what they look like.
    Raises `CorpusError` for broken YAML, a key given twice, an alias or deep nesting; `LetterError` if it isn't text.
    """
    return document(read_text(path), str(path))


def document(text: str, file: str) -> Document:
    """The document that a text is, whether or not it stands in the file yet; raises `CorpusError` as `load` does."""
    try:
        _refuse_alias_and_depth(text, file)
        node = yaml.compose(text, Loader=_LOADER)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1)
        raise CorpusError((Problem(place, f"this is not YAML: {error.problem or error.context}"),)) from error
    except yaml.YAMLError as error:
        raise CorpusError((Problem(Location(file, 1), f"this is not YAML: {error}"),)) from error
    places: dict[Key, Location] = {}
    data = {} if node is None else _construct(node, (), file, places)
    return Document(file, data, places)


def _refuse_alias_and_depth(text: str, file: str) -> None:
    depth = 0
    for event in yaml.parse(text, Loader=_LOADER):
        if isinstance(event, yaml.AliasEvent):
            raise CorpusError((Problem(_place(event, file), "YAML aliases (*name) are not read: write it out"),))
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > DEEPEST:
            raise CorpusError((Problem(_place(event, file), f"nested deeper than {DEEPEST} levels"),))


def _construct(node: yaml.Node, path: Key, file: str, places: dict[Key, Location]) -> Any:
    places[path] = _place(node, file)
    if isinstance(node, yaml.SequenceNode):
        return [_construct(item, (*path, index), file, places) for index, item in enumerate(node.value)]
    if not isinstance(node, yaml.MappingNode):
        return node.value
    mapping: dict[str, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise CorpusError((Problem(_place(key, file), "a key must be a single word"),))
        if key.value in mapping:
            raise CorpusError((Problem(_place(key, file), f"the key {key.value!r} stands twice: keep one"),))
        mapping[key.value] = _construct(value, (*path, key.value), file, places)
    return mapping


def _place(item: yaml.Node | yaml.Event, file: str) -> Location:
    mark = item.start_mark
    return Location(file, mark.line + 1, mark.column + 1) if mark else Location(file, 1)
