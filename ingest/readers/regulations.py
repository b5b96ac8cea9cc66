"""Comments as the regulations.gov API (version 4, JSON:API) and downloads of it give them."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from claimgraph.ingest.errors import LetterError
from claimgraph.ingest.layout import Remark
from claimgraph.ingest.readers.document import Attachment, Document
from claimgraph.ingest.readers.html import read_markup
from claimgraph.ingest.readers.limits import Limits

_SEE_ATTACHED = re.compile(
    r"\W*(?:(?:please\s+)?(?:see|find|refer\s+to)?\s*(?:the\s+|our\s+|my\s+)?(?:comments?\s+)?(?:is\s+|are\s+)?(?:in\s+(?:the\s+)?)?"
    r"(?:attached|attachments?|enclosed)(?:\s*(?:file(?:\s*\(s\)|s)?|comments?|letter|document|pdf|\(s\)))*)\W*",
    re.I,
)
_VERSION = re.compile(r"/v(\d+)/")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_DEEPEST = "too deeply nested"


def read_record(path: Path, limits: Limits = Limits()) -> Document:  # noqa: B008  (frozen)
    """The comment in a record: its text, respondent, date of receipt and docket as the record's attributes have them.

    Each attachment counts once, in however many formats it is offered. Raises `LetterError` for what is no comment of
    version 4, or one that was withdrawn or is withheld.
    """
    record = _record(path, limits)
    attributes = _dictionary(record["data"].get("attributes"))
    if attributes.get("withdrawn"):
        reason = _words(attributes.get("reasonWithdrawn")) or "no reason is given"
        raise LetterError(f"{path}: this comment was withdrawn ({reason}): it must not be used")
    attachments = tuple(_attachments(record))
    remarks = list(_attached(attachments))
    document = read_markup(_words(attributes.get("comment")))
    withheld = _words(attributes.get("restrictReasonType")) or _words(attributes.get("restrictReason"))
    if withheld:
        if not document.text.strip():
            raise LetterError(f"{path}: this comment's text is withheld ({withheld}): there is nothing to read")
        remarks.append(Remark(f"this comment is restricted: {withheld}"))
    if not document.text.strip() and not attachments:
        raise LetterError(f"{path}: this comment has neither text nor attachments: there is nothing to read")
    if attachments and (not document.text.strip() or _SEE_ATTACHED.fullmatch(document.text)):
        remarks.append(Remark("this comment says nothing itself: its letter is in what is attached"))
    return Document(
        document.text,
        "regulations.gov",
        document.layout,
        remarks=(*remarks, *document.remarks),
        respondent=_respondent(attributes),
        date=_date(attributes),
        docket=_words(attributes.get("docketId")) or None,
        attachments=attachments,
        individual=_is_individual(attributes),
    )


def _record(path: Path, limits: Limits) -> dict[str, Any]:  # Any: JSON of many shapes
    try:
        read = json.loads(path.read_bytes()[: limits.part].decode("utf-8-sig"))
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


def _respondent(attributes: dict[str, Any]) -> str | None:  # Any: see _record
    names = " ".join(filter(None, (_words(attributes.get("firstName")), _words(attributes.get("lastName")))))
    for name in (attributes.get("organization"), names, attributes.get("govAgency")):
        if _words(name):
            return " ".join(_words(name).split())
    return None


def _is_individual(attributes: dict[str, Any]) -> bool:  # Any: see _record
    named = _words(attributes.get("firstName")) or _words(attributes.get("lastName"))
    return bool(named) and not _words(attributes.get("organization"))


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
    parts = urlsplit(url)
    return parts.netloc + posixpath.splitext(parts.path)[0]


def _attached(attachments: tuple[Attachment, ...]) -> Iterator[Remark]:
    for number, each in enumerate(attachments, start=1):
        title = f"attachment {number}" + (f" “{each.title}”" if each.title else "")
        if each.restricted:
            yield Remark(f"{title} is restricted: {each.restricted}")
        elif not each.urls:
            yield Remark(f"{title} has no file")
        else:
            yield Remark(f"{title} is not read here: {', '.join(url for _, url in each.urls)}")


def _dictionary(value: Any) -> dict[str, Any]:  # Any: see _record
    return value if isinstance(value, dict) else {}


def _words(value: Any) -> str:  # Any: see _record
    return value.strip() if isinstance(value, str) else ""
