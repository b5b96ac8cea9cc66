"""The facts in a comment's record as the regulations.gov API (version 4, JSON:API) and downloads of it give them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.readers.document import Attachment
from claimgraph.ingest.readers.limits import Limits

_VERSION = re.compile(r"/v(\d+)/")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_TITLED = re.compile(r"comment\s+(?:submitted\s+)?(?:from|by)\s+(?!anonym)(\S.*)", re.I)
_DEEPEST = "too deeply nested"


@dataclass(frozen=True, slots=True)
class CommentRecord:
    """What the agency's system knows of a comment; what it doesn't say is None or empty.

    ``date`` is the day of the postmark or the receipt (ISO 8601), ``comment`` the words of the form's field with their
    HTML. ``withdrawn`` and ``restricted`` are the reasons. ``attachments`` are the files that the record names, each
    once in however many formats; ``announced`` counts them where it names no files. ``duplicates`` are copies that the
    agency counted and didn't publish. ``modified`` orders two records of one comment.
    """

    id: str
    title: str | None
    organization: str | None
    submitter: str | None
    agency: str | None
    date: str | None
    docket: str | None
    withdrawn: str | None
    restricted: str | None
    comment: str
    attachments: tuple[Attachment, ...]
    announced: int
    duplicates: int
    modified: str

    @property
    def respondent(self) -> str | None:
        """Whose comment it is: an organisation, or a person, or who the title says it is from."""
        titled = _TITLED.fullmatch(self.title or "")
        return self.organization or self.submitter or self.agency or (titled.group(1) if titled else None)

    @property
    def individual(self) -> bool:
        """Whether a person's name is given, and no organisation."""
        return self.submitter is not None and self.organization is None


def read_comment_record(path: Path, limits: Limits = Limits()) -> CommentRecord:  # noqa: B008  (frozen)
    """The comment's record in a file.

    Raises `LetterError` for what is no comment of version 4: another record, a list, another version.
    """
    record = _record(path, limits)
    attributes = _dictionary(record["data"].get("attributes"))
    withdrawn = _words(attributes.get("reasonWithdrawn")) or "no reason is given"
    names = " ".join(filter(None, (_words(attributes.get("firstName")), _words(attributes.get("lastName")))))
    relationships = _dictionary(_dictionary(record["data"].get("relationships")).get("attachments"))
    announced = relationships.get("data")
    duplicates = attributes.get("duplicateComments")
    return CommentRecord(
        id=_words(record["data"].get("id")),
        title=_line(attributes.get("title")),
        organization=_line(attributes.get("organization")),
        submitter=_line(names),
        agency=_line(attributes.get("govAgency")),
        date=_date(attributes),
        docket=_line(attributes.get("docketId")),
        withdrawn=withdrawn if attributes.get("withdrawn") else None,
        restricted=_line(attributes.get("restrictReasonType")) or _line(attributes.get("restrictReason")),
        comment=_words(attributes.get("comment")),
        attachments=tuple(_attachments(record)),
        announced=len(announced) if isinstance(announced, list) else 0,
        duplicates=duplicates if isinstance(duplicates, int) and duplicates > 0 else 0,
        modified=_words(attributes.get("modifyDate")),
    )


def _record(path: Path, limits: Limits) -> dict[str, Any]:  # Any: JSON of many shapes
    try:
        with path.open("rb") as file:
            data = file.read(limits.part + 1)
        if len(data) > limits.part:
            raise LetterError(f"{path}: more than {limits.part:,} bytes are too many for a record: get it anew")
        read = json.loads(data.decode("utf-8-sig"))
    except OSError as error:
        raise LetterError(f"{path}: the file can't be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise LetterError(f"{path}: this JSON is not UTF-8: byte {error.start}: get it anew") from error
    except json.JSONDecodeError as error:
        raise LetterError(f"{path}:{error.lineno}: this is not valid JSON: {error.msg}: get it anew") from error
    except (RecursionError, ValueError) as error:  # ValueError: a number with thousands of digits
        raise LetterError(f"{path}: this JSON can't be read ({_DEEPEST}, or a number too long): get it anew") from error
    if not isinstance(read, dict) or "data" not in read:
        old = isinstance(read, dict) and any(
            isinstance(read.get(key), dict) for key in ("documentId", "comment", "docketId")
        )
        what = "of version 3 of the regulations.gov API" if old else "no record of the regulations.gov API"
        raise LetterError(f"{path}: this JSON is {what}: name a comment's record of version 4 (/v4/comments/...)")
    data = read["data"]
    if isinstance(data, list):
        raise LetterError(f"{path}: this is a list of {len(data):,} records: name the record of one comment")
    kind = _dictionary(data).get("type")
    link = _words(_dictionary(_dictionary(data).get("links")).get("self"))
    version = _VERSION.search(link)
    if version and version.group(1) != "4":
        raise LetterError(
            f"{path}: this record is of version {version.group(1)} of the API ({link}): version 4 is read"
        )
    if kind != "comments" or not isinstance(data.get("attributes"), dict):
        raise LetterError(f"{path}: this record is of the type {kind!r}: only comments are letters")
    return read


def _date(attributes: dict[str, Any]) -> str | None:  # Any: see _record
    """The day of the postmark or the receipt; the API gives midnight in Washington as UTC, so the day is the same."""
    for key in ("postmarkDate", "receiveDate"):
        if day := _DAY.match(_words(attributes.get(key))):
            return day.group()
    return None


def _attachments(record: dict[str, Any]) -> Iterator[Attachment]:  # Any: see _record
    """Those included, in their order; files whose addresses differ in the ending only are one."""
    included = record.get("included")
    found: dict[str, Attachment] = {}
    entries = [_dictionary(each) for each in included] if isinstance(included, list) else []
    entries = [each for each in entries if each.get("type") == "attachments"]
    for position, entry in enumerate(sorted(entries, key=_order)):
        attributes = _dictionary(entry.get("attributes"))
        formats = attributes.get("fileFormats")
        urls = tuple(
            (_words(each.get("format")), _words(each.get("fileUrl")))
            for each in (formats if isinstance(formats, list) else ())
            if isinstance(each, dict) and _words(each.get("fileUrl"))
        )
        restricted = _words(attributes.get("restrictReasonType")) or _words(attributes.get("restrictReason")) or None
        key = _stem(urls[0][1]) if urls else f"{position}"
        if key in found:
            known = found[key]
            found[key] = Attachment(
                known.title, tuple(dict.fromkeys((*known.urls, *urls))), known.restricted or restricted
            )
        else:
            found[key] = Attachment(_words(attributes.get("title")), urls, restricted)
    yield from found.values()


def _order(entry: dict[str, Any]) -> tuple[int, str]:  # Any: see _record
    order = _dictionary(entry.get("attributes")).get("docOrder")
    return (order if isinstance(order, int) else 0, _words(entry.get("id")))


def _stem(url: str) -> str:
    """An address without its file's ending.

    >>> _stem("https://a.org/X/attachment_1.pdf")
    'a.org/X/attachment_1'
    """
    try:
        parts = urlsplit(url)
    except ValueError:  # an address that is broken is like no other
        return url
    return parts.netloc + posixpath.splitext(parts.path)[0]


def _dictionary(value: Any) -> dict[str, Any]:  # Any: see _record
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:  # Any: see _record
    return value.strip() if isinstance(value, str) else ""


def _line(value: Any) -> str | None:  # Any: see _record
    return " ".join(_words(value).split()) or None
