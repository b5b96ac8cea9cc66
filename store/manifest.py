"""The manifest: what a generation says about itself."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib.metadata import version
from pathlib import Path
from typing import cast

from claimgraph.store.errors import StoreAccessError, StoreDamagedError, StoreVersionError

FORMAT = 2
"""The version of the layout on disk. A higher number in a manifest means that a newer program wrote it."""

_WRITE = "write/"


@dataclass(frozen=True, slots=True)
class Manifest:
    """One generation's number, the hash of its content, and what it was made from.

    `content` is the hash of its sorted N-Quads lines (`blocks`), in hexadecimal; in format 1 it was the SHA-256 of
    their file. `graphs` counts the quads of each named graph; those of the default graph stand under the empty string.
    `bytes` is the size of the lines. `made_with` names the program and the engine with their versions; stores had none
    before. Nothing in it depends on when or where it was made, nor on whether it grew out of another generation.
    """

    format: int
    generation: int
    content: str
    quads: int
    bytes: int
    graphs: Mapping[str, int]
    inputs: Mapping[str, str]
    made_with: Mapping[str, str] = field(default_factory=dict)

    def writes(self) -> tuple[str, ...]:
        """The names of the inputs that came through the service and stand in no corpus, such as `write/0008`."""
        return tuple(name for name in self.inputs if name.startswith(_WRITE))

    def to_json(self) -> str:
        """The manifest as the text of its file: sorted keys, one line a value."""
        said = {each.name: getattr(self, each.name) for each in fields(self)}
        return json.dumps(said, indent=2, sort_keys=True, ensure_ascii=False) + "\n"


def programs() -> dict[str, str]:
    """The versions of what makes generations: this package, and the engine that reads and writes RDF."""
    return {name: version(name) for name in ("claimgraph", "pyoxigraph")}


def write_name(generation: int) -> str:
    """The name among a generation's inputs of the change that made it, whose hash stands there.

    >>> write_name(8)
    'write/0008'
    """
    return f"{_WRITE}{generation:04d}"


def read_manifest(path: Path) -> Manifest:
    """The manifest in the file.

    Raises StoreVersionError for a newer format, StoreDamagedError for anything that no publish writes,
    StoreAccessError where it may not be read, FileNotFoundError where there is none.
    """
    try:
        text = path.read_text("utf-8")
    except FileNotFoundError:
        raise
    except OSError as error:
        raise StoreAccessError(
            f"{path}: may not be read ({error.strerror}); give this user read permission, or choose another directory"
        ) from None
    except UnicodeDecodeError:
        raise _damaged(path, "it is not UTF-8 text") from None
    try:
        data = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise _damaged(path, f"it is not JSON ({error})") from None
    if not isinstance(data, dict) or not _is_count(data.get("format")):
        raise _damaged(path, "it has no format number")
    if data["format"] > FORMAT:
        raise StoreVersionError(
            f"{path}: store format {data['format']} is newer than {FORMAT}, the newest this claimgraph reads; "
            "upgrade claimgraph, or build into another directory"
        )
    data.setdefault("made_with", {})
    for each in fields(Manifest):
        if not _fits(each.name, data.get(each.name)):
            raise _damaged(path, f"its {each.name!r} is {data.get(each.name)!r}")
    return Manifest(**{each.name: data[each.name] for each in fields(Manifest)})


def _fits(name: str, value: object) -> bool:
    if name in ("graphs", "inputs", "made_with"):
        if not isinstance(value, dict):
            return False
        values = cast("dict[str, object]", value).values()
        return all(_is_count(v) if name == "graphs" else isinstance(v, str) for v in values)
    return isinstance(value, str) if name == "content" else _is_count(value)


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _damaged(path: Path, why: str) -> StoreDamagedError:
    return StoreDamagedError(f"{path}: damaged manifest: {why}; remove the store's directory and build it again")
