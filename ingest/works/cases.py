"""Court decisions and journal articles cited by volume, reporter and page, as eyecite finds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from eyecite.models import CaseCitation

from claimgraph.ingest.works.identifiers import Found
from claimgraph.ingest.works.models import Identifier

_VOLUMED = re.compile(r"\d{1,4}\s+[A-Z]")


@dataclass(frozen=True, slots=True)
class ShortCase:
    """A decision cited again without its first page: volume and reporter, as ``209 F.3d at 481`` has them."""

    reporter: str
    start: int
    end: int


def find_cases(words: str) -> Iterator[tuple[Found, int, int]]:
    """Each decision that is cited in full, with the place of its volume, reporter and page.

    >>> [(str(found.identifier), start) for found, start, _ in find_cases("See Roe v. Doe, 838 F.3d 451 (2016).")]
    [('case:838 F.3d 451', 16)]
    """
    for kind, citation, start, end in _decisions(words):
        if kind == "FullCaseCitation" and citation.groups.get("page"):
            value = f"{_reporter(citation)} {citation.groups['page']}"
            yield Found(Identifier("case", value)), start, end


def find_short_cases(words: str) -> Iterator[ShortCase]:
    """Each decision that is cited again by volume and reporter.

    >>> [each.reporter for each in find_short_cases("Junger, 209 F.3d at 481.")]
    ['209 F.3d']
    """
    for kind, citation, start, end in _decisions(words):
        if kind == "ShortCaseCitation":
            yield ShortCase(_reporter(citation), start, end)


def _decisions(words: str) -> Iterator[tuple[str, CaseCitation, int, int]]:
    """The citations of decisions that eyecite finds, with the names of their classes."""
    if not _VOLUMED.search(words):
        return
    from eyecite import get_citations  # here, since most letters cite no decision and it takes a second to load
    from eyecite.models import CaseCitation

    for citation in get_citations(words):
        if isinstance(citation, CaseCitation):
            start, end = citation.span()  # type: ignore[no-untyped-call]  # as eyecite has it
            yield type(citation).__name__, citation, start, end


def _reporter(citation: CaseCitation) -> str:
    reporter: str = citation.corrected_reporter()  # type: ignore[no-untyped-call]  # as eyecite has it
    return f"{citation.groups.get('volume') or ''} {reporter}".strip()
