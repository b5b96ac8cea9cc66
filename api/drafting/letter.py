"""What is drafted: a letter's text version as a build reads it, and what its annotation has made of it already."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from claimgraph.ingest import Letter, parse, parse_document, read_document, read_letter
from claimgraph.ingest.anchors import AnchorError, Anchors
from claimgraph.ingest.annotations import quoted
from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.drafts.known import Known, known_docket
from claimgraph.ingest.drafts.names import file_slug
from claimgraph.ingest.models import Span


@dataclass(frozen=True, slots=True)
class Subject:
    """A letter to be drafted.

    ``settled`` are the stretches of which its annotation, if it has one, makes something, and ``taken`` the slugs of
    its claims. ``remarks`` are what its reader couldn't do, or what the text version lost.
    """

    slug: str
    letter: Letter
    is_text: bool
    settled: tuple[Span, ...]
    taken: frozenset[str]
    comment: str | None
    remarks: tuple[str, ...]


def read_subject(path: Path, corpus: Corpus, slug: str | None = None) -> Subject:
    """The letter in a file; raises `LetterError` where it can't be read.

    Its slug is the given one, that of the corpus's letter with this text, or made of the file's name.
    """
    document = read_document(path)
    filed = parse_document(document, corpus.questions)
    letter = filed
    remarks = [remark.message for remark in document.remarks]
    if document.form != "text":
        # The annotation will be read with the text version alone, so that is what quotes and marks have to stand in.
        letter = replace(parse(document.text, corpus.questions), respondent=filed.respondent, date=filed.date)
        if lost := len(filed.marks) - len(letter.marks):
            remarks.append(f"{abs(lost)} footnote marks differ between the file and its text version: check footnotes")
    name = slug or _slug_in(corpus, path) or file_slug(path.stem)
    settled, taken = _settled(corpus, name, letter)
    comment = corpus.letters[name].content.comment if name in corpus.letters else None
    return Subject(name, letter, document.form == "text", settled, taken, comment, tuple(remarks))


def known_but(corpus: Corpus, slug: str) -> Known:
    """What is known of the docket from all its annotated letters but this one."""
    others = [each for each, file in corpus.letters.items() if each != slug and file.content.claims]
    return known_docket(corpus, [read_letter(corpus, each) for each in others])


def _slug_in(corpus: Corpus, path: Path) -> str | None:
    there = path.resolve()
    return next((slug for slug in corpus.letters if corpus.text_path(slug).resolve() == there), None)


def _settled(corpus: Corpus, slug: str, letter: Letter) -> tuple[tuple[Span, ...], frozenset[str]]:
    if slug not in corpus.letters:
        return (), frozenset()
    annotation = corpus.letters[slug].content
    anchors = Anchors(letter)
    spans: list[Span] = []
    for _, record in quoted(annotation):
        try:
            spans.extend(anchors.find(record.quote, record.context).spans)
        except AnchorError:
            continue  # the annotation is of another text version; a build says so
    return tuple(spans), frozenset(claim.slug for claim in annotation.claims)
