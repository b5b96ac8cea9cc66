"""Who a letter is from, as an organisation or a person: one that is known by the same name, or a new one."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from claimgraph.ingest.docket_files import Organization
from claimgraph.ingest.survey.models import Reading
from claimgraph.ingest.works.publishers import Publishers
from claimgraph.ontology import name_slug

_BRACKETS = re.compile(r"\s*\(\s*(?:the\s+)?[“”\"']*(?P<short>[^()]*?)[“”\"'.,]*\s*\)")
_SUFFIX = re.compile(
    r",?\s+(?:incorporated|inc|corporation|corp|company|co|llc|l\.l\.c|ltd|limited|pbc|plc|gmbh)\.?$", re.I
)
_NOBODY = r"(?:anonymous|anon\.?|n/?a|unknown)"
_ANONYMOUS = re.compile(rf"{_NOBODY}(?:\s+(?:{_NOBODY}|commenter|citizen))*", re.I)
_LONGEST = 120
"""Characters; what is longer is a sentence, no name."""


@dataclass(frozen=True, slots=True)
class Respondent:
    """Who sent a letter in: an organisation by its slug, or a person by the name; the name is as it is shown."""

    name: str
    organization: str | None = None
    person: str | None = None


class Names:
    """The organisations that are known by name: those of ``organizations.yaml`` before the table of publishers."""

    def __init__(self, organizations: Iterable[Organization], publishers: Publishers) -> None:
        described = tuple(organizations)
        self._described = _by_key((name, o.slug) for o in described for name in (o.name, *o.alternatives))
        self._listed = _by_key((name, slug) for slug, name in publishers.names().items())

    def find(self, name: str) -> str | None:
        """The slug of the one organisation that has the name or, but for a company's suffix, a form of it."""
        for known in (self._described, self._listed):
            found = {slug for form in _forms(name) for slug in known.get(_key(form), ())}
            if len(found) == 1:
                return found.pop()
            if found:
                return None
        return None


def find_respondent(reading: Reading, names: Names) -> Respondent | None:
    """The letter's respondent; None where the letter doesn't say, or what it says makes no name.

    Who signs as the respondent is a person, and so is whom a record gives without an organisation. A name from a
    record's title may be anybody's: only an organisation that is known counts.
    """
    said = reading.letter.respondent
    if said is None or len(said) > _LONGEST or _ANONYMOUS.fullmatch(said):
        return None
    if reading.titled:
        known = names.find(said)
        return Respondent(_bare(said), organization=known) if known else None
    name = _bare(said)
    try:
        slug = name_slug(name)
    except ValueError:
        return None
    if reading.individual or said == reading.letter.signatory:
        return Respondent(name, person=name)
    return Respondent(name, organization=names.find(said) or slug)


def _by_key(names: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for name, slug in names:
        for form in (name, _SUFFIX.sub("", name)):
            found[_key(form)].add(slug)
    return found


def _forms(name: str) -> Iterator[str]:
    """The ways in which a name may be written.

    >>> list(_forms("Acme Lamps, Inc. (“Acme”)"))
    ['Acme Lamps, Inc. (“Acme”)', 'Acme Lamps, Inc.', 'Acme Lamps', 'Acme']
    """
    bare = _bare(name)
    shorts = [match["short"] for match in _BRACKETS.finditer(name)]
    yield from dict.fromkeys((name, bare, _SUFFIX.sub("", bare), *shorts))


def _bare(name: str) -> str:
    return " ".join(_BRACKETS.sub("", name).split()) or name


def _key(name: str) -> str:
    """A name as names are compared: without case, signs and a "the" in front.

    >>> _key("The Center for Democracy & Technology") == _key("Center for Democracy and Technology")
    True
    """
    words = "".join(c if c.isalnum() else " " for c in name.casefold().replace("&", " and ")).split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)
