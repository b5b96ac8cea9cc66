"""What all letters cite together: works, and who published them and who sent the letters in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from claimgraph.ingest.docket_files import Organization, Sources
from claimgraph.ingest.models import Letter
from claimgraph.ingest.survey.joined import Joined, join_letters
from claimgraph.ingest.survey.models import ReadLetter
from claimgraph.ingest.survey.respondents import Names, Respondent, find_respondent
from claimgraph.ingest.works import (
    Apart,
    Citing,
    Merge,
    Publishers,
    Reference,
    Work,
    canonical_address,
    group_works,
    identify_address,
    joined,
    load_publishers,
    notes_of,
    read_citing,
    sources_as_overrides,
)
from claimgraph.ingest.works.models import Identifier
from claimgraph.ingest.works_file import WorksFile


@dataclass(frozen=True, slots=True)
class Survey:
    """What programs make of the letters of a docket.

    ``works`` has the work of each citation, ``merges`` why a citation is taken for one of a work that another cites;
    ``described`` are the slugs of the works in ``sources.yaml``. ``respondents`` lacks letters that have none.
    ``joined`` are the submissions that say what one of the letters says; those are not among ``letters``.
    """

    letters: tuple[ReadLetter, ...]
    citing: Mapping[str, Citing]
    works: Mapping[Reference, Work]
    merges: Mapping[Reference, Merge]
    by_identifier: Mapping[Identifier, Work]
    apart: tuple[Apart, ...]
    respondents: Mapping[str, Respondent]
    publishers: Publishers
    described: frozenset[str]
    joined: Mapping[str, tuple[Joined, ...]]

    def work_at(self, url: str) -> Work | None:
        """The work that an address leads to, where letters or curators name it."""
        return self.by_identifier.get(identify_address(url).identifier)


def survey(
    letters: Sequence[ReadLetter],
    annotated: Iterable[tuple[str, Letter]],
    organizations: Sequence[Organization],
    sources: Sources,
    works: WorksFile | None,
) -> Survey:
    """What the letters cite, those that people annotated among them; what curators say comes before all rules."""
    publishers = load_publishers().with_organizations(organizations)
    names = Names(organizations, publishers)
    letters, submissions = join_letters(letters, names)
    citing = {each.file.slug: _without_sites(each.reading.citing) for each in letters}
    others = [read_citing(notes_of(slug, letter)) for slug, letter in annotated]
    references = [reference for each in (*citing.values(), *others) for reference in each.references]
    said = joined(sources_as_overrides(sources), works or WorksFile())
    grouped = group_works(references, publishers, said)
    found = {each.file.slug: find_respondent(each.reading, names) for each in letters}
    return Survey(
        tuple(letters),
        citing,
        grouped.by_reference(),
        {merge.second: merge for work in grouped.works for merge in work.merges},
        {key: work for work in grouped.works for key in work.keys},
        grouped.apart,
        {slug: respondent for slug, respondent in found.items() if respondent},
        publishers,
        frozenset(source.slug for source in sources.sources),
        submissions,
    )


def _without_sites(citing: Citing) -> Citing:
    """What a letter cites, but for links in its body to a site's front page: a letterhead names the site so."""
    cited = tuple(each for each in citing.references if each.note or "/" in canonical_address(each.address or ""))
    return Citing(cited, citing.short_forms, citing.unread)
