"""Do the names in a corpus name something? Each that doesn't, with the nearest name that would."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import Location, Problem
from claimgraph.ingest.sources import canonical

Entry = tuple[str, Location]
"""A name and where it stands."""


def check_references(corpus: Corpus) -> tuple[Problem, ...]:
    """The problems with the names of a corpus, sorted: given twice, unknown, or circular.

    Footnotes and quotes need the letters' texts and are checked where those are read.
    """
    return tuple(sorted({*_docket(corpus), *_sources(corpus), *_propositions(corpus), *_letters(corpus)}))


def unknown(kind: str, entries: Iterable[Entry], known: Collection[str]) -> Iterator[Problem]:
    """A problem for each name that isn't known, with the nearest one that is."""
    for name, place in entries:
        if name not in known:
            near = get_close_matches(name, map(str, known), n=1)
            remedy = f"did you mean {near[0]!r}?" if near else "add it, or correct the name"
            yield Problem(place, f"there is no {kind} {name!r}: {remedy}")


def _repeated(kind: str, entries: Iterable[Entry]) -> Iterator[Problem]:
    first: dict[str, Location] = {}
    for name, place in entries:
        if name in first:
            yield Problem(place, f"the {kind} {name!r} stands twice, first in line {first[name].line}: rename one")
        first.setdefault(name, place)


def _circular(kind: str, above: dict[str, tuple[str, ...]], places: dict[str, Location]) -> Iterator[Problem]:
    for name in above:
        seen, next_up = {name}, list(above[name])
        while next_up:
            upper = next_up.pop()
            if upper == name:
                yield Problem(places[name], f"the {kind} {name!r} stands above itself")
                break
            if upper not in seen:
                seen.add(upper)
                next_up.extend(above.get(upper, ()))


def _docket(corpus: Corpus) -> Iterator[Problem]:
    docket, organizations = corpus.docket, corpus.organizations
    questions = [(q.notation, docket.at("questions", i, "notation")) for i, q in enumerate(docket.content.questions)]
    names = [(o.slug, organizations.at("organizations", i)) for i, o in enumerate(organizations.content.organizations)]
    known = {slug for slug, _ in names}
    yield from _repeated("question", questions)
    yield from _circular(
        "question", {q.notation: (q.part_of,) if q.part_of else () for q in docket.content.questions}, dict(questions)
    )
    above = [
        (question.part_of, docket.at("questions", i, "part-of"))
        for i, question in enumerate(docket.content.questions)
        if question.part_of
    ]
    yield from unknown("question", above, {notation for notation, _ in questions})
    yield from _repeated("organization", names)
    yield from unknown("organization", [(docket.content.opened_by, docket.at("opened-by"))], known)
    parents = [
        (o.parent, organizations.at("organizations", i, "parent"))
        for i, o in enumerate(organizations.content.organizations)
        if o.parent
    ]
    yield from unknown("organization", parents, known)
    yield from _circular(
        "organization",
        {o.slug: (o.parent,) if o.parent else () for o in organizations.content.organizations},
        dict(names),
    )


def _sources(corpus: Corpus) -> Iterator[Problem]:
    file, content = corpus.sources, corpus.sources.content
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    yield from _repeated("source", [(source.slug, file.at("sources", i)) for i, source in enumerate(content.sources)])
    publishers = [
        (s.publisher, file.at("sources", i, "publisher")) for i, s in enumerate(content.sources) if s.publisher
    ]
    yield from unknown("organization", publishers, organizations)
    owners: dict[str, str] = {}
    for i, source in enumerate(content.sources):
        for j, url in enumerate(source.urls):
            owner = owners.setdefault(canonical(url), source.slug)
            if owner != source.slug:
                yield Problem(file.at("sources", i, "urls", j), f"{url} is listed under {owner!r} too: keep it once")
    corrected = [
        (f"{override.letter} {override.footnote} {override.printed}", file.at("overrides", i))
        for i, override in enumerate(content.overrides)
    ]
    yield from _repeated("override", corrected)
    for i, override in enumerate(content.overrides):
        yield from unknown("letter", [(override.letter, file.at("overrides", i, "letter"))], corpus.letters)
        yield from unknown("organization", [(override.by, file.at("overrides", i, "by"))], organizations)


def _propositions(corpus: Corpus) -> Iterator[Problem]:
    file, content = corpus.propositions, corpus.propositions.content
    topics = [(topic.slug, file.at("topics", i)) for i, topic in enumerate(content.topics)]
    names = [(proposition.slug, file.at("propositions", i)) for i, proposition in enumerate(content.propositions)]
    known = {slug for slug, _ in names}
    yield from _repeated("topic", topics)
    yield from _repeated("proposition", names)
    for i, proposition in enumerate(content.propositions):
        at = file.at("propositions", i, "topic")
        yield from unknown("topic", [(proposition.topic, at)], {slug for slug, _ in topics})
        for key, others in (("broader", proposition.broader), ("contradicts", proposition.contradicts)):
            entries = [(slug, file.at("propositions", i, key, j)) for j, slug in enumerate(others)]
            yield from unknown("proposition", entries, known)
    yield from _circular("proposition", {p.slug: p.broader for p in content.propositions}, dict(names))


def _letters(corpus: Corpus) -> Iterator[Problem]:
    organizations = {organization.slug for organization in corpus.organizations.content.organizations}
    propositions = {proposition.slug for proposition in corpus.propositions.content.propositions}
    topics = {topic.slug for topic in corpus.propositions.content.topics}
    claims: set[str] = set()
    for slug, file in corpus.letters.items():
        letter = file.content
        respondents = [(name, file.at("respondents", i)) for i, name in enumerate(letter.respondents)]
        tied = [(a.organization, file.at("affiliations", i, "organization")) for i, a in enumerate(letter.affiliations)]
        yield from unknown("organization", [*respondents, *tied], organizations)
        yield from _repeated("respondent", respondents)
        yield from _ties(file)
        yield from _repeated("claim", [(claim.slug, file.at("claims", i)) for i, claim in enumerate(letter.claims)])
        for i, claim in enumerate(letter.claims):
            claims.add(f"{slug}/{claim.slug}")
            yield from unknown("proposition", [(claim.proposition, file.at("claims", i, "proposition"))], propositions)
            yield from unknown("topic", [(claim.topic, file.at("claims", i, "topic"))], topics)
    yield from _alignments(corpus, claims, propositions, organizations)


def _ties(file: File[LetterAnnotation]) -> Iterator[Problem]:
    letter = file.content
    ties: list[Entry] = []
    for i, tie in enumerate(letter.affiliations):
        if tie.respondent:
            yield from unknown(
                "respondent", [(tie.respondent, file.at("affiliations", i, "respondent"))], letter.respondents
            )
        elif len(letter.respondents) > 1:
            yield Problem(
                file.at("affiliations", i), "in a letter of several respondents, say whose tie it is: respondent"
            )
        ties.append((f"{tie.respondent or letter.respondents[0]} with {tie.organization}", file.at("affiliations", i)))
    yield from _repeated("affiliation", ties)


def _alignments(corpus: Corpus, claims: set[str], propositions: set[str], organizations: set[str]) -> Iterator[Problem]:
    file, content = corpus.alignments, corpus.alignments.content
    yield from _repeated("alignment", [(a.slug, file.at("alignments", i)) for i, a in enumerate(content.alignments)])
    for i, alignment in enumerate(content.alignments):
        here = ("alignments", i)
        yield from unknown("proposition", [(alignment.proposition, file.at(*here, "proposition"))], propositions)
        yield from unknown("organization", [(alignment.by, file.at(*here, "by"))], organizations)
        entries = [(claim, file.at(*here, "claims", j)) for j, claim in enumerate(alignment.claims)]
        yield from unknown("claim", entries, claims)
        yield from _repeated("aligned claim", entries)
