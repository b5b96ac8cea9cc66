"""What a citation's words say of the work: DOI, arXiv number, report numbers, law."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from claimgraph.ingest.works.cases import find_cases
from claimgraph.ingest.works.identifiers import Found, arxiv, doi, federal_register, isbn, nist, rand
from claimgraph.ingest.works.models import Identifier


@dataclass(frozen=True, slots=True)
class Printed:
    """An identifier and where it stands in the words."""

    found: Found
    start: int
    end: int


def _value(scheme: str, form: str) -> Callable[[re.Match[str]], Found | None]:
    def read(match: re.Match[str]) -> Found | None:
        parts = [(part or "").replace(",", "") for part in match.groups()]
        return Found(Identifier(scheme, form.format(*parts)))

    return read


_SECTION = r"(\d+[a-z]{0,2}(?:-\d+[a-z]?)?)(?![\d,]*\d)"
_PATTERNS: tuple[tuple[str, Callable[[re.Match[str]], Found | None]], ...] = (
    (r"(?<![\w/.])(10\.\d{4,9}/[^\s\"<>“”;]+)", lambda match: doi(match.group(1))),
    (r"\barxiv(?:\.org)?(?: preprint)?[:\s]+(?:arxiv:)?((?:\d{4}\.\d{4,5}|[a-z-]+(?:\.[a-z]{2})?/\d{7})(?:v\d+)?"
     r")\b(?!\.\d)",
     lambda match: arxiv(match.group(1))),
    (r"\bSSRN[\s:]+(?:No\.?\s*|abstract\s*(?:id)?[=:\s]*)?(\d{6,7})\b", _value("ssrn", "{0}")),
    (r"\bISBN(?:-1[03])?[:\s]+((?:97[89][- ]?)?(?:\d[- ]?){9}[\dX])(?!\w)", lambda match: isbn(match.group(1))),
    (r"\b(\d{1,3})\s+Fed(?:eral|\.)\s*Reg(?:ister|\.)\s*(\d{1,3},\d{3}(?!\d)|\d{1,6})",
     lambda match: federal_register(match.group(1), match.group(2))),
    (r"\b(\d{1,3})\s+F\.?R\.?\s+(\d{2,3},\d{3}(?!\d)|\d{3,6})\b",
     lambda match: federal_register(match.group(1), match.group(2))),
    (r"\b(?:executive\s+order|exec\.?\s+order|e\.\s?o\.|EO)\s*(?:no\.?|number)?\s*(\d{2},\d{3}|\d{4,5})(?![\d-])"
     r"", _value("eo", "{0}")),
    (rf"\b(\d{{1,2}})\s*U\.?\s?S\.?\s?C\.?(?:\s?A\.)?\s*(?:§|sec(?:tion|\.)\s)?\s*{_SECTION}", _value("usc",
     "{0}/{1}")),
    (r"\b(\d{1,2})\s*C\.?\s?F\.?\s?R\.?\s*(?:§{1,2}|parts?|pt\.|sec(?:tion|\.))?\s*(\d{1,4}(?:\.\d{1,4})?)"
     r"(?![\d,]*\d)", _value("cfr", "{0}/{1}")),
    (r"\b(?:pub(?:lic|\.)\s*l(?:aw|\.))(?:\s*no\.?)?\s*(\d{2,3})[-‐–](\d{1,3})\b", _value("plaw", "{0}-{1}")),
    (r"\b(GAO-\d{2}-\d{2,6}[A-Z]{0,3})\b", _value("gao", "{0}")),
    (r"\b(?:CRS|Cong(?:ressional|\.) Res(?:earch|\.) Serv(?:ice|\.))[^;]{0,60}?\b((?:R|RL|RS|IF|IN|LSB)\d{4,5})"
     r"\b", _value("crs", "{0}")),
    (r"\b(NIST(?:\s+(?:SP|AI|IR|CSWP|FIPS|GCR|TN)|IR|\s+Special\s+Publication)\s*\(?(?:SP\)?\s*)?\d+(?:-\d+\w*)?"
     r"(?:\s*,?\s*Rev(?:ision|\.)?\s*\d+)?)",
     lambda match: nist(match.group(1).replace("(", "").replace(")", ""))),
    (r"\bRAND\b[^;]{0,60}?\b((?:RR|PE|CT|WR|TL)-?A?\d{2,5}(?:-\d{1,2})?)\b", lambda match: rand(match.group(1))),
    (r"\b(ISO(?:/IEC|/IEEE|/TS|/TR)*(?:\s+(?:TS|TR))?)\s+(\d{3,5}(?:-\d{1,3})?):((?:19|20)\d{2})\b", _value("iso",
     "{0} {1}:{2}")),
    (r"\b([A-Z]{2,}-\d{4}-\d{4}-\d{4,6})\b", _value("regulations", "{0}")),
)  # fmt: skip
_CASED = ("GAO-", "CRS|", "(ISO", "[A-Z]{2,}-", "RAND")
_RULES = tuple(
    (re.compile(pattern, 0 if any(sign in pattern for sign in _CASED) else re.I), read) for pattern, read in _PATTERNS
)


def find_printed(words: str) -> tuple[Printed, ...]:
    """The identifiers in a citation's words, in order, none within another; addresses must have been taken out.

    >>> [str(each.found.identifier) for each in find_printed("15 U.S.C. § 9401(3); 89 Fed. Reg. 14,059; 15 CFR 744.6")]
    ['usc:15/9401', 'fr:89/14059', 'cfr:15/744.6']
    """
    found: list[Printed] = []
    for each in (*_matches(words), *(Printed(*case) for case in find_cases(words))):
        if all(each.end <= other.start or each.start >= other.end for other in found):
            found.append(each)
    return tuple(sorted(found, key=lambda each: each.start))


def _matches(words: str) -> Iterator[Printed]:
    for pattern, read in _RULES:
        for match in pattern.finditer(words):
            if found := read(match):
                scheme, value = found.identifier.scheme, found.identifier.value
                lowered = Identifier(scheme, value.lower()) if scheme in ("usc", "gao") else found.identifier
                yield Printed(Found(lowered, found.version), match.start(), match.end())
