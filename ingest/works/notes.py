"""The notes of a letter, as the structure's footnotes and links give them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from claimgraph.ingest.models import Footnote, Letter, Link
from claimgraph.ingest.works.addresses import is_web
from claimgraph.ingest.works.models import Note, NoteLink


def notes_of(slug: str, letter: Letter) -> tuple[Note, ...]:
    """A letter's notes, in order: number 0 for the addresses in its body, if there are any, then every footnote."""
    spans = [(span.start, span.end) for note in letter.footnotes for span in note.spans]
    body = [
        link.url
        for link in letter.links
        if is_web(link.url) and not any(start <= link.start < end for start, end in spans)
    ]
    outside = Note(slug, 0, "", tuple(NoteLink(url) for url in dict.fromkeys(body)))
    noted = tuple(_note(slug, footnote) for footnote in letter.footnotes)
    return (outside, *noted) if body else noted


def _note(slug: str, footnote: Footnote) -> Note:
    return Note(slug, footnote.number, footnote.text, tuple(_placed(footnote.text, footnote.links)))


def _placed(text: str, links: Sequence[Link]) -> Iterator[NoteLink]:
    """The links with the place of their words in the note's text, searched from left to right."""
    at = 0
    for link in links:
        if not is_web(link.url):
            continue
        words = link.anchor or link.url
        start = text.find(words, at)
        if start < 0:
            yield NoteLink(link.url)
        else:
            at = start + len(words)
            yield NoteLink(link.url, start, at)
