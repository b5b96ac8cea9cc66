"""What the shapes say of a few claims and alignments, on a graph that holds no more than these need.

A build hands the shapes the whole docket, which takes them seconds; a curator waits after every claim.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File, FileT
from claimgraph.ingest.docket_graph import docket_graph
from claimgraph.ingest.letter_graph import letter_graph
from claimgraph.ingest.letters import AnchoredLetter, read_letter
from claimgraph.ontology import Iris
from claimgraph.shapes import Violation, validate


def unfit(corpus: Corpus, claims: Collection[str], alignments: Collection[str] = ()) -> tuple[Violation, ...]:
    """The violations of the claims, each given as ``letter/claim``, and of the alignments.

    The letters of these have to be readable: raises `CorpusError` where one isn't.
    """
    aligned = tuple(each for each in corpus.alignments.content.alignments if each.slug in alignments)
    wanted = {*claims, *(claim for each in aligned for claim in each.claims)}
    letters = {
        slug: _only(file, {claim.partition("/")[2] for claim in wanted if claim.startswith(f"{slug}/")})
        for slug, file in corpus.letters.items()
        if any(claim.startswith(f"{slug}/") for claim in wanted)
    }
    small = replace(corpus, letters=letters, alignments=_with(corpus.alignments, alignments=aligned))
    read = [_bare(read_letter(small, slug)) for slug in letters]
    small = _narrowed(small, read)
    graphs = [docket_graph(small, small.respondents), *(letter_graph(small, each) for each in read)]
    iris = Iris(corpus.base)
    focuses = {iris.claim(*claim.split("/")).value for claim in claims}
    focuses |= {iris.alignment(slug).value for slug in alignments}
    found = validate(triple for graph in graphs for triple in graph.triples)
    return tuple(each for each in found if each.focus in focuses)


def _only(file: File[LetterAnnotation], slugs: Collection[str]) -> File[LetterAnnotation]:
    """The annotation with these claims and nothing else."""
    head = ("letter", "text", "earlier_texts", "comment", "respondents")
    kept = {name: getattr(file.content, name) for name in head}
    chosen = tuple(claim for claim in file.content.claims if claim.slug in slugs)
    return File(LetterAnnotation.model_construct(**kept, claims=chosen), file.document)


def _with(file: File[FileT], **lists: object) -> File[FileT]:
    return File(file.content.model_copy(update=lists), file.document)


def _bare(read: AnchoredLetter) -> AnchoredLetter:
    """The letter with those of its footnotes that its claims have."""
    numbers = {reference.number for claim in read.annotation.content.claims for reference in claim.references}
    letter = replace(
        read.letter,
        footnotes=tuple(note for note in read.letter.footnotes if note.number in numbers),
        marks=tuple(mark for mark in read.letter.marks if mark.number in numbers),
    )
    return replace(read, letter=letter, citations=tuple(c for c in read.citations if c.footnote in numbers))


def _narrowed(corpus: Corpus, read: Iterable[AnchoredLetter]) -> Corpus:
    """The corpus with those works, programmes and propositions alone that the claims and alignments lead to."""
    letters = tuple(read)
    claims = [claim for each in letters for claim in each.annotation.content.claims]
    named = {slug for claim in claims for slug in claim.programmes}
    programmes = tuple(each for each in corpus.programmes.content.programmes if each.slug in named)
    cited = {citation.source for each in letters for citation in each.citations}
    cited |= {slug for each in programmes for slug in each.sources}
    cited |= {slug for each in corpus.alignments.content.alignments for slug in each.sources}
    known = {each.slug: each for each in corpus.propositions.content.propositions}
    reached: set[str] = set()
    ahead = {claim.proposition for claim in claims}
    ahead |= {each.proposition for each in corpus.alignments.content.alignments if each.proposition}
    while ahead:
        slug = ahead.pop()
        reached.add(slug)
        ahead |= {*known[slug].broader, *known[slug].contradicts} - reached
    sources = tuple(each for each in corpus.sources.content.sources if each.slug in cited)
    return replace(
        corpus,
        programmes=_with(corpus.programmes, programmes=programmes),
        sources=_with(corpus.sources, sources=sources),
        propositions=_with(corpus.propositions, propositions=tuple(known[slug] for slug in sorted(reached))),
    )
