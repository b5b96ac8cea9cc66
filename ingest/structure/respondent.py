"""Who a letter is from, as it says itself."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from claimgraph.ingest.structure.marks import Warn
from claimgraph.ingest.structure.names import ABBREVIATED, OFFICE, ORGANIZATION, PROPER
from claimgraph.ingest.structure.paragraphs import Paragraph, head_of
from claimgraph.ingest.structure.signature import Signature

_BEHALF = re.compile(
    rf"\b[Oo]n\s+behalf\s+of\s+(?:[Tt]he\s+)?({PROPER}?{ABBREVIATED})(?=[®™]?\s*[,;:.]|\s+(?:we|I|to|in|regarding|and\s+(?:its|our))\b|(?<=\))\s+and\s+(?:the\s+)?[A-Z])"
)
_TITLE = (
    r"(?:(?:[Pp]ublic |[Rr]eply |[Jj]oint )?"
    r"(?:[Cc]omments?|COMMENTS?|[Rr]esponses?|RESPONSES?|[Ss]ubmission|SUBMISSION))"
)
_BY = r"(?:of|by|from|OF|BY|FROM)\s+(?:[Tt]he\s+|THE\s+)?"
_COMMENTS_OF = re.compile(rf"(?:{_TITLE}|[Ss]ubmitted|SUBMITTED|[Pp]repared|[Ff]iled)\s+{_BY}({PROPER}{ABBREVIATED})")
_NAMES_COMMENTS = re.compile(rf"(?:[Tt]he\s+)?({PROPER}?{ABBREVIATED})(?:['’]s?)?\s+{_TITLE}\s+(?:on|to|regarding)\b.*")
_OPENS = (
    r"(?:(?:greatly|very\s+much|respectfully|sincerely|also|hereby)\s+)?(?:appreciates?|welcomes?|thanks?|submits?|commends?|applauds?|offers?|provides?|"
    r"supports?|writes?|respectfully|(?:is|are)\s+(?:pleased|grateful|delighted|honou?red|submitting|writing|providing|thankful|happy))\b"
)
_SUBJECT = re.compile(rf"(?:^|(?<=[.!?]\s)|\b[Ww]e at )(?:[Tt]he\s+)?({PROPER}?{ABBREVIATED})\s*,?\s+{_OPENS}", re.M)
_NO_NAME = re.compile(
    r"(?:NTIA|National Telecommunications|Department of Commerce|We|I|This|It|These|In|Re|Request|RFC|Docket)\b.*"
    r"|.*\b(?:for|of|on|in|and|the)",
    re.I | re.S,
)
_ONE = rf"(?:the\s+)?(?!(?:I|We)\b){PROPER}{ABBREVIATED}"
_AND_MORE = re.compile(rf"(?:,\s+{_ONE})*?,?\s+and\s+{_ONE}")
_UNDERSIGNED = re.compile(
    r"\b(?:undersigned|below[\s-]signed)\b(?!\s+(?:is|am|hereby\s+\w+s)\b).{0,80}?"
    r"\b(?:we|organi[sz]ations|groups|compan(?:y|ies)|associations|institutions|members|scholars|researchers|academics|"
    r"experts|individuals|signatories|coalition|advocates|developers|submit|write|appreciate|thank|welcome|urge)\b"
    r"|\b[Ww]e,?\s+the\s+(?:undersigned|below[\s-]signed)\b",
    re.S,
)
_AND = re.compile(r",?\s+and\s+(?:the\s+)?|,\s+(?:the\s+)?")
_WITHIN = re.compile(r"\b(?:of|for|on|in)\b")
_INC = re.compile(r"(?:inc|llc|ltd|corp|co|pbc|l\.l\.c)\b\.?", re.I)
_HEAD_PARAGRAPHS = 6
_OPENING = 800

Found = tuple[str, int]
"""A name and the start of the paragraph that gives it."""


def read_respondent(paragraphs: Sequence[Paragraph], signature: Signature, warn: Warn) -> str | None:
    """Who the letter says it is from: "on behalf of", a title, first sentences, a signature; else who signed as "I".

    Where several are named, or an office stands in the name, there is no respondent, and a warning.
    """
    opening = [paragraph for paragraph in paragraphs if len(paragraph.words) > 60][:_HEAD_PARAGRAPHS]
    signed = [(name, signature.start) for name in signature.organizations]
    for paragraph in opening:
        if joint := _UNDERSIGNED.search(paragraph.words[:_OPENING]):
            names = [*signature.organizations, *signature.signatories]
            warn(f"several wrote this letter, as “{joint.group()}” says: {'; '.join(names)}", paragraph.start)
            return None
    for found in (_behalf_and_titles(paragraphs, opening), _subjects(opening), signed):
        named = [(name, start) for name, start in found if not _NO_NAME.fullmatch(name)]
        if named:
            return _the_one(named, signature, " ".join(paragraph.words for paragraph in paragraphs), warn)
    if any(re.search(r"\b[Ww]e\b", paragraph.words) for paragraph in paragraphs):
        return None
    if len(signature.signatories) > 1:
        warn(f"several respondents: {'; '.join(signature.signatories)}; none is taken", signature.start)
    return signature.name


def _behalf_and_titles(paragraphs: Sequence[Paragraph], opening: Sequence[Paragraph]) -> Iterator[Found]:
    for paragraph in opening:
        words = paragraph.words[:_OPENING]
        if match := _BEHALF.search(words):
            more = _AND_MORE.match(words, match.end())
            yield _clean(match.group(1) + (more.group() if more else "")), paragraph.start
    for paragraph in head_of(paragraphs):
        for line in paragraph.lines:
            if len(line) <= 120 and (match := _COMMENTS_OF.fullmatch(line) or _NAMES_COMMENTS.fullmatch(line)):
                yield _clean(match.group(1)), paragraph.start


def _subjects(opening: Sequence[Paragraph]) -> Iterator[Found]:
    for paragraph in opening:
        if match := _SUBJECT.search("\n".join(paragraph.lines)[:_OPENING]):
            yield _clean(match.group(1)), paragraph.start


def _the_one(named: Sequence[Found], signature: Signature, text: str, warn: Warn) -> str | None:
    """The name that all agree on, in its fullest form under the letter; None where there are several."""
    name, start = named[0]
    rivals = [name, *(other for other, _ in named[1:] if not _agree(name, other))]
    several = [part for rival in dict.fromkeys(rivals) for part in _parts(rival, text)]
    if len(several) > 1:
        warn(f"several respondents: {'; '.join(several)}; none is taken", start)
        return None
    if OFFICE.search(name):
        warn(f"“{name}” could be the respondent, but has someone's office in it: it is not taken", start)
        return None
    fuller = [other for other in signature.organizations if other.startswith(name) and not OFFICE.search(other)]
    return fuller[0] if fuller else name


def _parts(name: str, text: str) -> list[str]:
    """The names that a name with "and" puts together, or itself.

    Each of several is an organization by its words, has its own abbreviation, or is a single word; or the letter
    speaks of each without the others.

    >>> _parts("Lamp Institute and the Bulb Foundation", ""), _parts("Center for Lamps and Bulbs", "")
    (['Lamp Institute', 'Bulb Foundation'], ['Center for Lamps and Bulbs'])
    """
    parts: list[str] = []
    for part in _AND.split(name):
        if parts and _INC.fullmatch(part):
            parts[-1] = f"{parts[-1]}, {part}"
        else:
            parts.append(part)
    if len(set(parts)) < 2 or not re.search(r"\band\b", name):
        return [name]
    own = all(ORGANIZATION.search(part) or ("(" in part and "(" in parts[0]) or part.isupper() for part in parts)
    single = all(len(part.split()) == 1 for part in parts)
    rest = text.replace(name, "")
    spoken = all(re.search(rf"(?<!\w){re.escape(part)}(?!\w)", rest) for part in parts)
    return parts if own or ((single or spoken) and not _WITHIN.search(name)) else [name]


def _agree(one: str, other: str) -> bool:
    """Whether two names could be the same one's: one holds the other, or abbreviates it.

    >>> _agree("Acme Lamp Corporation (ALC)", "ALC"), _agree("Acme Lamps", "AL"), _agree("Acme", "Bulbs")
    (True, True, False)
    """
    first, second = (re.sub(r"[^\w\s]+", "", name).casefold() for name in (one, other))
    if f" {first} " in f" {second} " or f" {second} " in f" {first} ":
        return True
    initials = ["".join(word[0] for word in re.findall(r"\b[A-Z]\w*", name)).casefold() for name in (one, other)]
    return first == initials[1] or second == initials[0]


def _clean(name: str) -> str:
    return " ".join(name.split())
