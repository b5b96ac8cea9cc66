"""Everyone who signed a letter, from the lines under its closing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import takewhile

from claimgraph.ingest.structure.captions import is_closing
from claimgraph.ingest.structure.marks import RAISED
from claimgraph.ingest.structure.names import OFFICE, ORGANIZATION, ROLE, is_person

CREDENTIAL = re.compile(r",\s*(?:Ph\.?\s?D|J\.?D|M\.?D|Esq|M\.?P\.?H|MBA|Jr|Sr|CISSP|M\.?S|LL\.?M)\.?.*$")
SIGNED = "/s/"
_AND = re.compile(r"\s*,\s*and\s+|\s+and\s+|\s*[,;/&]\s*")
_JOINED = re.compile(r"\band\b|&|/|;")
_GOES_ON = re.compile(r"(?:,|&|\b(?:and|of|for|at))$")
_AFTER = re.compile(r"(?:cc|enclosures?|attachments?|encl?)\b\.?:?", re.I)
PLACE = re.compile(r",?\s[A-Z]{2}$|,\s*D\.?C\.?$|\d")

Columns = tuple[str, ...]
"""The parts of a line that wide gaps keep apart."""


def read_signatories(lines: Sequence[Columns], before: str, first: str | None) -> tuple[str, ...]:
    """All who signed: ``first``, and names that have an office, a credential or ``/s/``, or stand right under a name.

    The last could be an organization's instead: it is one where the letter has spoken of it, and of no signatory.
    """
    found: list[str] = []
    last = ""
    follows = [bare(" ".join(columns)) for columns in lines[1:]]
    for columns, after in zip(lines, [*follows, ""], strict=False):
        line = bare(" ".join(columns))
        if not line:
            continue
        if _AFTER.match(line):
            break
        joined = _persons(columns) if len(columns) > 1 else ()
        joined = joined or _joined(line)
        if len(joined) > 1:
            found.extend(joined)
        elif (name := _person(line)) and not _GOES_ON.search(last):
            title = line.partition(", ")[2]
            sure = ROLE.search(title) or CREDENTIAL.search(line) or columns[0].startswith(SIGNED)
            office = ROLE.search(after) and not _person(after)
            unknown = name.casefold() not in before or (first or name).casefold() in before
            if not found or sure or (unknown and (office or (_person(last) and not ROLE.search(name)))):
                found.append(name)
            if _person(title) and title.casefold() not in before:
                found.append(title)
        last = "" if is_closing(line) else line
    if first and not any(map(first.startswith, found)):
        found.insert(0, first)
    return tuple(dict.fromkeys(found))


def _joined(line: str) -> tuple[str, ...]:
    """The names that a line joins, as in "Jo Roe and Kim Lee, Co-Chairs" or "Jo Roe, Director; Kim Lee"."""
    if not _JOINED.search(line):
        return ()
    parts = _AND.split(line)
    names = _persons(list(takewhile(_person, parts)))
    titles = all(ROLE.search(part) or ORGANIZATION.search(part) for part in parts[len(names) :])
    return names if len(names) > 1 and titles else _persons(re.split(r"\s*;\s*", line))


def _persons(parts: Sequence[str]) -> tuple[str, ...]:
    """The names that the parts are; none when a part is something else."""
    names = [_person(part) for part in parts]
    return tuple(name for name in names if name) if all(names) else ()


def _person(words: str) -> str | None:
    given = CREDENTIAL.sub("", bare(words)).partition(", ")[0].rstrip(",")
    fits = is_person(given) and not is_office(given) and not PLACE.search(bare(words))
    return given if fits else None


def is_office(words: str) -> bool:
    """Whether words in a name's shape are an office.

    >>> is_office("Vice President"), is_office("Dean Ball")
    (True, False)
    """
    return len(ROLE.findall(words)) > 1 or OFFICE.fullmatch(words.split()[-1]) is not None


def bare(line: str) -> str:
    """A line without the ``/s/`` in front and the footnote marks behind."""
    return line.removeprefix(SIGNED).rstrip(RAISED).strip()
