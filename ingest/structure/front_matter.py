"""What a letter says of itself: its date, docket, addressee, respondent and signatory."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from claimgraph.ingest.structure.captions import is_closing
from claimgraph.ingest.structure.marks import RAISED, Warn

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
_ROLE = re.compile(
    r"\b(?:president|officer|director|counsel|manager|head|chair\w*|chief|vice|partner|fellow|professor|founder|co-founder|ceo|cto|coo|"
    r"advis[eo]r|analyst|lead|secretary|attorney|researcher|scientist|associate|senior|policy|executive|engineer|principal|dean|"
    r"affairs|coordinator|representative|student|member|specialist|strategist|economist|svp|evp|vp)\b",
    re.I,
)
_ORGANIZATION = re.compile(
    r"\b(?:inc\.?|corporation|corp\.?|company|llc|l\.l\.c\.|ltd\.?|pbc|institute|foundation|center|centre|association|university|"
    r"council|coalition|alliance|chamber|consortium|society|union|initiative|network|group|project|lab|labs|college|school)(?=\W|$)",
    re.I,
)
_NAME = r"[A-Z][\w&.'’+-]*"
_PROPER = rf"{_NAME}(?:,?\s+(?:{_NAME}|of|the|for|and|on|in|&)){{0,12}}"
_ABBREVIATED = r"(?:\s*\(\s*[“\"‘']?[\w&. -]{2,40}[”\"’']?(?:\s*(?:,|or)\s*[“\"‘']?[\w&. -]{2,40}[”\"’']?)?\s*\))?"
_BEHALF = re.compile(
    rf"\b[Oo]n\s+behalf\s+of\s+(?:[Tt]he\s+)?({_PROPER}?{_ABBREVIATED})(?=[®™]?\s*[,;:.]|\s+(?:we|I|to|in|regarding|and\s+(?:its|our))\b)"
)
_TITLE = (
    r"(?:(?:[Pp]ublic |[Rr]eply |[Jj]oint )?"
    r"(?:[Cc]omments?|COMMENTS?|[Rr]esponses?|RESPONSES?|[Ss]ubmission|SUBMISSION))"
)
_BY = r"(?:of|by|from|OF|BY|FROM)\s+(?:[Tt]he\s+|THE\s+)?"
_COMMENTS_OF = re.compile(rf"(?:{_TITLE}|[Ss]ubmitted|SUBMITTED|[Pp]repared|[Ff]iled)\s+{_BY}({_PROPER}{_ABBREVIATED})")
_NAMES_COMMENTS = re.compile(
    rf"(?:[Tt]he\s+)?({_PROPER}?{_ABBREVIATED})(?:['’]s?)?\s+{_TITLE}\s+(?:on|to|regarding)\b.*"
)
_OPENS = (
    r"(?:(?:greatly|very\s+much|respectfully|sincerely|also|hereby)\s+)?(?:appreciates?|welcomes?|thanks?|submits?|commends?|applauds?|offers?|provides?|"
    r"supports?|writes?|respectfully|(?:is|are)\s+(?:pleased|grateful|delighted|honou?red|submitting|writing|providing|thankful|happy))\b"
)
_SUBJECT = re.compile(rf"(?:^|(?<=[.!?]\s)|\b[Ww]e at )(?:[Tt]he\s+)?({_PROPER}?{_ABBREVIATED})\s*,?\s+{_OPENS}", re.M)
_AGENCY_LINE = re.compile(r"\b(?:administration|department|commission|agency|bureau|office of)\b", re.I)
_AGENCIES = re.compile(
    r"^(?:NTIA|National Telecommunications|Department of Commerce|We\b|I\b|This\b|It\b|These\b)", re.I
)
_CREDENTIAL = re.compile(r",\s*(?:Ph\.?\s?D|J\.?D|M\.?D|Esq|M\.?P\.?H|MBA|Jr|Sr|CISSP|M\.?S|LL\.?M)\.?.*$")
_PERSON_NAME = re.compile(
    r"(?:(?:Dr|Mr|Ms|Mrs|Prof)\.\s+)?[^\W\d_a-z][\w.'’-]*(?:\s+(?:de|van|von|der|la|bin|al|el|[^\W\d_a-z][\w.'’-]*)){1,4}"
)
_HEAD_LINES = 60
_HEAD_PARAGRAPHS = 6
_OPENING = 800


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph's start, its lines and its words as read."""

    start: int
    lines: tuple[str, ...]
    words: str


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

    A date or docket number counts where it stands before the letter's text begins; where several compete, none does.
    """
    head = _head(paragraphs)
    signature = _signature(paragraphs)
    return FrontMatter(
        respondent=_respondent(paragraphs, signature),
        date=_date(head, paragraphs, warn),
        docket=_docket(head, text, warn),
        addressee=_addressee(head),
        signatory=signature.name,
        signatory_role=signature.role,
    )


def _head(paragraphs: Sequence[Paragraph]) -> tuple[Paragraph, ...]:
    """Everything before the letter's text: the paragraphs before the first long ones."""
    taken: list[Paragraph] = []
    lines = long = 0
    for paragraph in paragraphs:
        long += len(paragraph.words) > 200
        lines += len(paragraph.lines)
        if long > 1 or lines > _HEAD_LINES:
            break
        taken.append(paragraph)
    return tuple(taken)


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
    for found in (alone, short, dated):
        read = {_iso(match): start for start, match in found}
        read.pop(None, None)
        if len(read) == 1:
            return next(iter(read))
        if read:
            days = ", ".join(sorted(day for day in read if day))
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
        if len(paragraph.words) < 300 and _is_person(first) and any(map(_AGENCY_LINE.search, others)):
            return first.rstrip(",")
    for line in lines:
        salutation = _SALUTATION.fullmatch(line)
        if salutation and not _NO_ONE.fullmatch(salutation.group(1)):
            return salutation.group(1)
    return None


def _is_person(line: str) -> bool:
    return _PERSON_NAME.fullmatch(line.rstrip(",")) is not None and not (
        _ORGANIZATION.search(line) or _AGENCY_LINE.search(line)
    )


@dataclass(frozen=True, slots=True)
class _Signature:
    name: str | None = None
    role: str | None = None
    organizations: tuple[str, ...] = ()


def _signature(paragraphs: Sequence[Paragraph]) -> _Signature:
    """What stands under the last closing line that a name follows."""
    for position in range(len(paragraphs) - 1, -1, -1):
        lines = paragraphs[position].lines
        for at, line in enumerate(lines):
            if not is_closing(line):
                continue
            following = [p for p in paragraphs[position + 1 : position + 4] if len(p.words) < 250]
            signed = _signed([*lines[at + 1 :], *(other for p in following for other in p.lines)])
            if signed.name:
                return signed
    return _Signature()


def _signed(lines: Sequence[str]) -> _Signature:
    signature = _Signature()
    bare = [line.removeprefix("/s/").rstrip(RAISED).strip() for line in lines]
    for line in [line for line in bare if line][:7]:
        if signature.name is None:
            given, _, title = _CREDENTIAL.sub("", line).partition(", ")
            if _PERSON_NAME.fullmatch(given) and not _ORGANIZATION.search(given):
                signature = replace(signature, name=given, role=title or None)
        elif line == signature.name or len(line) > 140:
            continue
        elif signature.role is None and _ROLE.search(line):
            signature = replace(signature, role=line)
        elif re.fullmatch(_PROPER, line) and len(line) <= 100:
            signature = replace(signature, organizations=(*signature.organizations, line.rstrip(",")))
    return signature


def _respondent(paragraphs: Sequence[Paragraph], signature: _Signature) -> str | None:
    """Who the letter says it is from: "on behalf of", a title, first sentences, a signature; else who signed as "I"."""
    opening = [paragraph for paragraph in paragraphs if len(paragraph.words) > 60][:_HEAD_PARAGRAPHS]
    head = [line for paragraph in _head(paragraphs) for line in paragraph.lines if len(line) <= 120]
    found = [match for paragraph in opening if (match := _BEHALF.search(paragraph.words[:_OPENING]))]
    found += [match for line in head if (match := _COMMENTS_OF.fullmatch(line) or _NAMES_COMMENTS.fullmatch(line))]
    found += [match for paragraph in opening if (match := _SUBJECT.search("\n".join(paragraph.lines)[:_OPENING]))]
    names = [name for match in found if not _AGENCIES.match(name := " ".join(match.group(1).split()))]
    if names:
        fuller = [name for name in signature.organizations if name.startswith(names[0])]
        return fuller[0] if fuller else names[0]
    if signature.organizations:
        return signature.organizations[0]
    plural = any(re.search(r"\b[Ww]e\b", paragraph.words) for paragraph in paragraphs)
    return signature.name if not plural else None
