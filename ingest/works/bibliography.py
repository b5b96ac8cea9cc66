"""Title, authors and year from a citation's own words, where its form leaves no doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass

_SIGNALS = re.compile(
    r"(?:(?:see|but see|cf|compare|accord|contra|e\.?g|also|generally|especially|in|for example)\b[.,:]*\s*)+", re.I
)
_TITLE = re.compile(r"[“\"](?P<title>[^“”\"]*(?:“[^“”]*”[^“”\"]*)?[^“”\"\s])[”\"]")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", re.U)
_NAME = (
    r"(?:[A-ZÀ-ÖØ-Þ][\w'’-]*\.?|(?:de|van|der|den|von|bin|al|la|le|da|du|di|dos|ter)\b)"
    r"(?: (?:[A-ZÀ-ÖØ-Þ][\w'’-]*\.?(?:[A-Z]\.)*|de|van|der|den|von|bin|al|la|le|da|du|di|dos|ter"
    r"|of|for|the|on)){0,8}"
)
_AUTHORS = re.compile(rf"{_NAME}(?:,? (?:and|&) {_NAME}|, {_NAME})*(?:,? et\.? al\.?)?,?\.?")
_DATED = re.compile(
    r"\((?:[^()]{0,40}?\b)?(?P<year>(?:19|20)\d{2})\)|(?:(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? "
    r"(?:\d{1,2}, ?)?)(?P<dated>(?:19|20)\d{2})\b|, (?P<bare>(?:19|20)\d{2})(?=[,.]|$)",
    re.I,
)
_VISITED = re.compile(r"\(?\b(?:last\s+)?(?:accessed|visited|retrieved|updated|viewed)\b[^()]{0,40}?\d{4}\)?", re.I)
_PAREN_YEAR = re.compile(r"\((?:[^()]{0,60}[\s,])?(?:19|20)\d{2}\)")
_BODY = re.compile(
    r"\b(?:administration|agency|association|authority|board|bureau|cent(?:er|re)|college|commission|committee|company|corporation|"
    r"council|department|foundation|group|inc|institutes?|intelligence|laborator(?:y|ies)|ministry|office|organi[sz]ation|"
    r"press|research|school|services?|society|team|union|united|university|workshop)\b",
    re.I,
)
LONGEST = 500
"""A citation without an address is no longer than this."""


@dataclass(frozen=True, slots=True)
class Description:
    """What the words say: each part only where the form shows it."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    year: str | None = None


def describe(words: str) -> Description:
    """Title, authors and year as a citation's words in front of its address give them.

    A title stands in quotation marks at the head, or right behind names; a year is the one year of a date.

    >>> describe("See Wei Yang, “How Can It Work?,” SSRN, April 30, 2023,")
    Description(title='How Can It Work?', authors=('Wei Yang',), year='2023')
    >>> describe("These are taken from Wei Yang, “How Can It Work?,” SSRN").authors
    ()
    """
    cited = _VISITED.sub("", without_signal(words)).strip()
    match = _TITLE.search(cited)
    before = cited[: match.start()].strip() if match else ""
    title: str | None = None
    authors: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    if match and _is_title(match.group("title")) and (not before or (named := _authors(before))):
        title = " ".join(match.group("title").split()).rstrip(",.;")
        authors = named if before else ()
    outside = cited[match.end() :] if match else cited
    return Description(title, authors, _year(outside))


def without_signal(words: str) -> str:
    """The words without "See", "Cf." and the like in front.

    >>> without_signal("See, e.g., Ann Lee, A Study")
    'Ann Lee, A Study'
    """
    head = _SIGNALS.match(words)
    return words[head.end() if head else 0 :]


def looks_cited(words: str) -> bool:
    """Whether words without an address or a number cite one thing: a title behind a name, or one date in brackets."""
    if not words or len(words) > LONGEST:
        return False
    described = describe(words)
    if described.title and described.authors:
        return True
    bare = _VISITED.sub("", words)
    return len(_PAREN_YEAR.findall(bare)) == 1 and re.match(r"(?:\W|see |see also )*[A-Z“\"]", bare) is not None


def may_cite(words: str) -> bool:
    """Whether words could be a citation of something that can't be told: a date in brackets, or a title in quotes."""
    return bool(_PAREN_YEAR.search(words) or (_TITLE.search(words) and re.search(r"[,.]”|,\"|” ?\(", words)))


def _is_title(text: str) -> bool:
    words = _WORD.findall(text)
    return len(words) >= 2 and text[:1].isupper() | text[:1].isdigit() | (not text[:1].isalpha()) and len(text) <= 300


def _authors(before: str) -> tuple[str, ...]:
    plain = before.rstrip(" ,.:")
    if not plain or len(plain) > 250 or not _AUTHORS.fullmatch(plain) or re.search(r"\d", plain):
        return ()
    if _BODY.search(plain):
        return (" ".join(plain.split()),) if " et al" not in plain else ()
    people = re.sub(r",? et\.? al\.?,?$", "", plain)
    parts = re.split(r",? (?:and|&) |, ", people)
    if any(len(part.split()) > 8 for part in parts):
        return ()
    return tuple(" ".join(part.split()) for part in parts if part)


def _year(words: str) -> str | None:
    years = {year for match in _DATED.finditer(words) for year in match.groups() if year}
    return years.pop() if len(years) == 1 else None
