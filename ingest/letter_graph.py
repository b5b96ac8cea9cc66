"""What one letter says, as one graph: the letter, its texts, sections, notes, citations, and what was found in it."""

from __future__ import annotations

from collections import Counter

from claimgraph.ingest.claim_graph import describe_claims
from claimgraph.ingest.corpus import Corpus
from claimgraph.ingest.disclosure_graph import describe_affiliations, describe_omissions, describe_people
from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.element_graph import describe_elements
from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import Graph, GraphDraft, date, integer, text, uri
from claimgraph.ingest.letters import AnchoredLetter
from claimgraph.ingest.models import Letter
from claimgraph.ingest.passages import Passages
from claimgraph.ingest.sources import corrections_of, linked_addresses
from claimgraph.ontology import CG, CITO, DCTERMS, FOAF, OA, PROV, Iris, name_slug


def letter_graph(corpus: Corpus, read: AnchoredLetter) -> Graph:
    """The graph of what one letter says; of the corpus it uses the shared files only.

    What the docket's graph says is not said again, so that a triple stands in one graph and counts once.
    """
    iris = Iris(corpus.docket.content.base)
    names = {organization.slug: organization.name for organization in corpus.organizations.content.organizations}
    name = " and ".join(names[slug] for slug in read.annotation.content.respondents)
    draft = GraphDraft(iris.letter_graph(read.slug))
    passages = Passages(draft, iris, read, name)
    _describe_letter(draft, iris, read, name)
    _describe_texts(draft, iris, read, corpus, name)
    _describe_sections(draft, iris, read, name)
    _describe_footnotes(passages, corpus)
    _describe_citations(draft, iris, read, corpus, name)
    describe_claims(passages)
    describe_affiliations(passages, names)
    describe_people(passages)
    describe_omissions(passages)
    describe_elements(passages)
    return draft.graph()


def _describe_letter(draft: GraphDraft, iris: Iris, read: AnchoredLetter, name: str) -> None:
    letter, annotation, origin = read.letter, read.annotation.content, read.annotation.at("letter")
    signatory = letter.signatory if letter.signatory and _has_latin_letters(letter.signatory) else None
    if signatory:
        person = iris.person(read.slug, signatory)
        draft.describe(
            person,
            origin,
            [FOAF.Person],
            signatory,
            (FOAF.name, text(signatory)),
            (CG.role, text(letter.signatory_role)),
            (CG.appearsAs, text("signatory")),
        )
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
        (CG.signedBy, [iris.person(read.slug, signatory)] if signatory else []),
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
        )
        before = version


def _describe_sections(draft: GraphDraft, iris: Iris, read: AnchoredLetter, name: str) -> None:
    for section in read.letter.sections:
        draft.describe(
            iris.section(read.slug, section.number),
            read.text_location(section.start),
            [CG.Section],
            f"{name}, section {section.number}: {section.heading or 'before the first heading'}",
            (CG.sectionOf, [iris.letter(read.slug)]),
            (CG.position, integer(section.number)),
            (CG.heading, text(section.heading)),
            (CG.answers, [iris.question(notation) for notation in section.questions]),
            (OA.start, integer(section.start)),
            (OA.end, integer(section.end)),
        )


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
    seen: Counter[int] = Counter()
    for mark in read.letter.marks:
        seen[mark.number] += 1
        draft.describe(
            iris.mark(read.slug, mark.number, seen[mark.number]),
            read.text_location(mark.start),
            [CG.FootnoteMark],
            f"{name}, mark of footnote {mark.number}",
            (CG.marks, [iris.footnote(read.slug, mark.number)]),
            (CG.position, integer(seen[mark.number])),
            (CG.inSection, [passages.section(mark.start)]),
            (OA.start, integer(mark.start)),
            (OA.end, integer(mark.end)),
        )


def _describe_citations(draft: GraphDraft, iris: Iris, read: AnchoredLetter, corpus: Corpus, name: str) -> None:
    notes = {note.number: note for note in read.letter.footnotes}
    titles = {source.slug: source.title for source in corpus.sources.content.sources}
    for citation in read.citations:
        source = [iris.source(citation.source)] if citation.source else []
        draft.describe(
            iris.citation(read.slug, citation.footnote, citation.position),
            read.text_location(notes[citation.footnote].spans[0].start),
            [CG.Citation, CITO.Citation],
            f"{name}, footnote {citation.footnote}: {titles.get(citation.source or '', citation.printed)}",
            (CG.citedIn, [iris.footnote(read.slug, citation.footnote)]),
            (CG.position, integer(citation.position)),
            (CG.printedUrl, uri(citation.printed)),
            (CG.citesLocation, [iris.location(citation.url)]),
            (CG.correctionReason, text(citation.override.reason if citation.override else None)),
            (PROV.wasAttributedTo, [iris.organization(citation.override.by)] if citation.override else []),
            (CG.citesSource, source),
            (CITO.hasCitingEntity, [iris.letter(read.slug)]),
            (CITO.hasCitedEntity, source),
        )


def _has_latin_letters(name: str) -> bool:
    """Whether an IRI can be made of the name; the letter's words keep it either way."""
    try:
        return bool(name_slug(name))
    except ValueError:
        return False
