"""From the addresses in a letter's footnotes to the works they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from claimgraph.ingest.annotations import Override, Sources
from claimgraph.ingest.models import Footnote

LOST = "#"
"""What a transcription leaves of a link whose target it lost."""


@dataclass(frozen=True, slots=True)
class Citation:
    """A footnote's address, printed and put right, and the work it leads to where one is known.

    ``position`` counts the footnote's addresses from 1; ``override`` is the correction that was applied.
    """

    footnote: int
    position: int
    printed: str
    url: str
    source: str | None
    override: Override | None


def canonical(url: str) -> str:
    """The key under which two spellings of one address meet: no scheme, ``www.``, fragment or closing slash.

    >>> canonical("http://www.RAND.org/pubs/?q=1#top") == canonical("https://rand.org/pubs?q=1")
    True
    """
    parts = urlsplit(url if "//" in url else f"//{url}")
    path = parts.path.rstrip("/")
    return f"{parts.netloc.lower().removeprefix('www.')}{path}{'?' + parts.query if parts.query else ''}"


def sources_by_address(sources: Sources) -> dict[str, str]:
    """Each work's slug by the canonical form of each of its addresses."""
    return {canonical(url): source.slug for source in sources.sources for url in source.urls}


def resolve_citations(
    letter: str, footnotes: tuple[Footnote, ...], overrides: tuple[Override, ...], known: Mapping[str, str]
) -> tuple[Citation, ...]:
    """The citations that the footnotes make, in their order; ``known`` comes from `sources_by_address`.

    An address that no source lists stays unresolved. A lost link (``#``) is no citation: where it led is told by
    `linked_addresses`.
    """
    corrections = _corrections(letter, overrides)
    citations: list[Citation] = []
    for note in footnotes:
        printed = [link.url for link in note.links if link.url != LOST]
        for position, url in enumerate(printed, start=1):
            override = corrections.get((note.number, url))
            corrected = override.url if override else url
            source = known.get(canonical(corrected))
            citations.append(Citation(note.number, position, url, corrected, source, override))
    return tuple(citations)


def linked_addresses(letter: str, note: Footnote, overrides: tuple[Override, ...]) -> tuple[str, ...]:
    """Where the footnote's links lead, corrected, each once, in order; a link still lost is left out."""
    corrections = _corrections(letter, overrides)
    found = (corrections.get((note.number, link.url)) for link in note.links)
    addresses = (override.url if override else link.url for override, link in zip(found, note.links, strict=True))
    return tuple(dict.fromkeys(address for address in addresses if address != LOST))


def _corrections(letter: str, overrides: tuple[Override, ...]) -> dict[tuple[int, str], Override]:
    return {(override.footnote, override.printed): override for override in overrides if override.letter == letter}
