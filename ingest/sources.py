"""From the addresses in a letter's footnotes to the works they lead to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from claimgraph.ingest.docket_files import Override, Source, Sources
from claimgraph.ingest.models import Footnote
from claimgraph.ingest.works.addresses import canonical_address, is_web

_ARXIV = "arXiv:"


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


def host(url: str) -> str:
    """The host of a web address, in lower case; empty where the address is broken.

    >>> host("www.rand.org/pubs")
    'www.rand.org'
    """
    try:
        return urlsplit(url if "//" in url else f"//{url}").hostname or ""
    except ValueError:
        return ""


def identifier_iris(source: Source) -> tuple[str, ...]:
    """The IRIs that identify the work itself: of its DOI, of its arXiv number, and those listed as they are."""
    arxiv = (each.removeprefix(_ARXIV) for each in source.identifiers if each.startswith(_ARXIV))
    doi = (source.doi,) if source.doi else ()
    return (
        *(f"https://doi.org/{each}" for each in doi),
        *(f"https://arxiv.org/abs/{each}" for each in arxiv),
        *source.exact_match,
    )


def sources_by_address(sources: Sources) -> dict[str, str]:
    """Each work's slug by the canonical form of each of its addresses."""
    return {canonical_address(url): source.slug for source in sources.sources for url in source.urls}


def resolve_citations(
    letter: str, footnotes: tuple[Footnote, ...], overrides: tuple[Override, ...], known: Mapping[str, str]
) -> tuple[Citation, ...]:
    """The citations that the footnotes make, in their order; ``known`` comes from `sources_by_address`.

    An address that no source lists stays unresolved. A link whose target the transcription lost (``#``) is no citation:
    where it led is told by `linked_addresses`.
    """
    corrections = _corrections(letter, overrides)
    citations: list[Citation] = []
    for note in footnotes:
        printed = [link.url for link in note.links if is_web(link.url)]
        for position, url in enumerate(printed, start=1):
            override = corrections.get((note.number, url))
            corrected = override.url if override else url
            source = known.get(canonical_address(corrected))
            citations.append(Citation(note.number, position, url, corrected, source, override))
    return tuple(citations)


def corrections_of(letter: str, note: Footnote, overrides: tuple[Override, ...]) -> tuple[Override, ...]:
    """The corrections that apply to the footnote's links, in their order."""
    corrections = _corrections(letter, overrides)
    return tuple(corrections[key] for link in note.links if (key := (note.number, link.url)) in corrections)


def linked_addresses(letter: str, note: Footnote, overrides: tuple[Override, ...]) -> tuple[str, ...]:
    """Where the footnote's links lead, corrected, each once, in order; a link still lost is left out."""
    corrections = _corrections(letter, overrides)
    found = (corrections.get((note.number, link.url)) for link in note.links)
    addresses = (override.url if override else link.url for override, link in zip(found, note.links, strict=True))
    return tuple(dict.fromkeys(address for address in addresses if is_web(address)))


def _corrections(letter: str, overrides: tuple[Override, ...]) -> dict[tuple[int, str], Override]:
    return {(override.footnote, override.printed): override for override in overrides if override.letter == letter}
