"""What one letter says, as one graph: the letter, its texts, sections, notes, citations, and what was found in it."""

from __future__ import annotations

from collections.abc import Callable

from claimgraph.ingest.claim_graph import describe_claims
from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.disclosure_graph import describe_affiliations, describe_omissions, describe_people
from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.element_graph import describe_elements
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import Graph, GraphDraft, date, integer, text, uri
from claimgraph.ingest.letter_parts import describe_marks, describe_sections, describe_signatory
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Letter
from claimgraph.ingest.outline import outline_of
from claimgraph.ingest.passages import Passages
from claimgraph.ingest.sources import corrections_of, linked_addresses
from claimgraph.ingest.works.models import Work
from claimgraph.ontology import CG, CITO, DCTERMS, OA, PROV, Iris

FindWork = Callable[[str], Work | None]
"""Gives the work that an address leads to, where programs or ``works.yaml`` know one."""


def letter_graph(corpus: Corpus, read: AnchoredLetter, find_work: FindWork = lambda url: None) -> Graph:
    """The graph of what one letter says; of the corpus it uses the shared files only.

    ``find_work`` is asked of an address that ``sources.yaml`` doesn't list; what comes of it is marked as a program's.
    What the docket's graph says is not said again, so that a triple stands in one graph and counts once.
    """
    iris = Iris(corpus.base)
    names = {organization.slug: organization.name for organization in corpus.organizations.content.organizations}
    name = " and ".join(names[slug] for slug in read.annotation.content.respondents)
    draft = GraphDraft(iris.letter_graph(read.slug))
    passages = Passages(draft, iris, read, name)
    _describe_letter(draft, iris, read, name)
    _describe_texts(draft, iris, read, corpus, name)
    describe_sections(draft, iris, read, name)
    _describe_footnotes(passages, corpus)
    describe_marks(draft, iris, read, name)
    _describe_citations(passages, corpus, find_work)
    describe_claims(passages)
    describe_affiliations(passages, names)
    describe_people(passages)
    describe_omissions(passages)
    describe_elements(passages)
    return draft.graph()


def _describe_letter(draft: GraphDraft, iris: Iris, read: AnchoredLetter, name: str) -> None:
    letter, annotation, origin = read.letter, read.annotation.content, read.annotation.at("letter")
    signatory = describe_signatory(draft, iris, read, origin)
    draft.describe(
        iris.letter(read.slug),
        origin,
        [CG.CommentLetter],
        f"{name}, comment letter",
        (DCTERMS.identifier, text(annotation.comment)),
        (CG.inDocket, [iris.docket()]),
        (CG.submittedBy, [iris.organization(slug) for slug in annotation.respondents]),
        (DCTERMS.date, date(letter.date)),
        (CG.addressee, text(letter.addressee)),
        (CG.signedBy, signatory),
        (CG.currentText, [iris.text(read.slug, letter.text_sha256)]),
    )


def _describe_texts(draft: GraphDraft, iris: Iris, read: AnchoredLetter, corpus: Corpus, name: str) -> None:
    """Describe the text's versions, each a revision of the one before."""
    before: Letter | None = None
    files = (*map(str, corpus.earlier_paths(read.slug)), read.text_file)
    for file, version in zip(files, (*(each.letter for each in read.earlier), read.letter), strict=True):
        draft.describe(
            iris.text(read.slug, version.text_sha256),
            Location(file, 1),
            [CG.TextVersion],
            f"{name}, text of the letter ({version.text_sha256[:12]})",
            (CG.versionOf, [iris.letter(read.slug)]),
            (PROV.wasRevisionOf, [iris.text(read.slug, before.text_sha256)] if before else []),
            (CG.sha256, text(version.text_sha256)),
            (CG.codePoints, integer(len(version.text))),
            (CG.content, text(version.text)),
            (CG.outline, text(outline_of(version) or None)),
        )
        before = version


def _describe_footnotes(passages: Passages, corpus: Corpus) -> None:
    draft, iris, read, name = passages.draft, passages.iris, passages.read, passages.name
    listed = {url for source in corpus.sources.content.sources for url in source.urls}
    for note in read.letter.footnotes:
        origin = read.text_location(note.spans[0].start)
        overrides = corpus.sources.content.overrides
        addresses = linked_addresses(read.slug, note, overrides)
        corrected = corrections_of(read.slug, note, overrides)
        for url in set(addresses) - listed:
            describe_location(draft, iris, url, origin)
        draft.describe(
            iris.footnote(read.slug, note.number),
            origin,
            [CG.Footnote],
            f"{name}, footnote {note.number}" + (f", printed as {note.printed}" if note.printed else ""),
            (CG.footnoteOf, [iris.letter(read.slug)]),
            (CG.noteNumber, integer(note.number)),
            (CG.noteText, text(note.text)),
            (OA.start, integer(note.spans[0].start)),
            (OA.end, integer(note.spans[-1].end)),
            (CG.linksTo, [iris.location(url) for url in addresses]),
            (CG.correctionReason, text(*(override.reason for override in corrected))),
            (PROV.wasAttributedTo, [iris.organization(override.by) for override in corrected]),
        )


def _describe_citations(passages: Passages, corpus: Corpus, find_work: FindWork) -> None:
    draft, iris, read = passages.draft, passages.iris, passages.read
    notes = {note.number: note for note in read.letter.footnotes}
    titles = {source.slug: source.title for source in corpus.sources.content.sources}
    for citation in read.citations:
        work = find_work(citation.url) if citation.source is None else None
        slug = work.slug if work else citation.source
        title = work.label if work else titles.get(citation.source or "", citation.printed)
        source = [iris.source(slug)] if slug else []
        draft.describe(
            iris.citation(read.slug, citation.footnote, citation.position),
            read.text_location(notes[citation.footnote].spans[0].start),
            [CG.Citation, CITO.Citation],
            f"{passages.name}, footnote {citation.footnote}: {title}",
            (CG.citedIn, [iris.footnote(read.slug, citation.footnote)]),
            (CG.position, integer(citation.position)),
            (CG.printedUrl, uri(citation.printed)),
            (CG.citesLocation, [iris.location(citation.url)]),
            (CG.correctionReason, text(citation.override.reason if citation.override else None)),
            (PROV.wasAttributedTo, [iris.organization(citation.override.by)] if citation.override else []),
            (CG.citesSource, source),
            (CG.workReason, text("its address is one of the work's" if work else None)),
            (CG.reviewStatus, [CG.Unreviewed] if work else []),
            (CITO.hasCitingEntity, [iris.letter(read.slug)]),
            (CITO.hasCitedEntity, source),
        )
