"""A folder at an address as a folder of this machine: what has changed is fetched, what is gone there is removed."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path, PurePosixPath

from claimgraph.ingest.cluster.folders import Folder
from claimgraph.ingest.errors import ClusterError

_STATES = ".states.json"
"""Where the mirror notes the state of each file when it was fetched."""

_AT_ONCE = 8


def mirror(source: Folder, target: Path, tell: Callable[[int, int], None] = lambda done, total: None) -> None:
    """Make ``target`` hold what ``source`` holds; ``tell`` hears how many files are fetched, and of how many.

    Raises `ClusterError` when there is no such folder, or it can't be read.
    """
    try:
        there = source.files()
    except FileNotFoundError as error:
        raise ClusterError(f"{source.address}: there is no such folder: name a corpus folder") from error
    for name in there:
        if not _is_safe(name):
            raise ClusterError(f"{source.path(name)}: a file of this name can't be kept here: give it another")
    target.mkdir(parents=True, exist_ok=True)
    known = _known(target)
    wanted = [name for name, state in there.items() if not state or known.get(name) != state]
    for name in sorted(known.keys() | _held(target)):
        if name not in there:
            (target / name).unlink(missing_ok=True)
    kept = {name: state for name, state in there.items() if name not in wanted}
    tell(0, len(wanted))
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        try:
            for done, name in enumerate(pool.map(lambda each: _fetch(source, each, target), wanted), start=1):
                kept[name] = there[name]
                tell(done, len(wanted))
        finally:
            pool.shutdown(cancel_futures=True)
            _write(target / _STATES, json.dumps(kept).encode())


def _fetch(source: Folder, name: str, target: Path) -> str:
    try:
        _write(target / name, source.read(name))
    except FileNotFoundError as error:
        raise ClusterError(f"{source.path(name)}: the file has just gone: begin again") from error
    return name


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.draft~")
    draft.write_bytes(data)
    draft.replace(path)


def _known(target: Path) -> dict[str, str]:
    try:
        states: dict[str, str] = json.loads((target / _STATES).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: state for name, state in states.items() if (target / name).is_file()}


def _held(target: Path) -> set[str]:
    found = (path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file())
    return {name for name in found if name != _STATES}


def _is_safe(name: str) -> bool:
    path = PurePosixPath(name)
    return not path.is_absolute() and ".." not in path.parts and "\0" not in name and path.name not in ("", _STATES)
