"""What a program read in one letter, as one graph: its text and structure, what it cites, and why that is taken so."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from pyoxigraph import Literal, NamedNode

from claimgraph.ingest.docket_graph import describe_location
from claimgraph.ingest.graph import Graph, GraphDraft, Property, date, integer, text, uri
from claimgraph.ingest.letter_parts import (
    PlacedLetter,
    describe_marks,
    describe_sections,
    describe_signatory,
    has_latin_letters,
)
from claimgraph.ingest.models import Link
from claimgraph.ingest.outline import outline_of
from claimgraph.ingest.survey.gather import Survey
from claimgraph.ingest.survey.joined import describe_joined
from claimgraph.ingest.survey.models import ReadLetter
from claimgraph.ingest.works import Reference, Work
from claimgraph.ingest.works.addresses import is_web
from claimgraph.ontology import CG, CITO, DCTERMS, FOAF, OA, PROV, RDF, Iris

_UNREVIEWED = (CG.reviewStatus, [CG.Unreviewed])
Places = dict[tuple[str, int, int], NamedNode]
"""The IRI of each citation of the docket, by letter, note and position."""


def read_letter_graph(iris: Iris, found: Survey, letter: ReadLetter) -> Graph:
    """The graph of one letter that nobody has annotated; its works are described in the graph that letters share."""
    slug = letter.file.slug
    respondent = found.respondents.get(slug)
    name = respondent.name if respondent else letter.reading.letter.respondent or slug
    draft = GraphDraft(iris.letter_graph(slug))
    placed = PlacedLetter(slug, str(letter.file.path), letter.reading.letter)
    _describe_letter(draft, iris, found, letter, placed, name)
    describe_sections(draft, iris, placed, name)
    _describe_footnotes(draft, iris, found, placed, name)
    describe_marks(draft, iris, placed, name)
    _describe_citations(draft, iris, found, placed, name)
    _describe_short_forms(draft, iris, found, placed, name)
    describe_joined(draft, iris, slug, name, found.joined.get(slug, ()))
    return draft.graph()


def _describe_letter(
    draft: GraphDraft, iris: Iris, found: Survey, letter: ReadLetter, placed: PlacedLetter, name: str
) -> None:
    slug, read, reading = placed.slug, placed.letter, letter.reading
    origin = placed.text_location(0)
    signed = describe_signatory(draft, iris, placed, origin)
    respondent = found.respondents.get(slug)
    by: list[NamedNode] = []
    if respondent and respondent.organization:
        by = [iris.organization(respondent.organization)]
    elif respondent and respondent.person and has_latin_letters(respondent.person):
        by = [iris.person(slug, respondent.person)]
        draft.relate(by[0], (RDF.type, [CG.Respondent]))
        if by != signed:
            draft.describe(
                by[0],
                origin,
                [FOAF.Person],
                respondent.person,
                (FOAF.name, text(respondent.person)),
                (CG.appearsAs, text("signatory")),
            )
    draft.describe(
        iris.letter(slug),
        origin,
        [CG.CommentLetter],
        f"{name}, comment letter",
        (DCTERMS.identifier, text(letter.file.comment)),
        (CG.inDocket, [iris.docket()]),
        (CG.submittedBy, by),
        (CG.respondentName, text(read.respondent)),
        (DCTERMS.date, date(read.date)),
        (CG.addressee, text(read.addressee)),
        (CG.signedBy, signed),
        (CG.currentText, [iris.text(slug, read.text_sha256)]),
        _UNREVIEWED,
    )
    draft.describe(
        iris.text(slug, read.text_sha256),
        origin,
        [CG.TextVersion],
        f"{name}, text of the letter ({read.text_sha256[:12]})",
        (CG.versionOf, [iris.letter(slug)]),
        (PROV.wasDerivedFrom, [iris.file(slug)]),
        (CG.sha256, text(read.text_sha256)),
        (CG.codePoints, integer(len(read.text))),
        (CG.content, text(read.text)),
        (CG.outline, text(outline_of(read) or None)),
    )
    draft.describe(
        iris.file(slug),
        origin,
        [CG.FiledDocument],
        f"{name}, the letter as filed ({letter.file.path.name})",
        (CG.fileName, text(letter.file.path.name)),
        (CG.fileFormat, text(reading.form)),
        (CG.pages, integer(reading.pages) if reading.pages is not None else []),
        (CG.sha256, text(letter.sha256)),
    )


def _describe_footnotes(draft: GraphDraft, iris: Iris, found: Survey, placed: PlacedLetter, name: str) -> None:
    unread: dict[int, list[str]] = defaultdict(list)
    for each in found.citing[placed.slug].unread:
        unread[each.note].append(each.text)
    for note in placed.letter.footnotes:
        origin = placed.text_location(note.spans[0].start)
        addresses = tuple(dict.fromkeys(link.url for link in note.links if is_web(link.url)))
        for url in addresses:
            describe_location(draft, iris, url, origin)
        draft.describe(
            iris.footnote(placed.slug, note.number),
            origin,
            [CG.Footnote],
            f"{name}, footnote {note.number}",
            (CG.footnoteOf, [iris.letter(placed.slug)]),
            (CG.noteNumber, integer(note.number)),
            (CG.noteText, text(note.text)),
            (OA.start, integer(note.spans[0].start)),
            (OA.end, integer(note.spans[-1].end)),
            (CG.linksTo, [iris.location(url) for url in addresses]),
            (CG.notRead, text(*unread[note.number])),
        )


def _describe_citations(draft: GraphDraft, iris: Iris, found: Survey, placed: PlacedLetter, name: str) -> None:
    slug = placed.slug
    notes = {note.number: note for note in placed.letter.footnotes}
    links = _body_links(placed)
    for reference in found.citing[slug].references:
        work = found.works[reference]
        if reference.note:
            link = None
            origin = placed.text_location(notes[reference.note].spans[0].start)
            where, place = f"footnote {reference.note}", iris.footnote(slug, reference.note)
        else:
            link = links[reference.address or ""]
            origin = placed.text_location(link.start)
            section = placed.section_at(link.start).number
            where, place = f"link in section {section}", iris.section(slug, section)
        if reference.address:
            describe_location(draft, iris, reference.address, origin)
        draft.describe(
            citation_iri(iris, reference),
            origin,
            [CG.Citation, CITO.Citation],
            f"{name}, {where}: {work.label}",
            (CG.citedIn, [place]),
            (CG.position, integer(reference.position)),
            (CG.citationText, text(reference.text or (link.anchor if link else None))),
            (CG.printedUrl, uri(reference.address) if reference.address else []),
            (CG.citesLocation, [iris.location(reference.address)] if reference.address else []),
            (CG.citesSource, [iris.source(work.slug)]),
            (CITO.hasCitingEntity, [iris.letter(slug)]),
            (CITO.hasCitedEntity, [iris.source(work.slug)]),
            (OA.start, integer(link.start) if link else []),
            (OA.end, integer(link.end) if link else []),
            *_reason(iris, found, reference, work),
            _UNREVIEWED,
        )


def _reason(iris: Iris, found: Survey, reference: Reference, work: Work) -> Iterator[Property]:
    """Why the citation is of a work that is cited elsewhere too, or that a curator has described."""
    merge = found.merges.get(reference)
    reasons: list[str] = []
    if merge:
        reasons.append(merge.reason)
        # A letter that people annotated has citations by other numbers: what it shares is told in words alone.
        if merge.first.letter in found.citing:
            yield CG.takenWith, [citation_iri(iris, merge.first)]
    if work.slug in found.described:
        reasons.append(f"sources.yaml describes the work as {work.slug!r}")
    yield CG.workReason, text(*(["; ".join(reasons)] if reasons else []))


def _describe_short_forms(draft: GraphDraft, iris: Iris, found: Survey, placed: PlacedLetter, name: str) -> None:
    notes = {note.number: note for note in placed.letter.footnotes}
    for short in found.citing[placed.slug].short_forms:
        target: list[NamedNode | Literal] = [citation_iri(iris, short.target)] if short.target else []
        draft.describe(
            iris.short_form(placed.slug, short.note, short.position),
            placed.text_location(notes[short.note].spans[0].start),
            [CG.ShortForm],
            f"{name}, footnote {short.note}: {short.text}",
            (CG.foundIn, [iris.footnote(placed.slug, short.note)]),
            (CG.position, integer(short.position)),
            (CG.citationText, text(short.text)),
            (CG.shortFormKind, text(short.kind)),
            (CG.standsFor, target),
            (CG.resolutionReason, text(short.reason)),
            _UNREVIEWED,
        )


def citation_iri(iris: Iris, reference: Reference) -> NamedNode:
    """The IRI of a citation in a letter that nobody has annotated."""
    if reference.note:
        return iris.citation(reference.letter, reference.note, reference.position)
    return iris.link(reference.letter, reference.position)


def _body_links(placed: PlacedLetter) -> dict[str, Link]:
    """The first link outside footnotes to each address."""
    spans = [(span.start, span.end) for note in placed.letter.footnotes for span in note.spans]
    outside = (link for link in placed.letter.links if not any(start <= link.start < end for start, end in spans))
    first: dict[str, Link] = {}
    for link in outside:
        first.setdefault(link.url, link)
    return first
