"""Do the names in a corpus name something? Each that doesn't, with the nearest name that would."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import chain

from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.docket_files import Alignments
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.letter_references import check_letter_references
from claimgraph.ingest.names import circular, repeated, unknown
from claimgraph.ingest.works.addresses import canonical_address
from claimgraph.ingest.works.overrides import check_works
from claimgraph.ingest.works.publishers import load_publishers


def check_references(corpus: Corpus) -> tuple[Problem, ...]:
    """The problems with the names of a corpus, sorted: given twice, unknown, or circular.

    Footnotes and quotes need the letters' texts and are checked where those are read.
    """
    of_letters = (check_letter_references(corpus, file) for file in corpus.letters.values())
    return tuple(sorted({*check_shared(corpus, corpus.letters), *chain.from_iterable(of_letters)}))


def check_shared(corpus: Corpus, letters: Collection[str]) -> Iterator[Problem]:
    """The problems with the names in the files that letters share; of the letters themselves it asks the slugs."""
    for check in (_organizations, _works, _programmes, _propositions):
        yield from check(corpus)
    for check_with in (_docket, _sources, _alignments):
        yield from check_with(corpus, letters)


def _docket(corpus: Corpus, letters: Collection[str]) -> Iterator[Problem]:
    docket = corpus.docket
    if docket is None:
        return
    questions = [(q.notation, docket.at("questions", i, "notation")) for i, q in enumerate(docket.content.questions)]
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    yield from repeated("question", questions)
    yield from circular(
        "question", {q.notation: (q.part_of,) if q.part_of else () for q in docket.content.questions}, dict(questions)
    )
    above = [
        (question.part_of, docket.at("questions", i, "part-of"))
        for i, question in enumerate(docket.content.questions)
        if question.part_of
    ]
    yield from unknown("question", above, {notation for notation, _ in questions})
    if letters:
        known: Collection[str] = organizations
    else:  # nobody need describe organisations then, and the table of publishers knows most agencies
        known = organizations | load_publishers().names().keys()
    yield from unknown("organization", [(docket.content.opened_by, docket.at("opened-by"))], known)


def _organizations(corpus: Corpus) -> Iterator[Problem]:
    file, organizations = corpus.organizations, corpus.organizations.content.organizations
    slugs = [(each.slug, file.at("organizations", i)) for i, each in enumerate(organizations)]
    yield from repeated("organization", slugs)
    names = [(each.name, file.at("organizations", i, "name")) for i, each in enumerate(organizations)]
    yield from repeated("organization's name", names, "describe the organisation once, or tell the two apart")
    hosts = [
        (host, file.at("organizations", i, "hosts", j))
        for i, each in enumerate(organizations)
        for j, host in enumerate(each.hosts)
    ]
    yield from repeated("host", hosts, "keep it with the one organisation that it publishes for alone")
    parents = [
        (each.parent, file.at("organizations", i, "parent")) for i, each in enumerate(organizations) if each.parent
    ]
    yield from unknown("organization", parents, {slug for slug, _ in slugs})
    above = {each.slug: (each.parent,) if each.parent else () for each in organizations}
    yield from circular("organization", above, dict(slugs))


def _sources(corpus: Corpus, letters: Collection[str]) -> Iterator[Problem]:
    file, content = corpus.sources, corpus.sources.content
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    yield from repeated("source", [(source.slug, file.at("sources", i)) for i, source in enumerate(content.sources)])
    publishers = [
        (s.publisher, file.at("sources", i, "publisher")) for i, s in enumerate(content.sources) if s.publisher
    ]
    yield from unknown("organization", publishers, organizations)
    owners: dict[str, str] = {}
    for i, source in enumerate(content.sources):
        for j, url in enumerate(source.urls):
            owner = owners.setdefault(canonical_address(url), source.slug)
            if owner != source.slug:
                yield Problem(file.at("sources", i, "urls", j), f"{url} is listed under {owner!r} too: keep it once")
    corrected = [
        (f"{override.letter} {override.footnote} {override.printed}", file.at("overrides", i))
        for i, override in enumerate(content.overrides)
    ]
    yield from repeated("override", corrected)
    for i, override in enumerate(content.overrides):
        yield from unknown("letter", [(override.letter, file.at("overrides", i, "letter"))], letters)
        yield from unknown("organization", [(override.by, file.at("overrides", i, "by"))], organizations)


def _works(corpus: Corpus) -> Iterator[Problem]:
    file = corpus.works
    if file is None:
        return
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    publishers = organizations | load_publishers().names().keys()
    yield from check_works(file)
    by = [(each.by, file.at("same", i, "by")) for i, each in enumerate(file.content.same) if each.by]
    by += [(each.by, file.at("different", i, "by")) for i, each in enumerate(file.content.different) if each.by]
    yield from unknown("organization", by, organizations)
    named = [(each.publisher, file.at("works", i, "publisher")) for i, each in enumerate(file.content.works)]
    yield from unknown("publisher", [(slug, at) for slug, at in named if slug], publishers)
    slugs = [(each.slug, file.at("works", i, "slug")) for i, each in enumerate(file.content.works) if each.slug]
    yield from repeated("work", slugs)


def _programmes(corpus: Corpus) -> Iterator[Problem]:
    file, content = corpus.programmes, corpus.programmes.content
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    sources = {source.slug for source in corpus.sources.content.sources}
    yield from repeated(
        "programme", [(each.slug, file.at("programmes", i)) for i, each in enumerate(content.programmes)]
    )
    names = [(each.name, file.at("programmes", i, "name")) for i, each in enumerate(content.programmes)]
    yield from repeated("programme's name", names, "describe the programme once, or tell the two apart")
    for i, each in enumerate(content.programmes):
        if each.run_by:
            yield from unknown("organization", [(each.run_by, file.at("programmes", i, "run-by"))], organizations)
        entries = [(slug, file.at("programmes", i, "sources", j)) for j, slug in enumerate(each.sources)]
        yield from unknown("source", entries, sources)


def _propositions(corpus: Corpus) -> Iterator[Problem]:
    file, content = corpus.propositions, corpus.propositions.content
    topics = [(topic.slug, file.at("topics", i)) for i, topic in enumerate(content.topics)]
    names = [(proposition.slug, file.at("propositions", i)) for i, proposition in enumerate(content.propositions)]
    known = {slug for slug, _ in names}
    yield from repeated("topic", topics)
    yield from repeated("proposition", names)
    statements = [
        (each.statement, file.at("propositions", i, "statement")) for i, each in enumerate(content.propositions)
    ]
    yield from repeated("statement", statements, "keep one of the propositions")
    for i, proposition in enumerate(content.propositions):
        at = file.at("propositions", i, "topic")
        yield from unknown("topic", [(proposition.topic, at)], {slug for slug, _ in topics})
        for key, others in (("broader", proposition.broader), ("contradicts", proposition.contradicts)):
            entries = [(slug, file.at("propositions", i, key, j)) for j, slug in enumerate(others)]
            yield from unknown("proposition", entries, known)
        if proposition.slug in proposition.contradicts:
            at = file.at("propositions", i, "contradicts", proposition.contradicts.index(proposition.slug))
            yield Problem(at, f"the proposition {proposition.slug!r} contradicts itself: name another, or remove it")
    yield from circular("proposition", {p.slug: p.broader for p in content.propositions}, dict(names))


def _alignments(corpus: Corpus, letters: Collection[str]) -> Iterator[Problem]:
    file, content = corpus.alignments, corpus.alignments.content
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    propositions = {proposition.slug for proposition in corpus.propositions.content.propositions}
    sources = {source.slug for source in corpus.sources.content.sources}
    yield from repeated("alignment", [(a.slug, file.at("alignments", i)) for i, a in enumerate(content.alignments)])
    for i, alignment in enumerate(content.alignments):
        here = ("alignments", i)
        if alignment.proposition:
            yield from unknown("proposition", [(alignment.proposition, file.at(*here, "proposition"))], propositions)
        shared = [(slug, file.at(*here, "sources", j)) for j, slug in enumerate(alignment.sources)]
        yield from unknown("source", shared, sources)
        yield from unknown("organization", [(alignment.by, file.at(*here, "by"))], organizations)
        entries = [(claim, file.at(*here, "claims", j)) for j, claim in enumerate(alignment.claims)]
        yield from unknown("letter", [(claim.partition("/")[0], at) for claim, at in entries], letters)
        yield from repeated("aligned claim", entries)
    yield from _judged_twice(file)


def _judged_twice(file: File[Alignments]) -> Iterator[Problem]:
    """A problem for each alignment whose kind, claims and proposition or works another one has."""
    first: dict[tuple[object, ...], str] = {}
    for i, each in enumerate(file.content.alignments):
        what = (each.kind, each.proposition, frozenset(each.sources), frozenset(each.claims))
        same = first.setdefault(what, each.slug)
        if same != each.slug:
            message = f"the alignment {same!r} judges the same claims in the same way: keep one of them"
            yield Problem(file.at("alignments", i), message)
