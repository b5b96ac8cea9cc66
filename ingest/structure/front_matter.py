"""What a letter says of itself: its date, docket, addressee, respondent and signatory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from claimgraph.ingest.structure.marks import Warn
from claimgraph.ingest.structure.names import AGENCY_LINE, is_person
from claimgraph.ingest.structure.paragraphs import Paragraph, head_of
from claimgraph.ingest.structure.respondent import read_respondent
from claimgraph.ingest.structure.signature import read_signature

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<{0}>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)\.?"
)
_DATE = re.compile(
    rf"\b{_MONTH.format('m1')}\s+(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y1>(?:19|20)\d\d)\b"
    rf"|\b(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH.format('m2')},?\s+(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<y3>(?:19|20)\d\d)-(?P<m3>\d\d)-(?P<d3>\d\d)\b|\b(?P<m4>\d{1,2})/(?P<d4>\d{1,2})/(?P<y4>(?:19|20)\d\d)\b",
    re.I,
)
_DASH = r"\s?[-‐‑‒–—−_]\s?"
_DOCKET = re.compile(rf"\b([A-Z]{{2,8}}(?:{_DASH}[A-Z]{{2,8}})?){_DASH}((?:19|20)\d\d){_DASH}(\d{{4}})\b")
_SALUTATION = re.compile(r"(?:(?i:dear)\s|(?i:to|attn|attention):)\s*([^\W\d_a-z].{2,100}?)\s*[,:;]?")
_NO_ONE = re.compile(r"(?:whom?\b.*|sirs?\b.*|madam\b.*|.*\bsir or madam\b.*|colleagues?|all)", re.I)
_PERSON = re.compile(
    r"(?:attn:?\s*|attention:?\s*)?((?:the\s+honou?rable|hon\.|mr\.|ms\.|mrs\.|dr\.|administrator|secretary|assistant\s+secretary|chair\w*|director)"
    r"\s+[A-Z][\w.'’-]*(?:\s+[A-Z][\w.'’-]*){0,4})(?:,.*)?",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What the letter itself says; None where it doesn't, or not for sure."""

    respondent: str | None
    date: str | None
    docket: str | None
    addressee: str | None
    signatory: str | None
    signatory_role: str | None


def read_front_matter(paragraphs: Sequence[Paragraph], text: str, warn: Warn) -> FrontMatter:
    """The front matter of a letter, from the paragraphs of its body in order.

    A date or docket number counts where it stands before the letter's text begins; where several compete, none does,
    and so with respondents and signatories.
    """
    head = head_of(paragraphs)
    signature = read_signature(paragraphs, warn)
    return FrontMatter(
        respondent=read_respondent(paragraphs, signature, warn),
        date=_date(head, paragraphs, warn),
        docket=_docket(head, text, warn),
        addressee=_addressee(head),
        signatory=signature.name,
        signatory_role=signature.role,
    )


def _date(head: Sequence[Paragraph], paragraphs: Sequence[Paragraph], warn: Warn) -> str | None:
    """ISO date: of a line of its own, else of a short line of the head, else of a "Dated:" line anywhere."""
    lines = [
        (paragraph.start, line)
        for paragraph in head
        for at, line in enumerate(paragraph.lines)
        if len(line) <= 90 and not line.endswith(".")
        if at == 0 or len(paragraph.words) <= 400 or _DATE.fullmatch(line)
    ]
    short = [(start, match) for start, line in lines if (match := _DATE.search(line))]
    alone = [(start, match) for start, match in short if len(match.group()) + 12 >= len(match.string)]
    dated = [
        (paragraph.start, match)
        for paragraph in paragraphs
        for line in paragraph.lines
        if len(line) <= 60 and line.casefold().startswith(("dated", "date:")) and (match := _DATE.search(line))
    ]
    impossible = {match.group(): start for start, match in reversed([*short, *dated]) if _iso(match) is None}
    for words, start in impossible.items():
        warn(f"no calendar has the date “{words}”: it is not taken", start)
    for found in (alone, short, dated):
        read = {day: start for start, match in found if (day := _iso(match))}
        if len(read) == 1:
            return next(iter(read))
        if read:
            days = ", ".join(sorted(read))
            warn(f"several dates could be the letter's: {days}; none is taken", min(read.values()))
            return None
    return None


def _iso(match: re.Match[str]) -> str | None:
    groups = {name: value for name, value in match.groupdict().items() if value is not None}
    form = next(iter(groups))[-1]
    month, day, year = groups[f"m{form}"], int(groups[f"d{form}"]), int(groups[f"y{form}"])
    number = int(month) if month.isdigit() else _MONTHS.index(month[:3].lower()) + 1
    try:
        return date(year, number, day).isoformat()
    except ValueError:
        return None


def _docket(head: Sequence[Paragraph], text: str, warn: Warn) -> str | None:
    for part in ("\n".join(line for paragraph in head for line in paragraph.lines), text):
        found = {
            "-".join((re.sub(_DASH, "-", m.group(1)), m.group(2), m.group(3))): m.start()
            for m in _DOCKET.finditer(part)
        }
        if len(found) == 1:
            return next(iter(found))
        if found:
            warn(f"several docket numbers: {', '.join(sorted(found))}; none is taken", 0)
            return None
    return None


def _addressee(head: Sequence[Paragraph]) -> str | None:
    """The person in the address, by title or by standing above an agency's name; else whom the salutation names."""
    lines = [line for paragraph in head for line in paragraph.lines]
    for line in lines:
        if len(line) <= 100 and (person := _PERSON.fullmatch(line)):
            return person.group(1)
    for paragraph in head:
        first, *others = paragraph.lines or ("",)
        if len(paragraph.words) < 300 and is_person(first) and any(map(AGENCY_LINE.search, others)):
            return first.rstrip(",")
    for line in lines:
        salutation = _SALUTATION.fullmatch(line)
        if salutation and not _NO_ONE.fullmatch(salutation.group(1)):
            return salutation.group(1)
    return None
