"""Letters sent more than once: one stands in the graph, and the others join it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pyoxigraph import Literal, NamedNode

from claimgraph.ingest.errors import Location
from claimgraph.ingest.graph import GraphDraft, date, integer, text
from claimgraph.ingest.letter_parts import has_latin_letters
from claimgraph.ingest.survey.models import ReadLetter
from claimgraph.ingest.survey.respondents import Names, Respondent, find_respondent
from claimgraph.ontology import CG, DCTERMS, FOAF, XSD, Iris


@dataclass(frozen=True, slots=True)
class Joined:
    """A submission with the words of another letter; ``added`` is what it has beyond, as it stands."""

    letter: ReadLetter
    respondent: Respondent | None
    similarity: float
    added: tuple[str, ...]


def join_letters(
    letters: Sequence[ReadLetter], names: Names
) -> tuple[tuple[ReadLetter, ...], dict[str, tuple[Joined, ...]]]:
    """The letters that stand for themselves, and by their slugs the submissions that join them."""
    # Only a folder with several letters needs numpy, which takes longer to load than a letter to build.
    from claimgraph.ingest.intake.duplicates import Filed, find_clusters

    by_slug = {each.file.slug: each for each in letters}
    filed = (Filed(slug, each.reading.letter.text, None, each.reading.letter.date) for slug, each in by_slug.items())
    found: dict[str, tuple[Joined, ...]] = {}
    gone: set[str] = set()
    for cluster in find_clusters(filed) if len(by_slug) > 1 else ():
        others = [each for each in cluster.signatories if each.id != cluster.standing]
        gone.update(each.id for each in others)
        found[cluster.standing] = tuple(
            Joined(by_slug[each.id], find_respondent(by_slug[each.id].reading, names), each.similarity, each.added)
            for each in others
        )
    return tuple(each for each in letters if each.file.slug not in gone), found


def describe_joined(draft: GraphDraft, iris: Iris, slug: str, name: str, joined: Sequence[Joined]) -> None:
    """Describe the submissions that join a letter, each with who sent it and what it adds."""
    for each in joined:
        file, read = each.letter.file, each.letter.reading.letter
        origin = Location(str(file.path), 1)
        sender = each.respondent.name if each.respondent else read.respondent or file.slug
        draft.describe(
            iris.submission(file.slug),
            origin,
            [CG.JoinedSubmission],
            f"{sender}, joined to: {name}, comment letter",
            (CG.joins, [iris.letter(slug)]),
            (DCTERMS.identifier, text(file.comment or file.path.name)),
            (CG.sentBy, _sender(draft, iris, each, origin)),
            (DCTERMS.date, date(read.date)),
            (CG.similarity, [Literal(str(Decimal(f"{each.similarity:.3f}")), datatype=XSD.decimal)]),
            (CG.addedWords, integer(sum(len(words.split()) for words in each.added))),
            (CG.addedText, text(*each.added)),
            (CG.reviewStatus, [CG.Unreviewed]),
        )


def _sender(draft: GraphDraft, iris: Iris, joined: Joined, origin: Location) -> list[NamedNode]:
    respondent, slug = joined.respondent, joined.letter.file.slug
    if respondent and respondent.organization:
        return [iris.organization(respondent.organization)]
    if not (respondent and respondent.person and has_latin_letters(respondent.person)):
        return []
    person = iris.person(slug, respondent.person)
    named = text(respondent.person)
    draft.describe(
        person, origin, [FOAF.Person], respondent.person, (FOAF.name, named), (CG.appearsAs, text("signatory"))
    )
    return [person]


def organizations_of(joined: Mapping[str, Sequence[Joined]]) -> dict[str, tuple[str, Location]]:
    """The organisations that sent joined submissions, by slug: name and place."""
    return {
        each.respondent.organization: (each.respondent.name, Location(str(each.letter.file.path), 1))
        for group in joined.values()
        for each in group
        if each.respondent and each.respondent.organization
    }
