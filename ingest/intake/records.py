"""One submission from its record and files: what is missing, refused, withheld or chosen is said."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.intake.formats import REFUSED, best_first, is_extracted
from claimgraph.ingest.intake.submissions import LetterFile, Submission
from claimgraph.ingest.readers.document import Attachment
from claimgraph.ingest.readers.html import read_markup
from claimgraph.ingest.readers.limits import Limits
from claimgraph.ingest.readers.record import CommentRecord, read_comment_record
from claimgraph.ingest.readers.regulations import only_points

_EXTRACTED = re.compile(r"_extracted$", re.I)
_LONGEST_COMMENT = 64 * 1024


def submission_of_record(key: str, records: Sequence[Path], files: Sequence[Path], limits: Limits) -> Submission:
    """The submission that a comment's record tells of, with the files that belong to it.

    Of several records of one comment the one modified last counts. A record that can't be read leaves the files.
    """
    remarks: list[str] = []
    read: list[tuple[str, Path, CommentRecord]] = []
    for path in records:
        try:
            record = read_comment_record(path, limits)
        except LetterError as error:
            remarks.append(str(error))
        else:
            read.append((record.modified, path, record))
    if not read:
        kept, said = _own_letters(key, files)
        return Submission(key, kept, records[0], remarks=(*remarks, *said))
    _, path, record = max(read, key=lambda each: each[:2])
    remarks += [
        f"{other} is an older record of this comment: {path.name} counts" for _, other, _ in read if other != path
    ]
    if record.withdrawn:
        remarks.append(f"this comment was withdrawn ({record.withdrawn}): nothing of it is used")
    comment = "" if record.withdrawn else _plain(record.comment, remarks)
    letters = () if record.withdrawn else tuple(_letters(key, path, comment, record, files, remarks))
    return Submission(
        id=key,
        letters=letters,
        record=path,
        title=record.title,
        respondent=record.respondent,
        organization=record.organization,
        submitter=record.submitter,
        date=record.date,
        docket=record.docket,
        withdrawn=record.withdrawn,
        restricted=record.restricted,
        comment=comment,
        copies=record.duplicates,
        remarks=tuple(remarks),
    )


def submission_of_files(key: str, files: Sequence[Path]) -> Submission:
    """The submission that files without a record are."""
    letters, remarks = _own_letters(key, files)
    return Submission(key, letters, remarks=remarks)


def _own_letters(key: str, files: Sequence[Path]) -> tuple[tuple[LetterFile, ...], tuple[str, ...]]:
    """Letters from files alone, those of one name being one letter."""
    grouped = _grouped(key, files)
    kind: Literal["letter", "attachment"] = "letter" if set(grouped) == {""} else "attachment"
    remarks = [remark for paths in grouped.values() for remark in _chosen("this letter", paths)]
    if kind == "attachment":
        remarks.insert(0, f"there is no record of comment {key}: who sent it and when is not known from there")
    letters = (LetterFile(paths[0], kind, others=paths[1:]) for paths in grouped.values())
    return tuple(letters), tuple(remarks)


def _plain(markup: str, remarks: list[str]) -> str:
    if len(markup) > _LONGEST_COMMENT:
        remarks.append(f"the comment's {len(markup):,} characters are too many to be shown: read the record's file")
        markup = markup[:_LONGEST_COMMENT]
    return read_markup(markup).text.strip()


def _letters(
    key: str, path: Path, comment: str, record: CommentRecord, files: Sequence[Path], remarks: list[str]
) -> Iterator[LetterFile]:
    """The comment's own words unless they only point to what is attached, then each attachment once."""
    attached = list(_attachments(key, record, files, remarks))
    if record.restricted:
        remarks.append(f"this comment is restricted: {record.restricted}")
    pointing = only_points(comment) and bool(comment)
    if comment and not (pointing and (attached or record.attachments or record.announced)):
        yield LetterFile(path, "comment", record.title)
    elif pointing:
        remarks.append("this comment says nothing itself: its letter is in what is attached")
    if not comment and not attached and not record.restricted:
        remarks.append("this comment has neither text nor a file that can be read")
    yield from attached


def _attachments(key: str, record: CommentRecord, files: Sequence[Path], remarks: list[str]) -> Iterator[LetterFile]:
    grouped = _grouped(key, files)
    for number, attachment in enumerate(record.attachments, start=1):
        name = f"attachment {number}" + (f" “{attachment.title}”" if attachment.title else "")
        wanted = _file_names(attachment) or [f"attachment_{number}"]
        paths = next((grouped.pop(each) for each in wanted if each in grouped), ())
        if not paths and len(record.attachments) == 1 and list(grouped) == [""]:
            paths = grouped.pop("")  # ID.pdf beside ID.json
        if attachment.restricted:
            remarks.append(f"{name} is restricted: {attachment.restricted}")
        elif not paths:
            where = ", ".join(url for _, url in attachment.urls)
            remarks.append(f"{name} is missing: get {where}" if where else f"{name} has no file")
        else:
            remarks.extend(_chosen(name, paths))
            yield LetterFile(paths[0], "attachment", attachment.title or None, paths[1:])
    if not record.attachments and record.announced and not grouped:
        remarks.append(
            f"the record tells of {record.announced} attachments, but not where: get it with include=attachments"
        )
    for paths in grouped.values():
        name = f"the file {paths[0].name}"
        if record.attachments:
            remarks.append(f"{name} is no attachment that the record names; it is read as one")
        remarks.extend(_chosen(name, paths))
        yield LetterFile(paths[0], "attachment", None, paths[1:])


def _file_names(attachment: Attachment) -> list[str]:
    """The names, without ending, that an attachment's addresses give it."""
    names = []
    for _, url in attachment.urls:
        try:
            names.append(posixpath.splitext(posixpath.basename(urlsplit(url).path))[0].casefold())
        except ValueError:
            continue
    return list(dict.fromkeys(names))


def _grouped(key: str, files: Sequence[Path]) -> dict[str, tuple[Path, ...]]:
    """The files by their names without ending and without the comment's id; each group best first."""
    groups: dict[str, list[Path]] = {}
    for path in files:
        stem = _EXTRACTED.sub("", path.stem)
        own = stem.removeprefix(key).lstrip("_- ") if stem.startswith(key) else stem
        whole = key.rsplit("/", 1)[-1]
        groups.setdefault("" if stem == whole else own.casefold(), []).append(path)
    return {name: best_first(paths) for name, paths in sorted(groups.items())}


def _chosen(name: str, paths: Sequence[Path]) -> Iterator[str]:
    best = paths[0]
    if len(paths) > 1:
        others = " and ".join(each.name for each in paths[1:])
        yield f"{name} lies here as {best.name} and {others}: {best.name} is read, as it counts once"
    if best.suffix.lower() in REFUSED:
        yield f"{name} lies here as {best.suffix.lower()} only, which isn't read: save {best.name} as PDF or DOCX"
    elif is_extracted(best):
        yield f"of {name} only the text is here that another program took from it: notes and pages may be lost"
