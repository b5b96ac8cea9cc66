"""A folder's files sorted by submission: letters by themselves, the API's answers, or what Mirrulations gives.

A record is known by its content and a file's submission by its name or folder, so that all layouts are read alike:
``ID.json`` with ``ID_attachment_1.pdf`` (Mirrulations: ``text-DOCKET/comments`` and
``binary-DOCKET/comments_attachments``), or with ``ID/attachment_1.pdf`` (as downloads.regulations.gov has them).
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.intake.formats import LETTERS, REFUSED
from claimgraph.ingest.intake.records import submission_of_files, submission_of_record
from claimgraph.ingest.intake.submissions import Submission
from claimgraph.ingest.readers.limits import Limits

_OWNED = re.compile(r"(.+?)_(?:attachment|content)(?:_.*)?", re.I)
_ID = re.compile(r"[A-Z][A-Z0-9_]*(?:-\d{2,}){2,}")
_NOT_COMMENTS = frozenset({"documents_attachments", "documents_extracted_text"})
_LARGEST_RECORD = 16 * 1024 * 1024
_FIGURES = re.compile(r"(\d+)")


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that is no letter, and why."""

    path: Path
    reason: str


@dataclass(frozen=True, slots=True)
class _Entry:
    """The files of one submission; of several records the last counts."""

    id: str
    records: tuple[Path, ...]
    files: tuple[Path, ...]


@dataclass(frozen=True, slots=True)
class Intake:
    """A folder's submissions, in the order of their ids, each read when its turn comes; ``len`` counts them."""

    folder: Path
    skipped: tuple[Skipped, ...]
    _entries: tuple[_Entry, ...] = field(repr=False)
    _limits: Limits = field(repr=False)

    def __len__(self) -> int:
        return len(self._entries)

    def __iter__(self) -> Iterator[Submission]:
        for entry in self._entries:
            if entry.records:
                yield submission_of_record(entry.id, entry.records, entry.files, self._limits)
            else:
                yield submission_of_files(entry.id, entry.files)


def open_intake(folder: Path, limits: Limits = Limits()) -> Intake:  # noqa: B008  (frozen)
    """The submissions in a folder and all folders in it, with the files that are none.

    Raises `LetterError` when there is no such folder or it can't be listed.
    """
    if not folder.is_dir():
        raise LetterError(f"{folder}: there is no such folder: name one with letters or a download")
    skipped: list[Skipped] = []
    records: dict[str, list[Path]] = {}
    files: list[Path] = []
    for path in _walk(folder):
        reason = _unfit(path, folder)
        if reason:
            skipped.append(Skipped(path, reason))
        elif path.suffix.lower() == ".json":
            key, reason = _record_id(path)
            if key is None:
                skipped.append(Skipped(path, reason))
            else:
                records.setdefault(key, []).append(path)
        else:
            files.append(path)
    owned: dict[str, list[Path]] = {}
    alone = _alone(records)
    for path in files:
        owned.setdefault(_owner(path, folder, records, alone), []).append(path)
    entries = [
        _Entry(key, tuple(records.get(key, ())), tuple(owned.get(key, ())))
        for key in sorted(records.keys() | owned.keys(), key=_natural)
    ]
    return Intake(folder, tuple(skipped), tuple(entries), limits)


def _walk(folder: Path) -> Iterator[Path]:
    """All files, by name; links to folders are not followed."""

    def refuse(error: OSError) -> None:
        raise LetterError(f"{error.filename}: the folder can't be listed: {error.strerror}") from error

    for parent, folders, names in os.walk(folder, onerror=refuse):
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        yield from (Path(parent, name) for name in sorted(names))


def _unfit(path: Path, folder: Path) -> str:
    """Why a file is no letter; empty where it may be one."""
    suffix = path.suffix.lower()
    if path.name.startswith((".", "~$")):
        return "a hidden file or one that a program left"
    if _NOT_COMMENTS.intersection(path.relative_to(folder).parts):
        return "it belongs to a document of the agency, not to a comment"
    if suffix not in LETTERS and suffix not in REFUSED and suffix != ".json":
        return f"no letter is filed as {suffix or 'a file without ending'}"
    try:
        regular = stat.S_ISREG(path.stat().st_mode)
    except OSError as error:
        return f"it can't be read: {error.strerror}"
    return "" if regular else "a pipe, a device or a folder"


def _record_id(path: Path) -> tuple[str | None, str]:
    """A comment's id; or None and what other JSON it is."""
    try:
        if path.stat().st_size > _LARGEST_RECORD:
            return None, f"more than {_LARGEST_RECORD:,} bytes are too many for a record"
        read = json.loads(path.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        return None, f"it can't be read: {error.strerror}"
    except (ValueError, RecursionError):
        return _stem(path), ""  # what is wrong is said when its turn comes
    data = read.get("data") if isinstance(read, dict) else None
    if isinstance(data, list):
        return None, f"a list of {len(data):,} records: get each comment's own"
    if not isinstance(data, dict):
        old = isinstance(read, dict) and ("documentId" in read or "comment" in read)
        return (_stem(path), "") if old or _ID.fullmatch(_stem(path)) else (None, "JSON, but no record of a comment")
    if isinstance(data.get("type"), str) and data["type"] != "comments":
        return None, f"a record of the type {data['type']!r}, no comment"
    known = data.get("id")
    return (known.strip() if isinstance(known, str) and known.strip() else _stem(path)), ""


def _stem(path: Path) -> str:
    """The name without its ending, and without the number of a second download (``ID(1).json``)."""
    return re.sub(r"\(\d+\)$", "", path.stem)


def _alone(records: dict[str, list[Path]]) -> dict[Path, str]:
    """The folders in which one comment's records lie and no other's."""
    owners: dict[Path, set[str]] = {}
    for key, paths in records.items():
        for path in paths:
            owners.setdefault(path.parent, set()).add(key)
    return {parent: next(iter(keys)) for parent, keys in owners.items() if len(keys) == 1}


def _owner(path: Path, folder: Path, records: dict[str, list[Path]], alone: dict[Path, str]) -> str:
    """The id of the submission that a file belongs to; its own path where it belongs to none."""
    named = _OWNED.fullmatch(path.stem)
    if named and (named.group(1) in records or _ID.fullmatch(named.group(1))):
        return named.group(1)
    if path.stem in records:
        return path.stem
    if path.parent != folder and path.parent.name in records:
        return path.parent.name
    if path.parent in alone and path.stem.lower().startswith("attachment_"):
        return alone[path.parent]
    return path.relative_to(folder).with_suffix("").as_posix()


def _natural(key: str) -> tuple[tuple[int, str], ...]:
    """Numbers by their value, so that comment 9999 comes before 10000."""
    return tuple((int(part), "") if part.isdecimal() else (-1, part) for part in _FIGURES.split(key))
