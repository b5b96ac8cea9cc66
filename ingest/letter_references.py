"""Whether the names in a letter's annotation name something, in the shared files or in the annotation itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from claimgraph.ingest.annotations import LetterAnnotation
from claimgraph.ingest.corpus import Corpus, File
from claimgraph.ingest.errors import Problem
from claimgraph.ingest.names import Entry, circular, repeated, unknown


def check_letter_references(corpus: Corpus, file: File[LetterAnnotation]) -> Iterator[Problem]:
    """The problems with the names of one letter, and of its claims in alignments: given twice, unknown, or circular."""
    yield from _texts(file)
    yield from _organizations(corpus, file)
    yield from _ties(file)
    yield from _claims(corpus, file)
    yield from _tables(file)
    yield from _levels(file)
    yield from _ranks(file)
    yield from _risks(file)
    yield from _outcomes(file)
    yield from _aligned(corpus, file)


def _texts(file: File[LetterAnnotation]) -> Iterator[Problem]:
    letter = file.content
    earlier = [(name, file.at("earlier-texts", i)) for i, name in enumerate(letter.earlier_texts)]
    yield from repeated("text", [(letter.text, file.at("text")), *earlier])


def _organizations(corpus: Corpus, file: File[LetterAnnotation]) -> Iterator[Problem]:
    letter = file.content
    known = {organization.slug for organization in corpus.organizations.content.organizations}
    respondents = [(name, file.at("respondents", i)) for i, name in enumerate(letter.respondents)]
    tied = [(a.organization, file.at("affiliations", i, "organization")) for i, a in enumerate(letter.affiliations)]
    of_people = [
        (person.organization, file.at("people", i, "organization"))
        for i, person in enumerate(letter.people)
        if person.organization
    ]
    addressed = [
        (slug, file.at("claims", i, "addressees", j))
        for i, claim in enumerate(letter.claims)
        for j, slug in enumerate(claim.addressees)
    ]
    yield from unknown("organization", [*respondents, *tied, *of_people, *addressed], known)
    yield from repeated("respondent", respondents)
    yield from repeated("person", [(person.name, file.at("people", i)) for i, person in enumerate(letter.people)])


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
    yield from repeated("affiliation", ties)


def _claims(corpus: Corpus, file: File[LetterAnnotation]) -> Iterator[Problem]:
    propositions = {proposition.slug for proposition in corpus.propositions.content.propositions}
    topics = {topic.slug for topic in corpus.propositions.content.topics}
    programmes = {programme.slug for programme in corpus.programmes.content.programmes}
    yield from _repeated_slugs(file, "claim", "claims", (claim.slug for claim in file.content.claims))
    for i, claim in enumerate(file.content.claims):
        yield from unknown("proposition", [(claim.proposition, file.at("claims", i, "proposition"))], propositions)
        yield from unknown("topic", [(claim.topic, file.at("claims", i, "topic"))], topics)
        named = [(slug, file.at("claims", i, "programmes", j)) for j, slug in enumerate(claim.programmes)]
        yield from unknown("programme", named, programmes)


def _tables(file: File[LetterAnnotation]) -> Iterator[Problem]:
    numbers = [(str(table.number), file.at("tables", i, "number")) for i, table in enumerate(file.content.tables)]
    yield from repeated("table", numbers, "keep one, or correct its number")


def _levels(file: File[LetterAnnotation]) -> Iterator[Problem]:
    levels = file.content.availability_levels
    key, known = "availability-levels", {level.slug for level in levels}
    yield from _repeated_slugs(file, "availability level", key, (level.slug for level in levels))
    above: dict[str, tuple[str, ...]] = {}
    for i, level in enumerate(levels):
        upper = [(name, file.at(key, i)) for name in (level.part_of, level.variation_of) if name]
        yield from unknown("availability level", upper, known)
        above[level.slug] = tuple(name for name, _ in upper)
    yield from circular("availability level", above, {level.slug: file.at(key, i) for i, level in enumerate(levels)})
    for i, method in enumerate(file.content.distribution_methods):
        entries = [(slug, file.at("distribution-methods", i, "levels", j)) for j, slug in enumerate(method.levels)]
        yield from unknown("availability level", entries, known)


def _ranks(file: File[LetterAnnotation]) -> Iterator[Problem]:
    key = "availability-levels"
    ranks = [
        (level.rank, file.at(key, i, "rank")) for i, level in enumerate(file.content.availability_levels) if level.rank
    ]
    yield from repeated("rank", [(str(rank), at) for rank, at in ranks])
    given = {rank for rank, _ in ranks}
    for rank, at in ranks:
        if rank > 1 and rank - 1 not in given:
            yield Problem(at, f"no level has rank {rank - 1}, but this one has {rank}: count from 1 without a gap")


def _risks(file: File[LetterAnnotation]) -> Iterator[Problem]:
    methods, risks = file.content.distribution_methods, file.content.risks
    yield from _repeated_slugs(file, "distribution method", "distribution-methods", (each.slug for each in methods))
    yield from _repeated_slugs(file, "risk", "risks", (risk.slug for risk in risks))
    entries = [(risk.method, file.at("risks", i, "method")) for i, risk in enumerate(risks)]
    yield from unknown("distribution method", entries, {method.slug for method in methods})


def _outcomes(file: File[LetterAnnotation]) -> Iterator[Problem]:
    components, outcomes = file.content.components, file.content.outcomes
    known = {component.slug for component in components}
    places = {component.slug: file.at("components", i) for i, component in enumerate(components)}
    yield from _repeated_slugs(file, "component", "components", (component.slug for component in components))
    yield from unknown(
        "component",
        [(each.part_of, file.at("components", i, "part-of")) for i, each in enumerate(components) if each.part_of],
        known,
    )
    above = {component.slug: (component.part_of,) if component.part_of else () for component in components}
    yield from circular("component", above, places)
    yield from _repeated_slugs(file, "outcome", "outcomes", (outcome.slug for outcome in outcomes))
    considerations: list[Entry] = []
    for i, outcome in enumerate(outcomes):
        here = ("outcomes", i)
        required = [(e.component, file.at(*here, "components", j)) for j, e in enumerate(outcome.components)]
        yield from unknown("component", required, known)
        yield from repeated("required component", required)
        considerations += [(e.slug, file.at(*here, "considerations", j)) for j, e in enumerate(outcome.considerations)]
    yield from repeated("consideration", considerations)


def _aligned(corpus: Corpus, file: File[LetterAnnotation]) -> Iterator[Problem]:
    """What alignments say of the letter's claims, wrongly."""
    letter = file.content.letter
    claims = {f"{letter}/{claim.slug}" for claim in file.content.claims}
    for i, alignment in enumerate(corpus.alignments.content.alignments):
        named = [(j, claim) for j, claim in enumerate(alignment.claims) if claim.partition("/")[0] == letter]
        if not claims.issuperset(claim for _, claim in named):  # the file isn't read for its places without need
            entries = [(claim, corpus.alignments.at("alignments", i, "claims", j)) for j, claim in named]
            yield from unknown("claim", entries, claims)


def _repeated_slugs(file: File[LetterAnnotation], kind: str, key: str, slugs: Iterable[str]) -> Iterator[Problem]:
    yield from repeated(kind, [(slug, file.at(key, i)) for i, slug in enumerate(slugs)])
